/*
 * Starting and ending: arguments, options, the loop that reads and runs
 * commands.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "sh.h"

extern char **environ;

const struct optionEntry options[] = {
	{ 'a', "allexport", 'a' - 'a' }, { 'e', "errexit", 'e' - 'a' }, { 'f', "noglob", 'f' - 'a' },
	{ 'm', "monitor", 'm' - 'a' },
	{ 'n', "noexec", 'n' - 'a' }, { 'u', "nounset", 'u' - 'a' }, { 'v', "verbose", 'v' - 'a' },
	{ 'x', "xtrace", 'x' - 'a' }, { 'C', "noclobber", OPTION_NO_CLOBBER },
	{ 'E', "emacs", OPTION_EMACS },
};
const size_t optionCount = sizeof options / sizeof options[0];

bool
setOption(int letter, bool on)
{
	size_t i;

	for (i = 0; i < optionCount; i++)
		if (options[i].letter == letter) {
			shell.options[(int)options[i].index] = on;
			if (letter == 'm' && on)
				takeTerminal();
			return true;
		}
	return false;
}

bool
setNamedOption(const char *name, bool on)
{
	size_t i;

	for (i = 0; i < optionCount; i++)
		if (strcmp(options[i].name, name) == 0)
			return setOption(options[i].letter, on);
	return false;
}

/* $- */
void
shellOptions(struct text *letters)
{
	size_t i;

	for (i = 0; i < optionCount; i++)
		if (shell.options[(int)options[i].index])
			textAddChar(letters, options[i].letter);
	if (shell.interactive)
		textAddChar(letters, 'i');
}

void
exitShell(int status)
{
	shell.status = status;
	shell.interactive = false; /* an error in the trap ends it too */
	runExitTrap();
	hangUpJobs();
	_exit(shell.status & 0xff);
}

/* An error of syntax. True: go on with the next line. */
static bool
recover(bool prompting)
{
	bool interrupted = inputInterrupted();

	if (prompting)
		inputDiscardLine();
	abortCommand(interrupted ? INTERRUPT_STATUS : ERROR_STATUS);
	return prompting;
}

/* Back at the prompt, whatever was skipped. */
static void
settle(void)
{
	shell.skip = SKIP_NONE;
	shell.loops = shell.functions = shell.nesting = shell.tested = 0;
	if (interruptSeen)
		writeAll(2, "\n", 1);
	interruptSeen = 0;
	collectJobs();
}

int
runInput(bool prompting)
{
	int status = 0;

	for (;;) {
		struct region *tree = regionNew();
		struct node *command = NULL;
		enum parse parse;

		if (prompting)
			settle();
		parse = parseLine(tree, &command);
		if (parse == PARSE_COMMAND && (!option('n') || shell.interactive)) {
			inputShare();
			status = run(command, false);
		}
		regionDrop(tree);
		if (parse == PARSE_COMMAND)
			ageWarning();
		if (parse == PARSE_END && prompting && !mayLeave()) {
			inputGoOn();
			continue;
		}
		if (parse == PARSE_END || (parse == PARSE_ERROR && !recover(prompting)) ||
		    (shell.skip != SKIP_NONE && !prompting))
			return shell.skip == SKIP_NONE ? status : shell.status;
	}
}

int
runString(const char *text)
{
	int status;

	inputPushString(text, strlen(text));
	status = runInput(false);
	inputPop();
	return status;
}

/* Runs a file if it is there. */
static void
runProfile(const char *path)
{
	int stream = openHigh(path);

	if (stream >= 0 && inputPushFile(stream, path)) {
		runInput(false);
		inputPop();
		settle();
	}
}

