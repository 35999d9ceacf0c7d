/* Numbers in the order of the network, and addresses as text. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

unsigned long(htonl)(unsigned long value)
{
	return htonl(value);
}

unsigned short(htons)(unsigned short value)
{
	return htons(value);
}

unsigned long(ntohl)(unsigned long value)
{
	return htonl(value);
}

unsigned short(ntohs)(unsigned short value)
{
	return htons(value);
}

/* One to four parts; the last takes all the bytes that are left. -1 is what is none. */
unsigned long inet_addr(const char *text)
{
	unsigned long parts[4], result = 0;
	int count = 0, i;
	char *end;

	for (;;) {
		if (!isdigit((unsigned char)*text) || count == 4)
			return INADDR_NONE;
		parts[count++] = strtoul(text, &end, 0);
		if (*end != '.')
			break;
		text = end + 1;
	}
	if (*end != 0 && !isspace((unsigned char)*end))
		return INADDR_NONE;
	for (i = 0; i < count - 1; i++) {
		if (parts[i] > 255)
			return INADDR_NONE;
		result |= parts[i] << (24 - 8 * i);
	}
	if (count > 1 && parts[count - 1] >> (8 * (5 - count)))
		return INADDR_NONE;
	return htonl(result | parts[count - 1]);
}

char *inet_ntoa(struct in_addr address)
{
	static char text[16];
	const unsigned char *bytes = (const unsigned char *)&address.s_addr;

	sprintf(text, "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
	return text;
}
