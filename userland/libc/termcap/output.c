/* Sending capabilities: places put into a cursor motion, and the padding that slow terminals need. */
#include <string.h>
#include <termcap.h>

#define MOTION_BYTES 64
#define FASTEST 16

char PC, *BC, *UP;
short ospeed;

static char *putDecimal(char *to, int value, int width)
{
	char digits[12];
	int count = 0;

	do
		digits[count++] = (char)('0' + value % 10);
	while ((value /= 10) != 0 || count < width);
	while (count > 0)
		*to++ = digits[--count];
	return to;
}

/* Arguments are taken in the order row, column; %r takes them the other way round. */
char *tgoto(const char *motion, int column, int row)
{
	static char result[MOTION_BYTES];
	char *to = result;
	int values[3], next = 0;

	if (motion == 0)
		return strcpy(result, "OOPS");
	values[0] = row;
	values[1] = column;
	values[2] = 0;
	for (; *motion != 0 && to < result + MOTION_BYTES - 12; motion++) {
		int value = values[next];

		if (*motion != '%') {
			*to++ = *motion;
			continue;
		}
		switch (*++motion) {
		case 'd':
		case '2':
		case '3':
			to = putDecimal(to, value, *motion == 'd' ? 1 : *motion - '0');
			next += next < 2;
			break;
		case '+':
			value += (unsigned char)*++motion;
			/* fall through */
		case '.':
			*to++ = (char)value;
			next += next < 2;
			break;
		case '>':
			if (motion[1] == 0 || motion[2] == 0)
				return strcpy(result, "OOPS");
			if (value > (unsigned char)motion[1])
				values[next] += (unsigned char)motion[2];
			motion += 2;
			break;
		case 'r':
			values[0] = column;
			values[1] = row;
			break;
		case 'i':
			values[0]++;
			values[1]++;
			break;
		case 'n':
			values[0] ^= 0140;
			values[1] ^= 0140;
			break;
		case 'B':
			values[next] = value / 10 * 16 + value % 10;
			break;
		case 'D':
			values[next] = value - 2 * (value % 16);
			break;
		case '%':
			*to++ = '%';
			break;
		default:
			return strcpy(result, "OOPS");
		}
	}
	*to = 0;
	return result;
}

/* By the numbers of the speeds, bits a second divided by ten. */
static const short characters[FASTEST] = {0, 5, 8, 11, 13, 15, 20, 30, 60, 120, 180, 240, 480, 960, 1920, 3840};

/* Leading digits are milliseconds to pad, * for each line that is affected. */
int tputs(const char *text, int lines, int (*put)(int))
{
	int tenths = 0, pads;

	if (text == 0)
		return 0;
	for (; *text >= '0' && *text <= '9'; text++)
		tenths = tenths * 10 + 10 * (*text - '0');
	if (*text == '.') {
		text++;
		if (*text >= '0' && *text <= '9')
			tenths += *text++ - '0';
		while (*text >= '0' && *text <= '9')
			text++;
	}
	if (*text == '*') {
		tenths *= lines;
		text++;
	}
	while (*text != 0)
		put(*text++);
	if (tenths == 0 || ospeed <= 0 || ospeed >= FASTEST)
		return 0;
	for (pads = (tenths * characters[ospeed] + 5000) / 10000; pads > 0; pads--)
		put(PC);
	return 0;
}
