/*
 * Mapped files: what one process stores, others and the file have; what a
 * mapping does not allow, or a file does not have, is a signal. Each test
 * prints a line for whatever is not as it should be.
 */
#include <fcntl.h>
#include <sig.h>
#include <signal.h>
#include <setjmp.h>
#include <sys/wait.h>
#include "vmtest.h"

#define FILE_NAME "/tmp/mapped"
#define PAGES 3

static int wrong;
static jmp_buf afterFault;

static void check(int isGood, const char *what)
{
	if (isGood)
		return;
	printf("wrong: %s\n", what);
	wrong++;
}

static int makeFile(const char *name, int size)
{
	int id = open(name, O_RDWR | O_CREAT | O_TRUNC, 0666), i;
	char *text = malloc(size);

	for (i = 0; i < size; i++)
		text[i] = (char)('a' + i % 23);
	if (id < 0 || write(id, text, size) != size) {
		perror(name);
		exit(1);
	}
	free(text);
	return id;
}

static char *map(int id, int length, int protection, int share, int offset)
{
	void *at = NULL;
	ReturnStatus status = Vm_Mmap(NULL, length, protection, share, id, offset, &at);

	if (status != SUCCESS) {
		printf("wrong: mmap: status %x\n", status);
		exit(1);
	}
	return at;
}

static char *mapAll(int id)
{
	return map(id, PAGES * pageSize, VM_PROT_READ | VM_PROT_WRITE, VM_MAP_SHARED, 0);
}

/* The byte of the file, by a read. */
static int inFile(int id, int offset)
{
	char byte = 0;

	lseek(id, offset, SEEK_SET);
	return read(id, &byte, 1) == 1 ? byte : -1;
}

static void onFault(int signal)
{
	(void)signal;
	longjmp(afterFault, 1);
}

/* Whether a store, or a load, ends in a signal. */
static int faults(volatile char *at, int isStore)
{
	volatile int faulted = 1;

	signal(SIGSEGV, onFault);
	if (setjmp(afterFault) == 0) {
		if (isStore)
			*at = 'F';
		else
			(void)*at;
		faulted = 0;
	}
	signal(SIGSEGV, SIG_DFL);
	sigsetmask(0);
	return faulted;
}

static void loadAndStore(void)
{
	int size = 2 * pageSize + 100, id = makeFile(FILE_NAME, size), other = open(FILE_NAME, O_RDONLY);
	char *at = mapAll(id);

	check(at[0] == 'a' && at[pageSize + 1] == (char)('a' + (pageSize + 1) % 23), "what the file holds");
	check(at[size] == 0 && at[PAGES * pageSize - 1] == 0, "zeros after the end");
	at[5] = 'X';
	at[size + 3] = 'Y';
	check(inFile(other, 5) == 'X', "a store that is read from the file");
	lseek(id, 7, SEEK_SET);
	write(id, "WW", 2);
	check(at[7] == 'W' && at[8] == 'W' && at[9] == 'a' + 9, "a write that is seen in memory");
	check(Vm_Msync(at, PAGES * pageSize) == SUCCESS, "msync");
	check(lseek(other, 0, SEEK_END) == size, "the size stays");
	check(Vm_Munmap(at, PAGES * pageSize, FALSE) == SUCCESS, "munmap");
	check(faults(at, 0), "nothing is there after munmap");
	check(Vm_Munmap(at, PAGES * pageSize, FALSE) == VM_WRONG_SEG_TYPE, "munmap of nothing");
	check(Vm_Munmap(at, PAGES * pageSize, TRUE) == SUCCESS, "munmap of nothing, no error");
	close(id);
	close(other);
}

static void waitFor(Proc_PID child, int expected, const char *what)
{
	int status;

	check(wait(&status) == (int)child && status == expected, what);
}

/* Parent, child and a process that maps the file by itself see one memory. */
static void shareIt(void)
{
	int id = makeFile(FILE_NAME, PAGES * pageSize);
	char *at = mapAll(id), *shifted;
	Proc_PID child;

	if ((child = forkOrDie()) == 0) {
		at[1] = 'C';
		shifted = map(open(FILE_NAME, O_RDWR), pageSize, VM_PROT_READ | VM_PROT_WRITE, VM_MAP_SHARED, pageSize);
		check(shifted != at + pageSize, "a place of its own");
		shifted[2] = 'D';
		check(at[pageSize + 2] == 'D', "two views of one page");
		_exit(wrong);
	}
	waitFor(child, 0, "the child");
	check(at[1] == 'C' && at[pageSize + 2] == 'D', "what the child has stored");
	if ((child = forkOrDie()) == 0) {
		at[3] = 'E';
		execl("/sprite/cmds.$MACHINE/true", "true", (char *)0);
		execl("/bin/true", "true", (char *)0);
		execlp("true", "true", (char *)0);
		_exit(9);
	}
	waitFor(child, 0, "a child that execs");
	check(inFile(id, 3) == 'E', "what is stored before an exec");
	if ((child = forkOrDie()) == 0) {
		at[4] = 'G';
		kill(getpid(), SIGKILL);
	}
	waitFor(child, SIGKILL, "a child that is killed");
	check(at[4] == 'G' && inFile(id, 4) == 'G', "what is stored before a death");
	close(id);
	Vm_Munmap(at, PAGES * pageSize, FALSE);
}

