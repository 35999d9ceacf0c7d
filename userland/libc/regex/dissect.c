/*
 * Where the groups of a match lie. The whole match is known; going down the
 * tree, each part is given as much of the text as it can take while the parts
 * behind it can still take the rest: POSIX's rule that earlier parts are
 * longest first.
 */
#include <stdlib.h>
#include <string.h>
#include "program.h"

static int dissect(const struct matcher *matcher, int number, size_t begin, size_t end);

static int
hasGroups(const struct node *node)
{
	return node->groupFrom < node->groupTo;
}

/*
 * The longest piece of begin..end that the code from..to takes so that the
 * code restFrom..restTo takes the rest. Stores where it ends.
 */
static int
divide(const struct matcher *matcher, int from, int to, int restFrom, int restTo, size_t begin, size_t end,
    size_t *middle)
{
	char *ends = calloc(end - begin + 1, 1);
	size_t at;

	if (ends == NULL)
		return REG_ESPACE;
	_regexRun(matcher, from, to, begin, end, ends);
	for (at = end; at > begin; at--)
		if (ends[at - begin] && _regexRun(matcher, restFrom, restTo, at, end, NULL))
			break;
	free(ends);
	*middle = at;
	return 0;
}

/* Where the code behind round `round` of a repetition begins; see emitRepeat(). */
static int
afterRound(const struct regexProgram *program, const struct node *node, int round)
{
	const struct node *body = &program->nodes[node->first];
	int length = body->end - body->start;

	if (node->max != NONE) {
		int optional = round < node->min ? 0 : round - node->min + 1;

		return node->start + (round + 1) * length + optional;
	}
	/* The last copy of the body is the loop's: behind a mark, and a split if min is 0. */
	if (round < node->min - 1)
		return node->start + (round + 1) * length;
	return body->end;
}

static void
forgetGroups(const struct matcher *matcher, const struct node *node)
{
	int i;

	for (i = node->groupFrom; i < node->groupTo; i++)
		matcher->groups[i].rm_so = matcher->groups[i].rm_eo = -1;
}

/* The groups inside tell of the last round. */
static int
dissectRepeat(const struct matcher *matcher, const struct node *node, size_t begin, size_t end)
{
	struct regexProgram *program = matcher->program;
	const struct node *body = &program->nodes[node->first];
	int round, error;

	for (round = 0; node->max == NONE || round < node->max; round++) {
		size_t middle;

		/* An empty text is one round if the body can be empty, else none. */
		if (begin == end && round >= node->min
		    && (round > 0 || !_regexRun(matcher, body->start, body->end, begin, end, NULL)))
			break;
		error = divide(matcher, body->start, body->end, afterRound(program, node, round), node->end, begin, end,
		    &middle);
		if (error == 0) {
			forgetGroups(matcher, body);
			error = dissect(matcher, node->first, begin, middle);
		}
		if (error != 0)
			return error;
		begin = middle;
	}
	return 0;
}

static int
dissect(const struct matcher *matcher, int number, size_t begin, size_t end)
{
	struct regexProgram *program = matcher->program;

	for (;;) {
		const struct node *node = &program->nodes[number];
		const struct node *first;
		size_t middle;
		int error;

		if (!hasGroups(node))
			return 0;
		first = &program->nodes[node->first];
		switch (node->kind) {
		case NODE_GROUP:
			matcher->groups[node->value].rm_so = (regoff_t)begin;
			matcher->groups[node->value].rm_eo = (regoff_t)end;
			number = node->first;
			break;
		case NODE_CAT:
			error = divide(matcher, first->start, first->end, program->nodes[node->second].start, node->end, begin,
			    end, &middle);
			if (error == 0)
				error = dissect(matcher, node->first, begin, middle);
			if (error != 0)
				return error;
			begin = middle;
			number = node->second;
			break;
		case NODE_ALT:
			number = _regexRun(matcher, first->start, first->end, begin, end, NULL) ? node->first : node->second;
			break;
		case NODE_REPEAT:
			return dissectRepeat(matcher, node, begin, end);
		default:
			return 0;
		}
	}
}

/* groups[0] holds the whole match, the others are all unset. */
int
_regexDissect(const struct matcher *matcher)
{
	return dissect(matcher, matcher->program->root, (size_t)matcher->groups[0].rm_so,
	    (size_t)matcher->groups[0].rm_eo);
}
