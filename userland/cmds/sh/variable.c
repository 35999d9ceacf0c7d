/*
 * Variables: a hash table of names. A name stays in the table once it has been
 * seen; without a value it is unset. The environment of a program is made from
 * the table each time one is run.
 */
#include <stdlib.h>
#include <string.h>
#include "sh.h"

#define BUCKETS 64 /* a power of two */

struct variable {
	struct variable *next;
	char *name, *value; /* value NULL: unset */
	bool exported, readOnly;
};

/* A variable as it was before it became local or was set for one command. */
struct savedVariables {
	struct savedVariables *next;
	struct variable *variable;
	char *value;
	bool exported, readOnly;
};

static struct variable *variables[BUCKETS];

static struct variable *
find(const char *name, bool create)
{
	struct variable *variable;
	unsigned hash = 0;
	const char *p;

	for (p = name; *p != '\0'; p++)
		hash = hash * 31 + (unsigned char)*p;
	hash &= BUCKETS - 1;
	for (variable = variables[hash]; variable != NULL; variable = variable->next)
		if (strcmp(variable->name, name) == 0)
			return variable;
	if (!create)
		return NULL;
	variable = allocate(sizeof *variable);
	memset(variable, 0, sizeof *variable);
	variable->name = copyString(name);
	variable->next = variables[hash];
	variables[hash] = variable;
	return variable;
}

const char *
getVariable(const char *name)
{
	const struct variable *variable = find(name, false);

	return variable == NULL ? NULL : variable->value;
}

bool
setVariable(const char *name, const char *value)
{
	struct variable *variable = find(name, value != NULL);
	char *old;

	if (variable == NULL)
		return true;
	if (variable->readOnly) {
		fail("%s: is read only", name);
		return false;
	}
	old = variable->value; /* `value` may be part of it */
	variable->value = value == NULL ? NULL : copyString(value);
	free(old);
	if (value == NULL)
		variable->exported = false;
	else if (option('a'))
		variable->exported = true;
	return true;
}

void
exportVariable(const char *name)
{
	find(name, true)->exported = true;
}

void
protectVariable(const char *name)
{
	find(name, true)->readOnly = true;
}

void
saveVariable(struct savedVariables **saved, const char *name)
{
	struct savedVariables *entry = allocate(sizeof *entry);
	struct variable *variable = find(name, true);

	entry->variable = variable;
	entry->value = variable->value == NULL ? NULL : copyString(variable->value);
	entry->exported = variable->exported;
	entry->readOnly = variable->readOnly;
	entry->next = *saved;
	*saved = entry;
}

/* The latest saved first, so that a name saved twice ends as it began. */
void
restoreVariables(struct savedVariables *saved)
{
	while (saved != NULL) {
		struct savedVariables *entry = saved;
		struct variable *variable = entry->variable;

		saved = entry->next;
		free(variable->value);
		variable->value = entry->value;
		variable->exported = entry->exported;
		variable->readOnly = entry->readOnly;
		free(entry);
	}
}

void
importEnvironment(char **environment)
{
	for (; *environment != NULL; environment++) {
		size_t length = nameLength(*environment);

		if (length > 0 && (*environment)[length] == '=') {
			char *name = copyString(*environment);

			name[length] = '\0';
			setVariable(name, *environment + length + 1);
			exportVariable(name);
			free(name);
		}
	}
}

char **
exportedEnvironment(void)
{
	struct strings list = { NULL, 0, 0 };
	struct text text = { NULL, 0, 0 };
	char **environment;
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		const struct variable *variable;

		for (variable = variables[i]; variable != NULL; variable = variable->next)
			if (variable->exported && variable->value != NULL) {
				textCut(&text, 0);
				textAddString(&text, variable->name);
				textAddChar(&text, '=');
				textAddString(&text, variable->value);
				stringsAdd(&list, regionCopy(&scratch, text.bytes, text.length));
			}
	}
	/* In order of name: the table's order is nobody's business. */
	if (list.count > 0)
		qsort(list.items, list.count, sizeof *list.items, compareStrings);
	environment = regionAllocate(&scratch, (list.count + 1) * sizeof *environment);
	for (i = 0; i < list.count; i++)
		environment[i] = list.items[i];
	environment[i] = NULL;
	stringsFree(&list);
	textFree(&text);
	return environment;
}

/* In single quotes, with ' itself between double ones. */
void
addQuoted(struct text *text, const char *value)
{
	textAddChar(text, '\'');
	for (; *value != '\0'; value++)
		if (*value == '\'')
			textAddString(text, "'\"'\"'");
		else
			textAddChar(text, *value);
	textAddChar(text, '\'');
}

/* Lines "prefix name='value'" of all variables, the exported or the read-only. */
void
printVariables(struct text *text, const char *prefix, bool exported, bool readOnly)
{
	struct strings names = { NULL, 0, 0 };
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		const struct variable *variable;

		for (variable = variables[i]; variable != NULL; variable = variable->next)
			if ((exported && variable->exported) || (readOnly && variable->readOnly) ||
			    (!exported && !readOnly && variable->value != NULL))
				stringsAdd(&names, variable->name);
	}
	if (names.count > 0)
		qsort(names.items, names.count, sizeof *names.items, compareStrings);
	for (i = 0; i < names.count; i++) {
		const char *value = getVariable(names.items[i]);

		textAddString(text, prefix);
		textAddString(text, names.items[i]);
		if (value != NULL) {
			textAddChar(text, '=');
			addQuoted(text, value);
		}
		textAddChar(text, '\n');
	}
	stringsFree(&names);
}

void
addVariableNames(struct strings *names, const char *start)
{
	const struct variable *variable;
	size_t i;

	for (i = 0; i < BUCKETS; i++)
		for (variable = variables[i]; variable != NULL; variable = variable->next)
			if (variable->value != NULL && strncmp(variable->name, start, strlen(start)) == 0)
				stringsAdd(names, variable->name);
}

void
forgetVariables(void)
{
	size_t i;

	for (i = 0; i < BUCKETS; i++) {
		struct variable *variable;

		for (variable = variables[i]; variable != NULL; variable = variable->next) {
			variable->readOnly = false;
			if (!variable->exported) {
				free(variable->value);
				variable->value = NULL;
			}
		}
	}
}

void
freeParameters(struct parameters parameters)
{
	while (parameters.count > 0)
		free(parameters.values[--parameters.count]);
	free(parameters.values);
}

/* The old ones are freed after the copy: the new may be some of them. */
void
setParameters(char **values, int count)
{
	struct parameters old = shell.parameters;
	int i;

	shell.parameters.values = allocate((count + 1) * sizeof *values);
	shell.parameters.count = count;
	for (i = 0; i < count; i++)
		shell.parameters.values[i] = copyString(values[i]);
	freeParameters(old);
}
