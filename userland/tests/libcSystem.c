/* Trees of files, pieces of streams, jumps, limits, terminals: what the library adds to the kernel's calls. */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <regex.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timeb.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/socket.h>
#include <syslog.h>
#include <termcap.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static int files, directories;

static int visit(const char *path, const struct stat *about, int what)
{
	if (what == FTW_F)
		files++;
	else if (what == FTW_D)
		directories++;
	CHECK(strncmp(path, "tree", 4) == 0 && (what == FTW_D) == (S_ISDIR(about->st_mode) != 0));
	return strcmp(path, "tree/sub/stop") == 0 ? 17 : 0;
}

static int notHidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void trees(void)
{
	static const char *const names[] = {"tree/b", "tree/a", "tree/sub/c", "tree/sub/.hidden"};
	char resolved[PATH_MAX], here[PATH_MAX];
	struct dirent **list;
	unsigned i;
	int count;

	CHECK(mkdir("tree", 0777) == 0 && mkdir("tree/sub", 0777) == 0);
	for (i = 0; i < 4; i++)
		CHECK(close(creat(names[i], 0666)) == 0);
	CHECK(symlink("tree/sub", "shortcut") == 0 && symlink("/tmp/../etc", "away") == 0 && symlink("loop", "loop") == 0);
	CHECK(ftw("tree", visit, 5) == 0 && files == 4 && directories == 2 && ftw("nothing", visit, 5) != 0);
	CHECK(close(creat("tree/sub/stop", 0666)) == 0 && ftw("tree", visit, 5) == 17 && unlink("tree/sub/stop") == 0);
	count = scandir("tree", &list, notHidden, alphasort);
	CHECK(count == 3 && strcmp(list[0]->d_name, "a") == 0 && strcmp(list[2]->d_name, "sub") == 0);
	CHECK(scandir("nothing", &list, 0, 0) == -1 && errno == ENOENT);
	getcwd(here, sizeof here);
	strcat(here, "/tree/sub/c");
	CHECK(realpath("./shortcut/../sub//./c", resolved) != 0 && strcmp(resolved, here) == 0);
	CHECK(realpath("away/passwd", resolved) != 0 && strcmp(resolved, "/etc/passwd") == 0);
	CHECK(realpath("loop", resolved) == 0 && errno == ELOOP && realpath("tree/none", resolved) == 0 && errno == ENOENT);
	CHECK(realpath("/..", resolved) != 0 && strcmp(resolved, "/") == 0);
	for (i = 0; i < 4; i++)
		CHECK(unlink(names[i]) == 0);
	CHECK(rmdir("tree/sub") == 0 && rmdir("tree") == 0);
	CHECK(unlink("shortcut") == 0 && unlink("away") == 0 && unlink("loop") == 0);
}

static void pieces(void)
{
	char first[4], second[8], *name;
	struct iovec out[2] = {{(void *)"abc", 3}, {(void *)"defgh", 5}}, in[2] = {{first, 4}, {second, 8}};
	int file = open("pieces", O_RDWR | O_CREAT, 0600);
	fpos_t place;
	FILE *stream;

	CHECK(writev(file, out, 2) == 8 && lseek(file, 0, 0) == 0 && readv(file, in, 2) == 8);
	CHECK(memcmp(first, "abcd", 4) == 0 && memcmp(second, "efgh", 4) == 0 && writev(file, out, 0) == -1);
	CHECK(lockf(file, F_LOCK, 0) == 0 && lockf(file, F_TEST, 0) == -1 && lockf(file, F_ULOCK, 0) == 0);
	close(file);
	stream = fopen("pieces", "r+");
	CHECK(fseek(stream, 2, 0) == 0 && fgetpos(stream, &place) == 0 && getc(stream) == 'c' && fsetpos(stream, &place) == 0);
	CHECK(getc(stream) == 'c' && fclose(stream) == 0 && unlink("pieces") == 0);
	name = tempnam("/tmp", "abcdefgh");
	CHECK(name != 0 && strncmp(name, "/tmp/abcde", 10) == 0 && access(name, F_OK) == -1);
	free(name);
}

static sigjmp_buf place;
static volatile int caught;

static void jump(int signal)
{
	caught = signal;
	siglongjmp(place, 5);
}

static void jumps(void)
{
	sigset_t set;
	int result;

	signal(SIGUSR1, jump);
	result = sigsetjmp(place, 1);
	if (result == 0)
		raise(SIGUSR1);
	CHECK(result == 5 && sigblock(0) == 0);
	result = sigsetjmp(place, 0);
	if (result == 0)
		raise(SIGUSR1);
	/* This one has not kept the mask. */
	CHECK(result == 5 && sigblock(0) == sigmask(SIGUSR1));
	raise(SIGUSR1);
	CHECK(sigpending(&set) == 0 && sigismember(&set, SIGUSR1) && !sigismember(&set, SIGUSR2));
	signal(SIGUSR1, SIG_IGN);
	CHECK(sigpending(&set) == 0 && !sigismember(&set, SIGUSR1) && sigsetmask(0) == (int)sigmask(SIGUSR1));
	CHECK(ssignal(3, SIG_IGN) == SIG_DFL && gsignal(3) == 1 && gsignal(4) == 0);
}

