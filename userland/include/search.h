/* search.h: tables that are searched from their start, by a hash, or as a tree; lists. */
#ifndef _SEARCH_H
#define _SEARCH_H

#include <stddef.h>

typedef struct {
	char *key;
	void *data;
} ENTRY;
typedef enum { FIND, ENTER } ACTION;
int hcreate(size_t);
void hdestroy(void);
ENTRY *hsearch(ENTRY, ACTION);

typedef enum { preorder, postorder, endorder, leaf } VISIT;
void *tsearch(const void *, void **, int (*)(const void *, const void *));
void *tfind(const void *, void *const *, int (*)(const void *, const void *));
void *tdelete(const void *, void **, int (*)(const void *, const void *));
void twalk(const void *, void (*)(const void *, VISIT, int));

void *lfind(const void *, const void *, size_t *, size_t, int (*)(const void *, const void *));
void *lsearch(const void *, void *, size_t *, size_t, int (*)(const void *, const void *));
void insque(void *, void *), remque(void *);

#endif
