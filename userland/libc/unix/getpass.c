/* getpass: a line typed unseen. There is no /dev/tty, so it is read from standard input and asked for on errors. */
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define PASSWORD_MAX 128

char *getpass(const char *prompt)
{
	static char password[PASSWORD_MAX + 1];
	struct sgttyb modes;
	int terminal = ioctl(0, TIOCGETP, &modes) == 0, length = 0;
	short flags = modes.sg_flags;
	char byte;

	/* First unseen, then asked for: what is typed at the sight of the question counts. */
	if (terminal) {
		modes.sg_flags &= ~ECHO;
		ioctl(0, TIOCSETP, &modes);
	}
	write(2, prompt, strlen(prompt));
	while (read(0, &byte, 1) == 1 && byte != '\n')
		if (length < PASSWORD_MAX)
			password[length++] = byte;
	password[length] = 0;
	write(2, "\n", 1);
	if (terminal) {
		modes.sg_flags = flags;
		ioctl(0, TIOCSETN, &modes);
	}
	return password;
}
