/* What the calls are given, kind by kind. */
#include "callfuzz.h"

#define ARENA_PAGES 12
#define PAGE 4096
#define CHILDREN 8

static char *arena;
static unsigned arenaSize;
static Boolean careful;
static Proc_PID children[CHILDREN];
static char longName[300], longPath[1200];
static unsigned state;

void seedRandom(unsigned seed)
{
	state = seed * 2654435761u + 1;
	if (state == 0)
		state = 1;
}

unsigned next(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return (state * 1597334677u) >> 3;
}

/* Every name of the first row leads somewhere sooner or later. */
static char *const paths[] = {
	"a", "b", "c", "d", "d/a", "d/b", "e/a", "e", "link", "loop", "./a", "d/../b", PLAYGROUND "/a",
	"/tmp/fuzz/d/", "/dev/null", "/dev/console", "/dev/syslog", "/dev/raw1", "/etc/passwd", "/sprite/cmds/true",
	"/sprite/cmds/cat", "/sprite/tests/proctest", "/etc/motd", "/swap", "/tmp", "/", ".", "..", "",
	"//tmp//fuzz//c", "../fuzz/b", "/etc/passwd/x", "/nowhere/at/all", "$MACHINE", "/sprite/cmds.$MACHINE/sh",
	"/etc/master.passwd", "a/b/c", "/tmp/../..", "\377\200\1", "b/.", "d/..",
};
#define PATHS (sizeof paths / sizeof paths[0])

void prepareArguments(Boolean asRoot)
{
	unsigned i;

	careful = asRoot;
	arenaSize = ARENA_PAGES * PAGE;
	arena = sbrk(0);
	if (sbrk(arenaSize + PAGE - (unsigned)arena % PAGE) == (char *)-1)
		_exit(3);
	arena += PAGE - (unsigned)arena % PAGE;
	memset(longName, 'n', sizeof longName - 1);
	for (i = 0; i < sizeof longPath - 1; i++)
		longPath[i] = i % 2 ? '/' : '.';
}

void touchArena(void)
{
	unsigned i;

	for (i = 0; i < arenaSize; i += PAGE)
		arena[i] = i;
}

static unsigned number(void)
{
	static const unsigned values[] = {
		0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 31, 32, 64, 100, 255, 256, 511, 1000, 1023, 1024, 1025, 4095, 4096,
		4097, 8192, 10000, 65536, 0x100000, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff,
		0xffffffff, 0xffff, 0x10000, 0xfffff000,
	};

	if (CHANCE(60))
		return values[next() % (sizeof values / sizeof values[0])];
	if (CHANCE(60))
		return next() % 64;
	return next() << 8 ^ next();
}

static unsigned size(void)
{
	static const unsigned values[] = {
		0, 1, 2, 4, 6, 8, 12, 16, 20, 24, 32, 80, 100, 256, 512, 1024, 2000, 4096, 4097, 8192, 20000,
	};

	return CHANCE(80) ? values[next() % (sizeof values / sizeof values[0])] : number();
}

/* Stream ids are small and mostly open. */
static unsigned streamId(void)
{
	if (CHANCE(85))
		return next() % 12;
	return CHANCE(50) ? next() % 140 : number();
}

static unsigned place(void)
{
	return (unsigned)arena + ((next() % (arenaSize - PAGE)) & ~3);
}

static unsigned processId(void)
{
	unsigned choice = next() % 10, child = children[next() % CHILDREN];

	if (choice < 4)
		return (unsigned)PROC_MY_PID;
	if (choice < 6 && child != 0)
		return child;
	if (choice < 7)
		return getpid();
	if (careful)
		return next() | 0x80000000;
	if (choice < 8)
		return getppid();
	/* A neighbour, of this life of its slot or another. */
	return CHANCE(70) ? (getpid() & 0xff00) | next() % 40 | (next() & 0xf) << 16 : number();
}

static char *path(void)
{
	unsigned choice = next() % 100;

	if (choice < 2)
		return longName;
	if (choice < 4)
		return longPath;
	/* The names that can come and go are wanted most. */
	return choice < 50 ? paths[next() % 14] : paths[next() % PATHS];
}

static unsigned pointer(void)
{
	unsigned end = (unsigned)arena + arenaSize;

	switch (next() % 32) {
	case 0: return 0;
	case 1: return 0xffffffff;
	case 2: return 0x10 + next() % 64;
	case 3: return 0x80000000 + (next() & 0xfff);
	case 4: return (unsigned)pointer + (next() & 0xfc);
	case 5: return end - 4 * (1 + next() % 8);
	case 6: return end - 1 - next() % 16;
	case 7: return (unsigned)arena + PAGE * (1 + next() % 4) - 1 - next() % 32;
	case 8: return place() + 1 + next() % 3;
	case 9: return CHANCE(20) ? next() << 8 ^ next() : 0x7dfff000 + (next() & 0xffc);
	default: return place();
	}
}

static unsigned anyWord(void)
{
	switch (next() % 6) {
	case 0: return place();
	case 1: return (unsigned)path();
	case 2: return size();
	case 3: return streamId();
	case 4: return CHANCE(30) ? next() << 8 ^ next() : 0;
	default: return number();
	}
}

/* A pointer to something that the kernel will read. */
static unsigned filled(void)
{
	unsigned address = pointer(), i;

	if (address >= (unsigned)arena && address + 160 <= (unsigned)arena + arenaSize && address % 4 == 0) {
		for (i = 0; i < 40; i++)
			((unsigned *)address)[i] = anyWord();
	}
	return address;
}

static unsigned vector(void)
{
	static char *argumentVector[] = { "callfuzz", "-x", "two words", NULL };
	static char *shell[] = { "sh", "-c", "exit 3", NULL };

	if (CHANCE(60))
		return (unsigned)(CHANCE(50) ? argumentVector : shell);
	return filled();
}

static unsigned command(void)
{
	switch (next() % 8) {
	case 0: return 0x10000 + next() % 0x30;
	case 1: return ((1 + next() % 7) << 16) + next() % 10;
	case 2: return number();
	default: return next() % 48;
	}
}

static unsigned bits(void)
{
	if (CHANCE(10))
		return number();
	return CHANCE(50) ? next() & next() & 0xfff : next() & 0x3f;
}

int makeArgument(char kind, unsigned *words)
{
	switch (kind) {
	case 'b': words[0] = CHANCE(70) ? 0 : CHANCE(60) ? 1 : number(); return 1;
	case 'p': words[0] = CHANCE(95) ? (unsigned)path() : pointer(); return 1;
	case 'f': words[0] = streamId(); return 1;
	case 'd': words[0] = processId(); return 1;
	case 'g': words[0] = CHANCE(90) ? next() % 34 : number(); return 1;
	case 'z': words[0] = size(); return 1;
	case 'c': words[0] = command(); return 1;
	case 'm': words[0] = bits(); return 1;
	case 'v': words[0] = vector(); return 1;
	case 'i': words[0] = filled(); return 1;
	case 'o': words[0] = CHANCE(85) ? place() : pointer(); return 1;
	case '0': words[0] = 0; return 1;
	case 't':
		words[0] = CHANCE(90) ? 0 : number();
		words[1] = number();
		return 2;
	default: words[0] = number(); return 1;
	}
}

void rememberChild(unsigned address)
{
	if (address >= (unsigned)arena && address + 4 <= (unsigned)arena + arenaSize && address % 4 == 0)
		children[next() % CHILDREN] = *(Proc_PID *)address;
}