static void keepPrivate(void)
{
	int id = makeFile(FILE_NAME, PAGES * pageSize);
	char *at = map(id, 2 * pageSize, VM_PROT_READ | VM_PROT_WRITE, VM_MAP_PRIVATE, pageSize);

	check(at[0] == (char)('a' + pageSize % 23), "a private page begins as the file's");
	at[0] = 'P';
	check(inFile(id, pageSize) == 'a' + pageSize % 23, "and what is stored in it is not the file's");
	check(at[0] == 'P', "but stays");
	Vm_Munmap(at, 2 * pageSize, FALSE);
	close(id);
}

static void protect(void)
{
	int id = makeFile(FILE_NAME, PAGES * pageSize), reader;
	char *at = mapAll(id), *heap = morePages(2);
	Proc_PID child;

	check(Vm_Mprotect(at + pageSize, pageSize, VM_PROT_READ) == SUCCESS, "mprotect");
	check(faults(at + pageSize, 1), "a store to a page that may be read");
	check(!faults(at + pageSize, 0) && !faults(at, 1) && !faults(at + 2 * pageSize, 1), "those around it");
	check(Vm_Mprotect(at, PAGES * pageSize, VM_PROT_READ | VM_PROT_WRITE) == SUCCESS, "and back");
	check(!faults(at + pageSize, 1), "a store when it may be written again");
	check(Vm_Mprotect(at, pageSize, VM_PROT_WRITE) == VM_WRONG_SEG_TYPE, "reading cannot be taken away");
	heap[0] = 1;
	check(Vm_Mprotect(heap, pageSize, VM_PROT_READ) == SUCCESS, "mprotect of the heap");
	check(faults(heap, 1) && heap[0] == 1 && !faults(heap + pageSize, 1), "a heap page that may be read");
	if ((child = forkOrDie()) == 0)
		_exit(!faults(heap, 1));
	waitFor(child, 0, "the child's too");
	check(Vm_Mprotect(heap, pageSize, VM_PROT_READ | VM_PROT_WRITE) == SUCCESS && !faults(heap, 1), "the heap again");
	Vm_Munmap(at, PAGES * pageSize, FALSE);
	close(id);
	reader = open(FILE_NAME, O_RDONLY);
	at = map(reader, pageSize, VM_PROT_READ, VM_MAP_SHARED, 0);
	check(faults(at, 1) && !faults(at, 0), "a mapping to read");
	check(Vm_Mprotect(at, pageSize, VM_PROT_READ | VM_PROT_WRITE) == VM_WRONG_SEG_TYPE, "no more than the stream");
	Vm_Munmap(at, pageSize, FALSE);
	close(reader);
}

static void cut(void)
{
	int id = makeFile(FILE_NAME, PAGES * pageSize);
	char *at = mapAll(id);

	at[pageSize + 20] = 'T';
	at[2 * pageSize] = 'U';
	check(ftruncate(id, pageSize + 10) == 0, "ftruncate");
	check(at[pageSize + 9] == (char)('a' + (pageSize + 9) % 23) && at[pageSize + 20] == 0, "the page of the end");
	check(faults(at + 2 * pageSize, 0), "a page after the end");
	at[pageSize + 30] = 'V';
	Vm_Msync(at, PAGES * pageSize);
	check(lseek(id, 0, SEEK_END) == pageSize + 10, "the size after msync");
	check(ftruncate(id, 2 * pageSize + 4) == 0 && !faults(at + 2 * pageSize, 0), "the page is there again");
	check(at[2 * pageSize] == 0, "with nothing in it");
	close(open(FILE_NAME, O_RDWR | O_TRUNC));
	check(faults(at, 0), "an open that empties the file");
	Vm_Munmap(at, PAGES * pageSize, FALSE);
	close(id);
}

static int doesNotMigrate(void)
{
	Proc_PCBInfo info;

	Proc_GetPCBInfo(PROC_MY_PID, PROC_MY_PID, PROC_MY_HOSTID, sizeof info, &info, (Proc_PCBArgString *)USER_NIL,
			(int *)USER_NIL);
	return (info.genFlags & PROC_DONT_MIGRATE) != 0;
}