static void system_(void)
{
	struct utsname about;
	struct rlimit limit;
	struct timeb now;
	struct in_addr address;
	union wait word;
	int child = fork();

	if (child == 0)
		_exit(9);
	CHECK(wait4(child, (int *)&word, 0, 0) == child && word.w_retcode == 9 && word.w_termsig == 0);
	child = fork();
	if (child == 0) {
		signal(SIGTERM, SIG_DFL);
		kill(getpid(), SIGTERM);
	}
	CHECK(wait((int *)&word) == child && word.w_termsig == SIGTERM && word.w_stopval != WSTOPPED);
	CHECK(uname(&about) == 0 && strcmp(about.sysname, "Sprite") == 0 && strcmp(about.nodename, "mint") == 0);
	CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == 100 && getrlimit(99, &limit) == -1);
	CHECK(sysconf(_SC_PAGESIZE) == getpagesize() && sysconf(99) == -1 && pathconf("/", _PC_NAME_MAX) == NAME_MAX);
	CHECK(ftime(&now) == 0 && now.time == time(0) && now.timezone == 480 && now.millitm < 1000);
	CHECK_TEXT(timezone(480, 1), "PDT");
	CHECK_TEXT(timezone(-90, 0), "GMT+1:30");
	address.s_addr = inet_addr("128.32.150.1");
	CHECK(ntohl(address.s_addr) == 0x80209601 && htons(0x1234) == ntohs(0x1234));
	CHECK_TEXT(inet_ntoa(address), "128.32.150.1");
	CHECK(inet_addr("10.1") == htonl(0x0a000001) && inet_addr("1.2.3.256") == INADDR_NONE && inet_addr("x") == INADDR_NONE);
	CHECK(re_comp("^a.*z$") == 0 && re_exec("abcz") == 1 && re_exec("abc") == 0 && re_comp("[") != 0);
	CHECK(mkfifo("pipe", 0600) == -1 && errno == EINVAL);
	openlog("libcSystem", LOG_PID, LOG_USER);
	CHECK(setlogmask(LOG_UPTO(LOG_ERR)) == 0xff);
	syslog(LOG_DEBUG, "nobody sees this");
	closelog();
}

static char sent[64];
static int length;

static int sendOne(int c)
{
	sent[length++] = (char)c;
	return c;
}

static void terminals(void)
{
	char entry[1024], texts[256], *area = texts, *motion;

	unsetenv("TERMCAP");
	CHECK(tgetent(entry, "vt100") == 1 && tgetnum("co") == 80 && tgetnum("xx") == -1 && tgetflag("am") && !tgetflag("hc"));
	motion = tgetstr("cm", &area);
	CHECK(motion != 0 && area > texts && tgetstr("zz", &area) == 0);
	CHECK_TEXT(tgoto(motion, 4, 11), "\033[12;5H");
	CHECK_TEXT(tgetstr("sr", &area), "\033M");
	CHECK(tgetent(entry, "sun") == 1 && tgetnum("li") == 34 && tgetnum("co") == 80 && tgetflag("am"));
	CHECK(tgetent(entry, "nothing") == 0 && tgetent(entry, "dumb") == 1 && tgetstr("cm", &area) == 0);
	setenv("TERMCAP", "mine|my own:bs:li#30:cl=5\\E;^A\\101\\072x:am@:tc=vt100:", 1);
	CHECK(tgetent(entry, "mine") == 1 && tgetnum("li") == 30 && tgetnum("co") == 80 && !tgetflag("am") && tgetflag("bs"));
	area = texts;
	CHECK_TEXT(tgetstr("cl", &area), "5\033;\001A:x");
	CHECK_TEXT(tgoto("\033=%+ %+ ", 3, 2), "\033=\"#");
	CHECK_TEXT(tgoto("%r%2,%3%%%.", 65, 7), "65,007%");
	CHECK(tgoto("%>\006\001%d", 0, 7)[0] == '8' && strcmp(tgoto("%q", 0, 0), "OOPS") == 0);
	ospeed = 13;
	PC = '.';
	tputs("5*ab", 2, sendOne);
	/* Ten milliseconds at 960 characters a second. */
	CHECK(length == 2 + 10 && memcmp(sent, "ab..........", 12) == 0);
	length = 0;
	ospeed = 0;
	tputs("20cd", 1, sendOne);
	CHECK(length == 2);
	unsetenv("TERMCAP");
}

/* Without an Internet server there are none. */
static void sockets(void)
{
	struct sockaddr name;

	CHECK(socket(AF_INET, SOCK_STREAM, 0) == -1 && errno == ENOENT);
	CHECK(socket(AF_UNIX, SOCK_STREAM, 0) == -1 && errno == EAFNOSUPPORT);
	CHECK(socket(AF_INET, 77, 0) == -1 && errno == ESOCKTNOSUPPORT);
	CHECK(connect(0, &name, sizeof name) == -1 && errno == ENOTSOCK);
	CHECK(send(99, "x", 1, 0) == -1 && errno == EBADF);
}

int main(void)
{
	char directory[40];

	sprintf(directory, "/tmp/system%x", (unsigned)getpid());
	CHECK(mkdir(directory, 0777) == 0 && chdir(directory) == 0);
	trees();
	pieces();
	jumps();
	system_();
	terminals();
	sockets();
	CHECK(chdir("/") == 0 && rmdir(directory) == 0);
	return failures != 0;
}
