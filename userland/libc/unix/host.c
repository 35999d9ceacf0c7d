/* What the host is called, and its sizes. */
#include <compat.h>
#include <errno.h>
#include <proc.h>
#include <string.h>
#include <sys.h>
#include <unistd.h>
#include <vm.h>

#define NAME_BYTES 256
#define STREAM_IDS 128

int gethostname(char *name, size_t size)
{
	char buffer[NAME_BYTES];

	if (__unixResult(Sys_GetHostName(buffer)) < 0)
		return -1;
	strncpy(name, buffer, size);
	return 0;
}

int sethostname(const char *name, size_t size)
{
	char buffer[NAME_BYTES];

	if (size >= sizeof buffer) {
		errno = EINVAL;
		return -1;
	}
	memcpy(buffer, name, size);
	buffer[size] = 0;
	return __unixResult(Sys_SetHostName(buffer));
}

/* The Sprite id of the home host. */
int gethostid(void)
{
	int home = 0;

	Proc_GetHostIDs(&home, (int *)0);
	return home;
}

int getpagesize(void)
{
	int size = 0;

	Vm_PageSize(&size);
	return size;
}

int getdtablesize(void)
{
	return STREAM_IDS;
}

/* Writes all file caches of this host back, and goes on. */
void sync(void)
{
	Sys_Shutdown(SYS_WRITE_BACK, "");
}
