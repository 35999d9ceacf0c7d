/* Names: making, finding and changing them; links; who may. */
#include "fstest.h"

static void pathTests(void)
{
	char path[1100];
	int i;

	makeFile("file", "text", 0666);
	EXPECT(Fs_MakeDir("dir", 0777), SUCCESS);
	EXPECT(openStatus("nowhere", FS_READ), FS_FILE_NOT_FOUND);
	EXPECT(openStatus("nowhere/file", FS_READ), FS_FILE_NOT_FOUND);
	EXPECT(openStatus("file/file", FS_READ), FS_NOT_DIRECTORY);
	EXPECT(openStatus("//tmp//", FS_READ), SUCCESS);
	EXPECT(openStatus("", FS_READ), SUCCESS);
	EXPECT(openStatus(BAD, FS_READ), SYS_ARG_NOACCESS);
	EXPECT(openStatus(longName(254), FS_WRITE | FS_CREATE), SUCCESS);
	EXPECT(Fs_Remove(longName(254)), SUCCESS);
	EXPECT(openStatus(longName(255), FS_WRITE | FS_CREATE), FS_INVALID_ARG);
	EXPECT(Fs_MakeDir(longName(255), 0777), FS_INVALID_ARG);
	/* 1023 letters and a NUL can be passed; one more cannot. */
	for (i = 0; i < 1024; i++)
		path[i] = i % 2 ? '/' : '.';
	path[1023] = '\0';
	EXPECT(openStatus(path, FS_READ), SUCCESS);
	path[1023] = '/';
	path[1024] = '\0';
	EXPECT(openStatus(path, FS_READ), FS_INVALID_ARG);
	EXPECT(Fs_Remove(path), FS_INVALID_ARG);
	EXPECT(Fs_Rename("file", path), FS_INVALID_ARG);
}

