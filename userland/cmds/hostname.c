/*
 * hostname [-v | -p] [-i | -type] [name]: the name of the home host (-v, the
 * default) or of the host where the process runs (-p); -i prints its Sprite
 * id instead, -type its machine type. With a name, sets the host's name.
 */
#include <errno.h>
#include <host.h>
#include <proc.h>
#include <status.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME_BYTES 512

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "hostname: %s: %s\n", what, why);
	return 1;
}

int main(int argc, char **argv)
{
	char name[NAME_BYTES];
	Host_Entry *host;
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
	host = Host_ByID(physical ? here : home);
	if (host == NULL)
		return fail(HOST_FILE, "host not listed");
	puts(printType ? host->machType : host->name);
	return 0;
}
