/*
 * initsprite: the first program on every host, run by the kernel.
 *
 *   initsprite                       logins on the console, for ever; the first
 *                                    is the user's, who is not asked
 *   initsprite -c command            one command on the raw devices, then the
 *                                    host halts; the reboot string tells the
 *                                    end: "exit N" or "signal N"
 *
 * On the console of a host that has others, `loadavg -d` is started first: it
 * tells them whether this host may be used. A file server may not.
 *
 * Options: -u name (the user, "sprite" if not given), -h (halt without writing
 * the caches back), -b text (the boot string: no use for it here).
 */
#include <errno.h>
#include <fcntl.h>
#include <fs.h>
#include <host.h>
#include <pwd.h>
#include <signal.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONSOLE "/dev/console"
#define SHELL "/sprite/cmds/sh"
#define LOGIN "/sprite/cmds/login"
#define LOADAVG "/sprite/cmds/loadavg"
#define USER "sprite"
#define TERMINAL_TYPE "vt100" /* the console does at least what this one did */
#define NAME_BYTES 256
#define NO_SHELL 127

static void setEnvironment(const char *name, const char *value)
{
	if (setenv(name, value, 1) < 0)
		perror("initsprite: environment");
}

static const char *machineType(void)
{
	Sys_MachineInfo info;

	if (Sys_GetMachineInfo(sizeof info, &info) != SUCCESS)
		return "unknown";
	switch (info.architecture) {
	case SYS_SUN3:
		return "sun3";
	case SYS_SUN4:
		return "sun4";
	case SYS_DS3100:
		return "ds3100";
	default:
		return "unknown";
	}
}

/* Streams 0, 1 and 2 (the kernel gives none); 0 when one cannot be opened. */
static int openStreams(const char *const paths[3])
{
	int i;

	for (i = 0; i < 3; i++)
		if (open(paths[i], O_RDWR) != i)
			return 0;
	return 1;
}

static void describeHost(void)
{
	char host[NAME_BYTES];

	if (gethostname(host, sizeof host) < 0)
		strcpy(host, "unknown");
	setEnvironment("HOST", host);
	setEnvironment("MACHINE", machineType());
	setEnvironment("PATH", "/sprite/cmds:/bin:.");
	setEnvironment("HOME", "/");
	setEnvironment("USER", "root");
}

/* Makes this process the user's: ids, directory, environment. */
static int becomeUser(const char *name)
{
	struct passwd *user = getpwnam(name);

	if (user == 0) {
		fprintf(stderr, "initsprite: %s: no such user\n", name);
		return 0;
	}
	setEnvironment("USER", user->pw_name);
	setEnvironment("HOME", user->pw_dir);
	setEnvironment("SHELL", *user->pw_shell != 0 ? user->pw_shell : SHELL);
	if (initgroups(user->pw_name, user->pw_gid) < 0 || setuid(user->pw_uid) < 0) {
		fprintf(stderr, "initsprite: %s: %s\n", name, strerror(errno));
		return 0;
	}
	if (chdir(user->pw_dir) < 0 && chdir("/") < 0)
		return 0;
	return 1;
}

static void ignoreSignals(sig_t how)
{
	signal(SIGINT, how);
	signal(SIGQUIT, how);
	signal(SIGTERM, how);
}

/* A family of its own, and ordinary signals, for the child. The family is its maker's: the user's, once he is one. */
static void startFamily(void)
{
	pid_t self = getpid();

	setpgrp(self, self);
	ignoreSignals(SIG_DFL);
}

/* A child that a fault has stopped for a debugger will not go on by itself: it ends as if killed by the fault. */
static int waitFor(pid_t child)
{
	int status = 0;
	pid_t found;

	while ((found = wait3(&status, WUNTRACED, (struct rusage *)0)) != child || WIFSTOPPED(status)) {
		int stop = WSTOPSIG(status);

		if (found < 0)
			return -1;
		if (found != child || !WIFSTOPPED(status))
			continue;
		if (stop == SIGSTOP || stop == SIGTSTP || stop == SIGTTIN || stop == SIGTTOU)
			continue;
		kill(child, SIGKILL);
		while (waitpid(child, &status, 0) != child)
			;
		return stop;
	}
	return status;
}

static void runCommand(const char *user, const char *command, int shutdownFlags)
{
	char end[32];
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (becomeUser(user)) {
			startFamily();
			execl(SHELL, "sh", "-c", command, (char *)0);
			fprintf(stderr, "initsprite: %s: %s\n", SHELL, strerror(errno));
		}
		_exit(NO_SHELL);
	}
	status = child < 0 ? NO_SHELL << 8 : waitFor(child);
	if (WIFEXITED(status))
		sprintf(end, "exit %d", WEXITSTATUS(status));
	else
		sprintf(end, "signal %d", WTERMSIG(status));
	Sys_Shutdown(shutdownFlags, end);
	_exit(0);
}

/* The table of hosts names more than this one. */
static int hasOthers(void)
{
	int hasMore = Host_Next() != NULL && Host_Next() != NULL;

	Host_End();
	return hasMore;
}

static int isServer(void)
{
	Fs_Prefix prefix;
	int i;

	for (i = 0; Sys_Stats(SYS_FS_PREFIX_STATS, i, &prefix) == SUCCESS; i++)
		if ((prefix.flags & FS_EXPORTED_PREFIX) != 0)
			return 1;
	return 0;
}

/* The time of this file is when the host was booted. */
static void noteBoot(void)
{
	char path[NAME_BYTES + 32];
	const char *host = getenv("HOST");
	int file;

	sprintf(path, "/hosts/%s/boottime", host == 0 ? "" : host);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	if (file < 0)
		return;
	write(file, "\n", 1);
	close(file);
}

static void startDaemon(void)
{
	if (!hasOthers() || fork() != 0)
		return;
	noteBoot();
	startFamily();
	execl(LOADAVG, "loadavg", "-d", "-v", isServer() ? "-r" : (char *)0, (char *)0);
	fprintf(stderr, "initsprite: %s: %s\n", LOADAVG, strerror(errno));
	_exit(NO_SHELL);
}

static void runConsole(const char *user)
{
	setEnvironment("TERM", TERMINAL_TYPE);
	for (;;) {
		pid_t child = fork();

		if (child == 0) {
			ignoreSignals(SIG_DFL);
			execl(LOGIN, "login", "-r", "-d", CONSOLE, "-P", "0", "-f", user, (char *)0);
			fprintf(stderr, "initsprite: %s: %s\n", LOGIN, strerror(errno));
			sleep(60);
			_exit(NO_SHELL);
		}
		if (child < 0)
			sleep(1);
		else
			waitFor(child);
	}
}

int main(int argc, char **argv)
{
	static const char *const console[3] = {CONSOLE, CONSOLE, CONSOLE};
	static const char *const raw[3] = {"/dev/raw0", "/dev/raw1", "/dev/raw2"};
	const char *user = USER, *command = 0;
	int shutdownFlags = SYS_HALT | SYS_WRITE_BACK, option;

	while ((option = getopt(argc, argv, "b:c:hu:")) != -1) {
		switch (option) {
		case 'c':
			command = optarg;
			break;
		case 'h':
			shutdownFlags = SYS_HALT;
			break;
		case 'u':
			user = optarg;
			break;
		}
	}
	umask(022);
	if (!openStreams(command != 0 ? raw : console))
		return 2;
	ignoreSignals(SIG_IGN);
	describeHost();
	if (command != 0)
		runCommand(user, command, shutdownFlags);
	puts("initsprite: starting up.");
	startDaemon();
	runConsole(user);
	return 0;
}
