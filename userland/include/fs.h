/* fs.h: files, streams and I/O controls. */
#ifndef _FS_H
#define _FS_H

#include <sprite.h>

/* Fs_Open's use flags. */
#define FS_READ 0x001
#define FS_WRITE 0x002
#define FS_EXECUTE 0x004
#define FS_APPEND 0x008
#define FS_CLOSE_ON_EXEC 0x010
#define FS_PDEV_MASTER 0x020
#define FS_NAMED_PIPE_OPEN 0x040
#define FS_PFS_MASTER 0x080
#define FS_NON_BLOCKING 0x100
#define FS_CREATE 0x200
#define FS_TRUNC 0x400
#define FS_EXCLUSIVE 0x800

#define FS_READABLE 1
#define FS_WRITABLE 2
#define FS_EXCEPTION 4

/* Attributes: types of file, whether a link or its target is meant, what Fs_SetAttr sets. */
#define FS_FILE 0
#define FS_DIRECTORY 1
#define FS_SYMBOLIC_LINK 2
#define FS_REMOTE_LINK 3
#define FS_DEVICE 4
#define FS_REMOTE_DEVICE 5
#define FS_LOCAL_PIPE 6
#define FS_NAMED_PIPE 7
#define FS_PSEUDO_DEV 8
#define FS_PSEUDO_FS 9
#define FS_XTRA_FILE 10

#define FS_USER_TYPE_UNDEFINED 0
#define FS_USER_TYPE_TMP 1
#define FS_USER_TYPE_SWAP 2
#define FS_USER_TYPE_OBJECT 3
#define FS_USER_TYPE_BINARY 4
#define FS_USER_TYPE_OTHER 5

#define FS_ATTRIB_LINK 1
#define FS_ATTRIB_FILE 2

#define FS_SET_TIMES 0x01
#define FS_SET_MODE 0x02
#define FS_SET_OWNER 0x04
#define FS_SET_FILE_TYPE 0x08
#define FS_SET_DEVICE 0x10
#define FS_SET_ALL_ATTRS 0x1f

#define FS_LOCALHOST_ID (-1)
#define FS_MAX_NAME_LENGTH 255
#define FS_MAX_PATH_NAME_LENGTH 1024
#define FS_BLOCK_SIZE 4096

typedef struct {
	int serverID, domain, fileNumber;
	int type;
	int size;
	int numLinks;
	unsigned int permissions;
	int uid, gid;
	int devServerID, devType, devUnit;
	Time createTime, accessTime, descModifyTime, dataModifyTime;
	int blocks, blockSize;
	int version;
	int userType;
	int pad[4];
} Fs_Attributes;

typedef struct {
	int serverID, type, unit;
	ClientData data;
} Fs_Device;

typedef struct {
	int type, serverID, major, minor;
} Fs_FileID;

typedef struct {
	int bufSize;
	Address buffer;
} Fs_IOVector;

typedef struct {
	int maxKbytes, freeKbytes, maxFileDesc, freeFileDesc, blockSize, optSize;
} Fs_DomainInfo;

typedef struct {
	int serverID, domain, fileNumber, version;
	int flags;
	char prefix[64];
	Fs_DomainInfo domainInfo;
} Fs_Prefix;

#define FS_EXPORTED_PREFIX 1
#define FS_IMPORTED_PREFIX 2
#define FS_LOCAL_PREFIX 4

typedef struct {
	int pathLen1, pathLen2;
	char *path1, *path2;
} Fs_TwoPaths;

#define FS_PREFIX_BYTES 1024
typedef struct {
	char prefix[FS_PREFIX_BYTES];
	int serverID;
} Fs_PrefixLoadInfo;

typedef struct {
	int clientID;
	Boolean delete;
	char prefix[FS_PREFIX_BYTES];
} Fs_PrefixControl;

/* Fs_AttachDisk. */
#define FS_ATTACH_READ_ONLY 1
#define FS_ATTACH_DETACH 2
#define FS_ATTACH_LOCAL 4

