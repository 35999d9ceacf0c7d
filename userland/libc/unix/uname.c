/* The name and kind of the machine, in System V's form. */
#include <string.h>
#include <sys.h>
#include <sys/utsname.h>
#include <unistd.h>

int uname(struct utsname *to)
{
	memset(to, 0, sizeof *to);
	strcpy(to->sysname, "Sprite");
	strcpy(to->release, "1.0");
	strcpy(to->version, "1");
#if defined(__m68k__)
	strcpy(to->machine, "sun3");
#else
	strcpy(to->machine, "ds3100");
#endif
	return gethostname(to->nodename, sizeof to->nodename - 1);
}
