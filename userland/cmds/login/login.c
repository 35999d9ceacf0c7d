/*
 * login [-r] [-l] [-t] [-d device] [-P port] [-h place] [-R user] [-f] [user]:
 * asks who one is and starts his shell. -r does so for ever; -l makes no entry
 * in the log of logins; -t sets no limit of time; -f, for root, takes the user
 * named without asking, the first time. Source: user-environment reference, 2.6.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <status.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include "common.h"
#include "login.h"

#define USAGE "[-rlt] [-d device] [-P port] [-h place] [-R user] [-f] [user]"
#define TIME_LIMIT_SECONDS 60
#define TRIES 5
#define NAME_BYTES 64
#define HOST_BYTES 256
#define VERSION_BYTES 128
#define DEFAULT_PATH "/sprite/cmds:/bin:."
#define MAIL "/sprite/spool/mail/"

struct request {
	int repeat, noLog, noLimit, trusted;
	const char *device, *name;
	const char *place; /* from where, for a remote login */
	int port;
};

static void
onAlarm(int number)
{
	static const char text[] = "\nLogin timed out.\n";

	(void)number;
	write(1, text, sizeof text - 1);
	_exit(1);
}

static void
setSignals(sig_t how)
{
	signal(SIGINT, how);
	signal(SIGQUIT, how);
	signal(SIGTERM, how);
	signal(SIGTSTP, how);
	signal(SIGTTIN, how);
	signal(SIGTTOU, how);
}

/* ---- who ---- */

/* False at the end of the input. */
static int
readName(char *name)
{
	int length = 0;
	char byte;

	while (read(0, &byte, 1) == 1) {
		if (byte == '\n') {
			name[length] = '\0';
			return 1;
		}
		if (length < NAME_BYTES - 1 && byte > ' ')
			name[length++] = byte;
	}
	return 0;
}

static void
greet(void)
{
	char host[HOST_BYTES];

	if (gethostname(host, sizeof host) < 0)
		strcpy(host, "unknown");
	printf("\nWelcome to Sprite (%s)\n\n", host);
	fflush(stdout);
}

/* The user, when name and password are right. */
static struct passwd *
check(const char *name, const struct request *request)
{
	struct passwd *user = getpwnam(name);
	int isOpen = user != NULL && user->pw_passwd[0] == '\0';

	if (isOpen || (user != NULL && request->trusted))
		return user;
	if (passwordFits(user, getpass("Password:")) && user != NULL)
		return user;
	puts("Login incorrect.");
	fflush(stdout);
	logFailure(name, request->port, request->place);
	return NULL;
}

static struct passwd *
identify(const struct request *request)
{
	char name[NAME_BYTES] = "";
	struct passwd *user;
	int i;

	if (request->name != NULL)
		strncat(name, request->name, NAME_BYTES - 1);
	for (i = 0; i < TRIES; i++) {
		while (name[0] == '\0') {
			writeAll(1, "Login: ", 7);
			if (!readName(name))
				return NULL;
		}
		user = check(name, request);
		if (user != NULL)
			return user;
		name[0] = '\0';
	}
	return NULL;
}

/* ---- the session ---- */

static void
show(const char *path)
{
	char block[512];
	int stream = open(path, O_RDONLY);
	ssize_t count;

	while (stream >= 0 && (count = read(stream, block, sizeof block)) > 0)
		writeAll(1, block, count);
	if (stream >= 0)
		close(stream);
}

static void
tellNews(const struct passwd *user)
{
	char path[HOST_BYTES + 32], host[HOST_BYTES], version[VERSION_BYTES];
	struct stat mail;

	if (Sys_Stats(SYS_GET_VERSION_STRING, sizeof version, version) == SUCCESS)
		puts(version);
	fflush(stdout);
	show("/etc/motd");
	if (gethostname(host, sizeof host) == 0) {
		snprintf(path, sizeof path, "/hosts/%s/motd", host);
		show(path);
	}
	snprintf(path, sizeof path, "%s%s", MAIL, user->pw_name);
	if (stat(path, &mail) == 0 && mail.st_size > 0)
		puts("You have mail.");
	fflush(stdout);
}