static void linkTests(void)
{
	char text[64];
	int i, size, id;
	Fs_Attributes attributes;

	EXPECT(Fs_SymLink("file", "soft", FALSE), SUCCESS);
	EXPECT(Fs_SymLink("file", "soft", FALSE), FS_FILE_EXISTS);
	EXPECT(openStatus("soft", FS_READ), SUCCESS);
	EXPECT(Fs_ReadLink("soft", sizeof text, text, &size), SUCCESS);
	EQUAL(size, 4);
	EXPECT(Fs_ReadLink("soft", 2, text, &size), SUCCESS);
	EQUAL(size, 2);
	EXPECT(Fs_ReadLink("soft", -1, text, &size), GEN_INVALID_ARG);
	EXPECT(Fs_ReadLink("soft", 4, BAD, &size), SYS_ARG_NOACCESS);
	EXPECT(Fs_ReadLink("file", 4, text, &size), FS_INVALID_ARG);
	EXPECT(Fs_ReadLink("nowhere", 4, text, &size), FS_FILE_NOT_FOUND);
	EXPECT(Fs_GetAttributes("soft", FS_ATTRIB_LINK, &attributes), SUCCESS);
	EQUAL(attributes.type, FS_SYMBOLIC_LINK);
	/* The size counts the NUL that ends the text. */
	EQUAL(attributes.size, 5);
	EXPECT(Fs_GetAttributes("soft", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.type, FS_FILE);
	EXPECT(Fs_SymLink("loop", "loop", FALSE), SUCCESS);
	EXPECT(openStatus("loop", FS_READ), FS_NAME_LOOP);
	EXPECT(Fs_SymLink("", "empty", FALSE), SUCCESS);
	EXPECT(openStatus("empty", FS_READ), FS_FILE_NOT_FOUND);
	/* Ten links in a row can be followed; eleven cannot. */
	EXPECT(Fs_SymLink("file", "l0", FALSE), SUCCESS);
	for (i = 1; i < 11; i++) {
		char from[4], to[4];

		sprintf(from, "l%c", '0' + i);
		sprintf(to, "l%c", '0' + i - 1);
		EXPECT(Fs_SymLink(to, from, FALSE), SUCCESS);
	}
	EXPECT(openStatus("l9", FS_READ), SUCCESS);
	EXPECT(openStatus("l:", FS_READ), FS_NAME_LOOP);
	/* A link that leads nowhere is where a file can be made. */
	EXPECT(Fs_SymLink("made", "dangling", FALSE), SUCCESS);
	EXPECT(openStatus("dangling", FS_READ), FS_FILE_NOT_FOUND);
	EXPECT(openStatus("dangling", FS_WRITE | FS_CREATE), SUCCESS);
	EQUAL(sizeOf("made"), 0);
	/* A remote link without a server, and what can still be done with it. */
	EXPECT(Fs_SymLink("/elsewhere", "remote", TRUE), SUCCESS);
	EXPECT(openStatus("remote", FS_READ), FS_FILE_NOT_FOUND);
	EXPECT(Fs_GetAttributes("remote", FS_ATTRIB_LINK, &attributes), SUCCESS);
	EQUAL(attributes.type, FS_REMOTE_LINK);
	EXPECT(Fs_ReadLink("remote", sizeof text, text, &size), SUCCESS);
	EQUAL(size, 10);
	EXPECT(Fs_Remove("remote"), SUCCESS);
	EXPECT(Fs_HardLink("file", "hard"), SUCCESS);
	EXPECT(Fs_HardLink("file", "hard"), FS_FILE_EXISTS);
	EXPECT(Fs_HardLink("nowhere", "hard2"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_HardLink("file", "nowhere/hard"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_GetAttributes("hard", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.numLinks, 2);
	id = openOrDie("hard", FS_READ);
	EXPECT(Fs_Remove("file"), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &attributes), SUCCESS);
	EQUAL(attributes.numLinks, 1);
	Fs_Close(id);
	EXPECT(Fs_Rename("hard", "file"), SUCCESS);
}

static void removeTests(void)
{
	EXPECT(Fs_MakeDir("dir", 0777), FS_FILE_EXISTS);
	EXPECT(Fs_MakeDir("file", 0777), FS_FILE_EXISTS);
	EXPECT(Fs_MakeDir("nowhere/dir", 0777), FS_FILE_NOT_FOUND);
	EXPECT(Fs_RemoveDir("file"), FS_NOT_DIRECTORY);
	EXPECT(Fs_RemoveDir("nowhere"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_RemoveDir("dir/."), FS_NO_ACCESS);
	EXPECT(Fs_RemoveDir("dir/.."), FS_NO_ACCESS);
	EXPECT(Fs_RemoveDir("."), FS_NO_ACCESS);
	makeFile("dir/file", "", 0666);
	EXPECT(Fs_RemoveDir("dir"), FS_DIR_NOT_EMPTY);
	EXPECT(Fs_Remove("dir"), FS_DIR_NOT_EMPTY);
	EXPECT(Fs_Remove("dir/file"), SUCCESS);
	EXPECT(Fs_Remove("dir/file"), FS_FILE_NOT_FOUND);
	/* An empty directory is removed like any other name. */
	EXPECT(Fs_Remove("dir"), SUCCESS);
	EXPECT(Fs_Remove("l0"), SUCCESS);
	EQUAL(sizeOf("file"), 4);
}

static void renameTests(void)
{
	EXPECT(Fs_MakeDir("d1", 0777), SUCCESS);
	EXPECT(Fs_MakeDir("d1/d2", 0777), SUCCESS);
	EXPECT(Fs_MakeDir("d3", 0777), SUCCESS);
	makeFile("other", "other text", 0666);
	EXPECT(Fs_Rename("nowhere", "n"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_Rename("d1", "d1/d4"), GEN_INVALID_ARG);
	EXPECT(Fs_Rename("d1", "d1/d2/d4"), FS_INVALID_ARG);
	EXPECT(Fs_Rename("file", "d3"), FS_FILE_EXISTS);
	EXPECT(Fs_Rename("d3", "file"), FS_FILE_EXISTS);
	EXPECT(Fs_Rename("d3", "d1"), FS_DIR_NOT_EMPTY);
	EXPECT(Fs_Rename("d3", "d1/d2"), SUCCESS);
	EXPECT(Fs_Rename("other", "file"), SUCCESS);
	EQUAL(sizeOf("file"), 10);
	EXPECT(Fs_HardLink("file", "again"), SUCCESS);
	EXPECT(Fs_Rename("file", "again"), SUCCESS);
	EQUAL(sizeOf("file"), -1);
	EXPECT(Fs_Rename("again", "again"), SUCCESS);
	EQUAL(sizeOf("again"), 10);
	EXPECT(Fs_ChangeDir("d1/d2"), SUCCESS);
	EXPECT(Fs_Rename("../d2", "../../moved"), SUCCESS);
	/* The working directory is where it is, whatever it is called now. */
	EQUAL(sizeOf("../again"), 10);
	EXPECT(Fs_ChangeDir(".."), SUCCESS);
	EXPECT(Fs_ChangeDir("again"), FS_NOT_DIRECTORY);
	EXPECT(Fs_ChangeDir("nowhere"), FS_FILE_NOT_FOUND);
	EXPECT(Fs_RemoveDir("moved"), SUCCESS);
	EXPECT(Fs_RemoveDir("d1"), SUCCESS);
}

void nameTests(void)
{
	pathTests();
	linkTests();
	removeTests();
	renameTests();
}

static void strangers(void)
{
	Fs_Attributes attributes;
	Fs_Device device = { FS_LOCALHOST_ID, 6, 2, NULL };

	EXPECT(openStatus("secret", FS_READ), FS_NO_ACCESS);
	EXPECT(openStatus("readable", FS_READ), SUCCESS);
	EXPECT(openStatus("readable", FS_WRITE), FS_NO_ACCESS);
	EXPECT(openStatus("readable", FS_READ | FS_TRUNC), FS_NO_ACCESS);
	EXPECT(openStatus("readable", FS_EXECUTE), FS_NO_ACCESS);
	/* A directory is walked through by its read bit, and changed by its write bit. */
	EXPECT(openStatus("closed/file", FS_READ), FS_NO_ACCESS);
	EXPECT(openStatus("walkable/file", FS_READ), SUCCESS);
	EXPECT(openStatus("walkable/new", FS_WRITE | FS_CREATE), FS_NO_ACCESS);
	EXPECT(Fs_Remove("walkable/file"), FS_NO_ACCESS);
	EXPECT(Fs_RemoveDir("walkable/dir"), FS_NO_ACCESS);
	EXPECT(Fs_MakeDir("walkable/new", 0777), FS_NO_ACCESS);
	EXPECT(Fs_SymLink("x", "walkable/new", FALSE), FS_NO_ACCESS);
	EXPECT(Fs_MakeDevice("walkable/new", &device, 0666), FS_NO_ACCESS);
	EXPECT(Fs_HardLink("readable", "walkable/new"), FS_NO_ACCESS);
	EXPECT(Fs_Rename("walkable/file", "walkable/new"), FS_NO_ACCESS);
	/* There is no sticky bit: what is writable by all can be emptied by all. */
	EXPECT(Fs_Remove("open/file"), SUCCESS);
	EXPECT(Fs_ChangeDir("walkable"), FS_NO_ACCESS);
	EXPECT(Fs_GetAttributes("secret", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EXPECT(Fs_SetAttr("readable", FS_ATTRIB_FILE, &attributes, FS_SET_MODE), FS_NOT_OWNER);
	EXPECT(Fs_SetAttr("readable", FS_ATTRIB_FILE, &attributes, FS_SET_TIMES), FS_NOT_OWNER);
	EXPECT(Fs_CheckAccess("readable", 1, FALSE), SUCCESS);
	EXPECT(Fs_CheckAccess("readable", 2, FALSE), FS_NO_ACCESS);
	EXPECT(Fs_CheckAccess("readable", 4, FALSE), FS_NO_ACCESS);
	EXPECT(Fs_CheckAccess("readable", 0, FALSE), SUCCESS);
	EXPECT(Fs_CheckAccess("readable", 8, FALSE), FS_INVALID_ARG);
	EXPECT(Fs_CheckAccess("nowhere", 0, FALSE), FS_FILE_NOT_FOUND);
	EXPECT(Fs_CheckAccess("secret", 0, FALSE), SUCCESS);
	EXPECT(Fs_AttachDisk("/dev/null", "/x", 0), GEN_NO_PERMISSION);
}

/* One class applies: an owner without rights has none though everybody else has. */
static void owners(void)
{
	EXPECT(openStatus("mine", FS_READ), FS_NO_ACCESS);
	EXPECT(Fs_CheckAccess("mine", 1, FALSE), FS_NO_ACCESS);
}

static void realUser(void)
{
	Proc_SetIDs(-1, 10);
	EXPECT(Fs_CheckAccess("secret", 1, FALSE), FS_NO_ACCESS);
	EXPECT(Fs_CheckAccess("secret", 1, TRUE), SUCCESS);
	EXPECT(openStatus("secret", FS_READ), FS_NO_ACCESS);
}

static void masks(void)
{
	Fs_Attributes attributes;
	int old;

	EXPECT(Fs_SetDefPerm(0750, &old), SUCCESS);
	makeFile("masked", "", 0666);
	EXPECT(Fs_GetAttributes("masked", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.permissions, 0640);
	EXPECT(Fs_MakeDir("maskedDir", 07777), SUCCESS);
	EXPECT(Fs_GetAttributes("maskedDir", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.permissions, 0750);
	EXPECT(Fs_SetDefPerm(~0, &old), SUCCESS);
	EQUAL(old, 0750);
	EXPECT(Fs_SetDefPerm(0777, &old), SUCCESS);
	EQUAL(old, 0777);
	EXPECT(Fs_SetDefPerm(0777, BAD), SYS_ARG_NOACCESS);
	makeFile("unmasked", "", 06666);
	EXPECT(Fs_GetAttributes("unmasked", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.permissions, 0666);
}

static void give(const char *path, int user, int group)
{
	Fs_Attributes attributes;

	attributes.uid = user;
	attributes.gid = group;
	EXPECT(Fs_SetAttr(path, FS_ATTRIB_FILE, &attributes, FS_SET_OWNER), SUCCESS);
}

void permissionTests(void)
{
	makeFile("secret", "secret", 0600);
	makeFile("readable", "text", 0644);
	makeFile("mine", "text", 0077);
	give("mine", 10, -1);
	EXPECT(Fs_MakeDir("closed", 0733), SUCCESS);
	EXPECT(Fs_MakeDir("walkable", 0744), SUCCESS);
	EXPECT(Fs_MakeDir("walkable/dir", 0777), SUCCESS);
	EXPECT(Fs_MakeDir("open", 0777), SUCCESS);
	makeFile("closed/file", "text", 0666);
	makeFile("walkable/file", "text", 0666);
	makeFile("open/file", "text", 0600);
	as(10, strangers);
	as(10, owners);
	as(0, realUser);
	masks();
}
