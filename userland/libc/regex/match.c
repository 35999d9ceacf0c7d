/*
 * Running a program on a text: all states it could be in are followed at
 * once, so no text is read twice and no pattern is slow. States are kept in
 * the order in which their matches began: the first to arrive at a state has
 * the leftmost beginning, which is the one that counts.
 */
#include <ctype.h>
#include <string.h>
#include "program.h"

int
_regexTakes(const struct regexProgram *program, const struct instruction *at, int byte)
{
	switch (at->operation) {
	case OP_BYTE:
		return at->value == byte;
	case OP_ANY:
		return byte != '\n' || !(program->flags & REG_NEWLINE);
	case OP_SET:
		return IN_SET(program->sets[at->value], byte) != 0;
	default:
		return 0;
	}
}

int
_regexHolds(const struct matcher *matcher, int assertion, size_t position)
{
	/* Text before the beginning is looked at only if it belongs to the line. */
	int hasBefore = position > matcher->begin || (position > 0 && (matcher->flags & REG_NOTBOL));
	int hasAfter = position < matcher->end;
	int before = hasBefore ? matcher->text[position - 1] : '\0';
	int after = hasAfter ? matcher->text[position] : '\0';
	int newlines = matcher->program->flags & REG_NEWLINE;
	int wordBefore = hasBefore && _regexIsWord(before);
	int wordAfter = hasAfter && _regexIsWord(after);

	switch (assertion) {
	case LINE_BEGIN:
		return (position == matcher->begin && !(matcher->flags & REG_NOTBOL))
		    || (newlines && hasBefore && before == '\n');
	case LINE_END:
		return (!hasAfter && !(matcher->flags & REG_NOTEOL)) || (newlines && hasAfter && after == '\n');
	case WORD_BEGIN:
		return !wordBefore && wordAfter;
	case WORD_END:
		return wordBefore && !wordAfter;
	case WORD_EDGE:
		return wordBefore != wordAfter;
	case NO_WORD_EDGE:
		return wordBefore == wordAfter;
	case NO_WORD_BEFORE:
		return !wordBefore;
	default:
		return !wordAfter;
	}
}

/* A run over the instructions up to `to`, which is where it accepts. */
struct run {
	const struct matcher *matcher;
	int to;
	int accepted;
	size_t acceptedBegin;
};

/* Adds a state, and all that follow from it without taking a byte. */
static void
addState(struct run *run, struct stateList *list, int at, size_t position, size_t begin)
{
	struct regexProgram *program = run->matcher->program;

	for (;;) {
		const struct instruction *instruction = &program->code[at];

		if (at == run->to) {
			if (!run->accepted || begin < run->acceptedBegin)
				run->acceptedBegin = begin;
			run->accepted = 1;
			return;
		}
		if (program->stamps[at] == program->stamp)
			return;
		program->stamps[at] = program->stamp;
		switch (instruction->operation) {
		case OP_BYTE:
		case OP_ANY:
		case OP_SET:
			list->states[list->count] = at;
			list->begins[list->count++] = begin;
			return;
		case OP_ASSERT:
			if (!_regexHolds(run->matcher, instruction->value, position))
				return;
			at++;
			break;
		case OP_SPLIT:
			addState(run, list, at + 1, position, begin);
			at = instruction->target;
			break;
		case OP_JUMP:
			at = instruction->target;
			break;
		default: /* marks matter to backtrack.c only */
			at++;
			break;
		}
	}
}

/* `stamp` tells the members of the set that is being made from those of older ones. */
void
_regexNewStamp(struct regexProgram *program)
{
	if (++program->stamp == 0) {
		memset(program->stamps, 0, program->codeCount * sizeof *program->stamps);
		program->stamp = 1;
	}
}

static void
emptyList(struct regexProgram *program, struct stateList *list)
{
	list->count = 0;
	_regexNewStamp(program);
}

/* From the states at `position` to those behind its byte; later beginnings than `limit` are dropped. */
static void
step(struct run *run, const struct stateList *from, struct stateList *to, size_t position, size_t limit)
{
	struct regexProgram *program = run->matcher->program;
	int byte = run->matcher->text[position], i;

	emptyList(program, to);
	for (i = 0; i < from->count && from->begins[i] <= limit; i++) {
		const struct instruction *at = &program->code[from->states[i]];

		if (at->operation == OP_BYTE ? at->value == byte : _regexTakes(program, at, byte))
			addState(run, to, from->states[i] + 1, position + 1, from->begins[i]);
	}
}

/* The leftmost, longest match; with REG_NOSUB just whether there is one. */
int
_regexSearch(const struct matcher *matcher, regmatch_t *whole)
{
	struct regexProgram *program = matcher->program;
	struct stateList *current = &program->lists[0], *next = &program->lists[1], *swap;
	size_t position = matcher->begin, bestBegin = (size_t)-1;
	const unsigned char *text = matcher->text;
	int found = 0;
	struct run run;

	run.matcher = matcher;
	run.to = program->codeCount - 1;
	emptyList(program, current);
	for (;;) {
		if (!found && current->count == 0 && !program->canBeEmpty && !program->anchored)
			while (position < matcher->end && !IN_SET(program->firstBytes, text[position]))
				position++;
		run.accepted = 0;
		if (position > matcher->begin && current->count > 0)
			step(&run, current, next, position - 1, bestBegin);
		else
			emptyList(program, next);
		swap = current;
		current = next;
		next = swap;
		if (!found && !run.accepted && (!program->anchored || position == matcher->begin)
		    && (program->canBeEmpty || (position < matcher->end && IN_SET(program->firstBytes, text[position]))))
			addState(&run, current, 0, position, position);
		if (run.accepted && (!found || run.acceptedBegin <= bestBegin)) {
			found = 1;
			bestBegin = run.acceptedBegin;
			whole->rm_so = (regoff_t)bestBegin;
			whole->rm_eo = (regoff_t)position;
			if (program->flags & REG_NOSUB)
				break;
		}
		if (position == matcher->end || (current->count == 0 && (found || program->anchored)))
			break;
		position++;
	}
	return found ? 0 : REG_NOMATCH;
}

/*
 * Runs the code from..to on the text begin..end, anchored at begin. Marks in
 * `ends` (if not NULL) every length it can take, and returns whether it can
 * take all.
 */
int
_regexRun(const struct matcher *matcher, int from, int to, size_t begin, size_t end, char *ends)
{
	struct regexProgram *program = matcher->program;
	struct stateList *current = &program->lists[0], *next = &program->lists[1], *swap;
	size_t position = begin;
	struct run run;

	run.matcher = matcher;
	run.to = to;
	run.accepted = 0;
	emptyList(program, current);
	addState(&run, current, from, position, begin);
	for (;;) {
		if (ends != NULL)
			ends[position - begin] = (char)run.accepted;
		if (position == end)
			return run.accepted;
		if (current->count == 0)
			return 0;
		run.accepted = 0;
		step(&run, current, next, position, begin);
		position++;
		swap = current;
		current = next;
		next = swap;
	}
}
