/* The three standard streams, and the list of all others. */
#include "private.h"

static unsigned char inBuffer[BUFSIZ], outBuffer[BUFSIZ], errorBuffer[128];

FILE __stdin = {
	.buffer = inBuffer, .bufferBytes = BUFSIZ, .stream = 0, .flags = __READ | __STATIC,
};
FILE __stdout = {
	.buffer = outBuffer, .bufferBytes = BUFSIZ, .stream = 1, .flags = __WRITE | __STATIC,
};
FILE __stderr = {
	.buffer = errorBuffer, .bufferBytes = sizeof errorBuffer, .stream = 2,
	.flags = __WRITE | __STATIC | __UNBUFFERED | __ASKED,
};

FILE *__files;
