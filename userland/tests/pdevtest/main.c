/*
 * The clients. Prints a line for what is not as expected. "pdevtest serve file"
 * only serves; "pdevtest use n" is a client of a server that there is, on this host (1) or another (0); "pdevtest time n"
 * says how long n requests to it take.
 */
#include <errno.h>
#include <proc.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../check.h"
#include "pdevtest.h"

#define PATH "/tmp/pdev"
#define AHEAD_PATH "/tmp/ahead"
#define IS(call, status) CHECK((call) == (status))

static volatile int signals[32];

static void note(int number)
{
	signals[number]++;
}

static int startServer(const char *path, int ahead)
{
	int ends[2], pid;
	char byte;

	pipe(ends);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		serveFile(path, ahead, ends[1]);
	}
	close(ends[1]);
	CHECK(read(ends[0], &byte, 1) == 1);
	close(ends[0]);
	return pid;
}

static int openClient(const char *path, int flags)
{
	int stream = -1;

	IS(Fs_Open(path, flags, 0, &stream), SUCCESS);
	return stream;
}

static ReturnStatus ask(int stream, int command, int inSize, const void *in, int outSize, void *out)
{
	return Fs_IOControl(stream, command, inSize, in, outSize, out);
}

static int countOf(int stream, int operation)
{
	int counts[OPERATIONS];

	IS(ask(stream, COUNTS, 0, NULL, sizeof counts, counts), SUCCESS);
	return counts[operation];
}

static void opening(void)
{
	int stream, other, who[4], server;
	Fs_Attributes attributes;

	IS(Fs_Open(PATH, FS_READ, 0, &stream), FS_FILE_NOT_FOUND);
	server = startServer(PATH, 0);
	IS(Fs_GetAttributes(PATH, FS_ATTRIB_FILE, &attributes), SUCCESS);
	CHECK(attributes.type == FS_PSEUDO_DEV && attributes.permissions == 0666);
	IS(Fs_Open(PATH, FS_READ | FS_PDEV_MASTER, 0, &stream), FS_FILE_BUSY);
	IS(Fs_Open("/etc/passwd", FS_READ | FS_PDEV_MASTER, 0, &stream), FS_WRONG_TYPE);
	stream = openClient(PATH, FS_READ | FS_WRITE);
	IS(ask(stream, WHO_OPENED, 0, NULL, sizeof who, who), SUCCESS);
	CHECK((who[0] & (FS_READ | FS_WRITE | FS_EXECUTE)) == (FS_READ | FS_WRITE));
	CHECK(who[1] == getpid() && who[3] == (int)geteuid());
	/* The server may refuse. */
	IS(Fs_Open(PATH, FS_WRITE | FS_APPEND, 0, &other), GEN_NO_PERMISSION);
	CHECK(countOf(stream, PDEV_OPEN) == 2 && countOf(stream, PDEV_CLOSE) == 0);
	close(openClient(PATH, FS_READ));
	/* A duplicate is the same client. */
	other = dup(stream);
	CHECK(countOf(other, PDEV_OPEN) == 3 && countOf(stream, PDEV_CLOSE) == 1);
	close(stream);
	CHECK(countOf(other, PDEV_CLOSE) == 1);
	/* The name may go; who has it open goes on. */
	unlink(PATH);
	IS(ask(other, FORGET, 0, NULL, 0, NULL), SUCCESS);
	IS(ask(other, DIE, 0, NULL, 0, NULL), DEV_OFFLINE);
	waitpid(server, NULL, 0);
	close(other);
}

