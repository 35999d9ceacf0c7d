/*
 * awk: a program of patterns and actions, for the records of files. -F what
 * separates fields, -v var=text, -f file.
 */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "awk.h"

#define USAGE "[-F separator] [-v var=text] program | -f file [operand ...]"

extern char **environ;

struct global **globals;
static size_t globalCount, globalCapacity;
static struct string *texts[SPECIALS];
static jmp_buf cycle;

static const struct {
	const char *name, *text; /* NULL: a number, 0 */
} specials[SPECIALS] = {
    [V_NF] = {"NF", NULL}, [V_NR] = {"NR", NULL}, [V_FNR] = {"FNR", NULL}, [V_FS] = {"FS", " "}, [V_OFS] = {"OFS", " "},
    [V_ORS] = {"ORS", "\n"}, [V_RS] = {"RS", "\n"}, [V_FILENAME] = {"FILENAME", ""}, [V_SUBSEP] = {"SUBSEP", "\034"},
    [V_RSTART] = {"RSTART", NULL}, [V_RLENGTH] = {"RLENGTH", NULL}, [V_CONVFMT] = {"CONVFMT", "%.6g"},
    [V_OFMT] = {"OFMT", "%.6g"}, [V_ENVIRON] = {"ENVIRON", NULL}, [V_ARGC] = {"ARGC", NULL}, [V_ARGV] = {"ARGV", NULL},
};

size_t
findGlobal(const char *name)
{
	struct global *global;
	size_t i;

	for (i = 0; i < globalCount; i++)
		if (strcmp(globals[i]->name, name) == 0)
			return i;
	global = allocate(sizeof *global);
	memset(global, 0, sizeof *global);
	global->name = copyString(name);
	globals = growArray(globals, &globalCapacity, globalCount, sizeof *globals);
	globals[globalCount] = global;
	return globalCount++;
}

struct string *
specialText(enum special which)
{
	return texts[which];
}

void
setGlobal(size_t index, struct value value)
{
	struct cell *cell = &globals[index]->cell;

	if (cell->array != NULL)
		fail(globals[index]->name, "an array cannot be assigned to");
	if (index == V_NF) {
		double count = toNumber(&value);

		dropValue(&value);
		setFieldCount(count);
		return;
	}
	/* Fields are cut by what FS was when the record was read. */
	if (index == V_FS)
		fieldCount();
	setValue(&cell->value, value);
	/* These are text, or else converting a number would ask for itself. */
	if (index < SPECIALS && specials[index].text != NULL) {
		dropString(texts[index]);
		texts[index] = toString(&cell->value);
	}
}

/* Escapes in it are those of strings. */
void
setFromOutside(const char *name, const char *text)
{
	struct text plain = NO_TEXT;

	unescape(text, &plain);
	setGlobal(findGlobal(name), inputValue(plain.bytes, plain.length));
	free(plain.bytes);
}

void
unwind(enum outcome outcome)
{
	longjmp(cycle, (int)outcome);
}

static void
setElement(struct array *array, const char *name, size_t length, const char *text)
{
	struct string *key = makeString(name, length);

	setValue(findElement(array, key, 1), inputValue(text, strlen(text)));
	dropString(key);
}

static void
setArguments(int argc, char **argv)
{
	struct array *arguments = arrayOf(&globals[V_ARGV]->cell);
	char digits[NUMBER_BYTES + 12];
	int i;

	for (i = 0; i < argc; i++) {
		sprintf(digits, "%d", i);
		setElement(arguments, digits, strlen(digits), argv[i]);
	}
	setGlobal(V_ARGC, numberValue(argc));
}

static void
setSpecials(void)
{
	struct array *variables;
	char **entry;
	size_t i;

	for (i = 0; i < SPECIALS; i++)
		findGlobal(specials[i].name);
	for (i = 0; i < SPECIALS; i++)
		if (specials[i].text != NULL) {
			globals[i]->cell.value = stringValue(makeString(specials[i].text, strlen(specials[i].text)));
			texts[i] = makeString(specials[i].text, strlen(specials[i].text));
		}
	for (i = V_NF; i <= V_FNR; i++)
		globals[i]->cell.value = numberValue(0);
	globals[V_RLENGTH]->cell.value = numberValue(-1);
	variables = arrayOf(&globals[V_ENVIRON]->cell);
	for (entry = environ; *entry != NULL; entry++) {
		const char *equals = strchr(*entry, '=');

		if (equals != NULL)
			setElement(variables, *entry, (size_t)(equals - *entry), equals + 1);
	}
}

/* Does the rule's pattern choose the record? */
static int
isChosen(struct rule *rule)
{
	if (rule->patternEnd == NULL)
		return rule->pattern == NULL || evaluateTruth(rule->pattern);
	if (!rule->inRange && !evaluateTruth(rule->pattern))
		return 0;
	rule->inRange = !evaluateTruth(rule->patternEnd);
	return 1;
}

static void
printRecord(void)
{
	struct value record = getField(0);
	struct string *text = toString(&record);

	fwrite(text->bytes, 1, text->length, stdout);
	fwrite(specialText(V_ORS)->bytes, 1, specialText(V_ORS)->length, stdout);
	dropString(text);
	dropValue(&record);
}

static enum outcome
runRules(struct rule *rule)
{
	enum outcome outcome = GO_ON;

	for (; rule != NULL && outcome == GO_ON; rule = rule->next) {
		if (!isChosen(rule))
			continue;
		if (rule->body == NULL)
			printRecord();
		else
			outcome = run(rule->body);
	}
	return outcome;
}

/* Each of the three runs with a place to which functions can jump out. */
static enum outcome
runGuarded(struct rule *rules)
{
	int jumped = setjmp(cycle);

	if (jumped == 0)
		return runRules(rules);
	frame = NULL;
	return (enum outcome)jumped;
}

static void
runRecords(void)
{
	static struct text record;
	enum outcome outcome = GO_ON;

	while (outcome != EXIT_PROGRAM && nextRecord(&record)) {
		setRecord(record.bytes, record.length);
		outcome = runGuarded(mainRules);
		if (outcome == NEXT_FILE)
			skipFile();
	}
}

static void
addFile(const char *name, struct text *program)
{
	size_t length;
	char *text = readFile(name, &length);

	appendBytes(program, text, length);
	appendByte(program, '\n');
	free(text);
}

static void
setVariable(char *text)
{
	char *equals = strchr(text, '=');

	if (equals == NULL)
		die(text, "is no var=text");
	*equals = '\0';
	setFromOutside(text, equals + 1);
}

int
main(int argc, char **argv)
{
	struct text program = NO_TEXT;
	int letter, fromFile = 0;
	enum outcome outcome;

	begin(argv);
	failStatus = 2;
	setSpecials();
	while ((letter = nextOption(argc, argv, "F:f:v:", USAGE)) != -1) {
		switch (letter) {
		case 'F': setFromOutside("FS", strcmp(optarg, "t") == 0 ? "\t" : optarg); break;
		case 'f': addFile(optarg, &program); fromFile = 1; break;
		case 'v': setVariable(optarg); break;
		}
	}
	if (!fromFile) {
		if (optind == argc)
			usageError(USAGE);
		appendString(&program, argv[optind++]);
	}
	lex(program.bytes, program.length);
	parseProgram();
	argv[--optind] = argv[0];
	setArguments(argc - optind, argv + optind);
	outcome = runGuarded(beginRules);
	if (outcome != EXIT_PROGRAM && (mainRules != NULL || endRules != NULL))
		runRecords();
	/* exit in another rule still does the END rules. */
	runGuarded(endRules);
	closeAll();
	finish();
}
