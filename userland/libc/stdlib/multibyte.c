/* Characters of several bytes: in the C locale, the only one, each is one byte. */
#include <stdlib.h>

int mbtowc(wchar_t *to, const char *from, size_t count)
{
	if (from == 0)
		return 0;
	if (count == 0)
		return -1;
	if (to != 0)
		*to = (unsigned char)*from;
	return *from != 0;
}

int mblen(const char *from, size_t count)
{
	return mbtowc((wchar_t *)0, from, count);
}

int wctomb(char *to, wchar_t from)
{
	if (to == 0)
		return 0;
	if ((unsigned)from > 255)
		return -1;
	*to = (char)from;
	return 1;
}

size_t mbstowcs(wchar_t *to, const char *from, size_t count)
{
	size_t done;

	for (done = 0; done < count; done++)
		if ((to[done] = (unsigned char)from[done]) == 0)
			break;
	return done;
}

size_t wcstombs(char *to, const wchar_t *from, size_t count)
{
	size_t done;

	for (done = 0; done < count; done++) {
		if ((unsigned)from[done] > 255)
			return (size_t)-1;
		if ((to[done] = (char)from[done]) == 0)
			break;
	}
	return done;
}
