/*
 * The Bourne shell: what its parts share.
 *
 * A complete command is read (input.c, lexer.c, word.c, parser.c) into a tree
 * that lives in a region of its own, run from that tree (run.c), and its
 * region dropped; a function keeps the region of its definition. Words are
 * expanded (expand.c, ...) into the scratch region, which every command puts
 * back as it found it. Nothing unwinds by longjmp: break, return, errors of an
 * interactive shell and interrupts set shell.skip, and everything that runs
 * commands looks at it and returns.
 *
 * Facts of Sprite (user-environment 1.9, 5.1; exec-and-signals 8, 9): process
 * ids are hexadecimal; a faulting child is suspended, not dead, and has to be
 * killed; read and wait do not end because a signal was caught.
 */
#ifndef SH_H
#define SH_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include "wildcard.h"

/* ---- memory.c ---- */

/* Memory given back all at once, or back to a mark. */
struct chunk;
struct region {
	struct chunk *top;
	int holders; /* of a tree: the command being run, functions defined in it */
};
struct mark {
	struct chunk *chunk;
	size_t used;
};
extern struct region scratch; /* expanded words, until the command ends */

void *allocate(size_t bytes);
void *reallocate(void *old, size_t bytes);
char *copyString(const char *text);
struct region *regionNew(void);
void regionHold(struct region *region);
void regionDrop(struct region *region);
void *regionAllocate(struct region *region, size_t bytes);
char *regionCopy(struct region *region, const char *text, size_t length);
struct mark regionMark(struct region *region);
void regionRelease(struct region *region, struct mark mark);

/* A growing string. `bytes` is NULL or ends with a NUL that is not counted. */
struct text {
	char *bytes;
	size_t length, capacity;
};
void textAdd(struct text *text, const char *bytes, size_t length);
void textAddChar(struct text *text, int c);
void textAddString(struct text *text, const char *string);
void textAddNumber(struct text *text, long number);
void textAddHex(struct text *text, unsigned long number);
void textCut(struct text *text, size_t length);
void textFree(struct text *text);
const char *textString(const struct text *text);

/* A growing array of strings, always NULL-terminated; it does not own them. */
struct strings {
	char **items;
	size_t count, capacity;
};
void stringsAdd(struct strings *strings, char *item);
void stringsFree(struct strings *strings);
int compareStrings(const void *one, const void *other); /* for qsort */

/* ---- the tree ---- */

struct node;

enum partKind { PART_LITERAL, PART_PARAMETER, PART_COMMAND, PART_ARITHMETIC };

/* What is done with a parameter's value: ${x}, ${x-w}, ... */
enum operation {
	OP_VALUE, OP_LENGTH, OP_DEFAULT, OP_ASSIGN, OP_ERROR, OP_ALTERNATIVE,
	OP_CUT_PREFIX, OP_CUT_LONG_PREFIX, OP_CUT_SUFFIX, OP_CUT_LONG_SUFFIX
};

/* A word is a list of parts. A literal part is a stretch of text that is
 * quoted or not; "" is one quoted part with no text. */
struct part {
	struct part *next;
	enum partKind kind;
	bool quoted;
	bool colon; /* the operation takes an empty value as unset */
	enum operation operation;
	char *text; /* literal text, or the parameter's name */
	struct part *operand; /* of the operation; the expression */
	struct node *command; /* of a substitution */
};

struct word {
	struct word *next;
	struct part *parts;
};

enum redirectionKind {
	REDIRECT_IN, REDIRECT_OUT, REDIRECT_CLOBBER, REDIRECT_APPEND, REDIRECT_BOTH,
	REDIRECT_COPY, /* <& and >& */
	REDIRECT_HERE
};

struct redirection {
	struct redirection *next;
	enum redirectionKind kind;
	int stream;
	struct part *target; /* file name, stream to copy, or text of the here-document */
};

enum nodeKind {
	NODE_SIMPLE, NODE_PIPELINE, NODE_CHAIN, NODE_SEQUENCE, NODE_IF, NODE_LOOP,
	NODE_FOR, NODE_CASE, NODE_FUNCTION, NODE_GROUP, NODE_SUBSHELL
};

enum connector { CONNECT_NONE, CONNECT_AND, CONNECT_OR };

struct caseItem {
	struct caseItem *next;
	struct word *patterns;
	struct node *body; /* NULL: nothing to do */
};

