/* echo [-n] [word ...]: the words with blanks between; -n leaves the newline out. */
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	int first = 1, newline = 1, i;

	if (argc > 1 && strcmp(argv[1], "-n") == 0) {
		newline = 0;
		first = 2;
	}
	for (i = first; i < argc; i++) {
		if (i > first)
			putchar(' ');
		fputs(argv[i], stdout);
	}
	if (newline)
		putchar('\n');
	if (fflush(stdout) < 0 || ferror(stdout)) {
		perror("echo: standard output");
		return 1;
	}
	return 0;
}
