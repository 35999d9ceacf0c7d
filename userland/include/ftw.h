/* ftw.h: walking a tree of files. */
#ifndef _FTW_H
#define _FTW_H

#include <sys/stat.h>

#define FTW_F 0	  /* a file */
#define FTW_D 1	  /* a directory */
#define FTW_DNR 2 /* a directory that cannot be read */
#define FTW_NS 3  /* nothing is known of it */

int ftw(const char *, int (*)(const char *, const struct stat *, int), int);

#endif
