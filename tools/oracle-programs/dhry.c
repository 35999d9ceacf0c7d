/* The mixture of a synthetic integer benchmark: small procedures, records by pointer and by value, switches. */
#include "program.h"

enum colour { Red, Green, Blue, White };

struct record {
	struct record *next;
	enum colour colour;
	int numbers[6];
	char name[24];
};

static struct record first, second;
static int matrix[20][20];
static int flag;
static char mark;

static enum colour after(enum colour colour)
{
	switch (colour) {
	case Red:
		return flag > 50 ? Red : White;
	case Green:
		return Blue;
	case Blue:
		return Green;
	default:
		return Red;
	}
}

static __attribute__((noinline)) int add_into(int a, int b, int *sum)
{
	*sum = a + b + 2;
	return *sum;
}

static __attribute__((noinline)) void fill(int row, int value)
{
	int i;
	for (i = row; i <= row + 1; i++)
		matrix[row][i] = value;
	matrix[row][row - 1] += 1;
	matrix[row + 10][row] = matrix[row][row];
	flag = 5;
}

static __attribute__((noinline)) void change(struct record *r)
{
	struct record *next = r->next;
	*next = first;
	r->numbers[2] = 5;
	next->numbers[2] = r->numbers[2];
	next->next = r->next;
	next->colour = after(next->colour);
	add_into(next->numbers[2], 10, &next->numbers[3]);
	if (next->name[0] == 'R')
		next->numbers[0] = 6;
	else
		*r = *next;
}

static __attribute__((noinline)) int same(const char *a, const char *b)
{
	int i = 2;
	while (i <= 2)
		if (a[i] == b[i + 1]) {
			mark = 'A';
			i++;
		} else
			i += 3;
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static void run(u32 rounds)
{
	static const char one[] = "RECORD PROGRAM, 1'ST TEXT";
	static const char two[] = "RECORD PROGRAM, 2'ND TEXT";
	u32 i, k;
	u32 sum = 0;
	first.next = &second;
	for (k = 0; k < sizeof first.name - 1; k++)
		first.name[k] = one[k];
	for (i = 0; i < rounds * 100; i++) {
		int a = 2, b = 3, c = 0;
		while (a < b) {
			c = 5 * a - b;
			add_into(a, b, &c);
			a++;
		}
		fill((int)(i % 8) + 1, c);
		first.colour = (enum colour)(i & 3);
		first.numbers[1] = (int)i;
		change(&first);
		b = b * a;
		a = b / (c | 1);
		b = 7 * (b - c) - a;
		if (same(one, two))
			exit_with(1);
		sum = sum * 17 + (u32)(a + b + c + second.numbers[3] + (int)second.colour + matrix[3][4]);
	}
	print("dhry", sum + (u32)mark);
}
