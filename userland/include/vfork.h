/* vfork.h: another name of unistd.h. */
#ifndef _VFORK_H
#define _VFORK_H

#include <unistd.h>

#endif
