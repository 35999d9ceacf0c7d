/* system: a command given to sh, which is searched along PATH. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOT_FOUND 127

int system(const char *command)
{
	sig_t interrupt, quit;
	pid_t child;
	int status = -1;

	if (command == 0)
		return 1;
	interrupt = signal(SIGINT, SIG_IGN);
	quit = signal(SIGQUIT, SIG_IGN);
	child = fork();
	if (child == 0) {
		signal(SIGINT, interrupt);
		signal(SIGQUIT, quit);
		execlp("sh", "sh", "-c", command, (char *)0);
		_exit(NOT_FOUND);
	}
	if (child > 0 && waitpid(child, &status, 0) < 0)
		status = -1;
	signal(SIGINT, interrupt);
	signal(SIGQUIT, quit);
	return status;
}
