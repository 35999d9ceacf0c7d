/* Times as text, with English names. */
#include <string.h>
#include <time.h>

static const char *const dayNames[7] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
};
static const char *const monthNames[12] = {
	"January", "February", "March",	    "April",   "May",	   "June",
	"July",	   "August",   "September", "October", "November", "December",
};

struct out {
	char *next, *end;
	int full;
};

static void put(struct out *out, char c)
{
	if (out->next < out->end)
		*out->next++ = c;
	else
		out->full = 1;
}

static void putText(struct out *out, const char *text, size_t max)
{
	for (; *text != 0 && max > 0; max--)
		put(out, *text++);
}

/* At least `width` digits, filled with `fill`. */
static void putNumber(struct out *out, long number, int width, char fill)
{
	char digits[12];
	int count = 0, i;
	unsigned long rest = (unsigned long)(number < 0 ? -number : number);

	do
		digits[count++] = (char)('0' + rest % 10);
	while ((rest /= 10) != 0);
	if (number < 0)
		put(out, '-');
	for (i = count; i < width; i++)
		put(out, fill);
	while (count > 0)
		put(out, digits[--count]);
}

static const char *nameOf(const char *const *names, int index, int count)
{
	return index >= 0 && index < count ? names[index] : "?";
}

/* Week of the year, weeks beginning on Sunday (0) or Monday (1). */
static int week(const struct tm *time, int monday)
{
	return (time->tm_yday + 7 - (time->tm_wday + 7 - monday) % 7) / 7;
}

static int yearOf(const struct tm *time)
{
	return time->tm_year + 1900;
}

/* ISO 8601: week 1 holds the year's first Thursday. */
static int isoWeek(const struct tm *time, int *year)
{
	int weekday = (time->tm_wday + 6) % 7, thursday = time->tm_yday - weekday + 3, leap;

	*year = yearOf(time);
	if (thursday < 0) {
		--*year;
		leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
		thursday += 365 + leap;
	} else {
		leap = (*year % 4 == 0 && *year % 100 != 0) || *year % 400 == 0;
		if (thursday >= 365 + leap) {
			++*year;
			return 1;
		}
	}
	return thursday / 7 + 1;
}

static void format(struct out *out, const char *text, const struct tm *time);

static void convert(struct out *out, char conversion, const struct tm *time)
{
	int hour12 = time->tm_hour % 12 == 0 ? 12 : time->tm_hour % 12, year;
	long offset = time->tm_gmtoff;

	switch (conversion) {
	case 'a': putText(out, nameOf(dayNames, time->tm_wday, 7), 3); break;
	case 'A': putText(out, nameOf(dayNames, time->tm_wday, 7), 20); break;
	case 'b':
	case 'h': putText(out, nameOf(monthNames, time->tm_mon, 12), 3); break;
	case 'B': putText(out, nameOf(monthNames, time->tm_mon, 12), 20); break;
	case 'c': format(out, "%a %b %e %H:%M:%S %Y", time); break;
	case 'C': putNumber(out, yearOf(time) / 100, 2, '0'); break;
	case 'd': putNumber(out, time->tm_mday, 2, '0'); break;
	case 'D':
	case 'x': format(out, "%m/%d/%y", time); break;
	case 'e': putNumber(out, time->tm_mday, 2, ' '); break;
	case 'F': format(out, "%Y-%m-%d", time); break;
	case 'G': isoWeek(time, &year); putNumber(out, year, 4, '0'); break;
	case 'H': putNumber(out, time->tm_hour, 2, '0'); break;
	case 'I': putNumber(out, hour12, 2, '0'); break;
	case 'j': putNumber(out, time->tm_yday + 1, 3, '0'); break;
	case 'k': putNumber(out, time->tm_hour, 2, ' '); break;
	case 'l': putNumber(out, hour12, 2, ' '); break;
	case 'm': putNumber(out, time->tm_mon + 1, 2, '0'); break;
	case 'M': putNumber(out, time->tm_min, 2, '0'); break;
	case 'n': put(out, '\n'); break;
	case 'p': putText(out, time->tm_hour < 12 ? "AM" : "PM", 2); break;
	case 'r': format(out, "%I:%M:%S %p", time); break;
	case 'R': format(out, "%H:%M", time); break;
	case 's': {
		struct tm copy = *time;

		putNumber(out, timegm(&copy) - offset, 1, '0');
		break;
	}
	case 'S': putNumber(out, time->tm_sec, 2, '0'); break;
	case 't': put(out, '\t'); break;
	case 'T':
	case 'X': format(out, "%H:%M:%S", time); break;
	case 'u': putNumber(out, time->tm_wday == 0 ? 7 : time->tm_wday, 1, '0'); break;
	case 'U': putNumber(out, week(time, 0), 2, '0'); break;
	case 'V': putNumber(out, isoWeek(time, &year), 2, '0'); break;
	case 'w': putNumber(out, time->tm_wday, 1, '0'); break;
	case 'W': putNumber(out, week(time, 1), 2, '0'); break;
	case 'y': putNumber(out, yearOf(time) % 100, 2, '0'); break;
	case 'Y': putNumber(out, yearOf(time), 4, '0'); break;
	case 'z':
		put(out, offset < 0 ? '-' : '+');
		offset = (offset < 0 ? -offset : offset) / 60;
		putNumber(out, offset / 60 * 100 + offset % 60, 4, '0');
		break;
	case 'Z': putText(out, time->tm_zone != 0 ? time->tm_zone : "", 20); break;
	case '%': put(out, '%'); break;
	default:
		put(out, '%');
		put(out, conversion);
	}
}

static void format(struct out *out, const char *text, const struct tm *time)
{
	for (; *text != 0; text++) {
		if (*text != '%' || text[1] == 0)
			put(out, *text);
		else
			convert(out, *++text, time);
	}
}

/* The length without the NUL, or 0 when it does not fit. */
size_t strftime(char *to, size_t size, const char *text, const struct tm *time)
{
	struct out out;

	if (size == 0)
		return 0;
	out.next = to;
	out.end = to + size - 1;
	out.full = 0;
	format(&out, text, time);
	*out.next = 0;
	return out.full ? 0 : (size_t)(out.next - to);
}

/* "Mon Mar  6 09:00:00 1989\n" */
char *asctime(const struct tm *time)
{
	static char text[40];

	strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y\n", time);
	return text;
}
