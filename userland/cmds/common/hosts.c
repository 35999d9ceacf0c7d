#include <host.h>
#include <stdio.h>
#include <string.h>
#include "hosts.h"

#define NAME_BYTES 256

static char nameFound[NAME_BYTES];

const char *hostFullName(int id)
{
	Host_Entry *host = Host_ByID(id);

	if (host != NULL)
		snprintf(nameFound, sizeof nameFound, "%s", host->name);
	else
		sprintf(nameFound, id < 0 ? "(none)" : "%d", id);
	return nameFound;
}

const char *hostName(int id, int width)
{
	hostFullName(id);
	nameFound[strcspn(nameFound, ".")] = '\0';
	if ((int)strlen(nameFound) > width)
		nameFound[width] = '\0';
	return nameFound;
}

int hostByName(const char *name)
{
	Host_Entry *host = Host_ByName(name);

	return host == NULL ? 0 : host->id;
}
