/*
 * cal: a calendar of a month or a year. Dates are Julian up to 2 September
 * 1752, Gregorian from the 14th on, as in Britain and its colonies.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "common/common.h"

#define USAGE "[[month] year]"
#define MONTH_WIDTH 20
#define GAP 3
#define WEEKS 6
#define ROW_MONTHS 3
#define REFORM_YEAR 1752
#define REFORM_MONTH 9
#define FIRST_LOST 3
#define DAYS_LOST 11

static const char *const monthNames[] = {
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
};

static int
isLeap(long year)
{
	if (year <= REFORM_YEAR)
		return year % 4 == 0;
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
daysIn(int month, long year)
{
	static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && isLeap(year));
}

/* 0 is Sunday; of a date that exists. */
static int
weekday(int day, int month, long year)
{
	long before = year - 1, days = before * 365 + before / 4 + day;
	int m;

	for (m = 1; m < month; m++)
		days += daysIn(m, year);
	/* A day of the Julian calendar is now known; 1 January of the year 1 was a Saturday. */
	if (year > REFORM_YEAR)
		days -= before / 100 - REFORM_YEAR / 100 - (before / 400 - REFORM_YEAR / 400);
	if (year > REFORM_YEAR || (year == REFORM_YEAR && (month > REFORM_MONTH || (month == REFORM_MONTH && day >= FIRST_LOST))))
		days -= DAYS_LOST;
	return (int)((days + 5) % 7);
}

/* Six lines of text, each MONTH_WIDTH wide and a NUL. */
static void
layOut(int month, long year, char lines[WEEKS][MONTH_WIDTH + 1])
{
	int day, week = 0, column = weekday(1, month, year);

	for (day = 0; day < WEEKS; day++) {
		memset(lines[day], ' ', MONTH_WIDTH);
		lines[day][MONTH_WIDTH] = '\0';
	}
	for (day = 1; day <= daysIn(month, year); day++) {
		if (year == REFORM_YEAR && month == REFORM_MONTH && day == FIRST_LOST)
			day += DAYS_LOST;
		if (day >= 10)
			lines[week][3 * column] = (char)('0' + day / 10);
		lines[week][3 * column + 1] = (char)('0' + day % 10);
		if (++column == 7) {
			column = 0;
			week++;
		}
	}
}

static void
trimmed(char *line)
{
	size_t length = strlen(line);

	while (length > 0 && line[length - 1] == ' ')
		line[--length] = '\0';
	puts(line);
}

#define HEADING " S  M Tu  W Th  F  S"

static void
showMonth(int month, long year)
{
	char lines[WEEKS][MONTH_WIDTH + 1], title[40];
	int week;

	sprintf(title, "%s %ld", monthNames[month - 1], year);
	printf("%*s%s\n%s\n", (MONTH_WIDTH - (int)strlen(title)) / 2, "", title, HEADING);
	layOut(month, year, lines);
	for (week = 0; week < WEEKS; week++)
		trimmed(lines[week]);
}

static void
showYear(long year)
{
	char lines[ROW_MONTHS][WEEKS][MONTH_WIDTH + 1], row[ROW_MONTHS * (MONTH_WIDTH + GAP) + 1], title[16];
	int width = ROW_MONTHS * MONTH_WIDTH + (ROW_MONTHS - 1) * GAP, first, month, week;

	sprintf(title, "%ld", year);
	printf("%*s%s\n\n", (width - (int)strlen(title)) / 2, "", title);
	for (first = 0; first < 12; first += ROW_MONTHS) {
		memset(row, ' ', sizeof row);
		row[sizeof row - 1] = '\0';
		for (month = 0; month < ROW_MONTHS; month++) {
			const char *name = monthNames[first + month];
			int start = month * (MONTH_WIDTH + GAP) + (MONTH_WIDTH - (int)strlen(name)) / 2;

			memcpy(row + start, name, strlen(name));
			layOut(first + month + 1, year, lines[month]);
		}
		trimmed(row);
		printf("%s   %s   %s\n", HEADING, HEADING, HEADING);
		for (week = 0; week < WEEKS; week++) {
			sprintf(row, "%s   %s   %s", lines[0][week], lines[1][week], lines[2][week]);
			trimmed(row);
		}
	}
}

int
main(int argc, char **argv)
{
	time_t now = time(NULL);
	struct tm *today = localtime(&now);
	long year, month;

	begin(argv);
	if (argc > 3 || (argc > 1 && argv[1][0] == '-'))
		usageError(USAGE);
	if (argc == 1) {
		showMonth(today->tm_mon + 1, today->tm_year + 1900);
		finish();
	}
	year = parseCount(argv[argc - 1], "is no year");
	if (year < 1 || year > 9999)
		die(argv[argc - 1], "years are 1 to 9999");
	if (argc == 2) {
		showYear(year);
		finish();
	}
	month = parseCount(argv[1], "is no month");
	if (month < 1 || month > 12)
		die(argv[1], "months are 1 to 12");
	showMonth((int)month, year);
	finish();
}
