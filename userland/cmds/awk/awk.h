/*
 * awk, in parts: main.c (options, the cycle of records), lex.c (tokens),
 * statement.c and expression.c (from tokens to a tree), run.c, evaluate.c
 * and call.c (walking the tree), builtin.c, format.c (printf), value.c
 * (numbers and strings), array.c, field.c ($0 and its fields), input.c,
 * output.c (files and pipes), pattern.c (regular expressions).
 *
 * Invariant: a struct value holds a reference to its string; whoever has one
 * drops it, or hands it on.
 */
#ifndef AWK_H
#define AWK_H

#include <regex.h>
#include <stdio.h>
#include "common.h"
#include "substitute.h"

/* --- Values --- */

struct string {
	long references;
	size_t length;
	char bytes[1]; /* and a NUL behind */
};

/* INPUT came from outside: if it looks like a number it is one in comparisons. */
enum kind { UNSET, NUMBER, STRING, INPUT };

struct value {
	enum kind kind;
	double number;
	struct string *string;
};

struct string *makeString(const char *bytes, size_t length);
void dropString(struct string *string);
struct value numberValue(double number);
struct value stringValue(struct string *string); /* takes the reference */
struct value inputValue(const char *bytes, size_t length);
struct value copyValue(const struct value *value);
void dropValue(struct value *value);
/* `from` is handed over. */
void setValue(struct value *to, struct value from);
double toNumber(const struct value *value);
/* A reference of one's own. */
struct string *toString(const struct value *value);
struct string *toOutput(const struct value *value); /* by OFMT, not CONVFMT */
int isTrue(const struct value *value);
int compareValues(const struct value *one, const struct value *other);
/* The number at the beginning of a text; `end` is where it ends. */
double readNumber(const char *text, size_t length, size_t *end);

/* --- Arrays and variables --- */

struct element {
	struct element *nextInSlot, *next, *previous; /* in order of insertion */
	struct string *key;
	unsigned long hash;
	struct value value;
};

struct array {
	struct element **slots, *first, *last;
	size_t slotCount, count;
};

struct array *makeArray(void);
struct value *findElement(struct array *array, struct string *key, int create);
void removeElement(struct array *array, struct string *key);
void clearArray(struct array *array);
void freeArray(struct array *array);

/* A variable: a value or an array; unset, it may become either. */
struct cell {
	struct value value;
	struct array *array;
	struct cell *origin; /* of a parameter: the unset variable that was passed */
	int borrowed; /* the array is somebody else's */
};

struct array *arrayOf(struct cell *cell);

/* Variables that mean something to awk, as indices of globals. */
enum special {
	V_NF, V_NR, V_FNR, V_FS, V_OFS, V_ORS, V_RS, V_FILENAME, V_SUBSEP, V_RSTART, V_RLENGTH, V_CONVFMT, V_OFMT,
	V_ENVIRON, V_ARGC, V_ARGV, SPECIALS
};

struct global {
	char *name;
	struct cell cell;
};
extern struct global **globals;
size_t findGlobal(const char *name);
/* For speed, their text: valid until they are set. */
struct string *specialText(enum special which);
void setGlobal(size_t index, struct value value); /* handed over; with the consequences of NF */
void setFromOutside(const char *name, const char *text); /* var=text of the command line */

/* --- The program --- */

enum {
	T_END, T_NEWLINE, T_NUMBER, T_STRING, T_PATTERN, T_NAME, T_CALL, T_BUILTIN, T_BEGIN, T_ENDBLOCK, T_FUNCTION, T_IF, T_ELSE,
	T_WHILE, T_FOR, T_DO, T_BREAK, T_CONTINUE, T_NEXT, T_NEXTFILE, T_EXIT, T_RETURN, T_DELETE, T_IN, T_GETLINE, T_PRINT,
	T_PRINTF, T_ADD_SET, T_SUB_SET, T_MUL_SET, T_DIV_SET, T_MOD_SET, T_POW_SET, T_OR, T_AND, T_NO_MATCH, T_EQ, T_LE, T_GE,
	T_NE, T_INCREMENT, T_DECREMENT, T_APPEND,
	T_CHARACTER = 128 /* and above: one character, T_CHARACTER + c */
};
#define CHAR(c) (T_CHARACTER + (c))

struct lexeme {
	int token;
	long line;
	struct text text; /* of names, strings and patterns */
	double number;
	int builtin;
};
extern struct lexeme *lexemes, *here;
void lex(const char *program, size_t length);
int at(int token);
int take(int token); /* if it is next */
void expect(int token, const char *name);
void skipNewlines(void);
/* Text with the escapes of strings. */
void unescape(const char *from, struct text *text);
void syntaxError(const char *what) __attribute__((noreturn));

