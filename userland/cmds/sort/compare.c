/*
 * The order of two lines.
 */
#include <ctype.h>
#include <string.h>
#include "sort.h"

struct number {
	int negative;
	const char *whole, *wholeEnd, *fraction, *fractionEnd; /* without outer zeros */
};

static struct number
readNumber(const char *p, const char *end)
{
	struct number number;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	number.negative = p < end && *p == '-';
	p += number.negative;
	while (p < end && *p == '0')
		p++;
	number.whole = p;
	while (p < end && isdigit((unsigned char)*p))
		p++;
	number.wholeEnd = p;
	if (p < end && *p == '.')
		p++;
	number.fraction = p;
	if (number.fraction != number.wholeEnd)
		while (p < end && isdigit((unsigned char)*p))
			p++;
	while (p > number.fraction && p[-1] == '0')
		p--;
	number.fractionEnd = p;
	if (number.whole == number.wholeEnd && number.fraction == number.fractionEnd)
		number.negative = 0;
	return number;
}

static int
compareBytes(const char *one, const char *oneEnd, const char *other, const char *otherEnd)
{
	size_t oneLength = (size_t)(oneEnd - one), otherLength = (size_t)(otherEnd - other);
	int order = memcmp(one, other, oneLength < otherLength ? oneLength : otherLength);

	return order != 0 ? order : oneLength < otherLength ? -1 : oneLength > otherLength;
}

/* By their digits, so numbers of any length are exact. */
static int
compareNumbers(const char *one, const char *oneEnd, const char *other, const char *otherEnd)
{
	struct number a = readNumber(one, oneEnd), b = readNumber(other, otherEnd);
	long difference = (a.wholeEnd - a.whole) - (b.wholeEnd - b.whole);
	int order;

	if (a.negative != b.negative)
		return a.negative ? -1 : 1;
	order = difference != 0 ? (difference < 0 ? -1 : 1) : compareBytes(a.whole, a.wholeEnd, b.whole, b.wholeEnd);
	if (order == 0)
		order = compareBytes(a.fraction, a.fractionEnd, b.fraction, b.fractionEnd);
	return a.negative ? -order : order;
}

/* -d: only blanks, letters and digits count; -i: only what can be printed. */
static int
isIgnored(int c, const struct order *order)
{
	return (order->dictionary && !isalnum(c) && c != ' ' && c != '\t') || (order->printable && !isprint(c));
}

static int
compareText(const char *one, const char *oneEnd, const char *other, const char *otherEnd, const struct order *order)
{
	for (;;) {
		int a, b;

		while (one < oneEnd && isIgnored((unsigned char)*one, order))
			one++;
		while (other < otherEnd && isIgnored((unsigned char)*other, order))
			other++;
		if (one == oneEnd || other == otherEnd)
			return (one != oneEnd) - (other != otherEnd);
		a = (unsigned char)*one++;
		b = (unsigned char)*other++;
		if (order->fold) {
			a = toupper(a);
			b = toupper(b);
		}
		if (a != b)
			return a - b;
	}
}

static int
compareBy(const struct order *order, const char *one, const char *oneEnd, const char *other, const char *otherEnd)
{
	int result;

	if (order->numeric)
		result = compareNumbers(one, oneEnd, other, otherEnd);
	else if (order->fold || order->dictionary || order->printable)
		result = compareText(one, oneEnd, other, otherEnd, order);
	else
		result = compareBytes(one, oneEnd, other, otherEnd);
	return order->reverse ? -result : result;
}

void
prepareLine(struct line *line)
{
	if (keys != NULL) {
		findKey(keys, line, &line->key, &line->keyEnd);
	} else {
		line->key = line->text;
		line->keyEnd = line->text + line->length;
	}
}

int
compareKeys(const struct line *one, const struct line *other)
{
	const struct key *key;
	int result;

	result = compareBy(keys != NULL ? &keys->order : &globalOrder, one->key, one->keyEnd, other->key, other->keyEnd);
	for (key = keys == NULL ? NULL : keys->next; key != NULL && result == 0; key = key->next) {
		const char *a, *aEnd, *b, *bEnd;

		findKey(key, one, &a, &aEnd);
		findKey(key, other, &b, &bEnd);
		result = compareBy(&key->order, a, aEnd, b, bEnd);
	}
	return result;
}

int
compareLines(const struct line *one, const struct line *other)
{
	int result = compareKeys(one, other);

	if (result != 0)
		return result;
	result = compareBytes(one->text, one->text + one->length, other->text, other->text + other->length);
	return globalOrder.reverse ? -result : result;
}
