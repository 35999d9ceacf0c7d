/*
 * join: pairs the lines of two files, both sorted by the field that is to be
 * equal. -1 N -2 N (-j N) which field that is, -a N also lines of file N without
 * a partner, -v N only those, -o which fields, -e what stands for a missing
 * one, -t what separates fields (else blanks).
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[-a n | -v n] [-e text] [-o list] [-t char] [-1 field] [-2 field] file1 file2"

struct field {
	size_t start, length;
};

struct row {
	char *text;
	struct field *fields;
	size_t fieldCount, fieldCapacity;
};

/* A file, and the rows that share the key at which it stands. */
struct side {
	struct lineReader reader;
	const char *name;
	struct row *rows;
	size_t rowCount, rowCapacity;
	struct row next; /* read already; its text is NULL at the end */
	long key;
	int showAlone;
};

struct output {
	int side; /* 0: the key */
	long field;
};

static struct side sides[2];
static struct output *outputs;
static size_t outputCount, outputCapacity;
static int separator = -1, showPairs = 1;
static const char *substitute = "";

static int
endsField(int c)
{
	return separator >= 0 ? c == separator : isblank(c);
}

static void
splitRow(struct row *row, size_t length)
{
	size_t at = 0, start;

	for (;;) {
		while (separator < 0 && at < length && isblank((unsigned char)row->text[at]))
			at++;
		if (separator < 0 && at == length)
			return;
		start = at;
		while (at < length && !endsField((unsigned char)row->text[at]))
			at++;
		row->fields = growArray(row->fields, &row->fieldCapacity, row->fieldCount, sizeof *row->fields);
		row->fields[row->fieldCount].start = start;
		row->fields[row->fieldCount++].length = at - start;
		if (at == length)
			return;
		at++;
	}
}

static void
readRow(struct side *side)
{
	size_t length;
	const char *line = nextLine(&side->reader, &length);

	memset(&side->next, 0, sizeof side->next);
	if (line == NULL)
		return;
	side->next.text = allocate(length + 1);
	memcpy(side->next.text, line, length);
	splitRow(&side->next, length);
}

static struct field
fieldOf(const struct row *row, long field)
{
	struct field none = {0, 0};

	return field < (long)row->fieldCount ? row->fields[field] : none;
}

static int
compareKeys(const struct row *one, long oneKey, const struct row *other, long otherKey)
{
	struct field a = fieldOf(one, oneKey), b = fieldOf(other, otherKey);
	int order = memcmp(one->text + a.start, other->text + b.start, a.length < b.length ? a.length : b.length);

	return order != 0 ? order : a.length < b.length ? -1 : a.length > b.length;
}

static void
freeRow(struct row *row)
{
	free(row->text);
	free(row->fields);
}

/* All rows with the next key. */
static void
readGroup(struct side *side)
{
	size_t i;

	for (i = 0; i < side->rowCount; i++)
		freeRow(&side->rows[i]);
	side->rowCount = 0;
	while (side->next.text != NULL
	    && (side->rowCount == 0 || compareKeys(&side->rows[0], side->key, &side->next, side->key) == 0)) {
		side->rows = growArray(side->rows, &side->rowCapacity, side->rowCount, sizeof *side->rows);
		side->rows[side->rowCount++] = side->next;
		readRow(side);
	}
}

static void
putField(const struct row *row, long field, int *any)
{
	struct field found;

	if (*any)
		putchar(separator >= 0 ? separator : ' ');
	*any = 1;
	found.length = 0;
	if (row != NULL)
		found = fieldOf(row, field);
	if (found.length == 0)
		putText(substitute);
	else
		putBytes(row->text + found.start, found.length);
}

static void
putRows(const struct row *one, const struct row *other)
{
	const struct row *rows[2];
	const struct row *keyed = one != NULL ? one : other;
	long key = sides[one != NULL ? 0 : 1].key;
	size_t i;
	int any = 0, side;

	rows[0] = one;
	rows[1] = other;
	for (i = 0; i < outputCount; i++) {
		if (outputs[i].side == 0)
			putField(keyed, key, &any);
		else
			putField(rows[outputs[i].side - 1], outputs[i].field, &any);
	}
	if (outputCount == 0) {
		putField(keyed, key, &any);
		for (side = 0; side < 2; side++)
			for (i = 0; rows[side] != NULL && i < rows[side]->fieldCount; i++)
				if ((long)i != sides[side].key)
					putField(rows[side], (long)i, &any);
	}
	putchar('\n');
}

