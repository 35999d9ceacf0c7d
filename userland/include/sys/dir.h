/* sys/dir.h: the older name of a directory entry. */
#ifndef _SYS_DIR_H
#define _SYS_DIR_H

#include <dirent.h>
#define direct dirent

#endif
