/* Only a terminal answers GET_PARAMS; nothing but success or failure is looked at. */
#include <compat.h>
#include <fs.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int isatty(int stream)
{
	struct sgttyb parameters;

	return __unixResult(
		       Fs_IOControl(stream, IOC_TTY_GET_PARAMS, 0, (void *)0, sizeof parameters, &parameters)) == 0;
}

/* There are no controlling terminals; login tells the name in TTY. */
char *ttyname(int stream)
{
	char *name;

	if (!isatty(stream))
		return 0;
	name = getenv("TTY");
	return name != 0 ? name : (char *)"/dev/console";
}
