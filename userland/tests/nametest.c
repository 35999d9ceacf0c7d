/*
 * nametest directory count [kind]: what naming operations on one file of the
 * directory take, milliseconds each, one line for each kind: its name and time.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static double now(void)
{
	struct timeval time;

	gettimeofday(&time, (struct timezone *)0);
	return time.tv_sec * 1e3 + time.tv_usec / 1e3;
}

static int file; /* open while its attributes are asked for */

static void openAndClose(void)
{
	close(open("f", O_RDONLY));
}

static void openInVain(void)
{
	open("none", O_RDONLY);
}

static void statByName(void)
{
	struct stat attributes;

	stat("f", &attributes);
}

static void statOpen(void)
{
	struct stat attributes;

	fstat(file, &attributes);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*work)(void);
	} kinds[] = {{"open-close", openAndClose}, {"failed-open", openInVain}, {"stat", statByName}, {"fstat", statOpen}};
	int count = argc >= 3 && argc <= 4 ? atoi(argv[2]) : 0;
	unsigned kind;

	if (count <= 0 || chdir(argv[1]) < 0)
		return 2;
	file = open("f", O_RDWR | O_CREAT, 0666);
	if (file < 0)
		return 1;
	for (kind = 0; kind < sizeof kinds / sizeof *kinds; kind++) {
		double start;
		int i;

		if (argc == 4 && strcmp(argv[3], kinds[kind].name) != 0)
			continue;
		kinds[kind].work();
		start = now();
		for (i = 0; i < count; i++)
			kinds[kind].work();
		printf("%s %.4f\n", kinds[kind].name, (now() - start) / count);
	}
	return 0;
}
