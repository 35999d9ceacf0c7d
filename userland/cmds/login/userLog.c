/*
 * The logs of logins: records of fixed length, in userLog one for each port of
 * each host, in lastLog one for each user. Source: user-environment reference, 9.4.
 */
#include <fcntl.h>
#include <proc.h>
#include <status.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "common.h"
#include "hosts.h"
#include "login.h"

#define USER_LOG "/sprite/admin/userLog"
#define LAST_LOG "/sprite/admin/lastLog"
#define FAILURES "/sprite/admin/loginFailures"
#define RECORD_BYTES 81
#define PLACE_BYTES 32
#define PORTS 10 /* of a host */
#define NOBODY (-1)

static int
thisHost(void)
{
	int home = 0, here = 0;

	return Proc_GetHostIDs(&home, &here) == SUCCESS ? home : 0;
}

static void
putRecord(const char *log, long number, int user, int port, const char *place)
{
	char record[RECORD_BYTES + 1];
	int stream = open(log, O_WRONLY | O_CREAT, 0644), length;

	if (stream < 0)
		return;
	length = sprintf(record, "%d %d %d %ld %.*s", user, thisHost(), port, (long)time((time_t *)0), PLACE_BYTES, place);
	memset(record + length, ' ', RECORD_BYTES - length);
	if (lseek(stream, number * RECORD_BYTES, SEEK_SET) >= 0)
		write(stream, record, RECORD_BYTES);
	close(stream);
}

void
logIn(const struct passwd *user, int port, const char *place)
{
	putRecord(USER_LOG, (long)thisHost() * PORTS + port, user->pw_uid, port, place);
	putRecord(LAST_LOG, user->pw_uid, user->pw_uid, port, place);
}

void
logOut(int port)
{
	putRecord(USER_LOG, (long)thisHost() * PORTS + port, NOBODY, port, "");
}

void
tellLastLogin(const struct passwd *user)
{
	char record[RECORD_BYTES + 1], when[32];
	int stream = open(LAST_LOG, O_RDONLY), who, host, port;
	long seconds;
	time_t then;

	if (stream < 0)
		return;
	memset(record, 0, sizeof record);
	if (lseek(stream, (long)user->pw_uid * RECORD_BYTES, SEEK_SET) >= 0 &&
	    read(stream, record, RECORD_BYTES) == RECORD_BYTES &&
	    sscanf(record, "%d %d %d %ld", &who, &host, &port, &seconds) == 4 && seconds != 0) {
		then = seconds;
		strftime(when, sizeof when, "%a %b %e %H:%M:%S", localtime(&then));
		printf("Last login %s on %s\n", when, hostFullName(host));
	}
	close(stream);
}

void
logFailure(const char *name, int port, const char *place)
{
	char line[160], when[32];
	time_t now = time((time_t *)0);
	int stream = open(FAILURES, O_WRONLY | O_APPEND | O_CREAT, 0600);

	if (stream < 0)
		return;
	strftime(when, sizeof when, "%b %e %H:%M:%S", localtime(&now));
	snprintf(line, sizeof line, "%s host %d port %d %.40s %.40s\n", when, thisHost(), port, name, place);
	writeAll(stream, line, strlen(line));
	close(stream);
}
