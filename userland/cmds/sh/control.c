/*
 * Builtins that steer: break, continue, return, exit, eval, ., exec, shift,
 * command, type.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "sh.h"

int
breakBuiltin(int argc, char **argv)
{
	long count;

	if (!countArgument(argc, argv, 1, &count))
		return ERROR_STATUS;
	if (count < 1)
		return builtinError("%s: %s: bad number", argv[0], argv[1]);
	if (shell.loops > 0) {
		shell.skip = argv[0][0] == 'b' ? SKIP_BREAK : SKIP_CONTINUE;
		shell.skipCount = count < shell.loops ? count : shell.loops;
	}
	return 0;
}

int
returnBuiltin(int argc, char **argv)
{
	long status;

	if (!countArgument(argc, argv, shell.status, &status))
		return ERROR_STATUS;
	shell.skip = SKIP_RETURN;
	return status;
}

int
exitBuiltin(int argc, char **argv)
{
	long status;

	if (!countArgument(argc, argv, shell.status, &status))
		return ERROR_STATUS;
	if (!mayLeave())
		return 1;
	exitShell(status & 0xff);
}

int
shiftBuiltin(int argc, char **argv)
{
	long count;

	if (!countArgument(argc, argv, 1, &count))
		return ERROR_STATUS;
	if (count > shell.parameters.count)
		return builtinError("shift: %s: more than there are", argc > 1 ? argv[1] : "1");
	setParameters(shell.parameters.values + count, shell.parameters.count - count);
	return 0;
}

int
evalBuiltin(int argc, char **argv)
{
	struct text text = { NULL, 0, 0 };
	int status, i;

	for (i = 1; i < argc; i++) {
		if (i > 1)
			textAddChar(&text, ' ');
		textAddString(&text, argv[i]);
	}
	if (!enterNesting("eval"))
		return shell.status;
	status = runString(textString(&text));
	shell.nesting--;
	textFree(&text);
	return status;
}

int
dotBuiltin(int argc, char **argv)
{
	char *path;
	int stream, status;

	if (argc < 2)
		return builtinError(".: a file is needed");
	path = findProgram(argv[1], searchPath(), false);
	if (path == NULL)
		return builtinError(".: %s: not found", argv[1]);
	stream = openHigh(path);
	if (stream < 0 || !inputPushFile(stream, path)) {
		status = builtinError(".: %s: %s", argv[1], strerror(errno));
	} else {
		status = shell.status;
		if (enterNesting(".")) {
			status = runInput(false);
			shell.nesting--;
		}
		inputPop();
		if (shell.skip == SKIP_RETURN) {
			shell.skip = SKIP_NONE;
			status = shell.status;
		}
	}
	free(path);
	return status;
}

int
execBuiltin(int argc, char **argv)
{
	const char *path = searchPath();

	if (argc > 1 && strcmp(argv[1], "--") == 0) {
		argc--;
		argv++;
	}
	if (argc < 2)
		return 0;
	if (shell.interactive) {
		char *file = findProgram(argv[1], path, true);

		if (file == NULL)
			return builtinError("exec: %s: not found", argv[1]);
		free(file);
	}
	childSignals(false, true);
	execute(argv + 1, path);
}

static bool
isReserved(const char *name)
{
	static const char *const reserved[] = {
		"!", "{", "}", "case", "do", "done", "elif", "else", "esac", "fi", "for", "if", "in", "then", "until", "while",
	};
	size_t i;

	for (i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
		if (strcmp(name, reserved[i]) == 0)
			return true;
	return false;
}

/* type and command -V tell in words, command -v in a form to be run. */
static int
describe(const char *name, const char *path, bool words)
{
	const struct builtin *builtin = findBuiltin(name);
	const char *what = NULL;
	char *file = NULL;

	if (isReserved(name))
		what = " is a shell keyword";
	else if (builtin != NULL && builtin->special)
		what = " is a special shell builtin";
	else if (findFunction(name) != NULL)
		what = " is a shell function";
	else if (builtin != NULL)
		what = " is a shell builtin";
	else
		file = findProgram(name, path, true);
	if (what == NULL && file == NULL) {
		if (words)
			complain("%s: not found", name);
		return NOT_FOUND;
	}
	if (words || what != NULL)
		textAddString(&out, name);
	if (words)
		textAddString(&out, what != NULL ? what : " is ");
	if (file != NULL)
		textAddString(&out, file);
	textAddChar(&out, '\n');
	free(file);
	return 0;
}

int
typeBuiltin(int argc, char **argv)
{
	int status = 0, i;

	for (i = 1; i < argc; i++)
		if (describe(argv[i], searchPath(), true) != 0)
			status = NOT_FOUND;
	return status;
}

int
commandBuiltin(int argc, char **argv)
{
	const char *path = searchPath();
	char mode = '\0';
	int i, status = 0;

	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1] != '\0'; i++) {
		const char *letter;

		if (strcmp(argv[i], "--") == 0) {
			i++;
			break;
		}
		for (letter = argv[i] + 1; *letter != '\0'; letter++)
			if (*letter == 'p')
				path = DEFAULT_PATH;
			else if (*letter == 'v' || *letter == 'V')
				mode = *letter;
			else
				return builtinError("command: %s: no such option", argv[i]);
	}
	if (mode != '\0') {
		for (; i < argc; i++)
			if (describe(argv[i], path, mode == 'V') != 0)
				status = NOT_FOUND;
		return status;
	}
	return i == argc ? 0 : runWithoutFunctions(argc - i, argv + i, path);
}
