/*
 * clear: clears the screen of a terminal that understands ANSI's sequences.
 */
#include "common/common.h"

int
main(int argc, char **argv)
{
	(void)argc;
	begin(argv);
	putText("\033[H\033[2J");
	finish();
}
