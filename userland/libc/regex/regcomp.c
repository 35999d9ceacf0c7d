/*
 * From tree to program.
 */
#include <stdlib.h>
#include <string.h>
#include "program.h"

struct emitter {
	struct regexProgram *program;
	int error;
};

static void emitNode(struct emitter *emitter, int number);

static int
emit(struct emitter *emitter, int operation, int value)
{
	struct regexProgram *program = emitter->program;
	struct instruction *at;

	if (program->codeCount == program->codeCapacity) {
		int capacity = program->codeCapacity == 0 ? 64 : program->codeCapacity * 2;
		struct instruction *code = NULL;

		if (program->codeCount < PROGRAM_LIMIT)
			code = realloc(program->code, capacity * sizeof *code);
		if (code == NULL) {
			emitter->error = REG_ESPACE;
			return 0;
		}
		program->code = code;
		program->codeCapacity = capacity;
	}
	at = &program->code[program->codeCount];
	at->operation = (unsigned char)operation;
	at->value = (short)value;
	at->target = NONE;
	return program->codeCount++;
}

static void
pointHere(struct emitter *emitter, int instruction)
{
	if (emitter->error == 0)
		emitter->program->code[instruction].target = emitter->program->codeCount;
}

/* One or more rounds; a round that takes nothing is the last. */
static void
emitLoop(struct emitter *emitter, int body)
{
	int loop = emitter->program->loopCount++;
	int top = emit(emitter, OP_MARK, loop);
	int leave, back;

	emitNode(emitter, body);
	leave = emit(emitter, OP_SPLIT, 0);
	emit(emitter, OP_CHECK, loop);
	back = emit(emitter, OP_JUMP, 0);
	if (emitter->error == 0)
		emitter->program->code[back].target = top;
	pointHere(emitter, leave);
}

/* dissect.c knows this layout: afterRound() there. */
static void
emitRepeat(struct emitter *emitter, const struct node *node)
{
	int min = node->min, max = node->max, body = node->first;
	int i, leave, firstLeave = NONE;

	for (i = 0; i < (max == NONE ? min - 1 : min) && emitter->error == 0; i++)
		emitNode(emitter, body);
	if (max == NONE) {
		leave = min == 0 ? emit(emitter, OP_SPLIT, 0) : NONE;
		emitLoop(emitter, body);
		if (leave != NONE)
			pointHere(emitter, leave);
		return;
	}
	/* Optional rounds; the splits are chained by their targets until the end is known. */
	for (; i < max && emitter->error == 0; i++) {
		leave = emit(emitter, OP_SPLIT, 0);
		if (emitter->error == 0)
			emitter->program->code[leave].target = firstLeave;
		firstLeave = leave;
		emitNode(emitter, body);
	}
	while (firstLeave != NONE && emitter->error == 0) {
		int next = emitter->program->code[firstLeave].target;

		pointHere(emitter, firstLeave);
		firstLeave = next;
	}
}

/* The links of a chain all end where the chain ends. */
static void
endChain(struct emitter *emitter, int kind, int number)
{
	struct node *nodes = emitter->program->nodes;

	for (; nodes[number].kind == kind; number = nodes[number].second) {
		nodes[number].end = emitter->program->codeCount;
		if (kind == NODE_ALT && emitter->error == 0)
			pointHere(emitter, nodes[nodes[number].second].start - 1);
	}
}

static void
emitAlternatives(struct emitter *emitter, int number)
{
	struct node *nodes = emitter->program->nodes;
	int link = number, split;

	for (; nodes[link].kind == NODE_ALT && emitter->error == 0; link = nodes[link].second) {
		nodes[link].start = emitter->program->codeCount;
		split = emit(emitter, OP_SPLIT, 0);
		emitNode(emitter, nodes[link].first);
		emit(emitter, OP_JUMP, 0);
		pointHere(emitter, split);
	}
	emitNode(emitter, link);
	endChain(emitter, NODE_ALT, number);
}

static void
emitSequence(struct emitter *emitter, int number)
{
	struct node *nodes = emitter->program->nodes;
	int link = number;

	for (; nodes[link].kind == NODE_CAT && emitter->error == 0; link = nodes[link].second) {
		nodes[link].start = emitter->program->codeCount;
		emitNode(emitter, nodes[link].first);
	}
	emitNode(emitter, link);
	endChain(emitter, NODE_CAT, number);
}

