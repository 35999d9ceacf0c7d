/*
 * rpccmd [-on] [-off] [-max n] [-num n] [-nacks 0|1] [-trace on|off|print]:
 * sets what the RPC system of this host does. Most of it only root may say.
 */
#include <stdio.h>
#include <string.h>
#include <sys.h>
#include "common/common.h"

#define USAGE "[-on] [-off] [-max n] [-num n] [-nacks 0|1] [-trace on|off|print]"

enum { NO_WORD, COUNT_WORD, TRACE_WORD };

static const struct option {
	const char *name;
	int command, word, value; /* of one without a word */
} options[] = {
	{"-on", SYS_RPC_ENABLE_SERVICE, NO_WORD, 1}, {"-off", SYS_RPC_ENABLE_SERVICE, NO_WORD, 0},
	{"-max", SYS_RPC_SET_MAX, COUNT_WORD, 0},    {"-num", SYS_RPC_SET_NUM, COUNT_WORD, 0},
	{"-nacks", SYS_RPC_NEG_ACKS, COUNT_WORD, 0}, {"-trace", SYS_RPC_TRACE_STATS, TRACE_WORD, 0},
	{NULL, 0, 0, 0},
};

static int traceValue(const char *word)
{
	static const char *const words[] = {"print", "off", "on"};
	int i;

	for (i = 0; i < 3; i++)
		if (strcmp(word, words[i]) == 0)
			return -1 - i;
	usageError(USAGE);
}

int main(int argc, char **argv)
{
	const struct option *option;
	int i, value;

	begin(argv);
	if (argc < 2)
		usageError(USAGE);
	for (i = 1; i < argc; i++) {
		for (option = options; option->name != NULL && strcmp(argv[i], option->name) != 0; option++)
			;
		if (option->name == NULL || (option->word != NO_WORD && i + 1 == argc))
			usageError(USAGE);
		value = option->value;
		if (option->word == COUNT_WORD)
			value = (int)parseCount(argv[++i], option->name);
		else if (option->word == TRACE_WORD)
			value = traceValue(argv[++i]);
		mustSucceed(Sys_Stats(option->command, value, NULL), option->name);
	}
	finish();
}
