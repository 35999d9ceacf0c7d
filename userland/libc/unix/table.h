/* table.h: private to libc. A file of colon-separated fields, read whole. */
struct table {
	char *bytes; /* the file; 0 when not open */
	char *next;  /* where the next line starts */
	char *line;  /* the present line, cut into fields */
};

int __openTable(struct table *table, const char *path); /* or rewinds it */
void __closeTable(struct table *table);
int __nextFields(struct table *table, char **fields, int max);
