/* The UNIX functions on top of Sprite's calls: streams, names, processes, signals. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void streams(void)
{
	int file = open("file", O_RDWR | O_CREAT | O_EXCL, 0640), copy, high;
	char text[20];

	CHECK(file > 2 && open("file", O_RDWR | O_CREAT | O_EXCL, 0640) == -1 && errno == EEXIST);
	CHECK(write(file, "hello world", 11) == 11 && lseek(file, 6, SEEK_SET) == 6);
	copy = dup(file);
	CHECK(read(copy, text, 20) == 5 && memcmp(text, "world", 5) == 0 && read(file, text, 1) == 0);
	CHECK(fcntl(file, F_GETFL, 0) == O_RDWR && fcntl(file, F_SETFL, O_APPEND) == 0);
	CHECK(fcntl(copy, F_GETFL, 0) == (O_RDWR | O_APPEND) && fcntl(file, F_SETFL, 0) == 0);
	CHECK(fcntl(file, F_SETFD, FD_CLOEXEC) == 0 && fcntl(file, F_GETFD, 0) == FD_CLOEXEC);
	CHECK(fcntl(copy, F_GETFD, 0) == 0);
	high = fcntl(file, F_DUPFD, 20);
	CHECK(high == 20 && fcntl(file, F_DUPFD, 20) == 21 && fcntl(high, F_GETFD, 0) == 0);
	fcntl(21, F_SETFD, FD_CLOEXEC);
	CHECK(dup2(file, 21) == 21 && fcntl(21, F_GETFD, 0) == 0);
	CHECK(close(high) == 0 && close(21) == 0 && close(21) == -1 && errno == EBADF);
	CHECK(ftruncate(file, 4) == 0 && lseek(file, 0, SEEK_END) == 4 && truncate("file", 2) == 0);
	CHECK(lseek(file, 0, SEEK_END) == 2 && fsync(file) == 0);
	CHECK(flock(file, LOCK_EX) == 0 && flock(file, LOCK_UN) == 0);
	CHECK(!isatty(file) && errno == EINVAL);
	CHECK(close(copy) == 0 && close(file) == 0 && read(file, text, 1) == -1);
}

static void names(void)
{
	struct stat about, other = {0};
	struct timeval times[2] = {{500000000, 0}, {600000000, 0}};
	char text[MAXPATHLEN], directory[MAXPATHLEN];
	mode_t mask = umask(027);
	struct dirent *entry;
	int found = 0;
	DIR *list;

	CHECK(umask(mask) == 027);
	CHECK(stat("file", &about) == 0 && S_ISREG(about.st_mode) && (about.st_mode & 0777) == (0640 & ~mask));
	CHECK(about.st_size == 2 && about.st_nlink == 1 && about.st_uid == geteuid());
	CHECK(chmod("file", 0604) == 0 && stat("file", &about) == 0 && (about.st_mode & 07777) == 0604);
	CHECK(utimes("file", times) == 0 && stat("file", &about) == 0);
	CHECK(about.st_atime == 500000000 && about.st_mtime == 600000000);
	CHECK(link("file", "second") == 0 && stat("second", &other) == 0 && other.st_ino == about.st_ino);
	CHECK(symlink("file", "soft") == 0 && lstat("soft", &other) == 0 && S_ISLNK(other.st_mode));
	CHECK(readlink("soft", text, sizeof text) == 4 && memcmp(text, "file", 4) == 0);
	CHECK(stat("soft", &other) == 0 && other.st_nlink == 2);
	CHECK(mkdir("sub", 0755) == 0 && mkdir("sub", 0755) == -1 && errno == EEXIST);
	CHECK(rename("second", "sub/moved") == 0 && access("second", F_OK) == -1 && errno == ENOENT);
	CHECK(access("sub/moved", R_OK) == 0 && rmdir("sub") == -1 && errno == ENOTEMPTY);

	CHECK(getcwd(directory, sizeof directory) != 0 && chdir("sub") == 0 && getcwd(text, sizeof text) != 0);
	strcat(directory, "/sub");
	CHECK_TEXT(text, directory);
	CHECK(getcwd(text, 3) == 0 && errno == ERANGE && chdir("..") == 0);
	list = opendir("sub");
	CHECK(list != 0);
	while (list != 0 && (entry = readdir(list)) != 0)
		found += strcmp(entry->d_name, "moved") == 0 && entry->d_namlen == 5 && entry->d_ino == other.st_ino;
	CHECK(found == 1);
	if (list != 0) {
		rewinddir(list);
		CHECK(readdir(list) != 0);
		closedir(list);
	}
	CHECK(opendir("file") == 0 && errno == ENOTDIR);
	CHECK(unlink("sub/moved") == 0 && rmdir("sub") == 0 && unlink("soft") == 0 && unlink("file") == 0);
	CHECK(unlink("file") == -1 && errno == ENOENT && unlink("/etc/passwd") == -1 && errno == EACCES);
}

static volatile int caught;

static void catch(int signal)
{
	caught = signal;
}

static jmp_buf place;

static void jump(int signal)
{
	caught = signal;
	longjmp(place, 7);
}

static void commands(void)
{
	char line[40] = "";
	FILE *from = popen("echo from a command; exit 3", "r"), *to = popen("cat >written", "w"), *file;

	CHECK(from != 0 && to != 0);
	if (from == 0 || to == 0)
		return;
	fgets(line, sizeof line, from);
	CHECK_TEXT(line, "from a command\n");
	CHECK(WEXITSTATUS(pclose(from)) == 3);
	fputs("to a command\n", to);
	CHECK(pclose(to) == 0);
	file = fopen("written", "r");
	CHECK(file != 0 && fgets(line, sizeof line, file) != 0 && strcmp(line, "to a command\n") == 0);
	if (file != 0)
		fclose(file);
	CHECK(remove("written") == 0 && remove("written") == -1);
	file = tmpfile();
	CHECK(file != 0 && fputs("temporary", file) != EOF);
	if (file != 0) {
		rewind(file);
		CHECK(fgets(line, sizeof line, file) != 0 && strcmp(line, "temporary") == 0 && fclose(file) == 0);
	}
}

static void processes(void)
{
	struct rusage usage;
	struct tms times1;
	int ends[2], status;
	char text[8];
	pid_t child;

	CHECK(pipe(ends) == 0);
	child = fork();
	if (child == 0) {
		close(ends[0]);
		write(ends[1], "child", 5);
		_exit(getppid() == 0 ? 1 : 42);
	}
	close(ends[1]);
	CHECK(read(ends[0], text, sizeof text) == 5 && read(ends[0], text, sizeof text) == 0);
	CHECK(wait(&status) == child && WIFEXITED(status) && WEXITSTATUS(status) == 42);
	close(ends[0]);
	CHECK(wait(&status) == -1 && errno == ECHILD);

	child = fork();
	if (child == 0)
		for (;;)
			pause();
	CHECK(waitpid(child, &status, WNOHANG) == 0);
	CHECK(kill(child, SIGTERM) == 0 && wait3(&status, 0, &usage) == child);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
	CHECK(kill(child, 0) == -1 && errno == ESRCH);

	child = fork();
	if (child == 0) {
		execl("/sprite/cmds/sh", "sh", "-c", "exit 9", (char *)0);
		_exit(1);
	}
	CHECK(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 9);
	CHECK(WEXITSTATUS(system("exit 5")) == 5);
	commands();
	CHECK(execl("/no/such/program", "x", (char *)0) == -1 && errno == ENOENT);
	CHECK(times(&times1) != -1 && getrusage(RUSAGE_SELF, &usage) == 0);
	CHECK(getpgrp(0) == getpgrp(getpid()) && setpgrp(0, getpid()) == 0 && getpgrp(0) == getpid());
	CHECK(getpriority(PRIO_PROCESS, 0) == 0);
}

static void debugged(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		*(volatile int *)0 = 1;
		_exit(0);
	}
	CHECK(wait3(&status, WUNTRACED, (struct rusage *)0) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSEGV);
	CHECK(kill(child, SIGKILL) == 0 && wait(&status) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void signals(void)
{
	struct itimerval timer = {{0, 0}, {0, 50000}};
	struct sigvec vector, old;
	struct timeval start, end;
	int ends[2], old1, result;
	volatile int jumped;
	char byte;
	pid_t child;

	CHECK(signal(SIGUSR1, catch) == SIG_DFL && signal(SIGUSR1, catch) == catch);
	CHECK(raise(SIGUSR1) == 0 && caught == SIGUSR1);
	old1 = sigblock(sigmask(SIGUSR1));
	caught = 0;
	raise(SIGUSR1);
	CHECK(caught == 0 && old1 == 0);
	CHECK(sigpause(0) == -1 && errno == EINTR && caught == SIGUSR1);
	CHECK(sigblock(0) == sigmask(SIGUSR1) && sigsetmask(0) == sigmask(SIGUSR1) && sigblock(0) == 0);

	vector.sv_handler = catch;
	vector.sv_mask = sigmask(SIGUSR2);
	vector.sv_flags = 0;
	CHECK(sigvec(SIGALRM, &vector, &old) == 0 && old.sv_handler == SIG_DFL);
	CHECK(sigvec(SIGALRM, (struct sigvec *)0, &old) == 0 && old.sv_handler == catch);
	CHECK(sigvec(SIGKILL, &vector, &old) == -1 && errno == EINVAL);
	/* One signal to the kernel: what is asked for the one does not undo what was asked for the other. */
	CHECK(signal(SIGINT, SIG_IGN) == SIG_DFL && signal(SIGHUP, SIG_DFL) != SIG_ERR);
	CHECK(signal(SIGINT, SIG_DFL) == SIG_IGN);

	/* A signal ends a sleep but not a read. */
	setitimer(ITIMER_REAL, &timer, (struct itimerval *)0);
	caught = 0;
	gettimeofday(&start, (struct timezone *)0);
	CHECK(sleep(5) == 5 && caught == SIGALRM);
	gettimeofday(&end, (struct timezone *)0);
	CHECK(end.tv_sec - start.tv_sec < 2);
	CHECK(pipe(ends) == 0);
	child = fork();
	if (child == 0) {
		usleep(200000);
		write(ends[1], "x", 1);
		_exit(0);
	}
	caught = 0;
	setitimer(ITIMER_REAL, &timer, (struct itimerval *)0);
	CHECK(read(ends[0], &byte, 1) == 1 && byte == 'x' && caught == SIGALRM);
	wait((int *)0);

	signal(SIGPIPE, SIG_IGN);
	close(ends[0]);
	CHECK(write(ends[1], "x", 1) == -1 && errno == EPIPE);
	close(ends[1]);

	/* longjmp out of a handler opens the mask again. */
	signal(SIGUSR2, jump);
	jumped = 0;
	result = setjmp(place);
	if (result == 0)
		raise(SIGUSR2);
	else
		jumped = result;
	CHECK(jumped == 7 && sigblock(0) == 0);
	CHECK(_setjmp(place) == 0 || jumped == 8);
	if (jumped == 7) {
		jumped = 8;
		_longjmp(place, 0);
	}
}

