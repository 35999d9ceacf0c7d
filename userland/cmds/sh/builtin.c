/*
 * Builtins: the table, running one, and the smallest. What a builtin prints is
 * gathered in `out` and written when it ends.
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include "condition.h"
#include "format.h"
#include "sh.h"

struct text out;
static bool failed; /* the builtin being run called builtinError */

int
builtinError(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	complainWith(format, arguments);
	va_end(arguments);
	failed = true;
	return ERROR_STATUS;
}

static int
trueBuiltin(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 0;
}

static int
falseBuiltin(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return 1;
}

static int
echoBuiltin(int argc, char **argv)
{
	bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;
	int first = newline ? 1 : 2, i;

	for (i = first; i < argc; i++) {
		if (i > first)
			textAddChar(&out, ' ');
		textAddString(&out, argv[i]);
	}
	if (newline)
		textAddChar(&out, '\n');
	return 0;
}

static int
testBuiltin(int argc, char **argv)
{
	struct condition condition;

	testCondition(argc, argv, &condition);
	if (condition.error == NULL)
		return condition.holds ? 0 : 1;
	if (condition.culprit == NULL)
		complain("%s: %s", argv[0], condition.error);
	else
		complain("%s: %s: %s", argv[0], condition.culprit, condition.error);
	return ERROR_STATUS;
}

static void
putOut(const char *bytes, size_t length)
{
	textAdd(&out, bytes, length);
}

static void
formatProblem(const char *what, const char *why)
{
	complain("printf: %s: %s", what, why);
}

static int
printfBuiltin(int argc, char **argv)
{
	static const struct formatter formatter = { putOut, formatProblem };
	int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;

	if (argc <= first)
		return builtinError("printf: a format is needed");
	return formatArguments(&formatter, argv[first], argv + first + 1) ? 0 : 1;
}

/* Sorted by name. */
static const struct builtin builtins[] = {
	{ ".", dotBuiltin, true, false },
	{ ":", trueBuiltin, true, false },
	{ "[", testBuiltin, false, false },
	{ "bg", foregroundBuiltin, false, false },
	{ "break", breakBuiltin, true, false },
	{ "cd", cdBuiltin, false, false },
	{ "command", commandBuiltin, false, false },
	{ "continue", breakBuiltin, true, false },
	{ "echo", echoBuiltin, false, false },
	{ "eval", evalBuiltin, true, false },
	{ "exec", execBuiltin, true, true },
	{ "exit", exitBuiltin, true, false },
	{ "export", exportBuiltin, true, false },
	{ "false", falseBuiltin, false, false },
	{ "fc", fcBuiltin, false, false },
	{ "fg", foregroundBuiltin, false, false },
	{ "getopts", getoptsBuiltin, false, false },
	{ "hash", trueBuiltin, false, false },
	{ "history", historyBuiltin, false, false },
	{ "jobs", jobsBuiltin, false, false },
	{ "kill", killBuiltin, false, false },
	{ "local", localBuiltin, true, false },
	{ "printf", printfBuiltin, false, false },
	{ "pwd", pwdBuiltin, false, false },
	{ "read", readBuiltin, false, false },
	{ "readonly", exportBuiltin, true, false },
	{ "return", returnBuiltin, true, false },
	{ "set", setBuiltin, true, false },
	{ "shift", shiftBuiltin, true, false },
	{ "test", testBuiltin, false, false },
	{ "times", timesBuiltin, true, false },
	{ "trap", trapBuiltin, true, false },
	{ "true", trueBuiltin, false, false },
	{ "type", typeBuiltin, false, false },
	{ "umask", umaskBuiltin, false, false },
	{ "unset", unsetBuiltin, true, false },
	{ "wait", waitBuiltin, false, false },
};

const struct builtin *
findBuiltin(const char *name)
{
	size_t low = 0, high = sizeof builtins / sizeof builtins[0];

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, builtins[middle].name);

		if (order == 0)
			return &builtins[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* By their order; NULL after the last. */
const struct builtin *
builtinAt(size_t i)
{
	return i < sizeof builtins / sizeof builtins[0] ? &builtins[i] : NULL;
}

int
runBuiltin(const struct builtin *builtin, int argc, char **argv, bool special)
{
	bool outerFailed = failed;
	int status;

	failed = false;
	status = builtin->run(argc, argv);
	if (out.length > 0 && !writeAll(1, out.bytes, out.length)) {
		complain("%s: %s", argv[0], strerror(errno));
		status = 1;
	}
	textCut(&out, 0);
	if (failed && special)
		abortCommand(status);
	failed = outerFailed;
	return status;
}

/* A count given as an argument; `fallback` if there is none. False: it complained. */
bool
countArgument(int argc, char **argv, long fallback, long *count)
{
	const char *p;

	*count = fallback;
	if (argc < 2)
		return true;
	*count = 0;
	for (p = argv[1]; *p >= '0' && *p <= '9' && *count < 100000000; p++)
		*count = *count * 10 + (*p - '0');
	if (p == argv[1] || *p != '\0') {
		builtinError("%s: %s: bad number", argv[0], argv[1]);
		return false;
	}
	return true;
}
