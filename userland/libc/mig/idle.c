/*
 * Choosing idle hosts. There is no server: each client reads the whole file,
 * under a lock, takes the hosts it wants and marks them. What a client forgets
 * to give back, the host's own daemon does.
 */
#include <errno.h>
#include <fcntl.h>
#include <host.h>
#include <mig.h>
#include <proc.h>
#include <stdlib.h>
#include <string.h>
#include <sys.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define GET_VERSION 4

int Mig_MachineType(int hostID, char *type)
{
	Host_Entry *host = Host_ByID(hostID);

	*type = '\0';
	if (host == NULL)
		return 0;
	strncat(type, host->machType, MIG_TYPE_BYTES - 1);
	return 1;
}

/* Who asks: the host it runs on and its home are no candidates. */
struct client {
	int home, here, version;
	long now;
	char type[MIG_TYPE_BYTES];
};

static int describeClient(struct client *client)
{
	if (Proc_GetHostIDs(&client->home, &client->here) != SUCCESS ||
	    Sys_Stats(SYS_PROC_MIGRATION, GET_VERSION, &client->version) != SUCCESS) {
		errno = EIO;
		return -1;
	}
	client->now = time((time_t *)0);
	Mig_MachineType(client->here, client->type);
	return 0;
}

static int isOurType(const struct client *client, int host)
{
	char type[MIG_TYPE_BYTES];

	return Mig_MachineType(host, type) && strcmp(type, client->type) == 0;
}

static int isIdle(const struct client *client, const Mig_Info *info)
{
	return info->allowMigration > 0 && info->foreign == 0 && info->version == client->version &&
	       info->hostID != client->home && info->hostID != client->here &&
	       client->now - info->timestamp <= MIG_DOWN_SECONDS && isOurType(client, info->hostID);
}

/* All of the file, allocated and with a NUL; NULL and errno. */
static char *readAll(int file, long *size)
{
	long room = (long)MIG_MAX_HOSTS * MIG_RECORD_BYTES, count;
	char *text = malloc((size_t)room + 1);

	if (text == NULL)
		return NULL;
	for (*size = 0; *size < room; *size += count) {
		count = read(file, text + *size, (size_t)(room - *size));
		if (count < 0) {
			free(text);
			return NULL;
		}
		if (count == 0)
			break;
	}
	text[*size] = '\0';
	return text;
}

/* Calls `each` for every record until it answers nonzero. */
static int scan(int file, int (*each)(Mig_Info *info, void *arg), void *arg)
{
	long size, at;
	char *text = readAll(file, &size);

	if (text == NULL)
		return -1;
	for (at = MIG_RECORD_BYTES; at + MIG_RECORD_BYTES <= size; at += MIG_RECORD_BYTES) {
		char *record = text + at;
		Mig_Info info;

		record[MIG_RECORD_BYTES - 1] = '\0';
		if (*record != '\0' && Mig_ParseRecord(record, &info) && each(&info, arg))
			break;
	}
	free(text);
	return 0;
}

struct choice {
	struct client client;
	Mig_Info *taken;
	int count, most;
};

static int choose(Mig_Info *info, void *arg)
{
	struct choice *choice = arg;

	if (isIdle(&choice->client, info))
		choice->taken[choice->count++] = *info;
	return choice->count == choice->most;
}

static int mark(int file, struct choice *choice, int *ids)
{
	int i;

	for (i = 0; i < choice->count; i++) {
		Mig_Info *info = &choice->taken[i];
		char text[MIG_RECORD_BYTES];

		info->foreign++;
		Mig_FormatRecord(info, text);
		if (lseek(file, (off_t)info->hostID * MIG_RECORD_BYTES, SEEK_SET) < 0 ||
		    write(file, text, MIG_RECORD_BYTES) != MIG_RECORD_BYTES)
			return -1;
		ids[i] = info->hostID;
	}
	return choice->count;
}

int Mig_RequestIdleHosts(int count, int priority, int flags, int *ids)
{
	struct choice choice;
	int file, result = -1;

	(void)priority;
	(void)flags;
	if (count <= 0 || describeClient(&choice.client) < 0)
		return count <= 0 ? 0 : -1;
	file = open(MIG_INFO_FILE, O_RDWR);
	if (file < 0)
		return errno == ENOENT ? 0 : -1;
	choice.count = 0;
	choice.most = count;
	choice.taken = malloc((size_t)count * sizeof *choice.taken);
	if (choice.taken != NULL && flock(file, LOCK_EX) == 0) {
		if (scan(file, choose, &choice) == 0)
			result = mark(file, &choice, ids);
		flock(file, LOCK_UN);
	}
	free(choice.taken);
	close(file);
	return result;
}

int Mig_GetIdleNode(int priority, int flags)
{
	int id, count = Mig_RequestIdleHosts(1, priority, flags, &id);

	return count == 1 ? id : count;
}

static int lessOne(Mig_Info *info, void *arg)
{
	(void)arg;
	if (info->hostID == 0 || info->foreign == 0)
		return 0;
	info->foreign--;
	return 1;
}

int Mig_Done(int hostID)
{
	return Mig_ChangeRecord(hostID, lessOne, NULL);
}

int Mig_ConfirmIdle(int hostID)
{
	Mig_Info info;

	return Mig_GetInfo(hostID, &info) == 0 && info.allowMigration > 0 &&
	       time((time_t *)0) - info.timestamp <= MIG_DOWN_SECONDS;
}

struct collection {
	Mig_Info *infos;
	int count, most;
};

static int collect(Mig_Info *info, void *arg)
{
	struct collection *collection = arg;

	collection->infos[collection->count++] = *info;
	return collection->count == collection->most;
}

int Mig_GetAllInfo(Mig_Info *infos, int most)
{
	struct collection collection;
	int file = open(MIG_INFO_FILE, O_RDONLY);
	int result;

	if (file < 0)
		return -1;
	collection.infos = infos;
	collection.count = 0;
	collection.most = most;
	result = most <= 0 ? 0 : scan(file, collect, &collection);
	close(file);
	return result < 0 ? -1 : collection.count;
}
