/*
 * hostname [-v | -p] [-i | -type] [name]: the name of the home host (-v, the
 * default) or of the host where the process runs (-p); -i prints its Sprite
 * id instead, -type its machine type. With a name, sets the host's name.
 */
#include <errno.h>
#include <proc.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOSTS "/etc/spritehosts"
#define FIELDS 6 /* id, net, net address, Internet address, machine, name */
#define LINE_BYTES 512

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "hostname: %s: %s\n", what, why);
	return 1;
}

/* The line of the host table about a host, cut into fields; 0 when there is none. */
static int findHost(int id, char *line, char **fields)
{
	FILE *hosts = fopen(HOSTS, "r");
	int found = 0;

	if (hosts == 0)
		return 0;
	while (!found && fgets(line, LINE_BYTES, hosts) != 0) {
		int count = 0;
		char *word;

		for (word = strtok(line, " \t\n"); word != 0 && count < FIELDS; word = strtok((char *)0, " \t\n"))
			fields[count++] = word;
		found = count == FIELDS && fields[0][0] != '#' && atoi(fields[0]) == id;
	}
	fclose(hosts);
	return found;
}

int main(int argc, char **argv)
{
	char line[LINE_BYTES], name[LINE_BYTES], *fields[FIELDS];
	int physical = 0, printId = 0, printType = 0, home, here, i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-p") == 0) {
			physical = 1;
		} else if (strcmp(argv[i], "-v") == 0) {
			physical = 0;
		} else if (strcmp(argv[i], "-i") == 0) {
			printId = 1;
		} else if (strcmp(argv[i], "-type") == 0) {
			printType = 1;
		} else {
			fputs("usage: hostname [-v | -p] [-i | -type] [name]\n", stderr);
			return 2;
		}
	}
	if (i < argc)
		return sethostname(argv[i], strlen(argv[i])) < 0 ? fail(argv[i], strerror(errno)) : 0;
	if (Proc_GetHostIDs(&home, &here) != SUCCESS)
		return fail("host id", "not known");
	if (printId) {
		printf("%d\n", physical ? here : home);
		return 0;
	}
	if ((!physical || here == home) && !printType) {
		if (gethostname(name, sizeof name) < 0)
			return fail("name", strerror(errno));
		puts(name);
		return 0;
	}
	if (!findHost(physical ? here : home, line, fields))
		return fail(HOSTS, "host not listed");
	puts(fields[printType ? 4 : 5]);
	return 0;
}