static void
emitNode(struct emitter *emitter, int number)
{
	struct node *node = &emitter->program->nodes[number];

	if (emitter->error != 0)
		return;
	node->start = emitter->program->codeCount;
	switch (node->kind) {
	case NODE_EMPTY:
		break;
	case NODE_BYTE:
		emit(emitter, OP_BYTE, node->value);
		break;
	case NODE_ANY:
		emit(emitter, OP_ANY, 0);
		break;
	case NODE_SET:
		emit(emitter, OP_SET, node->value);
		break;
	case NODE_ASSERT:
		emit(emitter, OP_ASSERT, node->value);
		break;
	case NODE_BACKREF:
		emit(emitter, OP_BACKREF, node->value);
		break;
	case NODE_GROUP:
		emit(emitter, OP_OPEN, node->value);
		emitNode(emitter, node->first);
		emit(emitter, OP_CLOSE, node->value);
		break;
	case NODE_CAT:
		emitSequence(emitter, number);
		break;
	case NODE_ALT:
		emitAlternatives(emitter, number);
		break;
	case NODE_REPEAT:
		emitRepeat(emitter, node);
		break;
	}
	node->end = emitter->program->codeCount;
}

/*
 * Walks over everything that can be reached without taking a byte, collects
 * the bytes that can come first, and says whether the end was reached. With
 * `pastBegin` 0 a LINE_BEGIN cannot be passed.
 */
static int
firstBytes(const struct regexProgram *program, int at, char *seen, int pastBegin, byteSet first)
{
	int c, empty = 0;

	for (;; at++) {
		const struct instruction *instruction = &program->code[at];

		if (seen[at])
			return empty;
		seen[at] = 1;
		switch (instruction->operation) {
		case OP_BYTE:
		case OP_ANY:
		case OP_SET:
			for (c = 0; c < 256; c++)
				if (_regexTakes(program, instruction, c))
					ADD_TO_SET(first, c);
			return empty;
		case OP_ASSERT:
			if (!pastBegin && instruction->value == LINE_BEGIN)
				return empty;
			break;
		case OP_SPLIT:
			empty |= firstBytes(program, at + 1, seen, pastBegin, first);
			at = instruction->target - 1;
			break;
		case OP_JUMP:
			at = instruction->target - 1;
			break;
		case OP_BACKREF: /* may be empty, or begin with anything */
			memset(first, 0xff, sizeof(byteSet));
			break;
		case OP_MATCH:
			return 1;
		default:
			break;
		}
	}
}

static int
prepareSearch(struct regexProgram *program)
{
	char *seen = calloc(program->codeCount, 1);
	byteSet unanchored;
	size_t i;

	if (seen == NULL)
		return REG_ESPACE;
	program->canBeEmpty = firstBytes(program, 0, seen, 1, program->firstBytes);
	if (!(program->flags & REG_NEWLINE)) {
		memset(seen, 0, program->codeCount);
		memset(unanchored, 0, sizeof unanchored);
		program->anchored = !firstBytes(program, 0, seen, 0, unanchored);
		for (i = 0; i < sizeof unanchored; i++)
			if (unanchored[i] != 0)
				program->anchored = 0;
	}
	free(seen);
	return 0;
}

static int
allocateMachine(struct regexProgram *program)
{
	int i;

	program->stamps = calloc(program->codeCount, sizeof *program->stamps);
	for (i = 0; i < 2; i++) {
		program->lists[i].states = malloc(program->codeCount * sizeof(int));
		program->lists[i].begins = malloc(program->codeCount * sizeof(size_t));
		if (program->lists[i].states == NULL || program->lists[i].begins == NULL)
			return REG_ESPACE;
	}
	return program->stamps == NULL ? REG_ESPACE : 0;
}

int
regcomp(regex_t *regex, const char *pattern, int flags)
{
	struct regexProgram *program = calloc(1, sizeof *program);
	struct emitter emitter;
	int error;

	regex->re_program = program;
	if (program == NULL)
		return REG_ESPACE;
	program->flags = flags;
	error = _regexParse(program, pattern);
	if (error == 0) {
		emitter.program = program;
		emitter.error = 0;
		emitNode(&emitter, program->root);
		emit(&emitter, OP_MATCH, 0);
		error = emitter.error;
	}
	if (error == 0)
		error = prepareSearch(program);
	if (error == 0)
		error = allocateMachine(program);
	if (error != 0) {
		regfree(regex);
		return error;
	}
	program->hasDfa = _regexHasDfa(program);
	regex->re_nsub = program->groupCount - 1;
	return 0;
}

void
regfree(regex_t *regex)
{
	struct regexProgram *program = regex->re_program;
	int i;

	if (program == NULL)
		return;
	for (i = 0; i < 2; i++) {
		free(program->lists[i].states);
		free(program->lists[i].begins);
	}
	_regexFreeDfa(program);
	free(program->stamps);
	free(program->nodes);
	free(program->sets);
	free(program->code);
	free(program);
	regex->re_program = NULL;
}
