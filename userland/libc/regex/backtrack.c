/*
 * Patterns with back references: what they match depends on the way that was
 * taken, so ways are tried one after the other. The ways not yet tried, and
 * what must be undone before, are on a stack of our own, so that a long text
 * cannot exhaust the program's.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "program.h"

#define UNDO_GROUP_BEGIN 0
#define UNDO_GROUP_END 1
#define UNDO_LOOP 2
#define TRY 3

struct entry {
	short what, number; /* number: of the group or loop */
	int at; /* TRY: the instruction */
	size_t position; /* TRY: in the text; else the old value */
};

struct backtracker {
	const struct matcher *matcher;
	regmatch_t *groups; /* on the present way */
	regmatch_t *best; /* of the longest match, or NULL; then bestEnd says all */
	size_t *loops; /* where each loop's present round began */
	struct entry *stack;
	size_t count, capacity;
	int found;
	size_t bestEnd;
};

static int
push(struct backtracker *tracker, int what, int number, int at, size_t position)
{
	struct entry *entry;

	if (tracker->count == tracker->capacity) {
		size_t capacity = tracker->capacity == 0 ? 64 : tracker->capacity * 2;
		struct entry *stack = realloc(tracker->stack, capacity * sizeof *stack);

		if (stack == NULL)
			return REG_ESPACE;
		tracker->stack = stack;
		tracker->capacity = capacity;
	}
	entry = &tracker->stack[tracker->count++];
	entry->what = (short)what;
	entry->number = (short)number;
	entry->at = at;
	entry->position = position;
	return 0;
}

/* The length of group `number`'s text if it stands at `position` again; -1 if not. */
static long
repeated(const struct backtracker *tracker, int number, size_t position)
{
	const struct matcher *matcher = tracker->matcher;
	const regmatch_t *group = &tracker->groups[number];
	size_t length = (size_t)(group->rm_eo - group->rm_so), i;
	int anyCase = matcher->program->flags & REG_ICASE;

	if (group->rm_so < 0 || group->rm_eo < 0 || length > matcher->end - position)
		return -1;
	for (i = 0; i < length; i++) {
		int one = matcher->text[group->rm_so + i], other = matcher->text[position + i];

		if (one != other && !(anyCase && tolower(one) == tolower(other)))
			return -1;
	}
	return (long)length;
}

/* Follows one way from an instruction until it fails or matches. */
static int
follow(struct backtracker *tracker, int at, size_t position)
{
	const struct matcher *matcher = tracker->matcher;
	const struct regexProgram *program = matcher->program;
	int error = 0;

	while (error == 0) {
		const struct instruction *instruction = &program->code[at];
		int number = instruction->value;
		long length;

		switch (instruction->operation) {
		case OP_BYTE:
		case OP_ANY:
		case OP_SET:
			if (position == matcher->end || !_regexTakes(program, instruction, matcher->text[position]))
				return 0;
			position++;
			break;
		case OP_ASSERT:
			if (!_regexHolds(matcher, number, position))
				return 0;
			break;
		case OP_BACKREF:
			length = repeated(tracker, number, position);
			if (length < 0)
				return 0;
			position += (size_t)length;
			break;
		case OP_SPLIT:
			error = push(tracker, TRY, 0, instruction->target, position);
			break;
		case OP_JUMP:
			at = instruction->target - 1;
			break;
		case OP_OPEN:
			error = push(tracker, UNDO_GROUP_BEGIN, number, 0, (size_t)tracker->groups[number].rm_so);
			tracker->groups[number].rm_so = (regoff_t)position;
			break;
		case OP_CLOSE:
			error = push(tracker, UNDO_GROUP_END, number, 0, (size_t)tracker->groups[number].rm_eo);
			tracker->groups[number].rm_eo = (regoff_t)position;
			break;
		case OP_MARK:
			error = push(tracker, UNDO_LOOP, number, 0, tracker->loops[number]);
			tracker->loops[number] = position;
			break;
		case OP_CHECK:
			if (tracker->loops[number] == position)
				return 0;
			break;
		case OP_MATCH:
			if (!tracker->found || position > tracker->bestEnd) {
				tracker->found = 1;
				tracker->bestEnd = position;
				if (tracker->best != NULL)
					memcpy(tracker->best, tracker->groups, program->groupCount * sizeof *tracker->best);
			}
			return 0;
		}
		at++;
	}
	return error;
}

/* All ways from one beginning, until none is left or none could be longer. */
static int
matchAt(struct backtracker *tracker, size_t begin)
{
	const struct matcher *matcher = tracker->matcher;
	int i, error, stopEarly = matcher->program->flags & REG_NOSUB;

	for (i = 0; i < matcher->program->groupCount; i++)
		tracker->groups[i].rm_so = tracker->groups[i].rm_eo = -1;
	tracker->count = 0;
	error = follow(tracker, 0, begin);
	while (error == 0 && tracker->count > 0) {
		struct entry entry = tracker->stack[--tracker->count];

		if (tracker->found && (stopEarly || tracker->bestEnd == matcher->end))
			break;
		switch (entry.what) {
		case UNDO_GROUP_BEGIN:
			tracker->groups[entry.number].rm_so = (regoff_t)entry.position;
			break;
		case UNDO_GROUP_END:
			tracker->groups[entry.number].rm_eo = (regoff_t)entry.position;
			break;
		case UNDO_LOOP:
			tracker->loops[entry.number] = entry.position;
			break;
		default:
			error = follow(tracker, entry.at, entry.position);
			break;
		}
	}
	return error;
}

int
_regexBacktrack(const struct matcher *matcher, regmatch_t *whole)
{
	const struct regexProgram *program = matcher->program;
	struct backtracker tracker;
	size_t begin = matcher->begin;
	int error = 0;

	memset(&tracker, 0, sizeof tracker);
	tracker.matcher = matcher;
	tracker.best = matcher->groups;
	tracker.groups = malloc(program->groupCount * sizeof *tracker.groups);
	tracker.loops = calloc(program->loopCount + 1, sizeof *tracker.loops);
	if (tracker.groups == NULL || tracker.loops == NULL)
		error = REG_ESPACE;
	for (; error == 0; begin++) {
		if (program->canBeEmpty || (begin < matcher->end && IN_SET(program->firstBytes, matcher->text[begin])))
			error = matchAt(&tracker, begin);
		if (tracker.found || begin == matcher->end || program->anchored)
			break;
	}
	free(tracker.groups);
	free(tracker.loops);
	free(tracker.stack);
	if (error != 0)
		return error;
	whole->rm_so = (regoff_t)begin;
	whole->rm_eo = (regoff_t)tracker.bestEnd;
	return tracker.found ? 0 : REG_NOMATCH;
}
