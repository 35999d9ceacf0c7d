/* The table of hosts, line by line: id, network, address, Internet address, machine type, name, aliases. */
#include <host.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_BYTES 512
#define BLANKS " \t\n"
#define LEAST_WORDS 6
#define MOST_WORDS (LEAST_WORDS + HOST_MAX_ALIASES)

static const char *path = HOST_FILE;
static FILE *table;

void Host_SetFile(const char *other)
{
	Host_End();
	path = other == NULL ? HOST_FILE : other;
}

int Host_Start(void)
{
	if (table != NULL)
		rewind(table);
	else
		table = fopen(path, "r");
	return table == NULL ? -1 : 0;
}

void Host_End(void)
{
	if (table != NULL)
		fclose(table);
	table = NULL;
}

/* 0 when the line is none of a host. */
static int readLine(char *line, Host_Entry *entry)
{
	const char *words[MOST_WORDS];
	int count = 0, i;
	char *word = strtok(line, BLANKS);

	for (; word != NULL && count < MOST_WORDS; word = strtok(NULL, BLANKS))
		words[count++] = word;
	if (count < LEAST_WORDS || words[0][0] == '#')
		return 0;
	entry->id = atoi(words[0]);
	entry->netType = words[1];
	entry->netAddress = words[2];
	entry->inetAddress = words[3];
	entry->machType = words[4];
	entry->name = words[5];
	for (i = LEAST_WORDS; i < count; i++)
		entry->aliases[i - LEAST_WORDS] = words[i];
	entry->aliases[count - LEAST_WORDS] = NULL;
	return entry->id > 0;
}

#define ANY 0

/* The next host, or the next of that id; other lines are not taken apart. */
static Host_Entry *nextOf(int id)
{
	static char line[LINE_BYTES];
	static Host_Entry entry;

	if (table == NULL && Host_Start() < 0)
		return NULL;
	while (fgets(line, sizeof line, table) != NULL)
		if ((id == ANY || atoi(line) == id) && readLine(line, &entry))
			return &entry;
	return NULL;
}

Host_Entry *Host_Next(void)
{
	return nextOf(ANY);
}

Host_Entry *Host_ByID(int id)
{
	Host_Entry *entry;

	Host_Start();
	entry = id == ANY ? NULL : nextOf(id);
	Host_End();
	return entry;
}

static int isCalled(const Host_Entry *entry, const char *name)
{
	int i;

	if (strcmp(entry->name, name) == 0)
		return 1;
	for (i = 0; entry->aliases[i] != NULL; i++)
		if (strcmp(entry->aliases[i], name) == 0)
			return 1;
	return 0;
}

Host_Entry *Host_ByName(const char *name)
{
	Host_Entry *entry;

	Host_Start();
	do
		entry = Host_Next();
	while (entry != NULL && !isCalled(entry, name));
	Host_End();
	return entry;
}