enum operation {
	/* values */
	N_CONSTANT, N_PATTERN, N_GLOBAL, N_LOCAL, N_FIELD, N_ELEMENT, N_GROUP,
	/* operators */
	N_ASSIGN, N_ADD_SET, N_SUB_SET, N_MUL_SET, N_DIV_SET, N_MOD_SET, N_POW_SET, N_CHOICE, N_OR, N_AND, N_IN, N_MATCH,
	N_NO_MATCH, N_LT, N_LE, N_EQ, N_NE, N_GT, N_GE, N_CONCAT, N_ADD, N_SUB, N_MUL, N_DIV, N_MOD, N_POW, N_NOT, N_MINUS, N_PLUS,
	N_PRE_INC, N_PRE_DEC, N_POST_INC, N_POST_DEC, N_CALL, N_BUILTIN, N_GETLINE, N_GETLINE_FILE, N_GETLINE_PIPE,
	/* statements */
	N_EXPRESSION, N_PRINT, N_PRINTF, N_IF, N_WHILE, N_DO, N_FOR, N_FOR_IN, N_BLOCK, N_BREAK, N_CONTINUE, N_NEXT, N_NEXTFILE,
	N_EXIT, N_RETURN, N_DELETE, N_DELETE_ALL
};

struct node {
	enum operation operation;
	long line;
	struct node *a, *b, *c, *d; /* operands */
	struct node *next; /* in lists */
	struct value value;
	size_t index; /* of a variable, function or builtin; of print: the kind of redirection */
	const regex_t *pattern;
};

struct function {
	char *name;
	struct node *body;
	size_t parameters;
	int defined;
};
extern struct function *functions;
size_t findFunction(const char *name);

struct rule {
	struct rule *next;
	struct node *pattern, *patternEnd, *body; /* body NULL: print $0 */
	int inRange;
};
extern struct rule *beginRules, *mainRules, *endRules;
void parseProgram(void);
struct node *makeNode(enum operation operation, struct node *a, struct node *b, struct node *c);
struct node *parseExpression(void);
struct node *parseOperand(void); /* without concatenation and comparison */
struct node *parseList(int end); /* expressions separated by commas */
struct node *parseVariable(const char *name);
/* Parameters of the function that is being parsed. */
extern char **parameterNames;
extern size_t parameterCount;
/* In print, > is no comparison. */
extern int greaterRedirects;

/* --- Running --- */

enum outcome { GO_ON, BREAK_LOOP, CONTINUE_LOOP, NEXT_RECORD, NEXT_FILE, EXIT_PROGRAM, RETURN_VALUE };
enum outcome run(struct node *statements);
extern struct value returned;
struct value evaluate(struct node *node);
double evaluateNumber(struct node *node);
struct string *evaluateString(struct node *node);
int evaluateTruth(struct node *node);
struct string *evaluateKey(struct node *subscripts);
void assign(struct node *target, struct value value); /* handed over */
struct value assignBy(struct node *node); /* = += ++ and the like */
struct cell *cellOf(struct node *variable);
struct value callFunction(struct node *node);
struct value callBuiltin(struct node *node);
extern struct cell *frame; /* parameters of the running function */
/* Ends with the line of the program. */
void fail(const char *what, const char *why) __attribute__((noreturn));
extern long runningLine;
/* Leaves all calls of functions. */
void unwind(enum outcome outcome) __attribute__((noreturn));

int findBuiltin(const char *name); /* -1: it is none */
int isLength(int builtin);
struct string *formatValues(struct node *arguments);

/* --- Fields, input, output, patterns --- */

void setRecord(const char *bytes, size_t length);
struct value getField(double number);
void setField(double number, struct value value); /* handed over */
double fieldCount(void);
void setFieldCount(double count);
/* Cuts a text: `separator` NULL is a pattern. Calls put for each piece. */
void splitText(const char *text, size_t length, struct string *separator, const regex_t *pattern,
    void (*put)(const char *piece, size_t length));

int nextRecord(struct text *record); /* of the files of the command line; counts */
void skipFile(void);
int nextRecordFrom(struct string *name, int isPipe, struct text *record); /* 1, 0 at the end, -1 */
int closeInput(struct string *name);

enum redirection { TO_STDOUT, TO_FILE, TO_END, TO_PIPE };
FILE *openOutput(enum redirection how, struct string *name);
int closeOutput(struct string *name); /* -1: not open */
int flushOutput(struct string *name); /* NULL: all */
void closeAll(void);

const regex_t *patternFor(const char *source, size_t length); /* kept for the next time */
/* By value, or the pattern of a /pattern/. */
const regex_t *patternOf(struct node *node);

#endif
