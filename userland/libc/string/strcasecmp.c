#include <ctype.h>
#include <string.h>

int strncasecmp(const char *one, const char *other, size_t count)
{
	for (; count > 0; count--, one++, other++) {
		int left = tolower((unsigned char)*one), right = tolower((unsigned char)*other);

		if (left != right)
			return left - right;
		if (left == 0)
			return 0;
	}
	return 0;
}

int strcasecmp(const char *one, const char *other)
{
	return strncasecmp(one, other, (size_t)-1);
}
