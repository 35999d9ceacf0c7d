/*
 * bc, in parts: main.c (options, files), number.c (decimal numbers of any
 * length), digits.c (from and to text), lex.c and parse.c (from text to a
 * tree), run.c (the tree), library.c (the functions of -l, in bc's own language).
 *
 * Numbers are shared and never changed: whoever holds one drops it.
 */
#ifndef BC_H
#define BC_H

#include "common.h"
#include "text.h"

struct number {
	long references;
	int negative;
	size_t count, scale; /* digits in all, and of these behind the point; count >= scale */
	unsigned char digits[1]; /* the lowest first */
};

/* number.c */
struct number *makeNumber(size_t count, size_t scale);
struct number *wholeNumber(long value);
struct number *share(struct number *number);
void drop(struct number *number);
struct number *trimmed(struct number *number); /* without zeros in front; takes and gives a reference */
int isZero(const struct number *number);
int compare(const struct number *a, const struct number *b);
struct number *negate(const struct number *a);
struct number *add(const struct number *a, const struct number *b);
struct number *subtract(const struct number *a, const struct number *b);
struct number *multiply(const struct number *a, const struct number *b, size_t scale);
struct number *divide(const struct number *a, const struct number *b, size_t scale); /* b is not 0 */
struct number *remainderOf(const struct number *a, const struct number *b, size_t scale);
struct number *raise(const struct number *a, long exponent, size_t scale);
struct number *squareRoot(const struct number *a, size_t scale);
struct number *withScale(const struct number *a, size_t scale); /* cut, or zeros behind */
long toLong(const struct number *number); /* its whole part, as far as it fits */

/* digits.c */
struct number *readDigits(const char *text, long base);
void putNumberIn(const struct number *number, const struct number *base);
void putColumn(const char *text); /* with lines broken at 70 columns */
void endColumn(void);

/* parse.c */
enum operation {
	N_NUMBER, N_STRING, N_VARIABLE, N_ELEMENT, N_ARRAY, N_SPECIAL, N_CALL, N_LENGTH, N_SCALE_OF, N_ROOT, N_ASSIGN, N_OR, N_AND,
	N_NOT, N_RELATION, N_ADD, N_SUB, N_MUL, N_DIV, N_MOD, N_POW, N_MINUS, N_PRE, N_POST, N_PARENTHESES,
	N_EXPRESSION, N_PRINT, N_BLOCK, N_IF, N_WHILE, N_FOR, N_BREAK, N_CONTINUE, N_RETURN, N_QUIT
};
enum special { S_SCALE, S_IBASE, S_OBASE, S_LAST };

struct node {
	enum operation operation, by; /* by: of N_ASSIGN with an operator (or N_ASSIGN), of N_PRE and N_POST */
	struct node *a, *b, *c, *d, *next;
	const char *text; /* of numbers and strings */
	int relation; /* < > l(<=) g(>=) = ! */
	size_t index; /* of a variable or function, or which special */
};

struct function {
	char *name;
	struct node *body;
	/* Parameters first, then the auto variables; arrays are marked. */
	size_t *locals;
	int *isArray;
	size_t parameterCount, localCount;
};

struct function *functionAt(size_t index);
size_t findVariable(const char *name);
const char *variableName(size_t index);
/* The next statement or definition of the text; NULL at the end. Definitions are kept and skipped. */
struct node *parseStatement(void);
void setSource(const char *name, const char *text, int (*more)(struct text *text));

/* run.c */
void runTop(struct node *statement);

extern const char *const library;

#endif
