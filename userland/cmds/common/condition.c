/*
 * Conditions. With up to four arguments POSIX says by their number what each
 * of them is, so that any string can be compared; longer ones are read by
 * precedence: ! over -a over -o.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/stat.h>
#include <unistd.h>
#include "condition.h"

#define DEPTH_MAX 200

struct reader {
	char **next, **end;
	struct condition *result;
	int depth;
};

static bool readOr(struct reader *reader);

static bool
wrong(struct reader *reader, const char *culprit, const char *error)
{
	if (reader->result->error == NULL) {
		reader->result->error = error;
		reader->result->culprit = culprit;
	}
	return false;
}

static long
number(struct reader *reader, const char *text)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	while (*end == ' ' || *end == '\t' || *end == '\n')
		end++;
	if (*text == '\0' || *end != '\0' || errno != 0)
		wrong(reader, text, "not a number");
	return value;
}

/* ---- files ---- */

static bool
isType(const char *path, mode_t type)
{
	struct stat attributes;

	return stat(path, &attributes) == 0 && (attributes.st_mode & S_IFMT) == type;
}

static bool
hasMode(const char *path, mode_t bits)
{
	struct stat attributes;

	return stat(path, &attributes) == 0 && (attributes.st_mode & bits) != 0;
}

static bool
isSymbolicLink(const char *path)
{
	struct stat attributes;

	return lstat(path, &attributes) == 0 && (attributes.st_mode & S_IFMT) == S_IFLNK;
}

static bool
compareFiles(const char *left, const char *operator, const char *right)
{
	struct stat one, other;
	bool first = stat(left, &one) == 0;
	bool second = stat(right, &other) == 0;

	if (strcmp(operator, "-ef") == 0)
		return first && second && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
	if (strcmp(operator, "-nt") == 0)
		return first && (!second || one.st_mtime > other.st_mtime);
	return second && (!first || one.st_mtime < other.st_mtime);
}

/* ---- operators ---- */

static const char unaryLetters[] = "bcdefghknprstuwxzLSOG";

static bool
isUnary(const char *text)
{
	return text[0] == '-' && text[1] != '\0' && text[2] == '\0' && strchr(unaryLetters, text[1]) != NULL;
}

static bool
unary(struct reader *reader, int letter, const char *operand)
{
	struct stat attributes;
	bool exists;

	switch (letter) {
	case 'n':
		return *operand != '\0';
	case 'z':
		return *operand == '\0';
	case 't':
		return isatty(number(reader, operand)) != 0;
	case 'b':
		return isType(operand, S_IFBLK);
	case 'c':
		return isType(operand, S_IFCHR);
	case 'd':
		return isType(operand, S_IFDIR);
	case 'f':
		return isType(operand, S_IFREG);
	case 'p':
		return isType(operand, S_IFIFO);
	case 'S':
		return isType(operand, S_IFSOCK);
	case 'h':
	case 'L':
		return isSymbolicLink(operand);
	case 'u':
		return hasMode(operand, S_ISUID);
	case 'g':
		return hasMode(operand, S_ISGID);
	case 'k':
		return hasMode(operand, S_ISVTX);
	case 'r':
		return access(operand, R_OK) == 0;
	case 'w':
		return access(operand, W_OK) == 0;
	case 'x':
		return access(operand, X_OK) == 0;
	}
	exists = stat(operand, &attributes) == 0;
	switch (letter) {
	case 's':
		return exists && attributes.st_size > 0;
	case 'O':
		return exists && (uid_t)attributes.st_uid == geteuid();
	case 'G':
		return exists && (gid_t)attributes.st_gid == getegid();
	}
	return exists; /* -e */
}

static const char *const binaryOperators[] = {
	"=", "==", "!=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
};

static bool
isBinary(const char *text)
{
	size_t i;

	for (i = 0; i < sizeof binaryOperators / sizeof binaryOperators[0]; i++)
		if (strcmp(text, binaryOperators[i]) == 0)
			return true;
	return false;
}

static bool
binary(struct reader *reader, const char *left, const char *operator, const char *right)
{
	long a, b;

	if (operator[0] != '-')
		return (strcmp(left, right) == 0) == (operator[0] == '=');
	if (operator[2] == 'f' || (operator[2] == 't' && strchr("no", operator[1]) != NULL))
		return compareFiles(left, operator, right);
	a = number(reader, left);
	b = number(reader, right);
	switch (operator[1]) {
	case 'e':
		return a == b;
	case 'n':
		return a != b;
	case 'l':
		return operator[2] == 't' ? a < b : a <= b;
	default:
		return operator[2] == 't' ? a > b : a >= b;
	}
}

/* ---- expressions ---- */

static long
left(const struct reader *reader)
{
	return reader->end - reader->next;
}

static bool
takeWord(struct reader *reader, const char *word)
{
	if (left(reader) == 0 || strcmp(*reader->next, word) != 0)
		return false;
	reader->next++;
	return true;
}

static bool
readPrimary(struct reader *reader)
{
	char **at = reader->next;
	bool holds;

	if (left(reader) == 0)
		return wrong(reader, NULL, "argument expected");
	if (left(reader) >= 3 && isBinary(at[1])) {
		reader->next += 3;
		return binary(reader, at[0], at[1], at[2]);
	}
	if (left(reader) >= 2 && isUnary(at[0])) {
		reader->next += 2;
		return unary(reader, at[0][1], at[1]);
	}
	reader->next++;
	if (strcmp(at[0], "(") != 0 || left(reader) == 0)
		return *at[0] != '\0';
	if (++reader->depth > DEPTH_MAX)
		return wrong(reader, NULL, "nested too deep");
	holds = readOr(reader);
	if (!takeWord(reader, ")"))
		wrong(reader, NULL, ") expected");
	reader->depth--;
	return holds;
}

static bool
readNot(struct reader *reader)
{
	bool negated = false;

	/* "! = x" compares, and a last "!" is a string. */
	while (left(reader) > 1 && strcmp(*reader->next, "!") == 0 && !(left(reader) >= 3 && isBinary(reader->next[1]))) {
		reader->next++;
		negated = !negated;
	}
	return readPrimary(reader) != negated;
}

static bool
readAnd(struct reader *reader)
{
	bool holds = readNot(reader);

	while (takeWord(reader, "-a"))
		holds &= readNot(reader);
	return holds;
}

static bool
readOr(struct reader *reader)
{
	bool holds = readAnd(reader);

	while (takeWord(reader, "-o"))
		holds |= readAnd(reader);
	return holds;
}

void
testCondition(int argc, char **argv, struct condition *result)
{
	struct reader reader = { argv + 1, argv + argc, result, 0 };

	result->error = result->culprit = NULL;
	result->holds = false;
	if (strcmp(argv[0], "[") == 0 && (argc < 2 || strcmp(*--reader.end, "]") != 0)) {
		wrong(&reader, NULL, "] expected");
		return;
	}
	if (left(&reader) == 0)
		return;
	result->holds = readOr(&reader);
	if (reader.next != reader.end)
		wrong(&reader, *reader.next, "unexpected");
}
