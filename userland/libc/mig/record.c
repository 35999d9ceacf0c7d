/* The file of load records: its text, and changing one record under a lock. */
#include <errno.h>
#include <fcntl.h>
#include <mig.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/*
 * Lengths of queues are written with four decimals, and all without printf
 * and scanf: every host does this every few seconds, and a client that wants
 * a host reads the records of all.
 */
#define DECIMALS 4
#define ONE 10000

/* A number, and the character behind it, which is not looked at. */
static int takeNumber(const char **text, long *value)
{
	char *end;

	*value = strtol(*text, &end, 10);
	if (end == *text)
		return 0;
	*text = *end == '\0' ? end : end + 1;
	return 1;
}

static int takeDecimal(const char **text, double *value)
{
	const char *fraction;
	long whole, parts;

	if (!takeNumber(text, &whole) || (*text)[-1] != '.')
		return 0;
	fraction = *text;
	if (!takeNumber(text, &parts) || *text - fraction != DECIMALS + 1)
		return 0;
	*value = whole + (double)parts / ONE;
	return 1;
}

int Mig_ParseRecord(const char *text, Mig_Info *info)
{
	long numbers[6];
	int i, at = 0;

	for (i = 0; i < 4; i++)
		if (!takeNumber(&text, &numbers[at++]))
			return 0;
	for (i = 0; i < 3; i++)
		if (!takeDecimal(&text, &info->queueLengths[i]))
			return 0;
	info->hostID = (int)numbers[0];
	for (i = 0; i < 3; i++)
		info->utilizations[i] = (int)numbers[1 + i];
	for (at = 0; at < 6; at++)
		if (!takeNumber(&text, &numbers[at]))
			return 0;
	info->bootTime = numbers[0];
	info->timestamp = numbers[1];
	info->noInput = numbers[2];
	info->allowMigration = (int)numbers[3];
	info->foreign = (int)numbers[4];
	info->version = (int)numbers[5];
	return info->hostID > 0;
}

/* At least so many digits, and what stands behind them; where the text goes on. */
static char *putNumber(char *at, long value, int least, char behind)
{
	char digits[12];
	int count = 0;
	unsigned long rest = (unsigned long)(value < 0 ? -value : value);

	if (value < 0)
		*at++ = '-';
	do {
		digits[count++] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest != 0 || count < least);
	while (count > 0)
		*at++ = digits[--count];
	*at++ = behind;
	return at;
}

void Mig_FormatRecord(const Mig_Info *info, char *text)
{
	const long last[] = {info->bootTime, info->timestamp, info->noInput,
			     info->allowMigration, info->foreign, info->version};
	char *at;
	int i;

	memset(text, ' ', MIG_RECORD_BYTES);
	at = putNumber(text, info->hostID, 1, ' ');
	for (i = 0; i < 3; i++)
		at = putNumber(at, info->utilizations[i], 1, i < 2 ? '/' : ' ');
	for (i = 0; i < 3; i++) {
		long parts = (long)(info->queueLengths[i] * ONE + 0.5);

		at = putNumber(at, parts / ONE, 1, '.');
		at = putNumber(at, parts % ONE, DECIMALS, i < 2 ? '/' : ' ');
	}
	for (i = 0; i < 6; i++)
		at = putNumber(at, last[i], 1, ' ');
	text[MIG_RECORD_BYTES - 1] = '\n';
}

static int readRecord(int file, int hostID, Mig_Info *info)
{
	char text[MIG_RECORD_BYTES + 1];
	ssize_t count;

	if (lseek(file, (off_t)hostID * MIG_RECORD_BYTES, SEEK_SET) < 0)
		return -1;
	count = read(file, text, MIG_RECORD_BYTES);
	if (count < 0)
		return -1;
	text[count] = '\0';
	if (count < MIG_RECORD_BYTES || !Mig_ParseRecord(text, info))
		memset(info, 0, sizeof *info);
	return 0;
}

static int writeRecord(int file, int hostID, const Mig_Info *info)
{
	char text[MIG_RECORD_BYTES];

	Mig_FormatRecord(info, text);
	if (lseek(file, (off_t)hostID * MIG_RECORD_BYTES, SEEK_SET) < 0)
		return -1;
	return write(file, text, MIG_RECORD_BYTES) == MIG_RECORD_BYTES ? 0 : -1;
}

int Mig_ChangeRecord(int hostID, int (*change)(Mig_Info *info, void *arg), void *arg)
{
	int file = open(MIG_INFO_FILE, O_RDWR | O_CREAT, 0666);
	Mig_Info info;
	int result = -1;

	if (file < 0)
		return -1;
	if (flock(file, LOCK_EX) == 0) {
		if (readRecord(file, hostID, &info) == 0)
			result = change(&info, arg) ? writeRecord(file, hostID, &info) : 0;
		flock(file, LOCK_UN);
	}
	close(file);
	return result;
}

int Mig_GetInfo(int hostID, Mig_Info *info)
{
	int file = open(MIG_INFO_FILE, O_RDONLY);
	int result;

	if (file < 0)
		return -1;
	result = readRecord(file, hostID, info);
	close(file);
	if (result == 0 && info->hostID != hostID) {
		errno = ENOENT;
		result = -1;
	}
	return result;
}
