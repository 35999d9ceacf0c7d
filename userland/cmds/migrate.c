/*
 * migrate: runs a command on another host, or moves a process there. Without a
 * command it is a shell, so that `migrate -h host` is a way of being there
 * without logging in. The command is started by the remote exec call; what
 * waits for it here gives back its status.
 */
#include <errno.h>
#include <proc.h>
#include <signal.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <mig.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "[-BbvlD] [-h host | -H hostID] [-p pid] [-E file] [command [argument ...]]"
#define SHELL "/sprite/cmds/sh"
#define DEFAULT_PATH "/sprite/cmds:/usr/local:."
#define NO_SHELL_FILE 126
#define NOT_FOUND 127

struct request {
	const char *hostName; /* as it was given, or NULL */
	int host;             /* 0: an idle one is wanted */
	Proc_PID pid;         /* 0: a command is run */
	const char *file;     /* the program, if its name is not argv[0] */
	int background, local, verbose, low;
};

static void say(const struct request *request, const char *text, const char *name)
{
	if (request->verbose)
		fprintf(stderr, "%s: %s%s.\n", programName, text, name);
}

static Proc_PID parsePid(const char *text)
{
	char *end;
	unsigned long pid = strtoul(text, &end, 16);

	if (*text == '\0' || *end != '\0' || pid == 0)
		die(text, "not a process id");
	return (Proc_PID)pid;
}

/* ---- Where to ---- */

/* The host to go to; 0 when it is to be this one. */
static int chooseHost(const struct request *request)
{
	int host = request->host;

	if (host != 0 || request->hostName != NULL)
		return host;
	host = Mig_GetIdleNode(request->low ? MIG_LOW_PRIORITY : MIG_NORMAL_PRIORITY, 0);
	if (host > 0)
		return host;
	if (!request->local) {
		fprintf(stderr, "%s: no idle host available.\n", programName);
		exit(1);
	}
	if (request->verbose)
		fprintf(stderr, "%s: no idle host available; running locally.\n", programName);
	return 0;
}

/* ---- What to run ---- */

/* A file that is no program is for the shell. */
static void execAsScript(const char *file, char **argv, int host)
{
	static char shell[] = SHELL;
	size_t count = 0;
	char **longer;

	while (argv[count] != NULL)
		count++;
	longer = allocate((count + 2) * sizeof *longer);
	longer[0] = shell;
	longer[1] = copyString(file);
	memcpy(longer + 2, argv + 1, count * sizeof *longer);
	Proc_RemoteExec(SHELL, longer, environ, host);
}

/* Comes back only if it failed; errno says why. */
static void execOne(const char *file, char **argv, int host)
{
	ReturnStatus status =
		host == 0 ? Proc_ExecEnv(file, argv, environ, FALSE) : Proc_RemoteExec(file, argv, environ, host);

	errno = Compat_MapCode(status);
	if (errno == ENOEXEC)
		execAsScript(file, argv, host);
}

/* Along PATH, as execvp does. */
static void execAlongPath(const char *file, char **argv, int host)
{
	const char *path = getenv("PATH");
	const char *at = path == NULL ? DEFAULT_PATH : path;
	int denied = 0;

	if (strchr(file, '/') != NULL) {
		execOne(file, argv, host);
		dieErrno(file);
	}
	for (;;) {
		size_t length = strcspn(at, ":");
		char *directory = allocate(length + 1);

		memcpy(directory, at, length);
		directory[length] = '\0';
		execOne(length == 0 ? file : joinPath(directory, file), argv, host);
		if (errno == EACCES)
			denied = 1;
		else if (errno != ENOENT && errno != ENOTDIR)
			dieErrno(file);
		if (at[length] == '\0')
			break;
		at += length + 1;
	}
	errno = denied ? EACCES : ENOENT;
	dieErrno(file);
}

static void becomeCommand(const struct request *request, char **argv, int host)
{
	failStatus = NOT_FOUND;
	if (request->low)
		Proc_SetPriority(PROC_MY_PID, PROC_MIN_PRIORITY, FALSE);
	execAlongPath(request->file == NULL ? argv[0] : request->file, argv, host);
}

/* The child's status as one's own. */
static int awaitChild(int pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			dieErrno("wait");
	}
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static __attribute__((noreturn)) void
runCommand(const struct request *request, char **argv)
{
	int host = chooseHost(request);
	int pid, status;

	if (host != 0)
		say(request, "migrating to host ", hostName(host, 64));
	if (host == 0 && !request->background)
		becomeCommand(request, argv, 0);
	fflush(stdout);
	pid = fork();
	if (pid < 0)
		dieErrno("fork");
	if (pid == 0)
		becomeCommand(request, argv, host);
	if (request->background) {
		printf("%x\n", pid);
		finish();
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	status = awaitChild(pid);
	if (host != 0 && request->host == 0)
		Mig_Done(host);
	exit(status);
}

/* ---- A process that is there already ---- */

static void moveProcess(const struct request *request)
{
	int host = chooseHost(request);
	char text[NUMBER_BYTES];

	mustSucceed(Proc_Migrate(request->pid, host), numberText(text, request->pid, 16));
	say(request, "migrated to host ", hostName(host, 64));
}

int main(int argc, char **argv)
{
	struct request request;
	static char *shell[2];
	int option;

	memset(&request, 0, sizeof request);
	begin(argv);
	while ((option = nextOption(argc, argv, "+BbDE:h:H:lp:v", USAGE)) != -1) {
		switch (option) {
		case 'B':
			request.low = 1;
			break;
		case 'b':
			request.background = 1;
			break;
		case 'D':
		case 'v':
			request.verbose = 1;
			break;
		case 'E':
			request.file = optarg;
			break;
		case 'h':
			request.hostName = optarg;
			request.host = hostByName(optarg);
			if (request.host == 0)
				die(optarg, "no such host");
			break;
		case 'H':
			request.hostName = optarg;
			request.host = (int)parseCount(optarg, "host");
			break;
		case 'l':
			request.local = 1;
			break;
		case 'p':
			request.pid = parsePid(optarg);
			break;
		}
	}
	if (request.pid != 0) {
		if (request.background || optind != argc)
			usageError(USAGE);
		moveProcess(&request);
		finish();
	}
	if (optind == argc) {
		shell[0] = getenv("SHELL");
		if (shell[0] == NULL)
			shell[0] = copyString(SHELL);
		runCommand(&request, shell);
	}
	runCommand(&request, argv + optind);
}
