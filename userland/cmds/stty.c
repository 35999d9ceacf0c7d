/*
 * stty [all | -g | size | speed | word ...]: the modes of the terminal on
 * standard input, in 4.3BSD's words. Without an argument: what differs from
 * what a terminal begins with; all: everything; -g: words that set it again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "common.h"

#define USAGE "[all | -g | size | speed | word ...]"
#define DISABLED (-1)
#define DELETE 0177
#define LINE_COLUMNS 72

struct modes {
	struct sgttyb basic;
	struct tchars characters;
	struct ltchars localCharacters;
	int local;
	struct winsize size;
};

enum place { FLAGS, LOCAL };

/* A word sets the bits, -word clears them; `opposite`: the other way round. */
static const struct toggle {
	const char *word;
	enum place place;
	int bits, opposite;
} toggles[] = {
	{ "raw", FLAGS, RAW, 0 }, { "cbreak", FLAGS, CBREAK, 0 }, { "echo", FLAGS, ECHO, 0 }, { "nl", FLAGS, CRMOD, 1 },
	{ "tabs", FLAGS, XTABS, 1 }, { "tandem", FLAGS, TANDEM, 0 }, { "lcase", FLAGS, LCASE, 0 },
	{ "even", FLAGS, EVENP, 0 }, { "odd", FLAGS, ODDP, 0 }, { "crtbs", LOCAL, LCRTBS, 0 },
	{ "crterase", LOCAL, LCRTERA, 0 }, { "crtkill", LOCAL, LCRTKIL, 0 }, { "prterase", LOCAL, LPRTERA, 0 },
	{ "ctlecho", LOCAL, LCTLECH, 0 }, { "tilde", LOCAL, LTILDE, 0 }, { "mdmbuf", LOCAL, LMDMBUF, 0 },
	{ "litout", LOCAL, LLITOUT, 0 }, { "pass8", LOCAL, LPASS8, 0 }, { "tostop", LOCAL, LTOSTOP, 0 },
	{ "flusho", LOCAL, LFLUSHO, 0 }, { "nohang", LOCAL, LNOHANG, 0 }, { "pendin", LOCAL, LPENDIN, 0 },
	{ "decctlq", LOCAL, LDECCTQ, 0 }, { "noflsh", LOCAL, LNOFLSH, 0 },
};

static const struct special {
	const char *word;
	size_t offset;
	char usual; /* to begin with */
} specials[] = {
	{ "erase", offsetof(struct modes, basic.sg_erase), DELETE },
	{ "kill", offsetof(struct modes, basic.sg_kill), 'U' & 037 },
	{ "intr", offsetof(struct modes, characters.t_intrc), 'C' & 037 },
	{ "quit", offsetof(struct modes, characters.t_quitc), '\\' & 037 },
	{ "start", offsetof(struct modes, characters.t_startc), 'Q' & 037 },
	{ "stop", offsetof(struct modes, characters.t_stopc), 'S' & 037 },
	{ "eof", offsetof(struct modes, characters.t_eofc), 'D' & 037 },
	{ "brk", offsetof(struct modes, characters.t_brkc), DISABLED },
	{ "susp", offsetof(struct modes, localCharacters.t_suspc), 'Z' & 037 },
	{ "dsusp", offsetof(struct modes, localCharacters.t_dsuspc), 'Y' & 037 },
	{ "rprnt", offsetof(struct modes, localCharacters.t_rprntc), 'R' & 037 },
	{ "flush", offsetof(struct modes, localCharacters.t_flushc), 'O' & 037 },
	{ "werase", offsetof(struct modes, localCharacters.t_werasc), 'W' & 037 },
	{ "lnext", offsetof(struct modes, localCharacters.t_lnextc), 'V' & 037 },
};

/* Words that stand for several. */
static const struct group {
	const char *word, *meaning;
} groups[] = {
	{ "cooked", "-raw -cbreak" },
	{ "crt", "crtbs crterase crtkill ctlecho -prterase" },
	{ "dec", "crt erase ^? kill ^U intr ^C decctlq" },
	{ "ek", "erase ^? kill ^U" },
	{ "evenp", "even" }, { "oddp", "odd" }, { "parity", "even -odd" },
	{ "new", "" }, /* the only discipline there is */
};

