/*
 * Builtins about variables and options: set, export, readonly, unset, local.
 */
#include <string.h>
#include "sh.h"

struct savedVariables *locals;

static void
printOptions(bool asCommands)
{
	size_t i;

	for (i = 0; i < optionCount; i++) {
		bool on = shell.options[(int)options[i].index];

		if (asCommands) {
			textAddString(&out, on ? "set -o " : "set +o ");
			textAddString(&out, options[i].name);
		} else {
			textAddString(&out, options[i].name);
			textAdd(&out, "                ", 16 - strlen(options[i].name));
			textAddString(&out, on ? "on" : "off");
		}
		textAddChar(&out, '\n');
	}
}

int
setBuiltin(int argc, char **argv)
{
	int i = 1;

	if (argc == 1)
		printVariables(&out, "", false, false);
	for (; i < argc && (argv[i][0] == '-' || argv[i][0] == '+'); i++) {
		bool on = argv[i][0] == '-';
		const char *letter = argv[i] + 1;

		if (strcmp(argv[i], "--") == 0) {
			setParameters(argv + i + 1, argc - i - 1);
			return 0;
		}
		if (*letter == '\0' && on)
			option('x') = option('v') = false;
		for (; *letter != '\0'; letter++) {
			if (*letter == 'o' && i + 1 == argc) {
				printOptions(!on);
			} else if (*letter == 'o') {
				if (!setNamedOption(argv[++i], on))
					return builtinError("set: %s: no such option", argv[i]);
			} else if (!setOption(*letter, on)) {
				return builtinError("set: %s: no such option", argv[i]);
			}
		}
	}
	if (i < argc)
		setParameters(argv + i, argc - i);
	return 0;
}

/* Splits "name=value"; NULL after a complaint. *value is NULL without =. */
static const char *
splitAssignment(const char *command, const char *argument, const char **value)
{
	size_t length = nameLength(argument);

	if (length == 0 || (argument[length] != '\0' && argument[length] != '=')) {
		builtinError("%s: %s: bad variable name", command, argument);
		return NULL;
	}
	*value = argument[length] == '=' ? argument + length + 1 : NULL;
	return regionCopy(&scratch, argument, length);
}

/* export and readonly */
int
exportBuiltin(int argc, char **argv)
{
	bool export = argv[0][0] == 'e';
	int i = argc > 1 && strcmp(argv[1], "-p") == 0 ? 2 : 1;

	if (i == argc)
		printVariables(&out, export ? "export " : "readonly ", export, !export);
	for (; i < argc; i++) {
		const char *value;
		const char *name = strcmp(argv[i], "--") == 0 ? "" : splitAssignment(argv[0], argv[i], &value);

		if (name == NULL)
			return ERROR_STATUS;
		if (*name == '\0')
			continue;
		if (value != NULL && !setVariable(name, value))
			return shell.status;
		if (export)
			exportVariable(name);
		else
			protectVariable(name);
	}
	return 0;
}

int
unsetBuiltin(int argc, char **argv)
{
	bool functions = argc > 1 && strcmp(argv[1], "-f") == 0;
	int i = functions || (argc > 1 && strcmp(argv[1], "-v") == 0) ? 2 : 1;

	for (; i < argc; i++)
		if (functions)
			removeFunction(argv[i]);
		else if (argv[i][nameLength(argv[i])] != '\0')
			return builtinError("unset: %s: bad variable name", argv[i]);
		else if (!setVariable(argv[i], NULL))
			return shell.status;
	return 0;
}

int
localBuiltin(int argc, char **argv)
{
	int i;

	if (shell.functions == 0)
		return builtinError("local: not in a function");
	for (i = 1; i < argc; i++) {
		const char *value;
		const char *name = splitAssignment("local", argv[i], &value);

		if (name == NULL)
			return ERROR_STATUS;
		saveVariable(&locals, name);
		if (value != NULL && !setVariable(name, value))
			return shell.status;
	}
	return 0;
}
