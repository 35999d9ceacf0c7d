/* sys/param.h: sizes of the system. */
#ifndef _SYS_PARAM_H
#define _SYS_PARAM_H

#include <sys/types.h>
#include <limits.h>
#include <signal.h>

#define MAXPATHLEN PATH_MAX
#define MAXNAMLEN 255
#define MAXHOSTNAMELEN 64
#define MAXSYMLINKS 10
#define NGROUPS NGROUPS_MAX
#define NCARGS ARG_MAX
#define DEV_BSIZE 512
#define HZ 60

#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define howmany(x, y) (((x) + ((y) - 1)) / (y))
#define roundup(x, y) ((((x) + ((y) - 1)) / (y)) * (y))

#endif
