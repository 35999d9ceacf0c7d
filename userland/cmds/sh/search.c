/*
 * ^R: what is typed is looked for in the history, as it is typed; ^R again
 * goes on to older lines. Any other key takes the line found.
 */
#include <string.h>
#include "editor.h"

#define CONTROL(letter) ((letter) & 037)
#define DELETE 0177

struct search {
	struct text wanted, prompt;
	size_t found; /* number of the line shown; historyNext(): none yet */
	bool failed;
};

static void
look(struct search *search, size_t before)
{
	size_t number = historySearch(textString(&search->wanted), before);

	search->failed = number == 0;
	if (number != 0)
		search->found = number;
}

static void
show(struct search *search, const struct editor *editor)
{
	const char *line = historyLine(search->found), *place;

	if (line == NULL)
		line = textString(&editor->line);
	textCut(&search->prompt, 0);
	textAddString(&search->prompt, search->failed ? "(no such line)`" : "(search)`");
	textAddString(&search->prompt, textString(&search->wanted));
	textAddString(&search->prompt, "': ");
	place = strstr(line, textString(&search->wanted));
	displayUpdate(search->prompt.bytes, line, strlen(line), place == NULL ? 0 : (size_t)(place - line));
}

/* False: the key ends the search. */
static bool
take(struct search *search, int key)
{
	if (key == CONTROL('R')) {
		look(search, search->found);
	} else if (key == DELETE || key == '\b') {
		if (search->wanted.length > 0)
			textCut(&search->wanted, search->wanted.length - 1);
		look(search, historyNext());
	} else if (key >= ' ') {
		textAddChar(&search->wanted, key);
		look(search, search->found == historyNext() ? search->found : search->found + 1);
	} else {
		return false;
	}
	return true;
}

int
editorSearch(struct editor *editor)
{
	struct search search = { { NULL, 0, 0 }, { NULL, 0, 0 }, historyNext(), false };
	int key;

	do {
		show(&search, editor);
		key = editorKey(editor);
	} while (key > 0 && take(&search, key));
	if (key == CONTROL('G'))
		key = 0;
	else if (search.found != historyNext())
		editorRecall(editor, search.found);
	textFree(&search.wanted);
	textFree(&search.prompt);
	return key;
}
