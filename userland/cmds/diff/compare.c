/*
 * The fewest lines to delete and insert, after E. W. Myers, "An O(ND) Difference
 * Algorithm and Its Variations" (1986): paths from both ends, one edit longer
 * each time, until they meet; what lies on both sides of that point is solved
 * in the same way. Lines that the other file has not at all are set aside first.
 */
#include <stdlib.h>
#include <string.h>
#include "diff.h"

/* A file without the lines set aside: their kinds, and where they stand. */
struct sequence {
	long *kinds, *lines;
	long count;
	char *changed; /* of the file */
};

static struct sequence sides[2];
/* How far paths reach, by diagonal; from the beginning and from the end. */
static long *forward, *backward;

static long
most(long a, long b)
{
	return a > b ? a : b;
}

/* One more edit on diagonal k: how far along the first side that gets. */
static long
step(const long *reach, long k, long edits)
{
	return k == -edits || (k != edits && reach[k - 1] < reach[k + 1]) ? reach[k + 1] : reach[k - 1] + 1;
}

/* A point on a shortest way through a[0..n) and b[0..m), both not empty, whose
 * first and last elements differ. */
static void
findMiddle(const long *a, long n, const long *b, long m, long *middleA, long *middleB)
{
	long delta = n - m, edits, k, x, y;

	forward[1] = backward[1] = 0;
	for (edits = 0;; edits++) {
		/* Diagonals that leave the rectangle are left out. */
		long low = -edits + 2 * most(0, edits - m), high = edits - 2 * most(0, edits - n);

		for (k = low; k <= high; k += 2) {
			x = step(forward, k, edits);
			for (y = x - k; x < n && y < m && a[x] == b[y]; y++)
				x++;
			forward[k] = x;
			if (delta % 2 != 0 && k >= delta - (edits - 1) && k <= delta + (edits - 1)
			    && x + backward[delta - k] >= n) {
				*middleA = x;
				*middleB = x - k;
				return;
			}
		}
		for (k = low; k <= high; k += 2) {
			x = step(backward, k, edits);
			for (y = x - k; x < n && y < m && a[n - 1 - x] == b[m - 1 - y]; y++)
				x++;
			backward[k] = x;
			if (delta % 2 == 0 && k >= delta - edits && k <= delta + edits && x + forward[delta - k] >= n) {
				*middleA = n - x;
				*middleB = m - (x - k);
				return;
			}
		}
	}
}

static void
mark(struct sequence *side, long from, long to)
{
	for (; from < to; from++)
		side->changed[side->lines[from]] = 1;
}

static void
compare(long aFrom, long aTo, long bFrom, long bTo)
{
	const long *a = sides[0].kinds, *b = sides[1].kinds;
	long middleA, middleB;

	for (;;) {
		while (aFrom < aTo && bFrom < bTo && a[aFrom] == b[bFrom]) {
			aFrom++;
			bFrom++;
		}
		while (aFrom < aTo && bFrom < bTo && a[aTo - 1] == b[bTo - 1]) {
			aTo--;
			bTo--;
		}
		if (aFrom == aTo || bFrom == bTo) {
			mark(&sides[0], aFrom, aTo);
			mark(&sides[1], bFrom, bTo);
			return;
		}
		findMiddle(a + aFrom, aTo - aFrom, b + bFrom, bTo - bFrom, &middleA, &middleB);
		compare(aFrom, aFrom + middleA, bFrom, bFrom + middleB);
		aFrom += middleA;
		bFrom += middleB;
	}
}

/* Takes the lines that the other file has, too; the others are changed. */
static void
setAside(struct sequence *side, struct file *file, const struct file *other, char *present, long kinds)
{
	long i;

	memset(present, 0, (size_t)kinds);
	for (i = 0; i < other->count; i++)
		present[other->lines[i].kind] = 1;
	side->kinds = allocate((size_t)file->count * sizeof *side->kinds);
	side->lines = allocate((size_t)file->count * sizeof *side->lines);
	side->changed = file->changed;
	side->count = 0;
	for (i = 0; i < file->count; i++) {
		if (!present[file->lines[i].kind]) {
			file->changed[i] = 1;
			continue;
		}
		side->kinds[side->count] = file->lines[i].kind;
		side->lines[side->count++] = i;
	}
}

/* A run of changed lines that could as well end later does: "} {" reads better than "{ }". */
static void
slide(struct file *file)
{
	long from = 0, to;

	while (from < file->count) {
		if (!file->changed[from]) {
			from++;
			continue;
		}
		for (to = from; to < file->count && file->changed[to];)
			to++;
		while (to < file->count && file->lines[from].kind == file->lines[to].kind) {
			file->changed[from++] = 0;
			for (file->changed[to] = 1; to < file->count && file->changed[to];)
				to++;
		}
		from = to;
	}
}

void
compareFiles(struct file files[2])
{
	long kinds = files[0].count + files[1].count + 1, room;
	char *present = allocate((size_t)kinds);
	long *reaches;
	int side;

	setAside(&sides[0], &files[0], &files[1], present, kinds);
	setAside(&sides[1], &files[1], &files[0], present, kinds);
	free(present);
	room = sides[0].count + sides[1].count + 3;
	reaches = allocate((size_t)(4 * room) * sizeof *reaches);
	memset(reaches, 0, (size_t)(4 * room) * sizeof *reaches);
	forward = reaches + room;
	backward = reaches + 3 * room;
	compare(0, sides[0].count, 0, sides[1].count);
	free(reaches);
	for (side = 0; side < 2; side++) {
		free(sides[side].kinds);
		free(sides[side].lines);
		slide(&files[side]);
	}
}
