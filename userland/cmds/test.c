/*
 * test expression, [ expression ]: status 0 if it holds, 1 if not, 2 if it
 * cannot be read. The conditions are in common/condition.c.
 */
#include <stdlib.h>
#include "common.h"
#include "condition.h"

int
main(int argc, char **argv)
{
	struct condition condition;

	begin(argv);
	failStatus = 2;
	if (argc > 0)
		argv[0] = (char *)programName; /* "[" however it was named */
	testCondition(argc, argv, &condition);
	if (condition.error != NULL && condition.culprit != NULL)
		die(condition.culprit, condition.error);
	if (condition.error != NULL)
		die("expression", condition.error);
	exit(condition.holds ? 0 : 1);
}
