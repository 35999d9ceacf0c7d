/*
 * qsort: quicksort with the median of three, insertion sort below 8 elements,
 * the larger part left for the loop so that the stack stays small, and heap
 * sort when the parts get too uneven, so that no input is slow.
 */
#include <stdlib.h>
#include <string.h>

typedef int (*Compare)(const void *, const void *);

#define SMALL 8

static void swap(char *one, char *other, size_t size)
{
	if (size % sizeof(int) == 0 && ((size_t)one | (size_t)other) % sizeof(int) == 0) {
		int *left = (int *)one, *right = (int *)other;

		for (size /= sizeof(int); size > 0; size--) {
			int saved = *left;

			*left++ = *right;
			*right++ = saved;
		}
	} else {
		while (size-- > 0) {
			char saved = *one;

			*one++ = *other;
			*other++ = saved;
		}
	}
}

static void insertionSort(char *base, size_t count, size_t size, Compare compare)
{
	char *last = base + count * size, *at, *place;

	for (at = base + size; at < last; at += size)
		for (place = at; place > base && compare(place - size, place) > 0; place -= size)
			swap(place - size, place, size);
}

static void sink(char *base, size_t at, size_t count, size_t size, Compare compare)
{
	size_t child;

	while ((child = 2 * at + 1) < count) {
		if (child + 1 < count && compare(base + child * size, base + (child + 1) * size) < 0)
			child++;
		if (compare(base + at * size, base + child * size) >= 0)
			return;
		swap(base + at * size, base + child * size, size);
		at = child;
	}
}

static void heapSort(char *base, size_t count, size_t size, Compare compare)
{
	size_t i;

	for (i = count / 2; i-- > 0;)
		sink(base, i, count, size, compare);
	for (i = count; i-- > 1;) {
		swap(base, base + i * size, size);
		sink(base, 0, i, size, compare);
	}
}

static void quickSort(char *base, size_t count, size_t size, Compare compare, int depth)
{
	while (count > SMALL) {
		char *middle = base + count / 2 * size, *last = base + (count - 1) * size;
		char *left = base, *right = last;
		size_t before;

		if (depth-- == 0) {
			heapSort(base, count, size, compare);
			return;
		}
		if (compare(base, middle) > 0)
			swap(base, middle, size);
		if (compare(middle, last) > 0) {
			swap(middle, last, size);
			if (compare(base, middle) > 0)
				swap(base, middle, size);
		}
		/* Two scans meet; `middle` follows the pivot when it moves. */
		for (;;) {
			while (compare(left, middle) < 0)
				left += size;
			while (compare(right, middle) > 0)
				right -= size;
			if (left >= right)
				break;
			swap(left, right, size);
			if (middle == left)
				middle = right;
			else if (middle == right)
				middle = left;
			left += size;
			right -= size;
		}
		if (left == right) {
			left += size;
			right -= size;
		}
		/* [base, right] <= pivot <= [left, last] */
		before = right < base ? 0 : (size_t)(right - base) / size + 1;
		{
			size_t start = (size_t)(left - base) / size, after = count - start;

			if (before < after) {
				quickSort(base, before, size, compare, depth);
				base = left;
				count = after;
			} else {
				quickSort(left, after, size, compare, depth);
				count = before;
			}
		}
	}
	insertionSort(base, count, size, compare);
}

void qsort(void *base, size_t count, size_t size, Compare compare)
{
	int depth = 8;
	size_t rest;

	for (rest = count; rest > 1; rest >>= 1)
		depth += 2;
	if (size > 0 && count > 1)
		quickSort(base, count, size, compare, depth);
}
