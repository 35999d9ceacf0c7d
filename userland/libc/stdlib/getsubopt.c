/* The next of an option's own options: name or name=value, separated by commas. */
#include <stdlib.h>
#include <string.h>

int getsubopt(char **options, char *const *names, char **value)
{
	char *option = *options, *end = option + strcspn(option, ","), *mark;
	int i;

	*options = *end == 0 ? end : end + 1;
	*end = 0;
	mark = strchr(option, '=');
	for (i = 0; names[i] != 0; i++) {
		size_t length = strlen(names[i]);

		if (strncmp(option, names[i], length) != 0)
			continue;
		if (option[length] == 0 || option + length == mark) {
			*value = mark == 0 ? 0 : mark + 1;
			return i;
		}
	}
	*value = option;
	return -1;
}
