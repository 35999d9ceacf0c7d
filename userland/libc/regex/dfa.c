/*
 * Whether there is a match at all, by a deterministic machine that is built as
 * it runs: a set of the program's states becomes one state here, and what a
 * byte does to it is found out once. Patterns that look at the bytes around a
 * place (words, newlines) or at groups are not for it.
 */
#include <stdlib.h>
#include <string.h>
#include "program.h"

/* About a kilobyte each; a pattern that needs more starts again from none. */
#define STATE_LIMIT 64

struct dfaState {
	struct dfaState *next[256]; /* NULL: not known yet */
	char accepts, acceptsAtEnd;
	char isFinal; /* accepts, or nothing can */
	int count;
	int members[1]; /* places in the program that take a byte or wait for the end */
};

struct dfa {
	struct dfaState *states[STATE_LIMIT];
	int count;
	struct dfaState *initial[2]; /* at the beginning of a line, or not */
};

/* The set that is being put together: its members are in program->lists[0]. */
struct set {
	struct regexProgram *program;
	int accepts;
};

int
_regexHasDfa(const struct regexProgram *program)
{
	int i;

	if (program->hasBackref || (program->flags & REG_NEWLINE))
		return 0;
	for (i = 0; i < program->codeCount; i++)
		if (program->code[i].operation == OP_ASSERT && program->code[i].value != LINE_BEGIN
		    && program->code[i].value != LINE_END)
			return 0;
	return 1;
}

static void
beginSet(struct set *set, struct regexProgram *program)
{
	set->program = program;
	set->accepts = 0;
	program->lists[0].count = 0;
	_regexNewStamp(program);
}

/* Adds a place and all that can be reached from it without taking a byte. */
static void
addPlace(struct set *set, int at, int isBegin, int isEnd)
{
	struct regexProgram *program = set->program;

	for (;; at++) {
		const struct instruction *instruction = &program->code[at];

		if (program->stamps[at] == program->stamp)
			return;
		program->stamps[at] = program->stamp;
		switch (instruction->operation) {
		case OP_BYTE:
		case OP_ANY:
		case OP_SET:
			program->lists[0].states[program->lists[0].count++] = at;
			return;
		case OP_ASSERT:
			if (instruction->value == LINE_BEGIN ? isBegin : isEnd)
				break;
			if (instruction->value == LINE_END)
				program->lists[0].states[program->lists[0].count++] = at;
			return;
		case OP_SPLIT:
			addPlace(set, at + 1, isBegin, isEnd);
			at = instruction->target - 1;
			break;
		case OP_JUMP:
			at = instruction->target - 1;
			break;
		case OP_MATCH:
			set->accepts = 1;
			return;
		default:
			break;
		}
	}
}

/* Would the state accept if the text ended here? */
static int
acceptsAtEnd(struct regexProgram *program, const struct dfaState *state, int isBegin)
{
	struct set set;
	int i;

	beginSet(&set, program);
	for (i = 0; i < state->count; i++)
		if (program->code[state->members[i]].operation == OP_ASSERT)
			addPlace(&set, state->members[i], isBegin, 1);
	return set.accepts;
}

static void
forgetStates(struct dfa *dfa)
{
	while (dfa->count > 0)
		free(dfa->states[--dfa->count]);
	dfa->initial[0] = dfa->initial[1] = NULL;
}

/* The state of a finished set: one there is, or a new one. NULL: no memory. */
static struct dfaState *
stateOf(const struct set *set, int isBegin)
{
	struct regexProgram *program = set->program;
	const struct stateList *list = &program->lists[0];
	struct dfa *dfa = program->dfa;
	struct dfaState *state;
	size_t membersBytes = (size_t)list->count * sizeof(int);
	int i;

	for (i = 0; i < dfa->count && !isBegin; i++) {
		state = dfa->states[i];
		if (state->accepts == set->accepts && state->count == list->count
		    && memcmp(state->members, list->states, membersBytes) == 0 && state != dfa->initial[1])
			return state;
	}
	if (dfa->count == STATE_LIMIT)
		forgetStates(dfa);
	state = calloc(1, sizeof *state + membersBytes);
	if (state == NULL)
		return NULL;
	dfa->states[dfa->count++] = state;
	state->count = list->count;
	memcpy(state->members, list->states, membersBytes);
	state->accepts = (char)set->accepts;
	state->isFinal = state->accepts || state->count == 0;
	state->acceptsAtEnd = (char)acceptsAtEnd(program, state, isBegin);
	return state;
}

static struct dfaState *
initialState(struct regexProgram *program, int isBegin)
{
	struct dfa *dfa = program->dfa;
	struct set set;

	if (dfa->initial[isBegin] == NULL) {
		struct dfaState *state;

		beginSet(&set, program);
		addPlace(&set, 0, isBegin, 0);
		state = stateOf(&set, isBegin);
		dfa->initial[isBegin] = state;
	}
	return dfa->initial[isBegin];
}

/* What `byte` makes of `state`; a match may also begin behind it. */
static struct dfaState *
nextState(struct regexProgram *program, struct dfaState *state, int byte)
{
	struct dfa *dfa = program->dfa;
	struct dfaState *next;
	struct set set;
	int i, before = dfa->count;

	beginSet(&set, program);
	for (i = 0; i < state->count; i++)
		if (_regexTakes(program, &program->code[state->members[i]], byte))
			addPlace(&set, state->members[i] + 1, 0, 0);
	addPlace(&set, 0, 0, 0);
	next = stateOf(&set, 0);
	if (next != NULL && dfa->count >= before) /* else `state` is forgotten */
		state->next[byte] = next;
	return next;
}

/* 0, REG_NOMATCH or REG_ESPACE. */
int
_regexTest(const struct matcher *matcher)
{
	struct regexProgram *program = matcher->program;
	const unsigned char *p = matcher->text + matcher->begin, *end = matcher->text + matcher->end;
	struct dfaState *state, *next;

	if (program->dfa == NULL && (program->dfa = calloc(1, sizeof *program->dfa)) == NULL)
		return REG_ESPACE;
	state = initialState(program, !(matcher->flags & REG_NOTBOL));
	for (; state != NULL && !state->isFinal && p < end; p++) {
		next = state->next[*p];
		state = next != NULL ? next : nextState(program, state, *p);
	}
	if (state == NULL)
		return REG_ESPACE;
	if (state->accepts || (p == end && state->acceptsAtEnd && !(matcher->flags & REG_NOTEOL)))
		return 0;
	return REG_NOMATCH;
}

void
_regexFreeDfa(struct regexProgram *program)
{
	if (program->dfa == NULL)
		return;
	forgetStates(program->dfa);
	free(program->dfa);
}
