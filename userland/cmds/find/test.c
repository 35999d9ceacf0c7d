/*
 * What each test says of a file, and what the actions do.
 */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "find.h"
#include "wildcard.h"

#define ARGUMENT_BYTES_MAX 16000 /* what exec takes, less the environment */

#define UNUSED(name) (void)(name)

/* --- Operators --- */

static int
holds(const struct node *node, const struct visit *visit)
{
	return node->holds(node, visit);
}

int
testAnd(const struct node *node, const struct visit *visit)
{
	return holds(node->left, visit) && holds(node->right, visit);
}

int
testOr(const struct node *node, const struct visit *visit)
{
	return holds(node->left, visit) || holds(node->right, visit);
}

int
testComma(const struct node *node, const struct visit *visit)
{
	holds(node->left, visit);
	return holds(node->right, visit);
}

int
testNot(const struct node *node, const struct visit *visit)
{
	return !holds(node->left, visit);
}

/* --- Tests --- */

static int
fits(const struct node *node, long value)
{
	return node->compared == MORE ? value > node->number : node->compared == LESS ? value < node->number
											: value == node->number;
}

/* Of a time: how many whole units ago. */
static int
fitsAge(const struct node *node, time_t when)
{
	return fits(node, ((long)settings.now - (long)when) / node->unit);
}

int
testTrue(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	UNUSED(visit);
	return 1;
}

int
testPrune(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	UNUSED(visit);
	settings.pruned = 1;
	return 1;
}

int
testName(const struct node *node, const struct visit *visit)
{
	size_t length;
	char *name = copyString(lastComponent(visit->name));
	int result;

	for (length = strlen(name); length > 1 && name[length - 1] == '/';)
		name[--length] = '\0';
	result = fitsWildcard(node->text, name, strlen(name));
	free(name);
	return result;
}

int
testPath(const struct node *node, const struct visit *visit)
{
	return fitsWildcard(node->text, visit->path, strlen(visit->path));
}

int
testType(const struct node *node, const struct visit *visit)
{
	char mode[11];
	char letter;

	modeText(visit->status.st_mode, mode);
	letter = mode[0] == '-' ? 'f' : mode[0];
	return letter == *node->text;
}

int
testPerm(const struct node *node, const struct visit *visit)
{
	long mode = visit->status.st_mode & 07777;

	if (node->compared == EQUAL)
		return mode == node->number;
	return node->compared == MORE ? (mode & node->number) == node->number : node->number == 0 || (mode & node->number) != 0;
}

int
testLinks(const struct node *node, const struct visit *visit)
{
	return fits(node, (long)visit->status.st_nlink);
}

int
testUser(const struct node *node, const struct visit *visit)
{
	return fits(node, (long)visit->status.st_uid);
}

int
testGroup(const struct node *node, const struct visit *visit)
{
	return fits(node, (long)visit->status.st_gid);
}

int
testNumber(const struct node *node, const struct visit *visit)
{
	return fits(node, (long)visit->status.st_ino);
}

int
testSize(const struct node *node, const struct visit *visit)
{
	return fits(node, ((long)visit->status.st_size + node->unit - 1) / node->unit);
}

int
testModified(const struct node *node, const struct visit *visit)
{
	return fitsAge(node, visit->status.st_mtime);
}

int
testRead(const struct node *node, const struct visit *visit)
{
	return fitsAge(node, visit->status.st_atime);
}

int
testChanged(const struct node *node, const struct visit *visit)
{
	return fitsAge(node, visit->status.st_ctime);
}

int
testNewer(const struct node *node, const struct visit *visit)
{
	return (long)visit->status.st_mtime > node->number;
}

int
testEmpty(const struct node *node, const struct visit *visit)
{
	char **names;
	size_t count;

	UNUSED(node);
	if (!S_ISDIR(visit->status.st_mode))
		return S_ISREG(visit->status.st_mode) && visit->status.st_size == 0;
	names = readNames(visit->path, &count);
	if (names == NULL)
		return 0;
	freeNames(names, count);
	return count == 0;
}

int
testNoUser(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	return getpwuid((uid_t)visit->status.st_uid) == NULL;
}

int
testNoGroup(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	return getgrgid((gid_t)visit->status.st_gid) == NULL;
}

/* --- Actions --- */

int
actPrint(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	puts(visit->path);
	return 1;
}

int
actPrint0(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	putBytes(visit->path, strlen(visit->path) + 1);
	return 1;
}

int
actList(const struct node *node, const struct visit *visit)
{
	const struct stat *status = &visit->status;
	char mode[11], when[20], *text;

	UNUSED(node);
	modeText(status->st_mode, mode);
	strftime(when, sizeof when, "%b %e %H:%M", localtime(&status->st_mtime));
	printf("%6ld %4ld %s %3d %-8s %-8s %8ld %s %s", (long)status->st_ino, ((long)status->st_blocks + 1) / 2, mode,
	    (int)status->st_nlink, userName(status->st_uid), groupName(status->st_gid), (long)status->st_size, when, visit->path);
	if (IS_LINK(status->st_mode) && (text = linkText(visit->path)) != NULL) {
		printf(" -> %s", text);
		free(text);
	}
	putchar('\n');
	return 1;
}

int
actDelete(const struct node *node, const struct visit *visit)
{
	UNUSED(node);
	if (visit->level == 0 && strcmp(visit->path, ".") == 0)
		return 1;
	if ((S_ISDIR(visit->status.st_mode) ? rmdir : unlink)(visit->path) == 0)
		return 1;
	complainErrno(visit->path);
	return 0;
}

static char **
commandFor(const struct node *node, const char *path)
{
	return filledCommand(node->words, node->wordCount, "{}", path);
}

int
actExecute(const struct node *node, const struct visit *visit)
{
	char **argv = commandFor(node, visit->path);
	int status = runProgram(argv);

	freeCommand(argv);
	return status == 0;
}

int
actAsk(const struct node *node, const struct visit *visit)
{
	char **argv = commandFor(node, visit->path);
	char *line = commandLine(argv);
	int agreed;

	fflush(stdout);
	agreed = confirm("run ", line, "? ");
	free(line);
	freeCommand(argv);
	return agreed && actExecute(node, visit);
}

void
runGathered(struct node *node)
{
	char **argv;
	size_t i;

	if (node->gatheredCount == 0)
		return;
	argv = longerCommand(node->words, node->wordCount, node->gathered, node->gatheredCount);
	if (runProgram(argv) != 0)
		exitStatus = failStatus;
	free(argv);
	for (i = 0; i < node->gatheredCount; i++)
		free(node->gathered[i]);
	node->gatheredCount = node->gatheredBytes = 0;
}

int
actGather(const struct node *constant, const struct visit *visit)
{
	struct node *node = (struct node *)constant; /* its store of paths is no part of what it means */
	size_t bytes = strlen(visit->path) + 1;

	if (node->gatheredBytes + bytes > ARGUMENT_BYTES_MAX)
		runGathered(node);
	node->gathered = growArray(node->gathered, &node->gatheredCapacity, node->gatheredCount, sizeof *node->gathered);
	node->gathered[node->gatheredCount++] = copyString(visit->path);
	node->gatheredBytes += bytes;
	return 1;
}