static void
openScript(const char *path)
{
	int stream = openHigh(path);

	if (stream < 0 || !inputPushFile(stream, path)) {
		complain("%s: %s", path, strerror(errno));
		exitShell(errno == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
	}
	shell.name = path;
}

static void
setDefault(const char *name, const char *value)
{
	if (getVariable(name) == NULL)
		setVariable(name, value);
}

static void
setDefaults(void)
{
	struct text parent = { NULL, 0, 0 };

	setVariable("IFS", " \t\n");
	setVariable("OPTIND", "1");
	setDefault("PS1", geteuid() == 0 ? "# " : "$ ");
	setDefault("PS2", "> ");
	setDefault("PS4", "+ ");
	textAddHex(&parent, getppid());
	setVariable("PPID", parent.bytes);
	textFree(&parent);
	findDirectory();
}

/* A file that is neither an object nor says who interprets it is for us, as
 * if a new shell had been run on it. */
void
becomeScript(const char *path, char **argv)
{
	int argc = 0;

	while (argv[argc] != NULL)
		argc++;
	forgetFunctions();
	forgetVariables();
	memset(shell.options, 0, sizeof shell.options);
	shell.skip = SKIP_NONE;
	shell.loops = shell.functions = shell.nesting = shell.tested = 0;
	shell.status = 0;
	shell.pid = getpid();
	shell.lastBackground = 0;
	setParameters(argv + 1, argc - 1);
	setDefaults();
	openScript(copyString(path));
	exitShell(runInput(false));
}

/* What only the command line can say. */
struct invocation {
	bool command, input, interactive, login;
	bool noMonitor; /* +m */
};

/* Options of the command line; returns how many arguments they take. */
static int
parseOptions(int argc, char **argv, struct invocation *how)
{
	int i;

	for (i = 1; i < argc && (argv[i][0] == '-' || argv[i][0] == '+'); i++) {
		bool on = argv[i][0] == '-';
		const char *letter = argv[i] + 1;

		if (*letter == '\0' || strcmp(argv[i], "--") == 0)
			return i + 1;
		for (; *letter != '\0'; letter++) {
			bool known = true;

			if (*letter == 'c')
				how->command = true;
			else if (*letter == 's')
				how->input = true;
			else if (*letter == 'i')
				how->interactive = on;
			else if (*letter == 'o' && i + 1 < argc)
				known = setNamedOption(argv[++i], on);
			else if (*letter == 'l')
				how->login = on;
			else
				known = setOption(*letter, on);
			if (*letter == 'm')
				how->noMonitor = !on;
			if (!known) {
				complain("%s: no such option", argv[i]);
				_exit(ERROR_STATUS);
			}
		}
	}
	return i;
}

static void
beLogin(void)
{
	const char *home = getVariable("HOME");

	runProfile("/etc/profile");
	if (home != NULL) {
		struct text path = { NULL, 0, 0 };

		textAddString(&path, home);
		textAddString(&path, "/.profile");
		runProfile(path.bytes);
		textFree(&path);
	}
}

int
main(int argc, char **argv)
{
	struct invocation how = { .login = argc > 0 && argv[0][0] == '-' };
	const char *command = NULL;
	int first;

	regionAllocate(&scratch, 1); /* a first chunk, never given back */
	shell.pid = getpid();
	shell.name = argc > 0 ? argv[0] : "sh";
	importEnvironment(environ);
	setDefaults();
	first = parseOptions(argc, argv, &how);
	if (how.command) {
		if (first >= argc) {
			complain("-c: a command is needed");
			_exit(ERROR_STATUS);
		}
		command = argv[first++];
		if (first < argc)
			shell.name = argv[first++];
	} else if (!how.input && first < argc) {
		openScript(argv[first++]);
	} else {
		how.input = true;
		how.interactive = how.interactive || (isatty(0) && isatty(2));
	}
	if (first < argc)
		setParameters(argv + first, argc - first);
	if (how.interactive) {
		shell.interactive = true;
		shellSignals();
		if (!how.noMonitor)
			setOption('m', true);
		setOption('E', true);
	}
	if (how.login)
		beLogin();
	if (shell.interactive && getVariable("ENV") != NULL)
		runProfile(expandText(getVariable("ENV")));
	if (shell.interactive)
		historyLoad();
	if (command != NULL)
		exitShell(runString(command));
	if (how.input)
		inputPushFile(0, NULL);
	exitShell(runInput(how.interactive && how.input));
}
