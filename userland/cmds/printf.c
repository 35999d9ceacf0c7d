/*
 * printf format [argument ...]. The formats are in common/format.c.
 */
#include <string.h>
#include "common.h"
#include "format.h"

int
main(int argc, char **argv)
{
	static const struct formatter formatter = { putBytes, complain };
	int first = argc > 1 && strcmp(argv[1], "--") == 0 ? 2 : 1;

	begin(argv);
	if (argc <= first)
		usageError("format [argument ...]");
	formatArguments(&formatter, argv[first], argv + first + 1);
	finish();
}
