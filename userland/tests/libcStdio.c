/* Streams on files in /tmp: positions, pushing back, both directions, scanning, the environment, options, time. */
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static char path[40];

static void files(void)
{
	FILE *file = fopen(path, "w+");
	char line[40], *whole = 0;
	size_t size = 0;
	int i, c;

	CHECK(file != 0);
	if (file == 0)
		return;
	for (i = 0; i < 2000; i++)
		fprintf(file, "line %04d\n", i);
	CHECK(ftell(file) == 20000);
	CHECK(fseek(file, 12340, SEEK_SET) == 0);
	CHECK_TEXT(fgets(line, sizeof line, file), "line 1234\n");
	CHECK(ftell(file) == 12350);
	c = getc(file);
	CHECK(c == 'l' && ungetc('m', file) == 'm' && getc(file) == 'm');
	CHECK(ungetc('y', file) == 'y' && ungetc('x', file) == 'x' && getc(file) == 'x' && getc(file) == 'y');
	fseek(file, -3, SEEK_END);
	CHECK(getc(file) == '9' && getc(file) == '9' && getc(file) == '\n' && getc(file) == EOF && feof(file));
	fseek(file, 0, SEEK_CUR);
	fputs("more", file);
	rewind(file);
	CHECK(fread(line, 1, 10, file) == 10 && memcmp(line, "line 0000\n", 10) == 0);
	/* Writing in the middle, after reading ahead. */
	fseek(file, 0, SEEK_CUR);
	fputs("LINE", file);
	fseek(file, 10, SEEK_SET);
	CHECK(getline(&whole, &size, file) == 10);
	CHECK_TEXT(whole, "LINE 0001\n");
	CHECK(fclose(file) == 0);

	file = fopen(path, "a");
	fputs("end", file);
	fclose(file);
	file = fopen(path, "r");
	setvbuf(file, (char *)0, _IONBF, 0);
	CHECK(getc(file) == 'l' && lseek(fileno(file), 0, SEEK_CUR) == 1);
	fseek(file, -7, SEEK_END);
	CHECK_TEXT(fgets(line, sizeof line, file), "moreend");
	CHECK(putc('x', file) == EOF && ferror(file));
	fclose(file);
	CHECK(fopen("/no/such/file", "r") == 0);
	free(whole);
}

static void scanning(void)
{
	int one, other, count;
	char word[20], next[20];
	double real;

	CHECK(sscanf(" 12 abc 0x1f 2.5e2", "%d %s %i %lf", &one, word, &other, &real) == 4);
	CHECK(one == 12 && strcmp(word, "abc") == 0 && other == 31 && real == 250);
	CHECK(sscanf("key=value;", "%[^=]=%[a-z]%n", word, next, &count) == 2);
	CHECK(strcmp(word, "key") == 0 && strcmp(next, "value") == 0 && count == 9);
	CHECK(sscanf("12345", "%2d%*1d%d", &one, &other) == 2 && one == 12 && other == 45);
	CHECK(sscanf("x", "%d", &one) == 0 && sscanf("", "%d", &one) == EOF);
}

static void environment(void)
{
	CHECK(getenv("NO_SUCH_VARIABLE") == 0);
	CHECK(setenv("LIBC_TEST", "one", 1) == 0 && setenv("LIBC_TEST", "two", 0) == 0);
	CHECK_TEXT(getenv("LIBC_TEST"), "one");
	CHECK(putenv("LIBC_TEST=three") == 0);
	CHECK_TEXT(getenv("LIBC_TEST"), "three");
	CHECK(unsetenv("LIBC_TEST") == 0 && getenv("LIBC_TEST") == 0);
}

static void options(void)
{
	char *arguments[] = {"program", "-ab", "-cvalue", "-d", "other", "--", "-x", 0};

	opterr = 0;
	CHECK(getopt(7, arguments, "abc:d:") == 'a' && optind == 1);
	CHECK(getopt(7, arguments, "abc:d:") == 'b' && optind == 2);
	CHECK(getopt(7, arguments, "abc:d:") == 'c');
	CHECK_TEXT(optarg, "value");
	CHECK(getopt(7, arguments, "abc:d:") == 'd');
	CHECK_TEXT(optarg, "other");
	CHECK(getopt(7, arguments, "abc:d:") == -1 && optind == 6);
	optind = 1;
	CHECK(getopt(7, arguments, "b") == '?' && optopt == 'a');
}

static void calendar(void)
{
	static const time_t winter = 605206800, summer = 620000000; /* 1989-03-06 17:00, 1989-08-24 22:13:20 UT */
	struct tm fields;
	char text[80];

	setenv("TZ", "PST8PDT", 1);
	tzset();
	CHECK_TEXT(ctime(&winter), "Mon Mar  6 09:00:00 1989\n");
	CHECK_TEXT(asctime(gmtime(&winter)), "Mon Mar  6 17:00:00 1989\n");
	strftime(text, sizeof text, "%A %d %B %Y %I:%M:%S %p %Z %z %j %U", localtime(&summer));
	CHECK_TEXT(text, "Thursday 24 August 1989 03:13:20 PM PDT -0700 236 34");
	fields = *localtime(&summer);
	CHECK(mktime(&fields) == summer);
	fields.tm_mday += 40;
	fields.tm_isdst = -1;
	CHECK(mktime(&fields) == summer + 40 * 86400 && fields.tm_mon == 9 && fields.tm_mday == 3);
}

int main(void)
{
	sprintf(path, "/tmp/stdio%x", (unsigned)getpid());
	files();
	unlink(path);
	scanning();
	environment();
	options();
	calendar();
	return failures != 0;
}