static void
putAlone(int which)
{
	struct side *side = &sides[which];
	size_t i;

	for (i = 0; side->showAlone && i < side->rowCount; i++)
		putRows(which == 0 ? &side->rows[i] : NULL, which == 0 ? NULL : &side->rows[i]);
	readGroup(side);
}

static void
joinFiles(void)
{
	size_t i, j;

	while (sides[0].rowCount > 0 || sides[1].rowCount > 0) {
		int order = sides[0].rowCount == 0 ? 1 : sides[1].rowCount == 0 ? -1
		    : compareKeys(&sides[0].rows[0], sides[0].key, &sides[1].rows[0], sides[1].key);

		if (order != 0) {
			putAlone(order > 0);
			continue;
		}
		for (i = 0; showPairs && i < sides[0].rowCount; i++)
			for (j = 0; j < sides[1].rowCount; j++)
				putRows(&sides[0].rows[i], &sides[1].rows[j]);
		readGroup(&sides[0]);
		readGroup(&sides[1]);
	}
}

/* "1.2,2.3" or "0", separated by commas or blanks. */
static void
readOutputs(const char *list)
{
	const char *p = list;

	while (*p != '\0') {
		struct output output = {0, 0};
		char *end = (char *)p + 1;

		if (*p == '1' || *p == '2') {
			output.side = *p - '0';
			output.field = p[1] == '.' ? strtol(p + 2, &end, 10) - 1 : -1;
		}
		if (*p < '0' || *p > '2' || output.field < 0 || (*end != ',' && !isblank((unsigned char)*end) && *end != '\0'))
			die(list, "is no list of fields like 1.2,2.1,0");
		outputs = growArray(outputs, &outputCapacity, outputCount, sizeof *outputs);
		outputs[outputCount++] = output;
		p = *end == '\0' ? end : end + 1;
	}
}

static int
fileNumber(const char *text)
{
	if ((text[0] != '1' && text[0] != '2') || text[1] != '\0')
		die(text, "is neither 1 nor 2");
	return text[0] - '1';
}

static void
setKey(int side, const char *text)
{
	sides[side].key = parseCount(text, "is no field") - 1;
	if (sides[side].key < 0)
		die(text, "fields count from 1");
}

static void
readOptions(int argc, char **argv)
{
	int letter;

	while ((letter = nextOption(argc, argv, "1:2:a:e:j:o:t:v:", USAGE)) != -1) {
		switch (letter) {
		case '1':
		case '2': setKey(letter - '1', optarg); break;
		case 'j':
			setKey(0, optarg);
			setKey(1, optarg);
			break;
		case 'v': showPairs = 0; /* FALLTHROUGH */
		case 'a': sides[fileNumber(optarg)].showAlone = 1; break;
		case 'e': substitute = optarg; break;
		case 'o':
			readOutputs(optarg);
			/* The old form: each field an argument. */
			while (optind < argc - 2 && (strncmp(argv[optind], "1.", 2) == 0 || strncmp(argv[optind], "2.", 2) == 0
			    || strcmp(argv[optind], "0") == 0))
				readOutputs(argv[optind++]);
			break;
		case 't':
			if (optarg[0] == '\0' || optarg[1] != '\0')
				die(optarg, "is not one character");
			separator = (unsigned char)optarg[0];
			break;
		}
	}
}

int
main(int argc, char **argv)
{
	int i;

	begin(argv);
	readOptions(argc, argv);
	if (argc - optind != 2)
		usageError(USAGE);
	for (i = 0; i < 2; i++) {
		int stream = openOperand(sides[i].name = argv[optind + i]);

		if (stream < 0)
			finish();
		openLines(&sides[i].reader, stream);
		readRow(&sides[i]);
		readGroup(&sides[i]);
	}
	joinFiles();
	for (i = 0; i < 2; i++)
		endLines(&sides[i].reader, sides[i].name);
	finish();
}