/* `next` joins the elements of a pipeline, a chain, a sequence, an if. */
struct node {
	struct node *next;
	enum nodeKind kind;
	enum connector connector; /* in a chain: how it hangs on its predecessor */
	bool background; /* in a sequence: followed by & */
	bool negated; /* pipeline: !; loop: until */
	bool everyArgument; /* for without "in" */
	char *source; /* background, or typed at a prompt: the text of the command */
	struct redirection *redirections;
	struct word *assignments; /* simple */
	struct word *words; /* simple: arguments; for: the list; case: the subject */
	char *name; /* for: the variable; function: its name */
	struct node *condition; /* loop; clause of an if (NULL: else) */
	struct node *body; /* first element or clause, or what is run */
	struct caseItem *cases;
	struct region *tree; /* function: where its body lives */
};

/* ---- state ---- */

enum skip {
	SKIP_NONE,
	SKIP_BREAK, SKIP_CONTINUE, /* shell.skipCount loops */
	SKIP_RETURN, /* from the function or . file */
	SKIP_ABORT /* to the prompt: an error or interrupt of an interactive shell */
};

struct parameters {
	char **values; /* $1 is values[0]; owned */
	int count;
};

struct shell {
	int status; /* $? */
	int substitutionStatus; /* of the last command substitution of this command */
	enum skip skip;
	int skipCount;
	int loops; /* around the command being run, in this function */
	int functions; /* calls being made */
	int nesting; /* of function, eval, . and trap: a guard of the stack */
	int tested; /* > 0: in a condition, where -e does nothing */
	bool interactive; /* prompts, jobs, errors that do not end it */
	const char *name; /* $0 */
	int pid; /* $$ */
	int lastBackground; /* $!, 0 = none */
	struct parameters parameters;
	bool options[28]; /* of set: by letter */
};
extern struct shell shell;
#define option(letter) (shell.options[(letter) - 'a'])
#define OPTION_NO_CLOBBER 26 /* -C */
#define OPTION_EMACS 27 /* -E */

#define NESTING_MAX 1000 /* shell.nesting */
#define SYNTAX_NESTING_MAX 200
#define DEFAULT_PATH "/sprite/cmds"

/* Values of $? with a meaning. */
#define ERROR_STATUS 2
#define REDIRECTION_STATUS 2
#define NOT_EXECUTABLE 126
#define NOT_FOUND 127
#define SIGNAL_STATUS 128 /* plus the number of the signal */
#define INTERRUPT_STATUS (SIGNAL_STATUS + 2)

/* ---- main.c ---- */

struct optionEntry {
	char letter;
	const char *name; /* for set -o */
	char index; /* in shell.options */
};
extern const struct optionEntry options[];
extern const size_t optionCount;
void shellOptions(struct text *letters); /* $- */
bool setOption(int letter, bool on); /* false: no such option */
bool setNamedOption(const char *name, bool on);
/* Reads and runs commands to the end of the input, or until something is
 * skipped; with `prompting` it never skips but begins again. */
int runInput(bool prompting);
int runString(const char *text);
void becomeScript(const char *path, char **argv) __attribute__((noreturn));
void exitShell(int status) __attribute__((noreturn)); /* runs the EXIT trap */

/* ---- message.c: formats know %s, %d, %x and %% ---- */

void complainWith(const char *format, va_list arguments);
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* These also end the command: by exit, or back to the prompt. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
void failErrno(const char *what);
void abortCommand(int status);
bool writeAll(int stream, const char *bytes, size_t length);

/* ---- input.c ---- */

#define INPUT_END (-1)
int inputChar(void);
void inputUnget(void); /* once, and not after INPUT_END */
bool inputPushFile(int stream, const char *name); /* no name: standard input */
void inputPushString(const char *text, size_t length);
void inputPop(void);
void inputBeforeCommand(void); /* the next prompt is PS1, the record starts anew */
void inputShare(void); /* gives unread bytes of standard input back */
void inputDiscardLine(void);
void inputGoOn(void); /* beyond an end of file, at a terminal */
bool inputInterrupted(void);
int inputLine(void); /* of the script being read; 0: no script */
const char *inputName(void); /* of that script */
size_t inputRecordEnd(void); /* how long the record of characters read is */
const char *inputRecord(void);
/* Numbers that redirections leave alone, closed on exec; -1 and errno. */
int copyHigh(int stream);
int openHigh(const char *name);

/* ---- editor.c, history.c ---- */

bool editorIsOn(void);
/* The length of the line, which ends in a newline; 0 at the end of the input;
 * -1 and EINTR when the user or a signal interrupted. */
long editLine(const char *prompt, const char **line);
void historyAdd(const char *line, size_t length);
size_t historyNext(void); /* the number of the line that comes next */
void historyLoad(void); /* an interactive shell begins */

/* ---- lexer.c, word.c ---- */

