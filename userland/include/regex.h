/*
 * Regular expressions: the interface of POSIX 1003.2, with a few flags of our
 * own that grep needs. Matching is leftmost-longest and takes time in
 * proportion to text times pattern, unless there are back references.
 */
#ifndef _REGEX_H
#define _REGEX_H

#include <stddef.h>

typedef long regoff_t;

struct regexProgram;

typedef struct {
	size_t re_nsub; /* number of parenthesised groups */
	struct regexProgram *re_program;
} regex_t;

typedef struct {
	regoff_t rm_so, rm_eo; /* -1, -1: the group took no part */
} regmatch_t;

/* regcomp */
#define REG_BASIC 0
#define REG_EXTENDED 0x01
#define REG_ICASE 0x02
#define REG_NOSUB 0x04
#define REG_NEWLINE 0x08
#define REG_NOSPEC 0x10 /* ours: no character is special */
#define REG_WORD 0x20 /* ours: the match has no word character right before or behind it */
#define REG_WHOLE 0x40 /* ours: the match is the whole line */

/* regexec */
#define REG_NOTBOL 0x01
#define REG_NOTEOL 0x02
#define REG_STARTEND 0x04 /* the text is string[pmatch[0].rm_so .. rm_eo) */

#define REG_NOMATCH 1
#define REG_BADPAT 2
#define REG_ECOLLATE 3
#define REG_ECTYPE 4
#define REG_EESCAPE 5
#define REG_ESUBREG 6
#define REG_EBRACK 7
#define REG_EPAREN 8
#define REG_EBRACE 9
#define REG_BADBR 10
#define REG_ERANGE 11
#define REG_ESPACE 12
#define REG_BADRPT 13

#define RE_DUP_MAX 255

int regcomp(regex_t *regex, const char *pattern, int flags);
int regexec(const regex_t *regex, const char *string, size_t count, regmatch_t *matches, int flags);
size_t regerror(int code, const regex_t *regex, char *buffer, size_t size);
void regfree(regex_t *regex);

/* Berkeley's: null, or what is wrong with the pattern; 1 when the text has it. */
char *re_comp(const char *);
int re_exec(const char *);

#endif
