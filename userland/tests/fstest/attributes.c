/* Attributes, by name and by open stream. */
#include "fstest.h"

#include <sync.h>

static void readingTests(void)
{
	Fs_Attributes byName, byId;
	int id, amount;
	Time now;

	makeFile("f", "0123456789", 0644);
	id = openOrDie("f", FS_READ | FS_WRITE);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &byName), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &byId), SUCCESS);
	EQUAL(memcmp(&byName, &byId, sizeof byName), 0);
	EQUAL(byName.type, FS_FILE);
	EQUAL(byName.size, 10);
	EQUAL(byName.numLinks, 1);
	EQUAL(byName.permissions, 0644);
	EQUAL(byName.uid, 0);
	EQUAL(byName.blockSize, FS_BLOCK_SIZE);
	EXPECT(Fs_GetAttributes("nowhere", FS_ATTRIB_FILE, &byName), FS_FILE_NOT_FOUND);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, BAD), SYS_ARG_NOACCESS);
	EXPECT(Fs_GetAttributesID(NO_ID, &byId), FS_INVALID_ARG);
	EXPECT(Fs_GetAttributesID(-1, &byId), FS_INVALID_ARG);
	EXPECT(Fs_GetAttributesID(id, BAD), SYS_ARG_NOACCESS);
	/* Every time says when. */
	Sync_WaitTime((Time){ 3, 0 });
	Sys_GetTimeOfDay(&now, NULL, NULL);
	EXPECT(Fs_RawWrite(id, 1, "x", &amount), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &byName), SUCCESS);
	EQUAL(byName.dataModifyTime.seconds - now.seconds <= 1, TRUE);
	EQUAL(byName.dataModifyTime.seconds - byName.createTime.seconds >= 3, TRUE);
	EQUAL(byName.descModifyTime.seconds >= byName.dataModifyTime.seconds, TRUE);
	/* Each open for writing is a version. */
	EXPECT(openStatus("f", FS_READ), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &byId), SUCCESS);
	EQUAL(byId.version, byName.version);
	EXPECT(openStatus("f", FS_WRITE), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &byId), SUCCESS);
	EQUAL(byId.version, byName.version + 1);
	Fs_Close(id);
}

static void settingTests(void)
{
	Fs_Attributes set, found;
	int id = openOrDie("f", FS_READ);

	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &set), SUCCESS);
	set.accessTime.seconds = 1000;
	set.dataModifyTime.seconds = 2000;
	set.permissions = 06755;
	set.userType = FS_USER_TYPE_BINARY;
	set.size = 5;
	set.numLinks = 7;
	set.type = FS_DIRECTORY;
	EXPECT(Fs_SetAttr("f", FS_ATTRIB_FILE, &set, FS_SET_TIMES), SUCCESS);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &found), SUCCESS);
	EQUAL(found.accessTime.seconds, 1000);
	EQUAL(found.dataModifyTime.seconds, 2000);
	EQUAL(found.permissions, 0644);
	EXPECT(Fs_SetAttrID(id, &set, FS_SET_MODE), SUCCESS);
	EXPECT(Fs_GetAttributesID(id, &found), SUCCESS);
	EQUAL(found.permissions, 06755);
	EQUAL(found.userType, FS_USER_TYPE_UNDEFINED);
	EXPECT(Fs_SetAttrID(id, &set, FS_SET_FILE_TYPE), SUCCESS);
	set.uid = 10;
	set.gid = 20;
	EXPECT(Fs_SetAttributesID(id, &set), SUCCESS);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &found), SUCCESS);
	EQUAL(found.userType, FS_USER_TYPE_BINARY);
	EQUAL(found.uid, 10);
	EQUAL(found.gid, 20);
	/* What is no attribute to set stays as it is. */
	EQUAL(found.size, 10);
	EQUAL(found.numLinks, 1);
	EQUAL(found.type, FS_FILE);
	set.uid = set.gid = -1;
	EXPECT(Fs_SetAttributes("f", FS_ATTRIB_FILE, &set), SUCCESS);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &found), SUCCESS);
	EQUAL(found.uid, 10);
	EXPECT(Fs_SetAttributes("nowhere", FS_ATTRIB_FILE, &set), FS_FILE_NOT_FOUND);
	EXPECT(Fs_SetAttributes("f", FS_ATTRIB_FILE, BAD), SYS_ARG_NOACCESS);
	EXPECT(Fs_SetAttributesID(NO_ID, &set), FS_INVALID_ARG);
	EXPECT(Fs_SetAttrID(NO_ID, &set, FS_SET_MODE), FS_INVALID_ARG);
	Fs_Close(id);
	/* Of a link the link itself, or what it leads to. */
	EXPECT(Fs_SymLink("f", "s", FALSE), SUCCESS);
	set.permissions = 0600;
	EXPECT(Fs_SetAttr("s", FS_ATTRIB_FILE, &set, FS_SET_MODE), SUCCESS);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &found), SUCCESS);
	EQUAL(found.permissions, 0600);
	EXPECT(Fs_GetAttributes("s", FS_ATTRIB_LINK, &found), SUCCESS);
	EQUAL(found.permissions, 0777);
}

