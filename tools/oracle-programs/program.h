/*
 * What every oracle program stands on: start-up code, Linux's write and exit, and printing of numbers. The same
 * file runs under qemu and in our flat address space. The first argument is the number of rounds.
 */
#define SIZE(array) (sizeof(array) / sizeof((array)[0]))

typedef unsigned char u8;
typedef unsigned int u32;

#ifdef __m68k__

static void write_out(const char *bytes, u32 length)
{
	register u32 call __asm__("d0") = 4;
	register u32 file __asm__("d1") = 1;
	register const char *from __asm__("d2") = bytes;
	register u32 size __asm__("d3") = length;
	__asm__ volatile("trap #0" : "+d"(call) : "d"(file), "d"(from), "d"(size) : "memory");
}

static void exit_with(int status)
{
	register u32 call __asm__("d0") = 1;
	register int code __asm__("d1") = status;
	for (;;)
		__asm__ volatile("trap #0" : : "d"(call), "d"(code) : "memory");
}

#else

static void write_out(const char *bytes, u32 length)
{
	register u32 call __asm__("$2") = 4004;
	register u32 file __asm__("$4") = 1;
	register const char *from __asm__("$5") = bytes;
	register u32 size __asm__("$6") = length;
	register u32 failed __asm__("$7");
	__asm__ volatile("syscall"
			 : "+r"(call), "=r"(failed)
			 : "r"(file), "r"(from), "r"(size)
			 : "memory", "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24",
			   "$25", "hi", "lo");
}

static void exit_with(int status)
{
	register u32 call __asm__("$2") = 4001;
	register int code __asm__("$4") = status;
	for (;;)
		__asm__ volatile("syscall" : : "r"(call), "r"(code) : "memory");
}

#endif

/* The compiler calls these by itself, for structures. */
void *memcpy(void *to, const void *from, u32 count)
{
	u8 *t = to;
	const u8 *f = from;
	while (count-- > 0)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int value, u32 count)
{
	u8 *t = to;
	while (count-- > 0)
		*t++ = (u8)value;
	return to;
}

static void print(const char *name, u32 value)
{
	char line[64];
	u32 n = 0;
	int shift;
	while (name[n] != 0) {
		line[n] = name[n];
		n++;
	}
	line[n++] = ' ';
	for (shift = 28; shift >= 0; shift -= 4)
		line[n++] = "0123456789abcdef"[(value >> shift) & 15];
	line[n++] = '\n';
	write_out(line, n);
}

/* A generator of our own, so that data need no library: x' = 1664525 x + 1013904223 (mod 2^32). */
static u32 seed = 12345;
static inline u32 next_random(void)
{
	seed = seed * 1664525u + 1013904223u;
	return seed >> 8;
}

static void run(u32 rounds);

void start(const u32 *stack)
{
	u32 rounds = 1;
	if (stack[0] > 1) {
		const char *text = (const char *)stack[2];
		rounds = 0;
		while (*text >= '0' && *text <= '9')
			rounds = rounds * 10 + (u32)(*text++ - '0');
	}
	run(rounds);
	exit_with(0);
}

#ifdef __m68k__
__asm__(".globl __start\n"
	"__start:\n"
	"	move.l %sp,-(%sp)\n"
	"	jsr start\n"
	"	illegal\n");
#else
__asm__(".set noreorder\n"
	".globl __start\n"
	"__start:\n"
	"	addu $4, $29, $0\n"
	"	jal start\n"
	"	addiu $29, $29, -24\n"
	"	break 5\n"
	".set reorder\n");
#endif
