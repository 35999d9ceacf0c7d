/* dirent.h: directories; the entry is as it stands on the disk. */
#ifndef _DIRENT_H
#define _DIRENT_H

#include <sys/types.h>

struct dirent {
	unsigned long d_ino;
	unsigned short d_reclen; /* to the next entry */
	unsigned short d_namlen;
	char d_name[256];
};
#define d_fileno d_ino

typedef struct __directory DIR;

DIR *opendir(const char *);
struct dirent *readdir(DIR *);
void rewinddir(DIR *);
long telldir(DIR *);
void seekdir(DIR *, long);
int closedir(DIR *);
int dirfd(DIR *);

int scandir(const char *, struct dirent ***, int (*)(const struct dirent *),
	    int (*)(const struct dirent **, const struct dirent **));
int alphasort(const struct dirent **, const struct dirent **);

#endif
