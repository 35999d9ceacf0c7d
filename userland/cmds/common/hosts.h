/* The hosts of the cluster, as /etc/spritehosts names them. */
#ifndef HOSTS_H
#define HOSTS_H

/* A host's name up to its first dot, at most `width` bytes of it; its number when the table has it not, "(none)" below 0. */
const char *hostName(int id, int width);
/* The same, whole. */
const char *hostFullName(int id);
/* The id of a host by any of its names; 0 when the table has none. */
int hostByName(const char *name);

#endif
