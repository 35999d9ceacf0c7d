/* What the two halves of the parser share. */
#ifndef PARSER_H
#define PARSER_H

#include "sh.h"

struct node *newNode(enum nodeKind kind); /* in lexer.tree */
struct word *newWord(struct part *parts);
bool isPlain(const struct token *token, const char *text);
bool takePlain(const char *text); /* the reserved word, if it is next */
bool take(enum tokenKind kind);
void demand(bool taken); /* an error if not */
void skipNewlines(void);
struct node *parseSequence(bool line);
struct node *parseCompound(void); /* NULL if the next token begins none */

#endif