/* The owner's rights, without groups. */
static void ownerTests(void)
{
	Fs_Attributes attributes;

	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &attributes), SUCCESS);
	attributes.permissions = 06755;
	EXPECT(Fs_SetAttr("f", FS_ATTRIB_FILE, &attributes, FS_SET_MODE), SUCCESS);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &attributes), SUCCESS);
	/* Set-gid takes membership of the file's group. */
	EQUAL(attributes.permissions, 04755);
	attributes.uid = 11;
	EXPECT(Fs_SetAttr("f", FS_ATTRIB_FILE, &attributes, FS_SET_OWNER), FS_NO_ACCESS);
	attributes.uid = 10;
	attributes.gid = 30;
	EXPECT(Fs_SetAttr("f", FS_ATTRIB_FILE, &attributes, FS_SET_OWNER), FS_NO_ACCESS);
	/* Whoever opens it for writing takes set-uid away, root too. */
	EXPECT(openStatus("f", FS_WRITE), SUCCESS);
	EXPECT(Fs_GetAttributes("f", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.permissions, 0755);
}

static void memberTests(void)
{
	Fs_Attributes attributes;

	EXPECT(Fs_GetAttributes("g", FS_ATTRIB_FILE, &attributes), SUCCESS);
	attributes.permissions = 02755;
	EXPECT(Fs_SetAttr("g", FS_ATTRIB_FILE, &attributes, FS_SET_MODE), SUCCESS);
	EXPECT(Fs_GetAttributes("g", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.permissions, 02755);
	attributes.gid = 30;
	EXPECT(Fs_SetAttr("g", FS_ATTRIB_FILE, &attributes, FS_SET_OWNER), SUCCESS);
	EXPECT(Fs_GetAttributes("g", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.gid, 30);
	EQUAL(attributes.permissions, 0755);
}

static void deviceTests(void)
{
	Fs_Device device = { FS_LOCALHOST_ID, 6, 2, NULL };
	Fs_Attributes attributes;
	int id, amount;
	char byte;

	EXPECT(Fs_MakeDevice("null", &device, 0666), SUCCESS);
	EXPECT(Fs_MakeDevice("null", &device, 0666), FS_FILE_EXISTS);
	EXPECT(Fs_MakeDevice("other", BAD, 0666), SYS_ARG_NOACCESS);
	EXPECT(Fs_GetAttributes("null", FS_ATTRIB_FILE, &attributes), SUCCESS);
	EQUAL(attributes.type, FS_DEVICE);
	EQUAL(attributes.devServerID, FS_LOCALHOST_ID);
	EQUAL(attributes.devType, 6);
	EQUAL(attributes.devUnit, 2);
	id = openOrDie("null", FS_READ | FS_WRITE);
	EXPECT(Fs_RawRead(id, 1, &byte, &amount), SUCCESS);
	EQUAL(amount, 0);
	EXPECT(Fs_RawWrite(id, 1, &byte, &amount), SUCCESS);
	EQUAL(amount, 1);
	Fs_Close(id);
	attributes.devType = 99;
	EXPECT(Fs_SetAttr("null", FS_ATTRIB_FILE, &attributes, FS_SET_DEVICE), SUCCESS);
	EXPECT(openStatus("null", FS_READ), FS_DEVICE_OP_INVALID);
	EXPECT(openStatus("null", FS_EXECUTE), FS_WRONG_TYPE);
}

void attributeTests(void)
{
	Fs_Attributes attributes;

	readingTests();
	settingTests();
	as(10, ownerTests);
	makeFile("g", "", 0755);
	attributes.uid = 10;
	attributes.gid = 20;
	EXPECT(Fs_SetAttr("g", FS_ATTRIB_FILE, &attributes, FS_SET_OWNER), SUCCESS);
	{
		int both[2] = { 20, 30 }, none = 0;

		EXPECT(Proc_SetGroupIDs(2, both), SUCCESS);
		as(10, memberTests);
		EXPECT(Proc_SetGroupIDs(1, &none), SUCCESS);
	}
	deviceTests();
}