static void
setEnvironment(const struct passwd *user, const struct request *request)
{
	setenv("USER", user->pw_name, 1);
	setenv("HOME", user->pw_dir, 1);
	setenv("SHELL", shellOf(user), 1);
	setenv("PATH", DEFAULT_PATH, 1);
	if (request->device != NULL)
		setenv("TTY", request->device, 1);
}

static void
takeTerminal(const struct passwd *user)
{
	int self = getpid();

	setpgrp(self, self);
	ioctl(0, TIOCSPGRP, &self);
	if (isatty(0)) {
		fchown(0, user->pw_uid, user->pw_gid);
		fchmod(0, 0622);
	}
}

/* Becomes the user's shell. */
static void
startShell(const struct passwd *user)
{
	const char *shell = shellOf(user);
	char *name = allocate(strlen(shell) + 2);

	name[0] = '-';
	strcpy(name + 1, lastComponent(shell));
	if (becomeUser(user) < 0)
		dieErrno(user->pw_name);
	if (chdir(user->pw_dir) < 0) {
		printf("No directory %s: logging in at /.\n", user->pw_dir);
		fflush(stdout);
		chdir("/");
	}
	execl(shell, name, (char *)NULL);
	dieErrno(shell);
}

static void
session(const struct request *request)
{
	struct passwd *user;

	signal(SIGALRM, onAlarm);
	if (!request->noLimit && !request->repeat)
		alarm(TIME_LIMIT_SECONDS);
	if (!request->trusted)
		greet();
	user = identify(request);
	alarm(0);
	if (user == NULL)
		_exit(1);
	tellLastLogin(user);
	if (!request->noLog)
		logIn(user, request->port, request->place);
	tellNews(user);
	setEnvironment(user, request);
	takeTerminal(user);
	setSignals(SIG_DFL);
	startShell(user);
}

/* ---- for ever ---- */

/* A shell that a fault has stopped for a debugger is ended. */
static void
await(pid_t child)
{
	int status;
	pid_t found;

	while ((found = wait3(&status, WUNTRACED, (struct rusage *)0)) != child || WIFSTOPPED(status)) {
		if (found < 0)
			return;
		if (found == child && WSTOPSIG(status) != SIGSTOP && WSTOPSIG(status) != SIGTSTP &&
		    WSTOPSIG(status) != SIGTTIN && WSTOPSIG(status) != SIGTTOU)
			kill(child, SIGKILL);
	}
}

static void
repeatForEver(struct request *request)
{
	int self = getpid();

	setpgrp(self, self);
	for (;;) {
		pid_t child;

		ioctl(0, TIOCSPGRP, &self);
		makeSane(0);
		child = fork();
		if (child == 0)
			session(request);
		if (child < 0)
			sleep(1);
		else
			await(child);
		if (!request->noLog)
			logOut(request->port);
		fchown(0, 0, 0);
		fchmod(0, 0666);
		request->trusted = 0;
		request->name = NULL;
	}
}

static void
openDevice(const char *device)
{
	int i;

	for (i = 0; i < 3; i++)
		close(i);
	for (i = 0; i < 3; i++)
		if (open(device, O_RDWR) != i)
			_exit(1);
}

int
main(int argc, char **argv)
{
	struct request request = { .place = "" };
	int letter;

	begin(argv);
	while ((letter = nextOption(argc, argv, "rltfd:P:h:R:", USAGE)) != -1)
		switch (letter) {
		case 'r':
			request.repeat = 1;
			break;
		case 'l':
			request.noLog = 1;
			break;
		case 't':
			request.noLimit = 1;
			break;
		case 'f':
			request.trusted = 1;
			break;
		case 'd':
			request.device = optarg;
			break;
		case 'P':
			request.port = (int)parseCount(optarg, "port");
			break;
		case 'h':
			request.place = optarg;
			break;
		case 'R':
			break; /* whom the other host takes him for: nothing is believed */
		}
	if (argc - optind > 1)
		usageError(USAGE);
	request.name = argv[optind];
	if (getuid() != 0 && (request.trusted || request.repeat || request.noLog || request.device != NULL))
		die("options", "only for root");
	if (geteuid() != 0)
		die("root's rights", "not there");
	setSignals(SIG_IGN);
	if (request.device != NULL)
		openDevice(request.device);
	if (request.repeat)
		repeatForEver(&request);
	session(&request);
	return 1;
}
