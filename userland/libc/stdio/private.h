/* private.h: what the files of stdio share. */
#include <stdarg.h>
#include <stdio.h>

extern FILE *__files;	       /* opened ones, linked */
extern void (*__flushAtExit)(void);

FILE *__newFile(int stream, int flags);
int __modeFlags(const char *mode, int *openFlags);
int __prepareWrite(FILE *file);	/* decides on buffering; -1 when it cannot be written */
void __dropInput(FILE *file);	/* forgets what was read ahead and moves the stream back by it */
int __put(FILE *file, const char *bytes, size_t count); /* without the flush of an unbuffered stream */
int __endBurst(FILE *file);	/* that flush */
int __formatFloat(char *to, double value, int conversion, int precision, int alternate);
#define FLOAT_BYTES 400		/* of its result, precision aside */

/* One output of formatted text: a stream, or a string of limited size. */
struct sink {
	FILE *file;		/* or 0 */
	char *next, *end;	/* of the string; end is for the NUL */
	int total, failed;
};
int __format(struct sink *sink, const char *format, va_list arguments);