static const struct {
	const char *word;
	char code;
} speeds[] = {
	{ "0", B0 }, { "300", B300 }, { "1200", B1200 }, { "2400", B2400 }, { "4800", B4800 }, { "9600", B9600 },
	{ "exta", EXTA }, { "19200", EXTA }, { "extb", EXTB }, { "38400", EXTB },
};
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static int terminal;

static void
readModes(struct modes *modes)
{
	if (ioctl(terminal, TIOCGETP, &modes->basic) < 0 || ioctl(terminal, TIOCGETC, &modes->characters) < 0 ||
	    ioctl(terminal, TIOCGLTC, &modes->localCharacters) < 0 || ioctl(terminal, TIOCLGET, &modes->local) < 0 ||
	    ioctl(terminal, TIOCGWINSZ, &modes->size) < 0)
		dieErrno("terminal");
}

static void
writeModes(const struct modes *modes)
{
	if (ioctl(terminal, TIOCLSET, &modes->local) < 0 || ioctl(terminal, TIOCSLTC, &modes->localCharacters) < 0 ||
	    ioctl(terminal, TIOCSETC, &modes->characters) < 0 || ioctl(terminal, TIOCSETN, &modes->basic) < 0 ||
	    ioctl(terminal, TIOCSWINSZ, &modes->size) < 0)
		dieErrno("terminal");
}

/* ---- telling ---- */

static size_t column;

/* The next word, on the next line if this one is full. */
static void
say(const char *word)
{
	if (column > 0 && column + strlen(word) >= LINE_COLUMNS) {
		putText("\n");
		column = 0;
	} else if (column > 0) {
		putText(" ");
		column++;
	}
	putText(word);
	column += strlen(word);
}

static void
endLine(void)
{
	if (column > 0)
		putText("\n");
	column = 0;
}

static int
isOn(const struct modes *modes, const struct toggle *toggle)
{
	int word = toggle->place == FLAGS ? modes->basic.sg_flags : modes->local;

	return ((word & toggle->bits) == toggle->bits) != toggle->opposite;
}

/* What it is when a terminal begins. */
static int
isUsual(const struct toggle *toggle)
{
	static const struct modes usual = {
		.basic.sg_flags = ECHO | CRMOD | ANYP, .local = LCRTBS | LCRTERA | LCRTKIL | LCTLECH,
	};

	return isOn(&usual, toggle);
}

static char *
specialAt(const struct modes *modes, const struct special *special)
{
	return (char *)modes + special->offset;
}

static const char *
characterText(char c)
{
	static char text[3];

	if (c == DISABLED)
		return "undef";
	if (c >= ' ' && c < DELETE) {
		text[0] = c;
		text[1] = '\0';
	} else {
		text[0] = '^';
		text[1] = c ^ 0100;
	}
	return text;
}

static const char *
speedText(char code)
{
	size_t i;

	for (i = 0; i < COUNT(speeds); i++)
		if (speeds[i].code == code)
			return speeds[i].word;
	return "unknown";
}

static void
tellModes(const struct modes *modes, int all)
{
	size_t i;

	for (i = 0; i < COUNT(toggles); i++) {
		char word[32];
		int on = isOn(modes, &toggles[i]);

		sprintf(word, "%s%s", on ? "" : "-", toggles[i].word);
		if (all || on != isUsual(&toggles[i]))
			say(word);
	}
	endLine();
	for (i = 0; i < COUNT(specials); i++) {
		char word[32], c = *specialAt(modes, &specials[i]);

		sprintf(word, "%s %s", specials[i].word, characterText(c));
		if (all || c != specials[i].usual)
			say(word);
	}
	endLine();
}

static void
tell(const struct modes *modes, int all)
{
	printf("new tty, speed %s baud, %d rows, %d columns\n", speedText(modes->basic.sg_ospeed), modes->size.ws_row,
	    modes->size.ws_col);
	fflush(stdout);
	tellModes(modes, all);
}

/* ---- setting ---- */

