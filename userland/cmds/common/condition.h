/*
 * test(1): file types, strings, numbers, and how they combine. Shared by the
 * command and the shell's builtin.
 */
#ifndef CONDITION_H
#define CONDITION_H

#include <stdbool.h>

struct condition {
	bool holds;
	const char *error; /* NULL: none */
	const char *culprit; /* the argument it is about, or NULL */
};

/* argv[0] is "test" or "["; the latter wants a last "]". */
void testCondition(int argc, char **argv, struct condition *result);

#endif
