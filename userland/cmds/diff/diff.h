/*
 * diff, in five parts: main.c (options, two files), directory.c (two trees),
 * input.c (lines and which of them are equal), compare.c (the shortest way from
 * one to the other), output.c (how that is shown).
 */
#ifndef DIFF_H
#define DIFF_H

#include "common.h"

enum style { NORMAL, ED, CONTEXT, UNIFIED, BRIEF };

struct settings {
	enum style style;
	long context; /* lines around a change */
	int foldCase, ignoreSpace, ignoreAmount, asText; /* -i -w -b -a */
	int recursive, newFiles, sayEqual; /* -r -N -s */
	const char *labels[2];
	const char *options; /* as given, for the headings of files in trees */
};
extern struct settings settings;

struct line {
	const char *text;
	size_t length;
	long kind; /* lines of one kind are equal */
};

struct file {
	const char *name;
	char *bytes;
	size_t size;
	struct stat status;
	int missing; /* -N: taken as empty */
	int unterminated; /* the last line has no newline */
	struct line *lines;
	long count;
	char *changed; /* by line: it has no partner in the other file */
};

/* A run of lines of one file that takes the place of one of the other. */
struct change {
	long from[2], to[2]; /* lines from .. to - 1 */
};

/* main.c: says how two files differ; 0 equal, 1 not, 2 trouble. */
int diffFiles(const char *one, const char *other, const char *heading);
/* directory.c */
int diffDirectories(const char *one, const char *other);
/* input.c */
void classify(struct file files[2]);
/* compare.c: sets `changed`. */
void compareFiles(struct file files[2]);
/* output.c */
void showChanges(struct file files[2]);

#endif
