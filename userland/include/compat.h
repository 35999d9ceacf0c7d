/* compat.h: from statuses to errno, and between the two numberings of signals. */
#ifndef _COMPAT_H
#define _COMPAT_H

#include <status.h>

ReturnStatus Compat_MapToSprite(int error);
int Compat_UnixSignalToSprite(int signal);	/* NIL when Sprite has none; 0 is 0 */
int Compat_SpriteSignalToUnix(int signal);	/* NIL when UNIX has none */
int Compat_UnixSigMaskToSprite(int mask);
int Compat_SpriteSigMaskToUnix(int mask);

/* What a UNIX-style function does with a status: 0, or errno and -1. */
int __unixResult(ReturnStatus status);

#endif