enum tokenKind {
	TOKEN_END, TOKEN_NEWLINE, TOKEN_WORD, TOKEN_SEMICOLON, TOKEN_AND, TOKEN_PIPE,
	TOKEN_AND_AND, TOKEN_OR_OR, TOKEN_CASE_END, TOKEN_OPEN, TOKEN_CLOSE, TOKEN_REDIRECTION
};

struct token {
	enum tokenKind kind;
	struct part *parts; /* TOKEN_WORD */
	const char *plain; /* a word that is all unquoted text, else NULL */
	enum redirectionKind redirection;
	int stream;
	bool stripTabs; /* <<- */
	size_t start, end; /* in the record of the input */
};

struct lexer {
	struct region *tree; /* what is being built */
	struct token token;
	bool have; /* token has been read and not taken */
	bool failed; /* a syntax error was reported: only TOKEN_END follows */
	int depth;
	size_t taken; /* end of the last token taken */
	struct hereDocument *documents; /* whose text follows the next newline */
};
extern struct lexer lexer;

struct token *peekToken(void);
void takeToken(void);
void syntaxError(const char *what, const char *which);
void unexpected(const struct token *token);
bool enterSyntax(void); /* counts nesting; false and an error when too deep */
void leaveSyntax(void);
int joinedChar(void); /* the next character, with backslash-newline removed */
void addHereDocument(struct redirection *redirection, const struct part *delimiter, bool stripTabs);

/* What ends a stretch of word, besides the end of the input. */
enum ending { END_WORD, END_QUOTE, END_BRACE, END_BRACE_QUOTED, END_ARITHMETIC, END_INPUT };
struct part *readParts(enum ending ending);
struct part *literalPart(const char *text, size_t length, bool quoted);
bool isNameStart(int c);
bool isNameChar(int c);
size_t nameLength(const char *text); /* of the identifier it starts with */

/* ---- parser.c ---- */

enum parse { PARSE_COMMAND, PARSE_NOTHING, PARSE_END, PARSE_ERROR };
enum parse parseLine(struct region *tree, struct node **command);
struct node *parseSubstitution(void); /* up to the closing parenthesis */
struct node *parseQuotedText(const char *text, size_t length); /* of `...` */

/* ---- variable.c ---- */

const char *getVariable(const char *name); /* NULL: unset */
bool setVariable(const char *name, const char *value); /* NULL unsets; false: read-only */
void exportVariable(const char *name);
void protectVariable(const char *name);
/* Locals and assignments for one command: saved, and put back. */
struct savedVariables;
void saveVariable(struct savedVariables **saved, const char *name);
void restoreVariables(struct savedVariables *saved);
void importEnvironment(char **environment);
char **exportedEnvironment(void); /* in scratch */
void printVariables(struct text *out, const char *prefix, bool exported, bool readOnly);
void addVariableNames(struct strings *names, const char *start); /* those that begin so */
void forgetVariables(void); /* all that are not exported */
void setParameters(char **values, int count); /* copies */
void freeParameters(struct parameters parameters);
void addQuoted(struct text *out, const char *text); /* so that the shell reads it back */

/* ---- function.c ---- */

struct function {
	struct function *next;
	char *name;
	struct node *body;
	struct region *tree;
};
struct function *firstFunction(void);
struct function *findFunction(const char *name);
void defineFunction(const struct node *definition);
bool removeFunction(const char *name);
void forgetFunctions(void);
int callFunction(const struct function *function, char **argv, int argc);

/* ---- expand.c and its helpers ---- */

void expandWord(const struct part *parts, struct strings *out); /* to fields, with names of files */
char *expandString(const struct part *parts); /* to one string, in scratch */
char *expandAssigned(const struct part *parts, size_t skip); /* text after "name=" */
char *expandPattern(const struct part *parts); /* quoted characters are escaped */
char *expandText(const char *text); /* a prompt: as in double quotes */

void substituteCommand(const struct node *command, struct text *out);
bool evaluate(const char *expression, long *value); /* false: it complained */

void expandNames(const char *pattern, struct strings *out); /* adds nothing if none matches */

/* ---- run.c, simple.c ---- */

/* `last`: this process has nothing to do afterwards and may become the command. */
int run(const struct node *node, bool last);
int runSimple(const struct node *node, bool last);
int runWithoutFunctions(int argc, char **argv, const char *path); /* a builtin or program */
void enterSubshell(void); /* in a forked child */
bool enterNesting(const char *what); /* false: too deep, and it complained */

/* ---- redirect.c ---- */

struct savedStreams;
/* With `saved`, streams can be put back. False: it complained. */
bool redirect(const struct redirection *redirections, struct savedStreams **saved);
void restoreStreams(struct savedStreams *saved);
void keepStreams(struct savedStreams *saved); /* the changes stay */

