/*
 * find: walks trees and does what an expression says with every file in them:
 * find [-HLdx] [path ...] [expression].
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "find.h"

struct settings settings;
static struct node *expression;

static int
visit(const struct visit *visit)
{
	settings.pruned = 0;
	if (visit->level < settings.minDepth)
		return WALK_ON;
	if (expression == NULL || (expression->holds(expression, visit) && !settings.acts))
		puts(visit->path);
	return settings.pruned || visit->level >= settings.maxDepth ? WALK_PRUNE : WALK_ON;
}

/* -depth with -maxdepth: the walk cannot be cut short from inside. */
static int
visitShallow(const struct visit *here)
{
	return here->level <= settings.maxDepth ? visit(here) : WALK_ON;
}

static int
beginsExpression(const char *word)
{
	return (word[0] == '-' && word[1] != '\0') || strcmp(word, "(") == 0 || strcmp(word, "!") == 0;
}

/* -H -L -d -x, alone or together; anything longer is a test. */
static int
takeOptions(const char *word)
{
	if (word[0] != '-' || word[1] == '\0' || strspn(word + 1, "HLdxP") != strlen(word + 1))
		return 0;
	for (word++; *word != '\0'; word++) {
		switch (*word) {
		case 'H': settings.rules.followOperands = 1; break;
		case 'L': settings.rules.followAll = 1; break;
		case 'd': settings.rules.before = 0; break;
		case 'x': settings.rules.oneDomain = 1; break;
		}
	}
	return 1;
}

int
main(int argc, char **argv)
{
	static char *here[] = {".", NULL};
	char **paths;
	struct node *many;
	int count = 0;

	begin(argv);
	(void)argc;
	settings.rules.before = 1;
	settings.maxDepth = LONG_MAX;
	settings.now = time(NULL);
	for (argv++; *argv != NULL && takeOptions(*argv); argv++)
		continue;
	paths = argv;
	while (paths[count] != NULL && !beginsExpression(paths[count]))
		count++;
	expression = parseExpression(paths + count);
	settings.rules.after = !settings.rules.before;
	settings.rules.visit = settings.rules.before ? visit : visitShallow;
	paths[count] = NULL;
	for (paths = count == 0 ? here : paths; *paths != NULL; paths++)
		walkTree(*paths, &settings.rules);
	for (many = settings.many; many != NULL; many = many->nextMany)
		runGathered(many);
	finish();
}
