/*
 * tsort: brings words into an order that respects pairs "before after". A word
 * paired with itself is only there. A circle is complained of and cut.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "common/common.h"

#define USAGE "[file]"

struct follower {
	struct follower *next;
	struct word *word;
};

struct word {
	struct word *next; /* in order of appearance */
	char *name;
	struct follower *followers;
	long before; /* words that must come first and have not */
	int done;
};

static struct word *words, **lastWord = &words;

static struct word *
findWord(const char *name, size_t length)
{
	struct word *word;

	for (word = words; word != NULL; word = word->next)
		if (strlen(word->name) == length && memcmp(word->name, name, length) == 0)
			return word;
	word = allocate(sizeof *word);
	memset(word, 0, sizeof *word);
	word->name = allocate(length + 1);
	memcpy(word->name, name, length);
	word->name[length] = '\0';
	*lastWord = word;
	lastWord = &word->next;
	return word;
}

static void
addPair(struct word *first, struct word *second)
{
	struct follower *follower;

	if (first == second)
		return;
	follower = allocate(sizeof *follower);
	follower->word = second;
	follower->next = first->followers;
	first->followers = follower;
	second->before++;
}

static void
readPairs(const char *name)
{
	size_t length, at = 0, start;
	char *text = readFile(name, &length);
	struct word *first = NULL;

	for (;;) {
		while (at < length && isspace((unsigned char)text[at]))
			at++;
		if (at == length)
			break;
		for (start = at; at < length && !isspace((unsigned char)text[at]);)
			at++;
		if (first == NULL) {
			first = findWord(text + start, at - start);
		} else {
			addPair(first, findWord(text + start, at - start));
			first = NULL;
		}
	}
	if (first != NULL)
		die(name, "an odd number of words");
}

static void
putWord(struct word *word)
{
	struct follower *follower;

	word->done = 1;
	printf("%s\n", word->name);
	for (follower = word->followers; follower != NULL; follower = follower->next)
		follower->word->before--;
}

int
main(int argc, char **argv)
{
	struct word *word, *left;

	begin(argv);
	if (argc > 2)
		usageError(USAGE);
	readPairs(argc == 2 ? argv[1] : "-");
	for (;;) {
		left = NULL;
		for (word = words; word != NULL; word = word->next) {
			if (!word->done && word->before <= 0)
				break;
			if (!word->done && left == NULL)
				left = word;
		}
		if (word == NULL && left == NULL)
			finish();
		if (word == NULL) {
			fflush(stdout);
			complain(left->name, "is part of a circle");
			word = left;
		}
		putWord(word);
	}
}
