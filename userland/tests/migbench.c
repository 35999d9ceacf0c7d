/*
 * migbench: work for measurements of migration; prints names and milliseconds.
 *
 *   exec COUNT HOST      fork, exec of a program that does nothing, and wait;
 *                        with HOST 0 it stays here
 *   fork COUNT           fork, exit and wait
 *   time COUNT           reading the clock
 *   select COUNT HOSTS   the last of so many is idle, is chosen, and given
 *                        back; their files are made first
 *   move HOST P B F ...  for each three numbers: P pages of memory and B blocks
 *                        of F open files are made dirty, and the process goes
 *                        to the host, and home again
 *   stay PAGES           dirties its pages, and sleeps
 */
#include <fcntl.h>
#include <host.h>
#include <mig.h>
#include <proc.h>
#include <sig.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vm.h>

#define BLOCK 4096
#define TABLE "/tmp/migbench.hosts"
#define MOST_FILES 16

extern char **environ;

static double now(void)
{
	struct timeval time;

	gettimeofday(&time, NULL);
	return time.tv_sec * 1000.0 + time.tv_usec / 1000.0;
}

static void show(const char *name, double began, int count)
{
	printf("%s %.4f\n", name, (now() - began) / count);
}

static void die(const char *what, ReturnStatus status)
{
	fprintf(stderr, "migbench: %s: %x\n", what, (unsigned)status);
	exit(1);
}

static void execLoop(int count, int host)
{
	static char *argv[] = {"true", NULL};
	double began = now();
	int i;

	for (i = 0; i < count; i++) {
		if (fork() == 0) {
			if (host == 0)
				Proc_ExecEnv("/sprite/cmds/true", argv, environ, FALSE);
			else
				Proc_RemoteExec("/sprite/cmds/true", argv, environ, host);
			_exit(1);
		}
		wait(NULL);
	}
	show(host == 0 ? "exec-local" : "exec-remote", began, count);
}

static void forkLoop(int count)
{
	double began = now();
	int i;

	for (i = 0; i < count; i++) {
		if (fork() == 0)
			_exit(0);
		wait(NULL);
	}
	show("fork", began, count);
}

static void timeLoop(int count)
{
	struct timeval time;
	double began = now();
	int i;

	for (i = 0; i < count; i++)
		gettimeofday(&time, NULL);
	show("time", began, count);
}

/* Records as daemons write them, of hosts that are all busy but one. */
static void makeHosts(int hosts, int idle)
{
	int file = open(MIG_INFO_FILE, O_RDWR | O_CREAT | O_TRUNC, 0666), i;
	char text[MIG_RECORD_BYTES];
	Mig_Info info;

	memset(&info, 0, sizeof info);
	if (Sys_Stats(18, 4, &info.version) != SUCCESS)
		die("version", 1);
	info.timestamp = (long)time(NULL);
	for (i = 1; i <= hosts; i++) {
		int age;

		info.hostID = i;
		for (age = 0; age < 3; age++) {
			info.utilizations[age] = (37 * i + 11 * age) % 100;
			info.queueLengths[age] = (61 * i + 17 * age) % 400 / 128.0;
		}
		info.bootTime = info.timestamp - 86400L * (i % 14) - 3600L * i;
		info.noInput = 997L * i;
		info.allowMigration = i == idle;
		Mig_FormatRecord(&info, text);
		lseek(file, (off_t)i * MIG_RECORD_BYTES, SEEK_SET);
		write(file, text, sizeof text);
	}
	close(file);
}

/* The table of as many hosts, all of this one's type. */
static void makeTable(int hosts)
{
	FILE *table = fopen(TABLE, "w");
	char type[MIG_TYPE_BYTES];
	int home, here, i;

	if (table == NULL || Proc_GetHostIDs(&home, &here) != SUCCESS || !Mig_MachineType(here, type))
		die(TABLE, 1);
	for (i = 1; i <= hosts; i++)
		fprintf(table, "%d\tether\t8:0:20:0:0:%x\t128.32.150.%d\t%s\thost%d.Berkeley.EDU\thost%d\n", i, i, i, type,
			i, i);
	fclose(table);
	Host_SetFile(TABLE);
}

static void selectLoop(int count, int hosts)
{
	double began;
	int i;

	makeHosts(hosts, hosts);
	makeTable(hosts);
	began = now();
	for (i = 0; i < count; i++) {
		int host = Mig_GetIdleNode(MIG_NORMAL_PRIORITY, 0);

		if (host != hosts)
			die("no idle host", host);
		Mig_Done(host);
	}
	show("select", began, count);
}

static void goHome(void)
{
	int home, here;

	Sig_Send(SIG_MIGRATE_HOME, PROC_MY_PID, FALSE);
	Proc_GetHostIDs(&home, &here);
	if (home != here)
		die("not at home", here);
}

static void move(int host, int pages, int blocks, int files)
{
	static char *memory;
	static char block[BLOCK];
	int streams[MOST_FILES], i, size;
	ReturnStatus status;

	Vm_PageSize(&size);
	if (memory == NULL)
		memory = malloc(200 * (size_t)size);
	for (i = 0; i < files; i++) {
		char name[40];

		sprintf(name, "/tmp/migbench.%d", i);
		streams[i] = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
	}
	for (i = 0; i < blocks; i++)
		write(streams[i % files], block, BLOCK);
	for (i = 0; i < pages; i++)
		memory[(size_t)i * (size_t)size]++;
	status = Proc_RawMigrate(PROC_MY_PID, host);
	if (status != SUCCESS)
		die("migrate", status);
	goHome();
	for (i = 0; i < files; i++)
		close(streams[i]);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	int i;

	if (strcmp(what, "exec") == 0)
		execLoop(atoi(argv[2]), atoi(argv[3]));
	else if (strcmp(what, "fork") == 0)
		forkLoop(atoi(argv[2]));
	else if (strcmp(what, "time") == 0)
		timeLoop(atoi(argv[2]));
	else if (strcmp(what, "select") == 0)
		selectLoop(atoi(argv[2]), atoi(argv[3]));
	else if (strcmp(what, "move") == 0)
		for (i = 3; i + 2 < argc; i += 3)
			move(atoi(argv[2]), atoi(argv[i]), atoi(argv[i + 1]), atoi(argv[i + 2]));
	else if (strcmp(what, "stay") == 0) {
		int size, pages = atoi(argv[2]);
		char *memory;

		Vm_PageSize(&size);
		memory = malloc((size_t)pages * (size_t)size);
		for (i = 0; i < pages; i++)
			memory[(size_t)i * (size_t)size] = 1;
		sleep(100000);
	} else
		return 2;
	return 0;
}