static void reading(int stream)
{
	char buffer[32];
	int amount, mask = 1 << stream, count, i;
	Time none = { 0, 0 };

	memset(buffer, 0, sizeof buffer);
	/* Nothing is there: select says so, without a request. */
	count = countOf(stream, PDEV_READ);
	IS(Fs_Select(stream, &none, &mask, NULL, NULL, &amount), FS_TIMEOUT);
	CHECK(countOf(stream, PDEV_READ) == count);
	IS(Fs_Write(stream, 5, "hello", &amount), SUCCESS);
	CHECK(amount == 5);
	mask = 1 << stream;
	IS(Fs_Select(stream, &none, &mask, NULL, NULL, &amount), SUCCESS);
	CHECK(mask == 1 << stream);
	IS(Fs_RawRead(stream, 3, buffer, &amount), SUCCESS);
	CHECK(amount == 3 && memcmp(buffer, "hel", 3) == 0);
	IS(Fs_RawRead(stream, 30, buffer, &amount), SUCCESS);
	CHECK(amount == 2 && memcmp(buffer, "lo", 2) == 0);
	/* A read waits until another client writes. */
	if (fork() == 0) {
		sleep(1);
		i = openClient(PATH, FS_WRITE);
		Fs_Write(i, 5, "later", &amount);
		_exit(0);
	}
	count = countOf(stream, PDEV_READ);
	/* This client is told by the answer to its next request, so it asks until there is something. */
	for (i = 0; i < 4; i++) {
		sleep(1);
		countOf(stream, PDEV_READ);
	}
	IS(Fs_RawRead(stream, sizeof buffer, buffer, &amount), SUCCESS);
	CHECK(amount == 5 && memcmp(buffer, "later", 5) == 0);
	CHECK(countOf(stream, PDEV_READ) == count + 1);
	wait(NULL);
	i = IOC_NON_BLOCKING;
	IS(ask(stream, IOC_SET_BITS, sizeof i, &i, 0, NULL), SUCCESS);
	IS(Fs_RawRead(stream, 1, buffer, &amount), FS_WOULD_BLOCK);
	IS(ask(stream, IOC_CLEAR_BITS, sizeof i, &i, 0, NULL), SUCCESS);
}

static void writing(int stream)
{
	static char large[9000], back[9000];
	int i, amount, before = countOf(stream, PDEV_WRITE), async = countOf(stream, PDEV_WRITE_ASYNC), on = 1, off = 0;

	for (i = 0; i < (int)sizeof large; i++)
		large[i] = (char)(i * 7 + i / 251);
	/* More than the buffer: several requests. */
	IS(Fs_RawWrite(stream, sizeof large, large, &amount), SUCCESS);
	CHECK(amount == (int)sizeof large);
	CHECK(countOf(stream, PDEV_WRITE) - before == 5);
	for (i = 0; i < (int)sizeof back; i += amount)
		IS(Fs_RawRead(stream, sizeof back - i, back + i, &amount), SUCCESS);
	CHECK(memcmp(large, back, sizeof back) == 0);
	IS(ask(stream, BIG_WRITES, sizeof off, &off, 0, NULL), SUCCESS);
	IS(Fs_RawWrite(stream, sizeof large, large, &amount), GEN_INVALID_ARG);
	IS(Fs_RawWrite(stream, 1500, large, &amount), SUCCESS);
	IS(ask(stream, BIG_WRITES, sizeof on, &on, 0, NULL), SUCCESS);
	IS(ask(stream, FORGET, 0, NULL, 0, NULL), SUCCESS);
	/* Without an answer, and in order with what has one. */
	IS(ask(stream, WRITE_BEHIND, sizeof on, &on, 0, NULL), SUCCESS);
	before = countOf(stream, PDEV_WRITE);
	for (i = 0; i < 40; i++)
		IS(Fs_RawWrite(stream, 100, large + 100 * i, &amount), SUCCESS);
	CHECK(countOf(stream, PDEV_WRITE) == before && countOf(stream, PDEV_WRITE_ASYNC) - async == 40);
	for (i = 0; i < 4000; i += amount)
		IS(Fs_RawRead(stream, 4000 - i, back + i, &amount), SUCCESS);
	CHECK(memcmp(large, back, 4000) == 0);
	IS(ask(stream, WRITE_BEHIND, sizeof off, &off, 0, NULL), SUCCESS);
	IS(Fs_RawWrite(stream, 0, large, &amount), SUCCESS);
	IS(Fs_RawWrite(stream, 5, (char *)0x10, &amount), SYS_ARG_NOACCESS);
}

