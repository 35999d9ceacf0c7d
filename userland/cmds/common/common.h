/*
 * What the everyday commands share. Invariants: an error is one line on
 * standard error, "command: what: why", written with a single write; a failed
 * operand sets exitStatus and the command goes on with the next; finish() is
 * the only way out, so that output which could not be written is never lost
 * in silence.
 */
#ifndef COMMON_H
#define COMMON_H

#include <stddef.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <time.h>

/* Sprite's extra file types; a libc that lacks them cannot meet them. */
#ifdef S_IFRLNK
#define IS_LINK(mode) (((mode) & S_IFMT) == S_IFLNK || ((mode) & S_IFMT) == S_IFRLNK)
#else
#define IS_LINK(mode) (((mode) & S_IFMT) == S_IFLNK)
#endif

/* error.c */
extern const char *programName;
extern int exitStatus; /* of the run so far */
extern int failStatus; /* what complain() sets it to: 1, but 2 for grep and sort */

void begin(char **argv);
void complain(const char *what, const char *why);
void complainErrno(const char *what); /* why = the text of errno */
void die(const char *what, const char *why) __attribute__((noreturn));
void dieErrno(const char *what) __attribute__((noreturn));
void finish(void) __attribute__((noreturn)); /* flush, report, exit(exitStatus) */

/* status.c: of kernel calls; mustSucceed is death unless the status is SUCCESS. */
void complainStatus(const char *what, int status);
void mustSucceed(int status, const char *what);

/* option.c: getopt with our messages; -1 after the last option. */
int nextOption(int argc, char **argv, const char *letters, const char *usage);
void usageError(const char *usage) __attribute__((noreturn));
/* A decimal count that fills the whole string, or death. */
long parseCount(const char *text, const char *what);

/* memory.c: these die when memory is out. */
void *allocate(size_t sizeBytes);
void *reallocate(void *old, size_t sizeBytes);
char *copyString(const char *text);
/* Returns an array with room for more than `count` elements. */
void *growArray(void *array, size_t *capacity, size_t count, size_t elementBytes);

/* output.c */
void putText(const char *text);
void putBytes(const char *bytes, size_t count);
void putPadded(const char *text, int width); /* width < 0: blanks on the right */
void putNumber(unsigned long value, int width);
/* Digits of value; buffer holds at least NUMBER_BYTES; returns where they start. */
#define NUMBER_BYTES 36
char *numberText(char *buffer, unsigned long value, unsigned base);

/* path.c */
char *joinPath(const char *directory, const char *name); /* allocated */
const char *lastComponent(const char *path); /* of "a/b//" it is "b//" */
char *pathInto(const char *directory, const char *source); /* directory + last component of source */
int isDirectory(const char *path);
/* For commands of the form "from to" and "from ... directory": calls act for
 * each, with the name it is to have. */
void eachTarget(int count, char **operands, void (*act)(const char *from, const char *to));
int sameFile(const struct stat *one, const struct stat *other);
/* The text of a link, allocated; NULL and errno. */
char *linkText(const char *path);
/* A symbolic or (remote) a Sprite remote link; 0, or -1 and errno. */
int makeLink(const char *text, const char *path, int remote);

/* directory.c: the names in a directory without "." and "..", in its order;
 * NULL and errno when it cannot be read. */
char **readNames(const char *path, size_t *count);
void freeNames(char **names, size_t count);

/* lines.c: lines of a file of any length, with any bytes in them. */
struct lineReader {
	int stream;
	int failed; /* errno of a failed read, or 0 */
	int atEnd;
	int unterminated; /* the last line handed out had no newline */
	char *buffer;
	size_t capacity, start, end;
};
void openLines(struct lineReader *reader, int stream);
/* The next line without its newline, valid until the next call; NULL at the end. */
char *nextLine(struct lineReader *reader, size_t *length);
void closeLines(struct lineReader *reader);
/* Opens an operand for reading; "-" is standard input. -1 after a complaint. */
int openOperand(const char *path);
void closeOperand(int stream);
/* Calls act for each operand that can be opened, for standard input if there are none. */
void eachOperand(char **operands, void (*act)(int stream, const char *name));
/* Calls act for each line of the operands; if it returns 1 the line's newline,
 * where it had one, is put out. */
void filterLines(char **operands, int (*act)(const char *line, size_t length));
/* Says which read failed, if one did; forgets the buffer. */
void endLines(struct lineReader *reader, const char *name);
/* All of an operand; what cannot be read is death. */
char *readFile(const char *path, size_t *count);
/* Before the text of each of several files: "==> name <==". */
void putFileHeading(const char *path);
/* write until done; -1 and errno. */
int writeAll(int stream, const char *bytes, size_t count);

/* names.c: of users and groups; a number in decimal if it has no name. */
const char *userName(uid_t id);
const char *groupName(gid_t id);

/* account.c: who may be somebody, and being him. */
struct passwd;
/* For an account without a password any will do. */
int passwordFits(const struct passwd *user, const char *typed);
/* Groups and ids; needs root's rights. 0, or -1 and errno. */
int becomeUser(const struct passwd *user);
/* The account's shell, or the first there is. */
const char *shellOf(const struct passwd *user);

/* terminal.c: the modes a terminal begins with. */
void makeSane(int stream);

/* mode.c */
void modeText(mode_t mode, char text[11]); /* "drwxr-xr-x" */
/* The mode a file gets when `change` ("644", "u+w,go-rx") is applied to it;
 * -1 if `change` is not a mode. `mask` is the umask, which a change without
 * [ugoa] respects. */
long changedMode(const char *change, mode_t old, mode_t mask);

/* confirm.c: asks on standard error, reads a line; true for y or Y. */
int confirm(const char *before, const char *path, const char *after);
/* May a file go that is to be removed or replaced? At a terminal it is asked
 * about if one may not write it. */
int mayOverride(const char *path, const struct stat *status);

/* copy.c, remove.c: how cp and mv copy and how rm and mv remove. */
struct copyRules {
	int recursive; /* -r */
	int preserve; /* -p: owner, mode and times */
	int force; /* -f: remove a target that cannot be opened */
	int ask; /* -i */
};
/* Both return 0, or -1 after having complained. */
int copyTree(const char *from, const char *to, const struct copyRules *rules);
struct removeRules {
	int recursive;
	int force; /* no questions, no complaint about a missing file */
	int ask;
};
int removeTree(const char *path, const struct removeRules *rules);

/* run.c: a program in a child of one's own. Its exit status: 127 if it could
 * not be started, 128 and the number for a signal. */
int runProgram(char **argv);
int runShell(const char *command); /* sh -c */
/* In the child itself: becomes the program, or complains and is over with 126 or 127. */
void becomeProgram(char **argv) __attribute__((noreturn));
/* The words of a command with `value` wherever `placeholder` stands. */
char **filledCommand(char **words, size_t count, const char *placeholder, const char *value);
void freeCommand(char **argv);
/* An array of both, with NULL behind; the words stay the caller's. */
char **longerCommand(char **words, size_t count, char **more, size_t moreCount);
/* The words as one line, allocated. */
char *commandLine(char **argv);

/* clock.c: reads [[[[CC]YY]MM]DD]hhmm[.ss] into seconds since 1970, as local
 * time or UT; missing leading parts are those of `now`. -1: not a time. */
time_t parseClock(const char *text, time_t now, int universal);

#endif
