/*
 * From the words of an expression to a tree. Not binds closest, then and (two
 * tests side by side), then or, then the comma.
 */
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include "find.h"

#define DAY_SECONDS 86400
#define MINUTE_SECONDS 60
#define BLOCK_BYTES 512

static char **next;

static struct node *parseComma(void);

static struct node *
makeNode(test holds, struct node *left, struct node *right)
{
	struct node *node = allocate(sizeof *node);

	memset(node, 0, sizeof *node);
	node->holds = holds;
	node->left = left;
	node->right = right;
	return node;
}

/* --- Arguments of tests --- */

/* "+7", "7" or "-7", perhaps with one of the letters behind. */
static char
readNumber(struct node *node, const char *text, const char *letters)
{
	const char *digits = text + (*text == '+' || *text == '-');
	char *end;

	node->compared = *text == '+' ? MORE : *text == '-' ? LESS : EQUAL;
	node->number = strtol(digits, &end, 10);
	if (end == digits || *digits == '-' || (*end != '\0' && (strchr(letters, *end) == NULL || end[1] != '\0')))
		die(text, "is no number");
	return *end;
}

static void
readCount(struct node *node, const char *text)
{
	readNumber(node, text, "");
}

static void
readDays(struct node *node, const char *text)
{
	node->unit = DAY_SECONDS;
	readNumber(node, text, "");
}

static void
readMinutes(struct node *node, const char *text)
{
	node->unit = MINUTE_SECONDS;
	readNumber(node, text, "");
}

static void
readSize(struct node *node, const char *text)
{
	switch (readNumber(node, text, "ckMb")) {
	case 'c': node->unit = 1; break;
	case 'k': node->unit = 1024; break;
	case 'M': node->unit = 1024 * 1024; break;
	default: node->unit = BLOCK_BYTES; break;
	}
}

static void
readText(struct node *node, const char *text)
{
	node->text = text;
}

static void
readType(struct node *node, const char *text)
{
	if (strlen(text) != 1 || strchr("fdlcbpsr", *text) == NULL)
		die(text, "is no type of file (f d l r c b p s)");
	node->text = text;
}

/* -perm 644 exactly, -644 all of them, +644 (or /644) any of them. */
static void
readPerm(struct node *node, const char *text)
{
	const char *mode = text + (strchr("-+/", *text) != NULL && *text != '\0');

	node->compared = *text == '-' ? MORE : mode != text ? LESS : EQUAL;
	node->number = changedMode(mode, 0, 0);
	if (node->number < 0)
		die(text, "is no mode");
}

static void
readUser(struct node *node, const char *text)
{
	struct passwd *user = getpwnam(text);

	node->number = user != NULL ? user->pw_uid : parseCount(text, "no such user");
	node->compared = EQUAL;
}

static void
readGroup(struct node *node, const char *text)
{
	struct group *group = getgrnam(text);

	node->number = group != NULL ? group->gr_gid : parseCount(text, "no such group");
	node->compared = EQUAL;
}

static void
readNewer(struct node *node, const char *text)
{
	struct stat status;

	if (stat(text, &status) != 0)
		dieErrno(text);
	node->number = (long)status.st_mtime;
}

static void
readMinDepth(struct node *node, const char *text)
{
	(void)node;
	settings.minDepth = parseCount(text, "is no depth");
}

static void
readMaxDepth(struct node *node, const char *text)
{
	(void)node;
	settings.maxDepth = parseCount(text, "is no depth");
}

/* The words up to ";" or, behind {}, "+". */
static void
readCommand(struct node *node, int mayBeMany)
{
	size_t count = 0;

	for (node->words = next; ; count++) {
		if (next[count] == NULL)
			die("-exec", "must end with ;");
		if (strcmp(next[count], ";") == 0)
			break;
		if (mayBeMany && count > 0 && strcmp(next[count], "+") == 0 && strcmp(next[count - 1], "{}") == 0) {
			node->many = 1;
			break;
		}
	}
	if (count == 0)
		die("-exec", "needs a command");
	next[count] = NULL;
	next += count + 1;
	node->wordCount = count - (size_t)node->many;
	if (node->many) {
		node->holds = actGather;
		node->nextMany = settings.many;
		settings.many = node;
	}
}

/* --- The words --- */

