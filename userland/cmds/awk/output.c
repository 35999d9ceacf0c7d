/*
 * Files and pipes that are written to stay open until they are closed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "awk.h"

struct output {
	struct output *next;
	struct string *name;
	enum redirection how;
	FILE *file;
};

static struct output *outputs;

static int
isNamed(const struct output *output, const struct string *name)
{
	return output->name->length == name->length && memcmp(output->name->bytes, name->bytes, name->length) == 0;
}

FILE *
openOutput(enum redirection how, struct string *name)
{
	struct output *output;

	if (how == TO_STDOUT || strcmp(name->bytes, "/dev/stdout") == 0 || strcmp(name->bytes, "-") == 0)
		return stdout;
	if (strcmp(name->bytes, "/dev/stderr") == 0) {
		fflush(stdout);
		return stderr;
	}
	for (output = outputs; output != NULL; output = output->next)
		if (isNamed(output, name) && (output->how == TO_PIPE) == (how == TO_PIPE))
			return output->file;
	flushOutput(NULL);
	output = allocate(sizeof *output);
	output->how = how;
	output->file = how == TO_PIPE ? popen(name->bytes, "w") : fopen(name->bytes, how == TO_END ? "a" : "w");
	if (output->file == NULL)
		fail(name->bytes, strerror(errno));
	name->references++;
	output->name = name;
	output->next = outputs;
	outputs = output;
	return output->file;
}

static int
finishOutput(struct output *output)
{
	int status = output->how == TO_PIPE ? pclose(output->file) : fclose(output->file);

	if (output->how != TO_PIPE && status != 0)
		complainErrno(output->name->bytes);
	dropString(output->name);
	free(output);
	return status;
}

int
closeOutput(struct string *name)
{
	struct output **link, *output;
	int status = -1;

	for (link = &outputs; (output = *link) != NULL;) {
		if (!isNamed(output, name)) {
			link = &output->next;
			continue;
		}
		*link = output->next;
		status = finishOutput(output);
	}
	return status;
}

int
flushOutput(struct string *name)
{
	struct output *output;
	int status = name == NULL ? fflush(stdout) : -1;

	for (output = outputs; output != NULL; output = output->next)
		if (name == NULL || isNamed(output, name))
			status = fflush(output->file);
	return status;
}

void
closeAll(void)
{
	fflush(stdout);
	while (outputs != NULL) {
		struct output *output = outputs;

		outputs = output->next;
		finishOutput(output);
	}
}