/* `isNear`: the server is on this host. */
static void controls(int stream, int isNear)
{
	int i, words[400], out[400], one = 1, many[3];
	Ioc_Owner owner;

	for (i = 0; i < 400; i++)
		words[i] = i * i;
	memset(out, 0, sizeof out);
	IS(ask(stream, ECHO, sizeof words, words, sizeof out, out), SUCCESS);
	CHECK(memcmp(words, out, sizeof out) == 0);
	IS(ask(stream, ECHO, 8, words + 2, 8, out), SUCCESS);
	CHECK(out[0] == 4 && out[1] == 9 && out[2] == 4);
	/* Nothing is larger than the buffer. */
	IS(ask(stream, ECHO, 4096, stream > 0 ? (char *)words - 2048 : NULL, 0, NULL), GEN_INVALID_ARG);
	IS(ask(stream, 0x20fff, 0, NULL, 0, NULL), GEN_INVALID_ARG);
	IS(ask(stream, FORMAT, 0, NULL, sizeof many, many), SUCCESS);
	CHECK(many[0] == (*(char *)&one == 1 ? 2 : 1) && many[1] == getpid() && many[2] == (int)geteuid());
	out[0] = out[1] = out[2] = 77;
	IS(ask(stream, LONG_REPLY, 0, NULL, 8, out), SUCCESS);
	CHECK(out[2] == 77);
	IS(ask(stream, BAD_REPLY, 0, NULL, 0, NULL), DEV_OFFLINE);
	/* No server says what is not so of signals and of hosts. */
	words[0] = SUCCESS;
	words[1] = 77;
	words[2] = -5;
	IS(ask(stream, SAY, 12, words, 0, NULL), SUCCESS);
	words[0] = RPC_NO_REPLY;
	words[1] = -1;
	words[2] = 32;
	IS(ask(stream, SAY, 12, words, 0, NULL), FAILURE);
	words[0] = FS_NO_DISK_SPACE;
	words[1] = words[2] = 0;
	IS(ask(stream, SAY, 12, words, 0, NULL), FS_NO_DISK_SPACE);
	signal(SIGUSR1, note);
	signal(SIGUSR2, note);
	IS(ask(stream, SIGNAL_ME, 0, NULL, 0, NULL), SUCCESS);
	CHECK(signals[SIGUSR1] == 1);
	IS(ask(stream, SIGNAL_OWNER, 0, NULL, 0, NULL), SUCCESS);
	CHECK(signals[SIGUSR2] == 0);
	owner.id = (unsigned)getpid();
	owner.procOrFamily = IOC_OWNER_PROC;
	IS(ask(stream, IOC_SET_OWNER, sizeof owner, &owner, 0, NULL), SUCCESS);
	owner.id = 0;
	IS(ask(stream, IOC_GET_OWNER, 0, NULL, sizeof owner, &owner), SUCCESS);
	CHECK(owner.id == (unsigned)getpid() && owner.procOrFamily == IOC_OWNER_PROC);
	/* The signal may come before the answer. */
	i = ask(stream, SIGNAL_OWNER, 0, NULL, 0, NULL);
	CHECK(i == SUCCESS || i == GEN_ABORTED_BY_SIGNAL);
	CHECK(signals[SIGUSR2] == isNear);
}

static void interrupting(int stream)
{
	int out = 0, in = 4711;

	/* The answer to what was given up is nobody's. */
	signal(SIGALRM, note);
	alarm(1);
	IS(Fs_RawIOControl(stream, SLOWLY, 0, NULL, 0, NULL), GEN_ABORTED_BY_SIGNAL);
	CHECK(signals[SIGALRM] == 1);
	IS(ask(stream, ECHO, sizeof in, &in, sizeof out, &out), SUCCESS);
	CHECK(out == in);
}

