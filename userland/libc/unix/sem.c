/* System V's semaphores. */
#include <compat.h>
#include <stdarg.h>
#include <sync.h>
#include <sys/sem.h>

static int resultOr(ReturnStatus status, int result)
{
	return __unixResult(status) < 0 ? -1 : result;
}

int semget(key_t key, int count, int flags)
{
	int id = -1;
	ReturnStatus status = Sync_Semget(key, count, flags, &id);

	return resultOr(status, id);
}

int semop(int id, struct sembuf *operations, int count)
{
	int before = -1;
	ReturnStatus status = Sync_Semop(id, operations, count, &before);

	return resultOr(status, before);
}

/* What the last argument holds is one word, whether it is a number or an address. */
int semctl(int id, int number, int command, ...)
{
	int result = -1;
	ReturnStatus status;
	union semun argument;
	va_list list;

	va_start(list, command);
	argument = va_arg(list, union semun);
	va_end(list);
	status = Sync_Semctl(id, number, command, (unsigned)argument.val, &result);
	return resultOr(status, result);
}
