/* Berkeley's older interface to regular expressions: one, remembered. */
#include <regex.h>
#include <string.h>
#include <strings.h>

static regex_t compiled;
static int known;
static char message[100];

/* Null, or what is wrong. An empty pattern means the last one. */
char *re_comp(const char *pattern)
{
	int error;

	if (pattern == 0 || *pattern == 0)
		return known ? 0 : strcpy(message, "No previous regular expression");
	if (known)
		regfree(&compiled);
	known = 0;
	error = regcomp(&compiled, pattern, REG_NOSUB);
	if (error != 0) {
		regerror(error, &compiled, message, sizeof message);
		return message;
	}
	known = 1;
	return 0;
}

int re_exec(const char *text)
{
	if (!known)
		return -1;
	return regexec(&compiled, text, 0, (regmatch_t *)0, 0) == 0;
}