/* ---- program.c ---- */

/* Becomes the program, or exits with 126 or 127. */
void execute(char **argv, const char *path) __attribute__((noreturn));
/* The first match along `path`, allocated, or NULL. */
char *findProgram(const char *name, const char *path, bool executable);
const char *searchPath(void); /* $PATH or its default */

/* ---- job.c ---- */

enum jobKind { JOB_FOREGROUND, JOB_BACKGROUND, JOB_SUBSTITUTION };
struct job *newJob(const char *source, enum jobKind kind);
int forkProcess(struct job *job); /* as fork; the child is a subshell; -1: it complained */
void readOutput(int stream, struct text *output); /* of a job, to the end */
int waitForJob(struct job *job); /* and forgets it */
void announceJob(struct job *job); /* after starting it with & */
/* For the builtin: 127 if unknown, over 128 when a trap came first. */
int waitForProcess(int pid);
int waitForAll(void);
void forgetJobs(void);

/* ---- jobs.c, terminal.c ---- */

void collectJobs(void); /* those that ended or stopped meanwhile */
/* The process that "%1" or a hexadecimal number means; 0: none, and it
 * complained. Of a job, if there is a signal to send, all, as a negative number. */
int jobProcess(const char *command, const char *text, int signal);
bool mayLeave(void); /* false: the user should know of stopped jobs, and now does */
void ageWarning(void);
void hangUpJobs(void);
void takeTerminal(void); /* job control begins */

/* ---- trap.c ---- */

extern volatile int interruptSeen; /* SIGINT, at an interactive shell */
void runTraps(void);
void runExitTrap(void);
bool trapsWaiting(void);
bool trapsSet(void);
void forgetTraps(void);
void shellSignals(void); /* an interactive shell begins */
/* In a forked child; detached: in the background without job control. */
void childSignals(bool detached, bool stoppable);
/* Around a fork: signals for the child wait until it has begun. */
int holdForChild(void);
void releaseAfterFork(int mask);
void noteInterrupt(void);
/* read(); at an interactive shell a signal ends it with errno EINTR. */
long readInterruptibly(int stream, char *buffer, size_t bytes);
void holdSignals(void (*onChild)(int)); /* but for the next two */
void pauseForSignal(void);
long readWithSignals(int stream, char *buffer, size_t bytes);
void releaseSignals(void);
int latestSignal(void);
int signalNumber(const char *name); /* name or decimal number; -1: none */
const char *signalName(int number); /* NULL: none */
const char *signalMessage(int number);

/* ---- builtin.c: the table and running one ---- */

struct builtin {
	const char *name;
	int (*run)(int argc, char **argv);
	bool special; /* assignments before it stay; its errors end a script */
	bool keepsStreams; /* so do redirections: exec */
};
extern struct text out; /* what the builtin prints; written when it ends */
const struct builtin *builtinAt(size_t i); /* in order of their names; NULL: no more */
const struct builtin *findBuiltin(const char *name);
int runBuiltin(const struct builtin *builtin, int argc, char **argv, bool special);
int builtinError(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool countArgument(int argc, char **argv, long fallback, long *count);

/* control.c */
int breakBuiltin(int argc, char **argv);
int returnBuiltin(int argc, char **argv);
int exitBuiltin(int argc, char **argv);
int shiftBuiltin(int argc, char **argv);
int evalBuiltin(int argc, char **argv);
int dotBuiltin(int argc, char **argv);
int execBuiltin(int argc, char **argv);
int typeBuiltin(int argc, char **argv);
int commandBuiltin(int argc, char **argv);

/* setting.c, getopts.c */
extern struct savedVariables *locals; /* of the function being called */
int setBuiltin(int argc, char **argv);
int exportBuiltin(int argc, char **argv);
int unsetBuiltin(int argc, char **argv);
int localBuiltin(int argc, char **argv);
int getoptsBuiltin(int argc, char **argv);

/* reading.c, directory.c, process.c, trap.c */
int readBuiltin(int argc, char **argv);
void findDirectory(void); /* sets PWD when the shell begins */
int cdBuiltin(int argc, char **argv);
int pwdBuiltin(int argc, char **argv);
int umaskBuiltin(int argc, char **argv);
int waitBuiltin(int argc, char **argv);
int jobsBuiltin(int argc, char **argv);
int foregroundBuiltin(int argc, char **argv);
int fcBuiltin(int argc, char **argv);
int historyBuiltin(int argc, char **argv);
int killBuiltin(int argc, char **argv);
int timesBuiltin(int argc, char **argv);
int trapBuiltin(int argc, char **argv);

#endif
