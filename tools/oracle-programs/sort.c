/* Quicksort of words and insertion sort of short runs: unpredictable branches, recursion. */
#include "program.h"

static int items[8192];

static void insertion(int *from, int count)
{
	int i, k;
	for (i = 1; i < count; i++) {
		int item = from[i];
		for (k = i; k > 0 && from[k - 1] > item; k--)
			from[k] = from[k - 1];
		from[k] = item;
	}
}

static void quick(int *from, int count)
{
	while (count > 12) {
		int pivot = from[count / 2];
		int low = 0;
		int high = count - 1;
		while (low <= high) {
			while (from[low] < pivot)
				low++;
			while (from[high] > pivot)
				high--;
			if (low <= high) {
				int item = from[low];
				from[low++] = from[high];
				from[high--] = item;
			}
		}
		quick(from, high + 1);
		from += low;
		count -= low;
	}
	insertion(from, count);
}

static void run(u32 rounds)
{
	u32 sum = 0;
	while (rounds-- > 0) {
		u32 i;
		for (i = 0; i < SIZE(items); i++)
			items[i] = (int)(next_random() << 12 ^ next_random());
		quick(items, (int)SIZE(items));
		for (i = 1; i < SIZE(items); i++)
			if (items[i - 1] > items[i])
				exit_with(1);
		for (i = 0; i < SIZE(items); i++)
			sum = sum * 31 + (u32)items[i];
	}
	print("sorted", sum);
}
