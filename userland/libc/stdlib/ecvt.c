/* Digits of a double without point, and the place of the point: what printf makes, taken apart. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 350
#define MOST_PLACES 330

static char digits[DIGITS + 2];

/* The digits of text such as 12.34 or 1.234e5, sign and leading zeros left out; counts those before the point. */
static char *digitsOf(const char *text, int *point)
{
	char *to = digits;
	int seenPoint = 0;

	*point = 0;
	for (; (*text >= '0' && *text <= '9') || *text == '.'; text++) {
		if (*text == '.') {
			seenPoint = 1;
			continue;
		}
		if (to == digits && *text == '0') {
			*point -= seenPoint;
			continue;
		}
		*to++ = *text;
		*point += !seenPoint;
	}
	*to = 0;
	if (*text == 'e')
		*point += atoi(text + 1);
	return digits;
}

static char *convert(double value, const char *format, int places, int *point, int *sign)
{
	char text[2 * DIGITS];
	int first = 0;

	if (places > MOST_PLACES)
		places = MOST_PLACES;
	sprintf(text, format, places < 0 ? 0 : places, value);
	*sign = text[0] == '-';
	first = *sign;
	if (text[first] < '0' || text[first] > '9') {
		*point = 0;
		return strcpy(digits, text + first);
	}
	return digitsOf(text + first, point);
}

/* `count` significant digits. */
char *ecvt(double value, int count, int *point, int *sign)
{
	char *result = convert(value, "%.*e", count - 1, point, sign);

	if (value == 0) {
		memset(digits, '0', (size_t)(count > DIGITS ? DIGITS : count));
		digits[count > DIGITS ? DIGITS : count] = 0;
		*point = 0;
	}
	if (count <= 0)
		digits[0] = 0;
	return result;
}

/* `places` digits behind the point. */
char *fcvt(double value, int places, int *point, int *sign)
{
	char *result = convert(value, "%.*f", places, point, sign);

	if (digits[0] == 0) {
		/* All zeros. */
		int count = places < 0 ? 0 : places > DIGITS ? DIGITS : places;

		memset(digits, '0', (size_t)count);
		digits[count] = 0;
		*point = 0;
	}
	return result;
}

char *gcvt(double value, int count, char *to)
{
	sprintf(to, "%.*g", count, value);
	return to;
}
