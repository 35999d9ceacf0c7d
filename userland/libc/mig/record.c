/* The file of load records: its text, and changing one record under a lock. */
#include <errno.h>
#include <fcntl.h>
#include <mig.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Who reads the file reads the records of all hosts: what this takes is most of what choosing a host takes. */
#define FIELDS 13

int Mig_ParseRecord(const char *text, Mig_Info *info)
{
	int *percent = info->utilizations;
	double *lengths = info->queueLengths;

	return sscanf(text, "%d %d/%d/%d %lf/%lf/%lf %ld %ld %ld %d %d %d", &info->hostID, &percent[0],
		      &percent[1], &percent[2], &lengths[0], &lengths[1], &lengths[2], &info->bootTime,
		      &info->timestamp, &info->noInput, &info->allowMigration, &info->foreign,
		      &info->version) == FIELDS &&
	       info->hostID > 0;
}

/* Lengths of queues have four decimals; every host writes some every few seconds, and %f would be most of that. */
#define ONE 10000

void Mig_FormatRecord(const Mig_Info *info, char *text)
{
	const int *percent = info->utilizations;
	long lengths[3];
	int i, length;

	for (i = 0; i < 3; i++)
		lengths[i] = (long)(info->queueLengths[i] * ONE + 0.5);
	length = sprintf(text, "%d %d/%d/%d %ld.%04ld/%ld.%04ld/%ld.%04ld %ld %ld %ld %d %d %d ", info->hostID,
			 percent[0], percent[1], percent[2], lengths[0] / ONE, lengths[0] % ONE,
			 lengths[1] / ONE, lengths[1] % ONE, lengths[2] / ONE, lengths[2] % ONE,
			 info->bootTime, info->timestamp, info->noInput, info->allowMigration, info->foreign,
			 info->version);
	memset(text + length, ' ', (size_t)(MIG_RECORD_BYTES - 1 - length));
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

int Mig_ChangeRecordIn(int file, int hostID, int (*change)(Mig_Info *info, void *arg), void *arg)
{
	Mig_Info info;
	int result = -1;

	if (flock(file, LOCK_EX) < 0)
		return -1;
	if (readRecord(file, hostID, &info) == 0)
		result = change(&info, arg) ? writeRecord(file, hostID, &info) : 0;
	flock(file, LOCK_UN);
	return result;
}

int Mig_OpenRecords(void)
{
	return open(MIG_INFO_FILE, O_RDWR | O_CREAT, 0666);
}

int Mig_ChangeRecord(int hostID, int (*change)(Mig_Info *info, void *arg), void *arg)
{
	int file = Mig_OpenRecords();
	int result = file < 0 ? -1 : Mig_ChangeRecordIn(file, hostID, change, arg);

	if (file >= 0)
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
