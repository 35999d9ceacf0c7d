/* Heap, stack, pages shared by fork, floating-point registers and modes. */
#include "migtest.h"

#define HEAP_BYTES 200000

void heapTest(void)
{
	static unsigned char still[5000];
	unsigned char *heap = malloc(HEAP_BYTES);
	long i;

	for (i = 0; i < HEAP_BYTES; i++)
		heap[i] = (unsigned char)(i * 7 + i / 4096);
	for (i = 0; i < (long)sizeof still; i++)
		still[i] = (unsigned char)i;
	passTime(4);
	printf("heap %x, data %x\n", checksum(heap, HEAP_BYTES), checksum(still, sizeof still));
	for (i = 0; i < HEAP_BYTES; i += 9000)
		heap[i] ^= 0x55;
	passTime(4);
	heap = realloc(heap, 2 * HEAP_BYTES);
	memset(heap + HEAP_BYTES, 3, HEAP_BYTES);
	passTime(2);
	printf("heap %x\n", checksum(heap, 2 * HEAP_BYTES));
}

static unsigned deepen(int depth)
{
	char here[600];
	unsigned below;

	memset(here, depth, sizeof here);
	if (depth % 20 == 0)
		passTime(1);
	below = depth == 0 ? 0 : deepen(depth - 1);
	return below * 31 + checksum(here, sizeof here);
}

void stackTest(void)
{
	printf("stack %x\n", deepen(100));
	passTime(2);
	printf("stack %x\n", deepen(60));
}

/* Parent and child each change half of what they share; a grandchild sees the child's. */
void copyTest(void)
{
	unsigned char *bytes = malloc(60000);
	pid_t child;

	memset(bytes, 1, 60000);
	child = forkOrDie();
	if (child == 0) {
		memset(bytes, 2, 30000);
		passTime(3);
		if (forkOrDie() == 0) {
			passTime(2);
			bytes[59999] = 9;
			printf("grandchild %x\n", checksum(bytes, 60000));
			exit(0);
		}
		wait(NULL);
		printf("child %x\n", checksum(bytes, 60000));
		exit(0);
	}
	memset(bytes + 30000, 3, 30000);
	passTime(5);
	showEnd("child", child, 0);
	printf("parent %x\n", checksum(bytes, 60000));
}

#ifdef __m68k__
static unsigned getMode(void)
{
	unsigned mode;

	__asm__ volatile("fmovel %%fpcr,%0" : "=d"(mode));
	return mode;
}

static void roundDown(void)
{
	__asm__ volatile("fmovel %0,%%fpcr" : : "d"(0x20));
}
#else
static unsigned getMode(void)
{
	unsigned mode;

	__asm__ volatile("cfc1 %0,$31" : "=r"(mode));
	return mode & 3;
}

static void roundDown(void)
{
	__asm__ volatile("ctc1 %0,$31" : : "r"(3));
}
#endif

void floatTest(void)
{
	volatile double third = 3.0, tenth = 0.1;
	double sum = 0, product = 1;
	int i;

	for (i = 1; i < 40; i++) {
		sum += 1.0 / i;
		product *= 1 + tenth / i;
		passTime(i % 4 == 0);
	}
	printf("%.15g %.15g\n", sum, product);
	roundDown();
	passTime(3);
	printf("mode %x, %.17g\n", getMode(), 1.0 / third);
	passTime(1);
	printf("negative %.17g\n", -1.0 / third);
}