/* I/O controls that every stream may be asked. */
#define IOC_REPOSITION 1
#define IOC_GET_FLAGS 2
#define IOC_SET_FLAGS 3
#define IOC_SET_BITS 4
#define IOC_CLEAR_BITS 5
#define IOC_TRUNCATE 6
#define IOC_LOCK 7
#define IOC_UNLOCK 8
#define IOC_NUM_READABLE 9
#define IOC_GET_OWNER 10
#define IOC_SET_OWNER 11
#define IOC_MAP 12
#define IOC_PREFIX 13
#define IOC_WRITE_BACK 14
#define IOC_MMAP_INFO 15

/* The flag word of 2 to 5. */
#define IOC_APPEND 0x01
#define IOC_NON_BLOCKING 0x02
#define IOC_ASYNCHRONOUS 0x04
#define IOC_CLOSE_ON_EXEC 0x08
#define IOC_READ 0x10
#define IOC_WRITE 0x20

#define IOC_BASE_ZERO 0
#define IOC_BASE_CURRENT 1
#define IOC_BASE_EOF 2

#define IOC_LOCK_SHARED 1
#define IOC_LOCK_EXCLUSIVE 2
#define IOC_LOCK_NO_BLOCK 8

#define IOC_OWNER_FAMILY 1
#define IOC_OWNER_PROC 2

typedef struct {
	int base, offset;
} Ioc_RepositionArgs;
typedef struct {
	int flags, hostID;
	unsigned int pid;
	int token;
} Ioc_LockArgs;
typedef struct {
	unsigned int id;
	int procOrFamily;
} Ioc_Owner;
typedef struct {
	int firstByte, lastByte;
	Boolean shouldBlock;
} Ioc_WriteBackArgs;

/* Terminals. */
#define IOC_TTY (1 << 16)
#define IOC_TTY_GET_PARAMS (IOC_TTY | 0x02)
#define IOC_TTY_SET_PARAMS (IOC_TTY | 0x03)
#define IOC_TTY_SETN (IOC_TTY | 0x04)
#define IOC_TTY_EXCL (IOC_TTY | 0x05)
#define IOC_TTY_NXCL (IOC_TTY | 0x06)
#define IOC_TTY_HUP_ON_CLOSE (IOC_TTY | 0x07)
#define IOC_TTY_FLUSH (IOC_TTY | 0x08)
#define IOC_TTY_INSERT_CHAR (IOC_TTY | 0x09)
#define IOC_TTY_SET_BREAK (IOC_TTY | 0x0a)
#define IOC_TTY_CLEAR_BREAK (IOC_TTY | 0x0b)
#define IOC_TTY_SET_DTR (IOC_TTY | 0x0c)
#define IOC_TTY_CLEAR_DTR (IOC_TTY | 0x0d)
#define IOC_TTY_GET_TCHARS (IOC_TTY | 0x11)
#define IOC_TTY_SET_TCHARS (IOC_TTY | 0x12)
#define IOC_TTY_GET_LTCHARS (IOC_TTY | 0x13)
#define IOC_TTY_SET_LTCHARS (IOC_TTY | 0x14)
#define IOC_TTY_BIS_LM (IOC_TTY | 0x15)
#define IOC_TTY_BIC_LM (IOC_TTY | 0x16)
#define IOC_TTY_GET_LM (IOC_TTY | 0x17)
#define IOC_TTY_SET_LM (IOC_TTY | 0x20)
#define IOC_TTY_GET_DISCIPLINE (IOC_TTY | 0x21)
#define IOC_TTY_SET_DISCIPLINE (IOC_TTY | 0x22)
#define IOC_TTY_GET_WINDOW_SIZE (IOC_TTY | 0x26)
#define IOC_TTY_SET_WINDOW_SIZE (IOC_TTY | 0x27)
#define IOC_TTY_NOT_CONTROL_TTY (IOC_TTY | 0x28)
#define IOC_TTY_GET_OUTPUT_LENGTH (IOC_TTY | 0x29)
#define IOC_TTY_STOP_OUTPUT (IOC_TTY | 0x2a)
#define IOC_TTY_START_OUTPUT (IOC_TTY | 0x2b)

