/* What a new image gets, and what is refused. */
#include "proctest.h"
#include <fcntl.h>
#include <sys/stat.h>

static void refused(const char *path)
{
	char *argv[2];

	argv[0] = "x";
	argv[1] = NULL;
	printf("%s: %x\n", path, Proc_ExecEnv(path, argv, environ, FALSE));
}

static void makeFile(const char *path, const char *bytes, int size)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0755);

	write(fd, bytes, size);
	close(fd);
}

static void show(char **argv)
{
	int i;

	printf("image:");
	for (i = 0; argv[i] != NULL; i++)
		printf(" [%s]", argv[i]);
	for (i = 0; environ[i] != NULL; i++)
		printf(" {%s}", environ[i]);
	printf(" stack %d\n", (int)((unsigned)argv % 8));
}

static void tryAll(const char *self)
{
	static char big[20600];
	static char *many[4], *environment[] = { "A=1", "EMPTY=", NULL };
	char *none[1] = { NULL };

	refused("/nowhere");
	refused("/etc");
	refused("/etc/passwd");
	makeFile("/tmp/text", "echo hello\n", 11);
	makeFile("/tmp/binary", "abc\200\201", 5);
	makeFile("/tmp/sun4", "\000\003\001\013\000\000\040\000\000\000\040\000\000\000\000\000"
		 "\000\000\000\000\000\000\040\000\000\000\000\000\000\000\000\000", 32);
	makeFile("/tmp/short", "\142\001", 2);
	makeFile("/tmp/empty", "", 0);
	refused("/tmp/text");
	refused("/tmp/binary");
	refused("/tmp/sun4");
	refused("/tmp/short");
	refused("/tmp/empty");
	memset(big, 'x', sizeof big - 1);
	many[0] = big;
	printf("one too long: %x\n", Proc_ExecEnv(self, many, none, FALSE));
	big[10000] = 0;
	many[0] = many[1] = many[2] = big;
	printf("all too long: %x\n", Proc_ExecEnv(self, many, none, FALSE));
	printf("bad vector: %x\n", Proc_ExecEnv(self, (char **)0x10, none, FALSE));
	many[0] = (char *)0x10;
	printf("bad string: %x\n", Proc_ExecEnv(self, many, none, FALSE));
	many[0] = (char *)self, many[1] = "execed", many[2] = "two words", many[3] = NULL;
	if (forkOrDie(FALSE) == 0)
		printf("failed: %x\n", Proc_ExecEnv(self, many, environment, FALSE));
	showWait(PROC_WAIT_BLOCK);
	if (forkOrDie(FALSE) == 0) {
		char line[200];
		sprintf(line, "#! %s execed -x  \n", self);
		makeFile("/tmp/script", line, strlen(line));
		many[0] = "zero";
		printf("failed: %x\n", Proc_ExecEnv("/tmp/script", many, environment, FALSE));
	}
	showWait(PROC_WAIT_BLOCK);
	/* No argument vector at all. */
	if (forkOrDie(FALSE) == 0) {
		printf("failed: %x\n", Proc_ExecEnv("/bin/true", NULL, NULL, FALSE));
		exit(1);
	}
	showWait(PROC_WAIT_BLOCK);
}

/* Descriptor 5 is closed by the exec, 6 is not. */
static void closing(const char *self)
{
	char *argv[3];
	int fd = open("/etc/passwd", O_RDONLY);

	dup2(fd, 5);
	dup2(fd, 6);
	fcntl(5, F_SETFD, 1);
	fcntl(6, F_SETFD, 0);
	argv[0] = (char *)self, argv[1] = "exec-streams", argv[2] = NULL;
	if (forkOrDie(FALSE) == 0)
		Proc_ExecEnv(self, argv, environ, FALSE);
	showWait(PROC_WAIT_BLOCK);
}

static void showStreams(void)
{
	struct stat status;

	printf("streams: 5 %s, 6 %s\n", fstat(5, &status) == 0 ? "open" : "closed",
	       fstat(6, &status) == 0 ? "open" : "closed");
}

void execTests(char **argv)
{
	if (strcmp(argv[1], "exec") == 0) {
		tryAll(argv[0]);
		closing(argv[0]);
	} else if (strcmp(argv[1], "exec-streams") == 0) {
		showStreams();
	} else {
		show(argv);
	}
}