static int
setToggle(struct modes *modes, const char *word)
{
	int off = word[0] == '-';
	size_t i;

	for (i = 0; i < COUNT(toggles); i++) {
		const struct toggle *toggle = &toggles[i];

		if (strcmp(word + off, toggle->word) != 0)
			continue;
		if (toggle->place == FLAGS)
			modes->basic.sg_flags = (modes->basic.sg_flags & ~toggle->bits) | (off == toggle->opposite ? toggle->bits : 0);
		else
			modes->local = (modes->local & ~toggle->bits) | (off ? 0 : toggle->bits);
		return 1;
	}
	return 0;
}

static char
parseCharacter(const char *word, const char *text)
{
	if (strcmp(text, "u") == 0 || strcmp(text, "undef") == 0 || strcmp(text, "^-") == 0)
		return DISABLED;
	if (text[0] == '^' && text[1] != '\0' && text[2] == '\0')
		return text[1] == '?' ? DELETE : text[1] & 037;
	if (text[0] == '\0' || text[1] != '\0')
		die(word, "needs one character, ^ and one, or undef");
	return text[0];
}

static int
setSpeed(struct modes *modes, const char *word)
{
	size_t i;

	for (i = 0; i < COUNT(speeds); i++)
		if (strcmp(word, speeds[i].word) == 0) {
			modes->basic.sg_ispeed = modes->basic.sg_ospeed = speeds[i].code;
			return 1;
		}
	return 0;
}

/* A word with a value; false if it is none. */
static int
setValue(struct modes *modes, const char *word, const char *value)
{
	unsigned short *count = strcmp(word, "rows") == 0 ? &modes->size.ws_row
	    : strcmp(word, "columns") == 0 || strcmp(word, "cols") == 0 ? &modes->size.ws_col : NULL;
	char *character = NULL;
	size_t i;

	for (i = 0; i < COUNT(specials); i++)
		if (strcmp(word, specials[i].word) == 0)
			character = specialAt(modes, &specials[i]);
	if (count == NULL && character == NULL)
		return 0;
	if (value == NULL)
		die(word, "needs a value");
	if (count != NULL)
		*count = (unsigned short)parseCount(value, word);
	else
		*character = parseCharacter(word, value);
	return 1;
}

static void setWords(struct modes *modes, char **words);

static int
setGroup(struct modes *modes, const char *word)
{
	char text[80], *words[16];
	size_t i;
	int count = 0;

	for (i = 0; i < COUNT(groups); i++) {
		if (strcmp(word, groups[i].word) != 0)
			continue;
		strcpy(text, groups[i].meaning);
		for (words[count] = strtok(text, " "); words[count] != NULL; words[count] = strtok(NULL, " "))
			count++;
		setWords(modes, words);
		return 1;
	}
	return 0;
}

static void
setWords(struct modes *modes, char **words)
{
	for (; *words != NULL; words++) {
		if (strcmp(*words, "sane") == 0) {
			makeSane(terminal);
			readModes(modes);
		} else if (setValue(modes, words[0], words[1])) {
			words++;
		} else if (!setToggle(modes, *words) && !setSpeed(modes, *words) && !setGroup(modes, *words)) {
			die(*words, "no such mode");
		}
	}
}

int
main(int argc, char **argv)
{
	const char *question = argc == 2 ? argv[1] : "";
	struct modes modes;

	begin(argv);
	terminal = isatty(0) ? 0 : 1;
	if (!isatty(terminal))
		die("standard input", "not a terminal");
	readModes(&modes);
	if (argc == 1 || strcmp(question, "all") == 0 || strcmp(question, "everything") == 0 || strcmp(question, "-a") == 0)
		tell(&modes, argc > 1);
	else if (strcmp(question, "-g") == 0)
		tellModes(&modes, 1);
	else if (strcmp(question, "size") == 0)
		printf("%d %d\n", modes.size.ws_row, modes.size.ws_col);
	else if (strcmp(question, "speed") == 0)
		printf("%s\n", speedText(modes.basic.sg_ospeed));
	else {
		setWords(&modes, argv + 1);
		writeModes(&modes);
	}
	finish();
}
