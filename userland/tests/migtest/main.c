/* migtest NAME: see migtest.h; without a name it lists them. */
#include "migtest.h"

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
	{"offset", offsetTest}, {"pipe", pipeTest},   {"lock", lockTest},     {"append", appendTest},
	{"directory", directoryTest}, {"device", deviceTest}, {"mask", maskTest},     {"handler", handlerTest},
	{"timer", timerTest},   {"pause", pauseTest}, {"stop", stopTest},     {"family", familyTest},
	{"heap", heapTest},     {"stack", stackTest}, {"copy", copyTest},     {"float", floatTest},
	{"read", readTest},     {"wait", waitTest},   {"select", selectTest}, {"sleep", sleepTest},
	{"tree", treeTest},     {"ids", idsTest},     {"usage", usageTest},  {"count", countTest},
};

int main(int argc, char **argv)
{
	unsigned i;

	if (argc >= 2 && strcmp(argv[1], "exec") == 0) {
		execTest(argv);
		return 0;
	}
	for (i = 0; i < sizeof tests / sizeof tests[0]; i++) {
		if (argc == 1)
			puts(tests[i].name);
		else if (strcmp(argv[1], tests[i].name) == 0) {
			tests[i].run();
			return 0;
		}
	}
	if (argc == 1) {
		puts("exec");
		return 0;
	}
	fprintf(stderr, "migtest: %s: there is no such test\n", argv[1]);
	return 2;
}

void fail(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

long need(const char *what, long result)
{
	if (result < 0)
		fail(what);
	return result;
}

pid_t forkOrDie(void)
{
	fflush(stdout);
	return (pid_t)need("fork", fork());
}

void showEnd(const char *who, pid_t pid, int options)
{
	int status;
	pid_t ended;

	do
		ended = waitpid(pid, &status, options);
	while (ended < 0 && errno == EINTR);
	need("wait", ended);
	if (WIFSTOPPED(status))
		printf("%s: stopped %d\n", who, WSTOPSIG(status));
	else if (WIFSIGNALED(status))
		printf("%s: signal %d\n", who, WTERMSIG(status));
	else
		printf("%s: exit %d\n", who, WEXITSTATUS(status));
}

void passTime(int calls)
{
	static unsigned noise;
	int i, j;

	for (i = 0; i < calls; i++) {
		for (j = 0; j < 2000; j++)
			noise = noise * 69069 + 1;
		getppid();
	}
}

unsigned checksum(const void *bytes, size_t count)
{
	const unsigned char *at = bytes;
	unsigned sum = 1;

	while (count-- > 0)
		sum = (sum << 5 | sum >> 27) ^ *at++;
	return sum;
}

int scratch(const char *name)
{
	char path[64];

	sprintf(path, "/tmp/migtest.%s.%x", name, (unsigned)getpid());
	return (int)need(path, open(path, O_RDWR | O_CREAT | O_TRUNC, 0644));
}