static void refuse(void)
{
	static const struct {
		int length, protection, share, offset;
	} bad[] = {
		{ 0, VM_PROT_READ, VM_MAP_SHARED, 0 },
		{ -5, VM_PROT_READ, VM_MAP_SHARED, 0 },
		{ 1, 0, VM_MAP_SHARED, 0 },
		{ 1, VM_PROT_EXEC, VM_MAP_SHARED, 0 },
		{ 1, VM_PROT_READ, VM_MAP_ZERO_FILL, 0 },
		{ 1, VM_PROT_READ, 0, 0 },
		{ 1, VM_PROT_READ, VM_MAP_SHARED, 100 },
		{ 1, VM_PROT_READ | VM_PROT_WRITE, VM_MAP_SHARED, 0 },
		{ 1, VM_PROT_READ, VM_MAP_SHARED | VM_MAP_FIXED, 0 },
	};
	int id, ends[2];
	unsigned i;
	void *at;

	close(makeFile(FILE_NAME, 10));
	id = open(FILE_NAME, O_RDONLY);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		check(Vm_Mmap(NULL, bad[i].length, bad[i].protection, bad[i].share, id, bad[i].offset, &at) ==
				VM_WRONG_SEG_TYPE, "a mapping that cannot be");
	close(id);
	check(Vm_Mmap(NULL, 1, VM_PROT_READ, VM_MAP_SHARED, id, 0, &at) == FS_INVALID_ARG, "no such stream");
	pipe(ends);
	check(Vm_Mmap(NULL, 1, VM_PROT_READ, VM_MAP_SHARED, ends[0], 0, &at) == VM_WRONG_SEG_TYPE, "a pipe");
	id = open("/tmp", O_RDONLY);
	check(Vm_Mmap(NULL, 1, VM_PROT_READ, VM_MAP_SHARED, id, 0, &at) == VM_WRONG_SEG_TYPE, "a directory");
	close(id);
	id = open(FILE_NAME, O_WRONLY);
	check(Vm_Mmap(NULL, 1, VM_PROT_WRITE, VM_MAP_SHARED, id, 0, &at) == VM_WRONG_SEG_TYPE, "a stream to write");
	close(id);
	check(!doesNotMigrate(), "nothing has been mapped");
	id = open(FILE_NAME, O_RDONLY);
	Vm_Munmap(map(id, 1, VM_PROT_READ, VM_MAP_SHARED, 0), pageSize, FALSE);
	check(doesNotMigrate(), "who has mapped a file does not migrate");
	close(id);
}

/* A fixed place, another one there later, and a hole in the middle. */
static void place(void)
{
	int id = makeFile(FILE_NAME, PAGES * pageSize), other = makeFile("/tmp/mapped2", pageSize);
	char *at = mapAll(id), vector[PAGES];
	void *again = NULL;

	other = open("/tmp/mapped2", O_RDWR);
	write(other, "new", 3);
	check(Vm_Munmap(at + pageSize, pageSize, FALSE) == SUCCESS, "a hole");
	check(faults(at + pageSize, 0) && at[2 * pageSize] == (char)('a' + 2 * pageSize % 23), "in the middle");
	check(Vm_Mincore(at, PAGES * pageSize, vector) == SUCCESS && vector[1] == VM_NOT_VALID &&
			vector[2] >= VM_RESIDENT, "mincore");
	check(Vm_Mmap(at, pageSize, VM_PROT_READ, VM_MAP_SHARED | VM_MAP_FIXED, other, 0, &again) == SUCCESS &&
			again == at && at[1] == 'e', "another in its place");
	check(Vm_Mlock(at + 2 * pageSize, pageSize) == SUCCESS && Vm_Munlock(at, PAGES * pageSize) == SUCCESS, "mlock");
	check(Vm_Mlock(at + pageSize, pageSize) == VM_WRONG_SEG_TYPE, "mlock of a hole");
	check(Vm_Munmap(at, PAGES * pageSize, FALSE) == SUCCESS, "all of it");
}

void mapTest(char **arguments)
{
	(void)arguments;
	refuse();
	loadAndStore();
	shareIt();
	keepPrivate();
	protect();
	cut();
	place();
	unlink(FILE_NAME);
	unlink("/tmp/mapped2");
	printf("%d wrong\n", wrong);
}

/* A mapped file larger than memory, written by two processes; the file is read at the end. */
void mapBigTest(char **arguments)
{
	int pages = atoi(arguments[0]) * (MEGABYTE / pageSize), id, i, bad = 0;
	unsigned *word;
	char *at;

	id = open("/tmp/mapped", O_RDWR | O_CREAT | O_TRUNC, 0666);
	ftruncate(id, pages * pageSize);
	at = map(id, pages * pageSize, VM_PROT_READ | VM_PROT_WRITE, VM_MAP_SHARED, 0);
	if (forkOrDie() == 0) {
		for (i = 1; i < pages; i += 2)
			*(unsigned *)(at + i * pageSize) = 77u * i;
		_exit(0);
	}
	for (i = 0; i < pages; i += 2)
		*(unsigned *)(at + i * pageSize) = 77u * i;
	waitForChild();
	for (i = pages - 1; i >= 0; i--) {
		word = (unsigned *)(at + i * pageSize);
		bad += *word != 77u * i;
		word[1] = i;
	}
	Vm_Munmap(at, pages * pageSize, FALSE);
	for (i = 0; i < pages; i++) {
		unsigned words[2];

		lseek(id, i * pageSize, SEEK_SET);
		bad += read(id, (char *)words, sizeof words) != sizeof words || words[0] != 77u * i || words[1] != (unsigned)i;
	}
	unlink("/tmp/mapped");
	printf("%d wrong\n", bad);
}
