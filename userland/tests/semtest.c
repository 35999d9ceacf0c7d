/*
 * semtest: System V's semaphores, by one process and by several, as root and
 * as others; and arguments that are none. Prints a line for what is not as
 * expected.
 */
#include <errno.h>
#include <pwd.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define BAD ((void *)0x10)
#define KEY 0x5eed
#define FAILS(call, error) CHECK((call) == -1 && errno == (error))

static int control(int id, int number, int command, int value)
{
	union semun argument;

	argument.val = value;
	return semctl(id, number, command, argument);
}

static int controlAt(int id, int number, int command, void *address)
{
	union semun argument;

	argument.array = address;
	return semctl(id, number, command, argument);
}

static int operate(int id, int number, int amount, int flags)
{
	struct sembuf one = { number, amount, flags };

	return semop(id, &one, 1);
}

static void names(void)
{
	int id, other;

	FAILS(semget(KEY, 3, 0600), ENOENT);
	FAILS(semget(KEY, 0, IPC_CREAT | 0600), EINVAL);
	FAILS(semget(KEY, SEMMSL + 1, IPC_CREAT | 0600), EINVAL);
	FAILS(semget(KEY, -1, IPC_CREAT | 0600), EINVAL);
	id = semget(KEY, 3, IPC_CREAT | 0600);
	CHECK(id >= 0);
	CHECK(semget(KEY, 3, IPC_CREAT | 0600) == id && semget(KEY, 0, 0) == id);
	FAILS(semget(KEY, 3, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
	FAILS(semget(KEY, 4, 0600), EINVAL);
	FAILS(semget(KEY, 3, 0660), EACCES);
	other = semget(IPC_PRIVATE, 1, 0600);
	CHECK(other >= 0 && other != id && semget(IPC_PRIVATE, 1, 0600) != other);
	CHECK(control(other, 0, IPC_RMID, 0) == 0 && control(other + 1, 0, IPC_RMID, 0) == 0);
	FAILS(control(other, 0, GETVAL, 0), EINVAL);
	CHECK(control(id, 0, IPC_RMID, 0) == 0);
	FAILS(semget(KEY, 3, 0600), ENOENT);
	other = semget(KEY, 3, IPC_CREAT | 0600);
	CHECK(other == id + SEMMNI && control(other, 0, IPC_RMID, 0) == 0);
}

static void values(void)
{
	int id = semget(IPC_PRIVATE, 3, 0600);
	ushort all[3] = { 7, 0, SEMVMX }, back[3];
	struct sembuf two[2] = { { 0, -3, 0 }, { 1, 2, 0 } };
	struct sembuf overflow[2] = { { 0, 1, 0 }, { 2, 1, 0 } };
	struct sembuf never[2] = { { 1, 5, 0 }, { 0, -9, IPC_NOWAIT } };

	CHECK(controlAt(id, 0, SETALL, all) == 0 && controlAt(id, 0, GETALL, back) == 0);
	CHECK(back[0] == 7 && back[1] == 0 && back[2] == SEMVMX);
	CHECK(control(id, 0, GETVAL, 0) == 7 && control(id, 0, GETPID, 0) == 0);
	/* The result is what the last of them found. */
	CHECK(semop(id, two, 2) == 0 && control(id, 0, GETVAL, 0) == 4 && control(id, 1, GETVAL, 0) == 2);
	CHECK(control(id, 0, GETPID, 0) == getpid() && control(id, 2, GETPID, 0) == 0);
	CHECK(operate(id, 0, 3, 0) == 4);
	/* All or none. */
	FAILS(semop(id, never, 2), EAGAIN);
	FAILS(semop(id, overflow, 2), ERANGE);
	CHECK(control(id, 1, GETVAL, 0) == 2 && control(id, 0, GETVAL, 0) == 7);
	FAILS(operate(id, 1, 0, IPC_NOWAIT), EAGAIN);
	FAILS(operate(id, 3, 1, 0), EFBIG);
	FAILS(operate(id, -1, 1, 0), EFBIG);
	FAILS(operate(id, 0, 1, SEM_UNDO), EINVAL);
	FAILS(control(id, 0, SETVAL, SEMVMX + 1), ERANGE);
	FAILS(control(id, 0, SETVAL, -1), ERANGE);
	FAILS(control(id, 3, SETVAL, 1), EINVAL);
	FAILS(control(id, -1, GETVAL, 0), EINVAL);
	FAILS(control(id, 0, 77, 0), EINVAL);
	all[1] = SEMVMX + 1;
	FAILS(controlAt(id, 0, SETALL, all), ERANGE);
	CHECK(control(id, 0, IPC_RMID, 0) == 0);
}

static void wild(void)
{
	int id = semget(IPC_PRIVATE, 2, 0600), count;
	static struct sembuf many[SEMOPM + 1];

	FAILS(semop(id, BAD, 1), EFAULT);
	FAILS(semop(id, many, SEMOPM + 1), E2BIG);
	FAILS(semop(id, many, 0), E2BIG);
	FAILS(semop(id, many, -5), E2BIG);
	CHECK(semop(id, many, SEMOPM) == 0);
	FAILS(semop(-1, many, 1), EINVAL);
	FAILS(semop(id + 1, many, 1), EINVAL);
	FAILS(semop(0x7fffffff, many, 1), EINVAL);
	FAILS(controlAt(id, 0, GETALL, BAD), EFAULT);
	FAILS(controlAt(id, 0, SETALL, BAD), EFAULT);
	FAILS(controlAt(id, 0, IPC_STAT, BAD), EFAULT);
	FAILS(controlAt(id, 0, IPC_SET, BAD), EFAULT);
	FAILS(controlAt(0, 0, GETKEYS, BAD), EFAULT);
	for (count = 0; semget(IPC_PRIVATE, 1, 0600) >= 0; count++)
		;
	CHECK(count == SEMMNI - 1 && errno == ENOSPC);
	for (count = 0; count < 1000; count++)
		control(count, 0, IPC_RMID, 0);
	FAILS(control(id, 0, GETVAL, 0), EINVAL);
}

static void records(void)
{
	struct semid_ds set, keys[SEMMNI];
	int id = semget(KEY, 5, IPC_CREAT | 0640), i, found = 0;

	CHECK(controlAt(id, 0, IPC_STAT, &set) == 0);
	CHECK(set.sem_nsems == 5 && set.sem_perm.key == KEY && set.sem_perm.mode == 0640);
	CHECK(set.sem_perm.uid == getuid() && set.sem_perm.cuid == getuid() && set.sem_perm.gid == getgid());
	CHECK(set.sem_otime == 0 && time(0) - set.sem_ctime < 5);
	CHECK(operate(id, 4, 1, 0) == 0);
	set.sem_perm.mode = 07444;
	CHECK(controlAt(id, 0, IPC_SET, &set) == 0 && controlAt(id, 0, IPC_STAT, &set) == 0);
	CHECK(set.sem_perm.mode == 0444 && time(0) - set.sem_otime < 5);
	CHECK(controlAt(0, 0, GETKEYS, keys) == 0);
	for (i = 0; i < SEMMNI; i++)
		found += keys[i].sem_perm.key == KEY && keys[i].sem_nsems == 1;
	CHECK(found == 1);
	CHECK(control(id, 0, IPC_RMID, 0) == 0);
}

/* Processes that take turns: the file's number is raised by one at a time. */
static void turns(void)
{
	int id = semget(IPC_PRIVATE, 1, 0600), child, turn, number = 0;
	int file = open("turns", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int status;

	CHECK(write(file, &number, sizeof number) == sizeof number);
	CHECK(control(id, 0, SETVAL, 1) == 0);
	for (child = 0; child < 4; child++) {
		if (fork() != 0)
			continue;
		for (turn = 0; turn < 5; turn++) {
			operate(id, 0, -1, 0);
			lseek(file, 0, L_SET);
			read(file, &number, sizeof number);
			usleep(3000);
			number++;
			lseek(file, 0, L_SET);
			write(file, &number, sizeof number);
			operate(id, 0, 1, 0);
		}
		_exit(0);
	}
	while (wait(&status) > 0)
		CHECK(status == 0);
	lseek(file, 0, L_SET);
	CHECK(read(file, &number, sizeof number) == sizeof number && number == 20);
	close(file);
	CHECK(unlink("turns") == 0 && control(id, 0, IPC_RMID, 0) == 0);
}

static void ignore(int signal)
{
	(void)signal;
}

static int waiter(int id, int amount)
{
	int pid = fork();

	if (pid == 0) {
		signal(SIGUSR1, ignore);
		_exit(operate(id, 0, amount, 0) >= 0 ? 0 : errno);
	}
	sleep(1);
	return pid;
}

static int endOf(int pid)
{
	int status;

	CHECK(waitpid(pid, &status, 0) == pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void waits(void)
{
	int id = semget(IPC_PRIVATE, 1, 0600), grows, falls;

	control(id, 0, SETVAL, 1);
	falls = waiter(id, 0);
	grows = waiter(id, -2);
	CHECK(control(id, 0, GETNCNT, 0) == 1 && control(id, 0, GETZCNT, 0) == 1);
	control(id, 0, SETVAL, 2);
	CHECK(endOf(grows) == 0 && endOf(falls) == 0 && control(id, 0, GETVAL, 0) == 0);
	CHECK(control(id, 0, GETNCNT, 0) == 0 && control(id, 0, GETZCNT, 0) == 0);
	grows = waiter(id, -1);
	kill(grows, SIGUSR1);
	CHECK(endOf(grows) == EINTR && control(id, 0, GETNCNT, 0) == 0);
	grows = waiter(id, -1);
	kill(grows, SIGKILL);
	CHECK(endOf(grows) == -SIGKILL && control(id, 0, GETNCNT, 0) == 0);
	grows = waiter(id, -1);
	CHECK(control(id, 0, IPC_RMID, 0) == 0 && endOf(grows) == EIDRM);
}

/* What others may do with a set of root's, and with one of their own. */
static void rights(void)
{
	int id = semget(KEY, 1, IPC_CREAT | 0604), closed = semget(KEY + 1, 1, IPC_CREAT | 0600), own;

	if (fork() != 0) {
		int status;

		wait(&status);
		CHECK(status == 0);
		CHECK(control(id, 0, IPC_RMID, 0) == 0 && control(closed, 0, IPC_RMID, 0) == 0);
		return;
	}
	failures = 0;
	CHECK(setgid(30) == 0 && setuid(99) == 0);
	CHECK(control(id, 0, GETVAL, 0) == 0);
	FAILS(control(closed, 0, GETVAL, 0), EACCES);
	FAILS(control(id, 0, SETVAL, 1), EACCES);
	FAILS(operate(id, 0, 1, 0), EACCES);
	CHECK(operate(id, 0, 0, 0) == 0);
	FAILS(operate(closed, 0, 0, 0), EACCES);
	FAILS(control(id, 0, IPC_RMID, 0), EPERM);
	FAILS(controlAt(id, 0, IPC_SET, BAD), EPERM);
	own = semget(IPC_PRIVATE, 1, 0600);
	CHECK(operate(own, 0, 1, 0) == 0 && control(own, 0, IPC_RMID, 0) == 0);
	fflush(stdout);
	_exit(failures);
}

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	chdir("/tmp");
	names();
	values();
	wild();
	records();
	turns();
	waits();
	rights();
	return failures != 0;
}
