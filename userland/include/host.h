/* The hosts of the cluster, as the table /etc/spritehosts has them. */
#ifndef _HOST_H
#define _HOST_H

#include <sprite.h>

#define HOST_FILE "/etc/spritehosts"
#define HOST_MAX_ALIASES 8

/* What is pointed to lasts until the next of these calls. */
typedef struct {
	int id;
	const char *netType, *netAddress, *inetAddress; /* as they are written */
	const char *machType;
	const char *name;
	const char *aliases[HOST_MAX_ALIASES + 1]; /* up to a NULL */
} Host_Entry;

/* From the first entry on; 0, or -1 when the table cannot be read. */
int Host_Start(void);
/* The next entry, or NULL. Starts by itself. */
Host_Entry *Host_Next(void);
void Host_End(void);

/* NULL when the table has none. A name is the official one or an alias. */
Host_Entry *Host_ByID(int id);
Host_Entry *Host_ByName(const char *name);

/* Another table from now on; NULL: the usual one. */
void Host_SetFile(const char *path);

#endif
