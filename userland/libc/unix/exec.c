/* exec with the environment given, present, or along PATH. */
#include <compat.h>
#include <errno.h>
#include <proc.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

char **environ;

int execve(const char *file, char *const argv[], char *const envp[])
{
	return __unixResult(Proc_ExecEnv(file, argv, envp, FALSE));
}

int execv(const char *file, char *const argv[])
{
	return execve(file, argv, environ);
}

/* The arguments of a call, up to the null pointer, as a vector on the caller's stack. */
#define COLLECT(first, argv, arguments)                                        \
	do {                                                                   \
		int count = 1, i;                                              \
		va_start(arguments, first);                                    \
		while (va_arg(arguments, char *) != 0)                         \
			count++;                                               \
		va_end(arguments);                                             \
		argv = alloca((count + 1) * sizeof(char *));                   \
		va_start(arguments, first);                                    \
		argv[0] = (char *)first;                                       \
		for (i = 1; i <= count; i++)                                   \
			argv[i] = va_arg(arguments, char *);                   \
	} while (0)

int execl(const char *file, const char *first, ...)
{
	va_list arguments;
	char **argv;

	COLLECT(first, argv, arguments);
	va_end(arguments);
	return execve(file, argv, environ);
}

/* The environment follows the null pointer. */
int execle(const char *file, const char *first, ...)
{
	va_list arguments;
	char **argv, **envp;

	COLLECT(first, argv, arguments);
	envp = va_arg(arguments, char **);
	va_end(arguments);
	return execve(file, argv, envp);
}

int execlp(const char *file, const char *first, ...)
{
	va_list arguments;
	char **argv;

	COLLECT(first, argv, arguments);
	va_end(arguments);
	return execvp(file, argv);
}
