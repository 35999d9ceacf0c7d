/*
 * prefix: the prefix table of this host, with who serves each domain; and
 * what changes it.
 *
 *   -a prefix [-s host]     know it, served by the host or by anybody (-s 0)
 *   -c prefix, -d prefix    forget who serves it; forget it altogether
 *   -x prefix -l directory  export a directory of this host
 *   -x prefix -h host       to this host only, and those named before
 *   -x prefix -H host       to this host no more
 *   -p -x prefix            to whom
 *   -M device -l prefix [-r] [-L] [-f]
 *                           attach a disk: to be read only, for this host
 *                           only, without looking for its remote link
 *   -U prefix               detach it
 */
#include <fs.h>
#include <status.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "[-a prefix [-s host]] [-c prefix] [-d prefix] [-x prefix -l directory|-h host|-H host|-p] " \
	"[-M device -l prefix [-r] [-L] [-f]] [-U prefix]"
#define SERVER_WIDTH 8
#define MOST_HOSTS 256

static void showTable(void)
{
	Fs_Prefix prefix;
	int i;

	printf("%-20s %-8s %7s %7s %8s\n", "Prefix", "Server", "Domain", "File #", "Version");
	for (i = 0; Sys_Stats(SYS_FS_PREFIX_STATS, i, &prefix) == SUCCESS; i++) {
		printf("%-20s %-8s %7d %7d %8d", prefix.prefix, hostName(prefix.serverID, SERVER_WIDTH), prefix.domain,
		       prefix.fileNumber, prefix.version);
		if (prefix.flags & FS_LOCAL_PREFIX)
			printf(" local   ");
		else if (prefix.flags & FS_IMPORTED_PREFIX)
			printf(" imported");
		if (prefix.flags & FS_EXPORTED_PREFIX)
			printf(" exported");
		putchar('\n');
	}
}

static void report(const char *what, ReturnStatus status)
{
	if (status != SUCCESS)
		complainStatus(what, status);
}

/* The id of the host, which may be "0": any. */
static int hostId(const char *name)
{
	int id = strcmp(name, "0") == 0 ? 0 : hostByName(name);

	if (id == 0 && strcmp(name, "0") != 0) {
		complain(name, "no such host");
		finish();
	}
	return id;
}

static void load(const char *prefix, const char *server)
{
	Fs_PrefixLoadInfo info;

	memset(&info, 0, sizeof info);
	strncpy(info.prefix, prefix, FS_PREFIX_BYTES - 1);
	info.serverID = server == NULL ? 0 : hostId(server);
	report(prefix, Fs_Command(FS_PREFIX_LOAD, sizeof info, &info));
}

static void forget(const char *prefix, int command)
{
	char text[FS_PREFIX_BYTES];

	memset(text, 0, sizeof text);
	strncpy(text, prefix, sizeof text - 1);
	report(prefix, Fs_Command(command, strlen(text) + 1, text));
}

static void exportDirectory(const char *prefix, const char *directory)
{
	Fs_TwoPaths paths;

	paths.pathLen1 = strlen(directory) + 1;
	paths.pathLen2 = strlen(prefix) + 1;
	paths.path1 = (char *)directory;
	paths.path2 = (char *)prefix;
	report(directory, Fs_Command(FS_PREFIX_EXPORT, sizeof paths, &paths));
}

static void exportTo(const char *prefix, const char *host, int isRemoval)
{
	Fs_PrefixControl control;

	memset(&control, 0, sizeof control);
	control.clientID = hostId(host);
	control.delete = isRemoval;
	strncpy(control.prefix, prefix, FS_PREFIX_BYTES - 1);
	report(prefix, Fs_Command(FS_PREFIX_CONTROL, sizeof control, &control));
}

static void showExport(const char *prefix)
{
	union {
		char prefix[FS_PREFIX_BYTES];
		int hosts[MOST_HOSTS];
	} list;
	ReturnStatus status;
	int i;

	memset(&list, 0, sizeof list);
	strncpy(list.prefix, prefix, FS_PREFIX_BYTES - 1);
	status = Sys_Stats(SYS_FS_PREFIX_EXPORT, sizeof list, &list);
	report(prefix, status);
	if (status != SUCCESS)
		return;
	if (list.hosts[0] == 0)
		puts("exported to all hosts");
	for (i = 0; i < MOST_HOSTS && list.hosts[i] != 0; i++)
		printf("%d %s\n", list.hosts[i], hostFullName(list.hosts[i]));
}

/* Every option has an argument or is a flag; a later one of a letter counts. */
int main(int argc, char **argv)
{
	const char *given[128];
	int option, flags = 0, shows = 0;
	extern char *optarg;
	extern int optind;

	memset(given, 0, sizeof given);
	begin(argv);
	while ((option = nextOption(argc, argv, "a:s:c:d:x:l:h:H:M:rLfpU:", USAGE)) != -1) {
		if (option == 'r')
			flags |= FS_ATTACH_READ_ONLY;
		else if (option == 'L')
			flags |= FS_ATTACH_LOCAL;
		else if (option == 'p')
			shows = 1;
		else if (option != 'f')
			given[option] = optarg;
	}
	if (optind < argc || (given['M'] != NULL && given['l'] == NULL))
		usageError(USAGE);
	if (given['x'] != NULL ? given['l'] == NULL && given['h'] == NULL && given['H'] == NULL && !shows : shows)
		usageError(USAGE);
	if (argc == 1)
		showTable();
	if (given['a'] != NULL)
		load(given['a'], given['s']);
	if (given['c'] != NULL)
		forget(given['c'], FS_PREFIX_CLEAR);
	if (given['d'] != NULL)
		forget(given['d'], FS_PREFIX_DELETE);
	if (given['x'] != NULL) {
		if (given['l'] != NULL)
			exportDirectory(given['x'], given['l']);
		if (given['h'] != NULL)
			exportTo(given['x'], given['h'], 0);
		if (given['H'] != NULL)
			exportTo(given['x'], given['H'], 1);
		if (shows)
			showExport(given['x']);
	} else if (given['M'] != NULL)
		report(given['M'], Fs_AttachDisk(given['M'], given['l'], flags));
	if (given['U'] != NULL)
		report(given['U'], Fs_AttachDisk("", given['U'], FS_ATTACH_DETACH));
	finish();
}
