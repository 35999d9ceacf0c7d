/* malloc.h: another name of stdlib.h. */
#ifndef _MALLOC_H
#define _MALLOC_H

#include <stdlib.h>

#endif
