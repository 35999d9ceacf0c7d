/*
 * proftest: where a program spends its time, by profil. Prints a line for what
 * is not as expected.
 *
 *   proftest         all of it
 *   proftest plain   only loops, to see that exec has ended the profile
 */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

#define COUNTERS 8192
#define BAD ((short *)0x10)
/* One counter for every 4 bytes of code. */
#define SCALE 0x8000

static short counters[COUNTERS];
static volatile int sink;

static void __attribute__((noinline)) busy(void)
{
	int i;

	for (i = 0; i < 300000; i++)
		sink += i;
}

static void __attribute__((noinline)) afterBusy(void)
{
	sink++;
}

static int sum(int from, int to, int base)
{
	int i, all = 0;

	for (i = (from - base) / 4; i < (to - base) / 4; i++)
		all += counters[i];
	return all;
}

static int total(void)
{
	int i, all = 0;

	for (i = 0; i < COUNTERS; i++)
		all += counters[i];
	return all;
}

int main(int argc, char **argv)
{
	/* busy() and what the compiler put behind it. */
	int start = (int)busy, end = (int)afterBusy, base = start - 0x200, before, status;

	CHECK(start < end && end - start < 256);
	busy();
	CHECK(total() == 0);
	if (argc > 1)
		return failures;
	CHECK(profil(counters, sizeof counters, base, SCALE) == 0);
	for (status = 0; status < 5; status++)
		busy();
	/* The loop and nothing else, save a sample or two of start and end. */
	CHECK(total() >= 10 && sum(start, end, base) >= total() - 2);
	if (fork() == 0) {
		before = total();
		busy();
		CHECK(total() > before);
		fflush(stdout);
		if (failures != 0)
			_exit(1);
		execl(argv[0], argv[0], "plain", (char *)0);
	}
	CHECK(wait(&status) > 0 && status == 0);
	/* Half of the buffer that ends before the loop: nothing is counted. */
	CHECK(profil(counters, 0, 0, 0) == 0);
	memset(counters, 0, sizeof counters);
	CHECK(profil(counters, 64, base, SCALE) == 0);
	busy();
	CHECK(total() == 0);
	CHECK(profil(counters, sizeof counters, base, 1) == 0);
	busy();
	CHECK(total() == 0);
	/* A buffer that is nowhere ends the profile and not the program. */
	CHECK(profil(BAD, sizeof counters, base, SCALE) == 0);
	busy();
	CHECK(profil(counters, -4, base, SCALE) == 0);
	busy();
	CHECK(total() == 0 && profil(counters, sizeof counters, base, 0) == 0);
	(void)sink;
	return failures != 0;
}
