/* alloca.h: another name of stdlib.h. */
#ifndef _ALLOCA_H
#define _ALLOCA_H

#include <stdlib.h>

#endif
