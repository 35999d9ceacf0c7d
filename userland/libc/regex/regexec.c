/*
 * regexec: whether there is a match, then where, then its groups, as far as
 * these are asked for.
 */
#include <stdlib.h>
#include <string.h>
#include "program.h"

static void
report(const struct matcher *matcher, size_t count, regmatch_t *matches)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (i < (size_t)matcher->program->groupCount)
			matches[i] = matcher->groups[i];
		else
			matches[i].rm_so = matches[i].rm_eo = -1;
	}
}

int
regexec(const regex_t *regex, const char *string, size_t count, regmatch_t *matches, int flags)
{
	struct regexProgram *program = regex->re_program;
	struct matcher matcher;
	regmatch_t whole;
	int result, i;

	matcher.program = program;
	matcher.text = (const unsigned char *)string;
	matcher.flags = flags;
	matcher.begin = flags & REG_STARTEND ? (size_t)matches[0].rm_so : 0;
	matcher.end = flags & REG_STARTEND ? (size_t)matches[0].rm_eo : strlen(string);
	matcher.groups = NULL;
	if (program->flags & REG_NOSUB)
		count = 0;
	/* Most texts do not match: that is found out fastest. */
	if (program->hasDfa) {
		result = _regexTest(&matcher);
		if (result != 0 || count == 0)
			return result;
	}
	if (count > 1) {
		matcher.groups = malloc(program->groupCount * sizeof *matcher.groups);
		if (matcher.groups == NULL)
			return REG_ESPACE;
		for (i = 0; i < program->groupCount; i++)
			matcher.groups[i].rm_so = matcher.groups[i].rm_eo = -1;
	}
	result = (program->hasBackref ? _regexBacktrack : _regexSearch)(&matcher, &whole);
	if (result == 0 && count == 1)
		matches[0] = whole;
	if (result == 0 && count > 1) {
		matcher.groups[0] = whole;
		if (!program->hasBackref)
			result = _regexDissect(&matcher);
		report(&matcher, count, matches);
	}
	free(matcher.groups);
	return result;
}