static const struct word {
	const char *name;
	test holds;
	void (*read)(struct node *node, const char *argument); /* NULL: it has no argument */
	int acts;
} table[] = {
    {"-name", testName, readText, 0}, {"-path", testPath, readText, 0}, {"-type", testType, readType, 0},
    {"-perm", testPerm, readPerm, 0}, {"-links", testLinks, readCount, 0}, {"-user", testUser, readUser, 0},
    {"-group", testGroup, readGroup, 0}, {"-inum", testNumber, readCount, 0}, {"-size", testSize, readSize, 0},
    {"-mtime", testModified, readDays, 0}, {"-atime", testRead, readDays, 0}, {"-ctime", testChanged, readDays, 0},
    {"-mmin", testModified, readMinutes, 0}, {"-amin", testRead, readMinutes, 0}, {"-cmin", testChanged, readMinutes, 0},
    {"-newer", testNewer, readNewer, 0}, {"-empty", testEmpty, NULL, 0}, {"-nouser", testNoUser, NULL, 0},
    {"-nogroup", testNoGroup, NULL, 0}, {"-prune", testPrune, NULL, 0}, {"-true", testTrue, NULL, 0},
    {"-mindepth", testTrue, readMinDepth, 0}, {"-maxdepth", testTrue, readMaxDepth, 0},
    {"-depth", testTrue, NULL, 0}, {"-xdev", testTrue, NULL, 0}, {"-follow", testTrue, NULL, 0},
    {"-print", actPrint, NULL, 1}, {"-print0", actPrint0, NULL, 1}, {"-ls", actList, NULL, 1},
    {"-delete", actDelete, NULL, 1}, {"-exec", actExecute, NULL, 1}, {"-ok", actAsk, NULL, 1},
};

/* Words that are true and change the walk. */
static void
applySetting(const struct word *word)
{
	if (strcmp(word->name, "-depth") == 0 || word->holds == actDelete)
		settings.rules.before = 0;
	else if (strcmp(word->name, "-xdev") == 0)
		settings.rules.oneDomain = 1;
	else if (strcmp(word->name, "-follow") == 0)
		settings.rules.followAll = 1;
}

static struct node *
parseTest(void)
{
	const char *name = *next++;
	struct node *node;
	size_t i;

	for (i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (strcmp(table[i].name, name) != 0)
			continue;
		node = makeNode(table[i].holds, NULL, NULL);
		settings.acts |= table[i].acts;
		applySetting(&table[i]);
		if (table[i].read != NULL) {
			if (*next == NULL)
				die(name, "needs an argument");
			table[i].read(node, *next++);
		}
		if (node->holds == actExecute || node->holds == actAsk)
			readCommand(node, node->holds == actExecute);
		return node;
	}
	die(name, "is no test");
}

static struct node *
parsePrimary(void)
{
	struct node *node;

	if (*next == NULL)
		die("expression", "ends too early");
	if (strcmp(*next, "!") == 0 || strcmp(*next, "-not") == 0) {
		next++;
		return makeNode(testNot, parsePrimary(), NULL);
	}
	if (strcmp(*next, "(") != 0)
		return parseTest();
	next++;
	node = parseComma();
	if (*next == NULL || strcmp(*next, ")") != 0)
		die("(", "is not closed");
	next++;
	return node;
}

static int
isNext(const char *name, const char *other)
{
	return *next != NULL && (strcmp(*next, name) == 0 || strcmp(*next, other) == 0);
}

static struct node *
parseAnd(void)
{
	struct node *node = parsePrimary();

	while (*next != NULL && !isNext("-o", "-or") && !isNext(")", ",")) {
		if (isNext("-a", "-and"))
			next++;
		node = makeNode(testAnd, node, parsePrimary());
	}
	return node;
}

static struct node *
parseOr(void)
{
	struct node *node = parseAnd();

	while (isNext("-o", "-or")) {
		next++;
		node = makeNode(testOr, node, parseAnd());
	}
	return node;
}

static struct node *
parseComma(void)
{
	struct node *node = parseOr();

	while (isNext(",", ",")) {
		next++;
		node = makeNode(testComma, node, parseOr());
	}
	return node;
}

struct node *
parseExpression(char **words)
{
	struct node *node;

	next = words;
	if (*next == NULL)
		return NULL;
	node = parseComma();
	if (*next != NULL)
		die(*next, "is not expected here");
	return node;
}
