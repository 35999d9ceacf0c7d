/* sprite.h: what every Sprite interface uses. */
#ifndef _SPRITE_H
#define _SPRITE_H

typedef int Boolean;
typedef int ReturnStatus;
typedef char *Address;
typedef void *ClientData;

#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif

#define SUCCESS 0x00000000
#define FAILURE 0x00000001

#define NIL ((int)0xffffffff)
#define USER_NIL 0

typedef struct {
	int seconds;
	int microseconds;
} Time;

#endif
