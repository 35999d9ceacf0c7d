/* strings.h: the Berkeley names. */
#ifndef _STRINGS_H
#define _STRINGS_H

#include <string.h>

void bcopy(const void *, void *, size_t);
void bzero(void *, size_t);
int bcmp(const void *, const void *, size_t);
int ffs(int);
char *index(const char *, int);
char *rindex(const char *, int);

#endif
