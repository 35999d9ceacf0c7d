/*
 * Lines of colon-separated fields: /etc/passwd and /etc/group. One line is
 * held at a time; the fields of the answer point into it.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "table.h"

int __openTable(struct table *table, const char *path)
{
	int capacity = 0, length = 0, amount, stream;

	if (table->bytes != 0) {
		table->next = table->bytes;
		return 0;
	}
	stream = open(path, O_RDONLY);
	if (stream < 0)
		return -1;
	do {
		if (length + 1 >= capacity) {
			char *larger = realloc(table->bytes, capacity += 4096);

			if (larger == 0) {
				close(stream);
				__closeTable(table);
				return -1;
			}
			table->bytes = larger;
		}
		amount = read(stream, table->bytes + length, capacity - length - 1);
		if (amount > 0)
			length += amount;
	} while (amount > 0);
	close(stream);
	table->bytes[length] = 0;
	table->next = table->bytes;
	return 0;
}

void __closeTable(struct table *table)
{
	free(table->bytes);
	free(table->line);
	table->bytes = table->next = table->line = 0;
}

/* The next line that is not blank and no comment, cut into at most `max` fields; 0 at the end. */
int __nextFields(struct table *table, char **fields, int max)
{
	for (;;) {
		size_t length = strcspn(table->next, "\n");
		char *at;
		int count = 0;

		if (*table->next == 0)
			return 0;
		free(table->line);
		table->line = malloc(length + 1);
		if (table->line == 0)
			return 0;
		memcpy(table->line, table->next, length);
		table->line[length] = 0;
		table->next += length + (table->next[length] == '\n');
		if (length == 0 || table->line[0] == '#')
			continue;
		for (at = table->line; at != 0 && count < max;)
			fields[count++] = strsep(&at, ":");
		return count;
	}
}
