/*
 * who: who is logged in, on all hosts of the cluster; "who am i" only oneself.
 * The log has a record of fixed length for each terminal port of each host:
 * user (-1: nobody), host, port, time of login, from where.
 * Source of the format: user-environment reference, 9.4.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "common/common.h"
#include "common/hosts.h"

#define USAGE "[am i] [log]"
#define LOG "/sprite/admin/userLog"
#define RECORD_BYTES 81
#define NAME_BYTES 64

struct entry {
	int user, host, port;
	long when;
	char place[RECORD_BYTES + 1];
};

static void
show(const char *name, int host, int port, long when, const char *place)
{
	char time[40];
	time_t seconds = (time_t)when;

	strftime(time, sizeof time, "%b %e %H:%M", localtime(&seconds));
	printf("%-8s %-12s ", name, hostName(host, NAME_BYTES));
	if (port == 0)
		printf("console  ");
	else
		printf("rlogin%-3d", port);
	printf("%s", time);
	if (place[0] != '\0')
		printf(" (%s)", place);
	putchar('\n');
}

int
main(int argc, char **argv)
{
	int onlySelf, stream;
	const char *log = LOG;
	char record[RECORD_BYTES + 1];

	begin(argv);
	onlySelf = argc == 3 && strcmp(argv[1], "am") == 0;
	if (argc > 3 || (argc == 3 && !onlySelf))
		usageError(USAGE);
	if (argc == 2)
		log = argv[1];
	stream = open(log, O_RDONLY, 0);
	/* Before the first login there is no log. */
	if (stream < 0 && errno == ENOENT && argc != 2)
		finish();
	if (stream < 0)
		dieErrno(log);
	record[RECORD_BYTES] = '\0';
	while (read(stream, record, RECORD_BYTES) == RECORD_BYTES) {
		struct entry entry;

		entry.place[0] = '\0';
		if (sscanf(record, "%d %d %d %ld %80s", &entry.user, &entry.host, &entry.port, &entry.when, entry.place) < 4
		    || entry.user < 0 || (onlySelf && entry.user != (int)getuid()))
			continue;
		show(userName((uid_t)entry.user), entry.host, entry.port, entry.when, entry.place);
	}
	finish();
}