static void tables(void)
{
	struct passwd *user = getpwnam("sprite");
	struct group *group = getgrnam("sprite");
	struct timeval now;
	struct timezone zone;
	fd_set set;
	char name[MAXHOSTNAMELEN];
	int ends[2];
	struct timeval limit = {0, 10000};

	CHECK(user != 0 && user->pw_uid == 10 && strcmp(user->pw_dir, "/users/sprite") == 0);
	CHECK(group != 0 && group->gr_gid == 10 && strcmp(group->gr_mem[0], "sprite") == 0);
	CHECK(getpwuid(0) != 0 && getpwuid(4711) == 0 && getgrgid(4711) == 0);
	CHECK(gethostname(name, sizeof name) == 0 && name[0] != 0);
	CHECK(gettimeofday(&now, &zone) == 0 && now.tv_sec > 600000000);
	CHECK(pipe(ends) == 0);
	FD_ZERO(&set);
	FD_SET(ends[0], &set);
	CHECK(select(ends[0] + 1, &set, 0, 0, &limit) == 0);
	write(ends[1], "x", 1);
	FD_SET(ends[0], &set);
	CHECK(select(ends[0] + 1, &set, 0, 0, &limit) == 1 && FD_ISSET(ends[0], &set));
	close(ends[0]);
	close(ends[1]);
}

int main(void)
{
	char directory[40];

	sprintf(directory, "/tmp/calls%x", (unsigned)getpid());
	CHECK(mkdir(directory, 0777) == 0 && chdir(directory) == 0);
	streams();
	names();
	processes();
	debugged();
	signals();
	tables();
	CHECK(chdir("/") == 0 && rmdir(directory) == 0);
	return failures != 0;
}
