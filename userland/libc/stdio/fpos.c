/* Positions in streams as values of their own. */
#include <stdio.h>

int fgetpos(FILE *file, fpos_t *position)
{
	*position = ftell(file);
	return *position < 0 ? -1 : 0;
}

int fsetpos(FILE *file, const fpos_t *position)
{
	return fseek(file, *position, SEEK_SET);
}
