/*
 * The errors of regcomp and regexec in words.
 */
#include <string.h>
#include <regex.h>

static const char *const texts[] = {
    "no error", /* 0 */
    "no match", /* REG_NOMATCH */
    "bad regular expression", /* REG_BADPAT */
    "unknown collating element", /* REG_ECOLLATE */
    "unknown character class", /* REG_ECTYPE */
    "backslash at the end", /* REG_EESCAPE */
    "back reference to a group that does not exist", /* REG_ESUBREG */
    "[ without ]", /* REG_EBRACK */
    "parentheses do not balance", /* REG_EPAREN */
    "braces do not balance", /* REG_EBRACE */
    "bad repetition count", /* REG_BADBR */
    "range ends before it begins", /* REG_ERANGE */
    "expression too large", /* REG_ESPACE */
    "repetition of nothing", /* REG_BADRPT */
};

size_t
regerror(int code, const regex_t *regex, char *buffer, size_t size)
{
	const char *text = code >= 0 && (size_t)code < sizeof texts / sizeof texts[0] ? texts[code] : "unknown error";
	size_t length = strlen(text), kept = length < size ? length : size - 1;

	(void)regex;
	if (size > 0) {
		memcpy(buffer, text, kept);
		buffer[kept] = '\0';
	}
	return length + 1;
}
