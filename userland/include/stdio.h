/*
 * stdio.h: buffered streams. getc and putc are macros over two counts: bytes
 * that may be read, and bytes for which there is room, both 0 whenever the
 * library must look closer.
 */
#ifndef _STDIO_H
#define _STDIO_H

#include <stddef.h>
#include <sys/types.h>

#define EOF (-1)
#define BUFSIZ 4096
#define FILENAME_MAX 1024
#define FOPEN_MAX 256
#define L_tmpnam 32
#define TMP_MAX 1000
#define P_tmpdir "/usr/tmp/"

#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

#ifndef SEEK_SET
#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2
#endif

typedef struct __file {
	unsigned char *next;		/* next byte to read, or place for the next written */
	int readable;			/* bytes at next that may be read */
	int writable;			/* bytes that may be stored at next */
	unsigned char *buffer;
	int bufferBytes;
	int stream;			/* kernel's stream id */
	unsigned short flags;
	unsigned short pushedBack;	/* bytes in `back` that are read first */
	unsigned char back[4];		/* pushed back past the start of the buffer */
	unsigned char *savedNext;	/* next and readable while `back` is read */
	int savedReadable;
	pid_t child;			/* of popen */
	struct __file *link;		/* all opened files */
} FILE;

extern FILE __stdin, __stdout, __stderr;
#define stdin (&__stdin)
#define stdout (&__stdout)
#define stderr (&__stderr)

FILE *fopen(const char *, const char *);
FILE *freopen(const char *, const char *, FILE *);
FILE *fdopen(int, const char *);
int fclose(FILE *);
int fflush(FILE *);
void setbuf(FILE *, char *);
void setbuffer(FILE *, char *, int);
int setlinebuf(FILE *);
int setvbuf(FILE *, char *, int, size_t);

int fgetc(FILE *), getc(FILE *), getchar(void), ungetc(int, FILE *);
int fputc(int, FILE *), putc(int, FILE *), putchar(int);
char *fgets(char *, int, FILE *);
char *gets(char *);
int fputs(const char *, FILE *), puts(const char *);
ssize_t getline(char **, size_t *, FILE *);
int getw(FILE *), putw(int, FILE *);
size_t fread(void *, size_t, size_t, FILE *);
size_t fwrite(const void *, size_t, size_t, FILE *);

int printf(const char *, ...) __attribute__((format(printf, 1, 2)));
int fprintf(FILE *, const char *, ...) __attribute__((format(printf, 2, 3)));
int sprintf(char *, const char *, ...) __attribute__((format(printf, 2, 3)));
int snprintf(char *, size_t, const char *, ...) __attribute__((format(printf, 3, 4)));
int vprintf(const char *, __builtin_va_list) __attribute__((format(printf, 1, 0)));
int vfprintf(FILE *, const char *, __builtin_va_list) __attribute__((format(printf, 2, 0)));
int vsprintf(char *, const char *, __builtin_va_list) __attribute__((format(printf, 2, 0)));
int vsnprintf(char *, size_t, const char *, __builtin_va_list) __attribute__((format(printf, 3, 0)));
int scanf(const char *, ...) __attribute__((format(scanf, 1, 2)));
int fscanf(FILE *, const char *, ...) __attribute__((format(scanf, 2, 3)));
int sscanf(const char *, const char *, ...) __attribute__((format(scanf, 2, 3)));
int vfscanf(FILE *, const char *, __builtin_va_list) __attribute__((format(scanf, 2, 0)));
int vscanf(const char *, __builtin_va_list) __attribute__((format(scanf, 1, 0)));
int vsscanf(const char *, const char *, __builtin_va_list) __attribute__((format(scanf, 2, 0)));

int fseek(FILE *, long, int);
long ftell(FILE *);
void rewind(FILE *);
typedef long fpos_t;
int fgetpos(FILE *, fpos_t *), fsetpos(FILE *, const fpos_t *);
int feof(FILE *), ferror(FILE *), fileno(FILE *);
void clearerr(FILE *);
void perror(const char *);

FILE *popen(const char *, const char *);
int pclose(FILE *);
FILE *tmpfile(void);
char *tempnam(const char *, const char *);
#define L_cuserid 16
#define L_ctermid 16
char *cuserid(char *), *ctermid(char *);
char *tmpnam(char *);
int remove(const char *);
int rename(const char *, const char *);

int __fillBuffer(FILE *);
int __spillBuffer(int, FILE *);

/* Flags. */
#define __READ 0x01		/* open for reading */
#define __WRITE 0x02		/* open for writing */
#define __APPEND 0x04
#define __ATEND 0x08		/* end of file was met */
#define __FAILED 0x10		/* an error was met */
#define __LINES 0x20		/* line buffered */
#define __UNBUFFERED 0x40
#define __OWNBUFFER 0x80	/* buffer came from malloc */
#define __STATIC 0x100		/* the FILE did not come from malloc */
#define __ASKED 0x200		/* how it is buffered has been decided */
#define __STRING 0x400		/* of sscanf: there is nothing behind the buffer */
#define __WRITING 0x800		/* the buffer holds output, not input */

#define getc(file) ((file)->readable > 0 ? ((file)->readable--, (int)*(file)->next++) : __fillBuffer(file))
#define putc(c, file) \
	((file)->writable > 0 ? ((file)->writable--, (int)(*(file)->next++ = (unsigned char)(c))) \
			      : __spillBuffer((c), (file)))
#define getchar() getc(stdin)
#define putchar(c) putc((c), stdout)
#define feof(file) (((file)->flags & __ATEND) != 0)
#define ferror(file) (((file)->flags & __FAILED) != 0)
#define fileno(file) ((file)->stream)

#endif
