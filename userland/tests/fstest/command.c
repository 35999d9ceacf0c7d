/* Fs_Command, and the calls that only ever refuse. */
#include "fstest.h"

#include "../callfuzz/rawCall.h"

void commandTests(void)
{
	int locked = 77;

	EXPECT(Fs_Command(0, 0, NULL), FS_INVALID_ARG);
	EXPECT(Fs_Command(9, 0, NULL), FS_INVALID_ARG);
	EXPECT(Fs_Command(30, sizeof locked, &locked), FS_INVALID_ARG);
	EXPECT(Fs_Command(-1, 0, NULL), FS_INVALID_ARG);
	EXPECT(Fs_Command(18, sizeof locked, &locked), SUCCESS);
	EQUAL(locked, 0);
	EXPECT(Fs_Command(18, sizeof locked, BAD), SYS_ARG_NOACCESS);
	/* Truncation by name and by id, and a lock, of before 1988. */
	EXPECT(rawCall((unsigned)"f", 0, 0, 0, 0, 0, 0, 0, 0, 0, 45), FAILURE);
	EXPECT(rawCall(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 46), FAILURE);
	EXPECT(rawCall(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 77), FAILURE);
	EXPECT(Fs_AttachDisk("/dev/null", "/x", 0), DEV_NO_DEVICE);
}