static void readAhead(void)
{
	int server = startServer(AHEAD_PATH, 1), stream = openClient(AHEAD_PATH, FS_READ), amount;
	char buffer[32];

	IS(Fs_RawRead(stream, 4, buffer, &amount), SUCCESS);
	CHECK(amount == 4 && memcmp(buffer, AHEAD_TEXT, 4) == 0);
	IS(Fs_RawRead(stream, 32, buffer, &amount), SUCCESS);
	CHECK(amount == 6 && memcmp(buffer, AHEAD_TEXT + 4, 6) == 0);
	IS(Fs_RawRead(stream, 32, buffer, &amount), SUCCESS);
	CHECK(amount == 3 && memcmp(buffer, SECOND_TEXT, 3) == 0);
	CHECK(countOf(stream, PDEV_READ) == 0);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	IS(Fs_RawRead(stream, 1, buffer, &amount), SUCCESS);
	CHECK(amount == 0);
	close(stream);
	unlink(AHEAD_PATH);
}

/* What is left when the server dies. */
static void death(int server, int stream)
{
	char byte;
	int amount, other, dying = fork();

	if (dying == 0) {
		/* It waits for an answer that does not come. */
		_exit(Fs_RawIOControl(stream, SLOWLY, 0, NULL, 0, NULL) == DEV_OFFLINE ? 0 : 1);
	}
	sleep(1);
	kill(server, SIGKILL);
	waitpid(dying, &amount, 0);
	CHECK(WIFEXITED(amount) && WEXITSTATUS(amount) == 0);
	waitpid(server, NULL, 0);
	signal(SIGPIPE, note);
	IS(Fs_RawRead(stream, 1, &byte, &amount), SUCCESS);
	CHECK(amount == 0);
	IS(Fs_RawWrite(stream, 1, &byte, &amount), FS_BROKEN_PIPE);
	CHECK(signals[SIGPIPE] == 1);
	IS(ask(stream, ECHO, 0, NULL, 0, NULL), DEV_OFFLINE);
	IS(Fs_Open(PATH, FS_READ, 0, &other), DEV_OFFLINE);
	CHECK(close(stream) == 0);
	/* Another may serve it now. */
	server = startServer(PATH, 0);
	stream = openClient(PATH, FS_READ | FS_WRITE);
	CHECK(countOf(stream, PDEV_OPEN) == 1);
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	close(stream);
	unlink(PATH);
}

/* Milliseconds of a request that carries so many bytes there and back. */
static double timeRequests(int stream, int count, int size)
{
	static char in[1024], out[1024];
	struct timeval start, end;
	int i;

	gettimeofday(&start, NULL);
	for (i = 0; i < count; i++)
		IS(ask(stream, ECHO, size, in, size, out), SUCCESS);
	gettimeofday(&end, NULL);
	return ((end.tv_sec - start.tv_sec) * 1000.0 + (end.tv_usec - start.tv_usec) / 1000.0) / count;
}

static void report(int count)
{
	int stream = openClient(PATH, FS_READ | FS_WRITE), sizes[] = { 0, 1, 1024 }, i;

	for (i = 0; i < 3; i++)
		printf("%4d bytes %7.3f ms\n", sizes[i], timeRequests(stream, count, sizes[i]));
}

int main(int argc, char **argv)
{
	int server, stream;

	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		serveFile(argv[2], 0, 1);
	if (argc == 3 && strcmp(argv[1], "time") == 0) {
		report(atoi(argv[2]));
		return failures != 0;
	}
	if (argc == 3 && strcmp(argv[1], "use") == 0) {
		stream = openClient(PATH, FS_READ | FS_WRITE);
		reading(stream);
		writing(stream);
		controls(stream, atoi(argv[2]));
		return failures != 0;
	}
	opening();
	server = startServer(PATH, 0);
	stream = openClient(PATH, FS_READ | FS_WRITE);
	reading(stream);
	writing(stream);
	controls(stream, 1);
	interrupting(stream);
	death(server, stream);
	readAhead();
	return failures != 0;
}