/* Fs_Command's sub-commands. */
#define FS_PREFIX_LOAD 1
#define FS_PREFIX_EXPORT 2
#define FS_PREFIX_CLEAR 3
#define FS_PREFIX_DELETE 4
#define FS_PREFIX_CONTROL 5
#define FS_RAISE_MIN_CACHE_SIZE 6
#define FS_LOWER_MAX_CACHE_SIZE 7
#define FS_DISABLE_FLUSH 8
#define FS_SET_CACHE_DEBUG 10
#define FS_SET_RPC_DEBUG 11
#define FS_SET_RPC_TRACING 12
#define FS_SET_NAME_CACHING 13
#define FS_SET_CLIENT_CACHING 14
#define FS_EMPTY_CACHE 18
#define FS_RETURN_STATS 19
#define FS_SET_NO_STICKY_SEGS 22
#define FS_SET_CLEANER_PROCS 23
#define FS_SET_READ_AHEAD 24
#define FS_ZERO_STATS 38
#define FS_SET_MIG_DEBUG 40

ReturnStatus Fs_Open(const char *path, int useFlags, int permissions, int *streamID);
ReturnStatus Fs_RawRead(int streamID, int count, void *buffer, int *amountRead);
ReturnStatus Fs_Read(int streamID, int count, void *buffer, int *amountRead);
ReturnStatus Fs_RawWrite(int streamID, int count, const void *buffer, int *amountWritten);
ReturnStatus Fs_Write(int streamID, int count, const void *buffer, int *amountWritten);
ReturnStatus Fs_Close(int streamID);
ReturnStatus Fs_Remove(const char *path);
ReturnStatus Fs_RemoveDir(const char *path);
ReturnStatus Fs_MakeDir(const char *path, int permissions);
ReturnStatus Fs_ChangeDir(const char *path);
ReturnStatus Fs_GetNewID(int streamID, int *newID);
ReturnStatus Fs_GetAttributes(const char *path, int fileOrLink, Fs_Attributes *attributes);
ReturnStatus Fs_GetAttributesID(int streamID, Fs_Attributes *attributes);
ReturnStatus Fs_SetAttributes(const char *path, int fileOrLink, const Fs_Attributes *attributes);
ReturnStatus Fs_SetAttributesID(int streamID, const Fs_Attributes *attributes);
ReturnStatus Fs_SetAttr(const char *path, int fileOrLink, const Fs_Attributes *attributes, int flags);
ReturnStatus Fs_SetAttrID(int streamID, const Fs_Attributes *attributes, int flags);
ReturnStatus Fs_SetDefPerm(int mask, int *oldMask);
ReturnStatus Fs_RawIOControl(int streamID, int command, int inSize, const void *inBuffer, int outSize,
			     void *outBuffer);
ReturnStatus Fs_IOControl(int streamID, int command, int inSize, const void *inBuffer, int outSize, void *outBuffer);
ReturnStatus Fs_HardLink(const char *existing, const char *newName);
ReturnStatus Fs_Rename(const char *oldName, const char *newName);
ReturnStatus Fs_SymLink(const char *target, const char *linkName, Boolean remoteLink);
ReturnStatus Fs_ReadLink(const char *path, int bufferSize, char *buffer, int *size);
ReturnStatus Fs_CreatePipe(int *readID, int *writeID);
ReturnStatus Fs_AttachDisk(const char *device, const char *prefix, int flags);
ReturnStatus Fs_RawSelect(int numStreams, Time *timeout, int *readMask, int *writeMask, int *exceptMask,
			  int *numReady);
ReturnStatus Fs_Select(int numStreams, Time *timeout, int *readMask, int *writeMask, int *exceptMask, int *numReady);
ReturnStatus Fs_MakeDevice(const char *path, const Fs_Device *device, int permissions);
ReturnStatus Fs_Command(int command, int bufferSize, void *buffer);
ReturnStatus Fs_CheckAccess(const char *path, int mode, Boolean useRealID);
ReturnStatus Fs_WriteBackID(int streamID, int firstByte, int lastByte, Boolean block);

#endif
