/**
 * The file system's remote procedures: parameter records, by Sprite's sizes. Every record is of 4-byte words; the
 * comment at each procedure says who calls whom. Source: RPC reference, 10.
 */
import { array, int, nested, struct, uint, type ValueOf } from '../../arch/codec.js';
import { FsAttributes, FsDevice, FsFileID, FsioMigInfo, FsUserIDs } from '../../arch/layouts.js';
import type { HostId } from '../../arch/units.js';
import { RpcCommand } from '../../kernel/rpc/commands.js';
import { nothing, procedure, wireRecord } from '../../kernel/rpc/procedure.js';
import { Waiter } from '../../kernel/rpc/remote-waits.js';
import type { PdevOpener } from '../pdev/masters.js';
import type { ClientInfo, UserIds } from '../types.js';

const MOST_GROUPS = 8;
const NAME_BYTES = 1028;

// --- Building blocks -------------------------------------------------------------------------------------------------

export const CachedAttributes = struct('CachedAttributes', {
  firstByte: int,
  lastByte: int,
  accessTime: int,
  modifyTime: int,
  createTime: int,
  userType: int,
  permissions: int,
  uid: int,
  gid: int,
});
/** What a client keeps of an open file's attributes. `lastByte` is the size less one; times in seconds. */
export type CachedAttributes = ValueOf<typeof CachedAttributes>;

const FileState = {
  cacheable: int,
  version: int,
  openTimeStamp: int,
  attributes: nested(CachedAttributes),
  newFlags: int,
} as const;
/** What a client learns of a file by opening it. */
const fileState = struct('FileState', FileState);
export type FileState = ValueOf<typeof fileState>;

const IoBlock = struct('IoBlock', {
  buffer: int,
  length: int,
  offset: int,
  flags: int,
  pid: uint,
  family: uint,
  uid: int,
  reserved: int,
});
const IoReply = struct('IoReply', { length: int, flags: int, signal: int, code: int });

const fileId = nested(FsFileID);
const userIds = nested(FsUserIDs);

const openRecord = {
  prefixId: fileId,
  rootId: fileId,
  useFlags: int,
  permissions: int,
  type: int,
  client: int,
  homeHost: int,
  ids: userIds,
} as const;
const Open = struct('Open', openRecord);
export type OpenRecord = ValueOf<typeof Open>;

const lookupRecord = {
  prefixId: fileId,
  rootId: fileId,
  useFlags: int,
  ids: userIds,
  client: int,
  homeHost: int,
} as const;
const Lookup = struct('Lookup', lookupRecord);
export type LookupRecord = ValueOf<typeof Lookup>;

const PathAttributes = struct('PathAttributes', { ioId: fileId, attributes: nested(FsAttributes) });
const prefixLength = wireRecord(struct('PrefixLength', { prefixLength: int }));

// --- Procedures ------------------------------------------------------------------------------------------------------

/** Client to everybody, or to a server: who serves the prefix in the data? */
export const prefixProcedure = procedure({
  command: RpcCommand.FS_PREFIX,
  request: nothing,
  reply: wireRecord(struct('PrefixReply', { state: nested(fileState), rootId: fileId })),
  replyData: 0,
});

/** Client to file server; the data is the name. On a redirection the reply's data is the new name. */
export const openProcedure = procedure({
  command: RpcCommand.FS_OPEN,
  request: wireRecord(Open),
  reply: wireRecord(
    struct('OpenReply', {
      prefixLength: int,
      ioId: fileId,
      streamId: fileId,
      nameId: fileId,
      dataSize: int,
      reserved: int,
      state: nested(fileState),
    }),
  ),
  replyData: NAME_BYTES,
});

const Io = struct('Io', {
  fileId,
  streamId: fileId,
  waiter: nested(Waiter),
  io: nested(IoBlock),
});
export type IoRecord = ValueOf<typeof Io>;

/** Client to I/O server. */
export const readProcedure = procedure({
  command: RpcCommand.FS_READ,
  request: wireRecord(Io),
  reply: wireRecord(IoReply),
  replyData: 16_384,
});
export const writeProcedure = procedure({
  command: RpcCommand.FS_WRITE,
  request: wireRecord(Io),
  reply: wireRecord(IoReply),
  replyData: 0,
});

/** A block of one file of the server becomes the same block of another. */
export const copyBlockProcedure = procedure({
  command: RpcCommand.FS_COPY_BLOCK,
  request: wireRecord(struct('CopyBlock', { sourceId: fileId, targetId: fileId, block: int })),
  reply: nothing,
  replyData: 0,
});

/** In the flags of a write: blocks of the client's cache, and the last dirty one of the file. */
export const WriteFlag = { CACHE: 0x1000_0000, LAST_DIRTY: 0x2000_0000 } as const;

export const closeProcedure = procedure({
  command: RpcCommand.FS_CLOSE,
  request: wireRecord(
    struct('Close', {
      fileId,
      streamId: fileId,
      pid: uint,
      flags: int,
      attributes: nested(CachedAttributes),
      attributeSize: int,
    }),
  ),
  reply: nothing,
  replyData: 0,
});

const named = (command: (typeof RpcCommand)['FS_UNLINK'] | (typeof RpcCommand)['FS_RMDIR']) =>
  procedure({ command, request: wireRecord(Lookup), reply: prefixLength, replyData: NAME_BYTES });
export const unlinkProcedure = named(RpcCommand.FS_UNLINK);
export const removeDirectoryProcedure = named(RpcCommand.FS_RMDIR);

const twoNames = (command: (typeof RpcCommand)['FS_RENAME'] | (typeof RpcCommand)['FS_LINK']) =>
  procedure({
    command,
    request: wireRecord(struct('TwoNames', { lookup: nested(Lookup), secondPrefixId: fileId })),
    reply: wireRecord(struct('TwoNamesReply', { prefixLength: int, firstName: int })),
    replyData: NAME_BYTES,
  });
export const renameProcedure = twoNames(RpcCommand.FS_RENAME);
export const linkProcedure = twoNames(RpcCommand.FS_LINK);

export const makeDirectoryProcedure = procedure({
  command: RpcCommand.FS_MKDIR,
  request: wireRecord(Open),
  reply: prefixLength,
  replyData: NAME_BYTES,
});
export const makeDeviceProcedure = procedure({
  command: RpcCommand.FS_MKDEV,
  request: wireRecord(struct('MakeDevice', { open: nested(Open), device: nested(FsDevice) })),
  reply: prefixLength,
  replyData: NAME_BYTES,
});

export const getAttributesProcedure = procedure({
  command: RpcCommand.FS_GET_ATTR,
  request: wireRecord(struct('GetAttributes', { fileId })),
  reply: wireRecord(struct('AttributesReply', { attributes: nested(FsAttributes) })),
  replyData: 0,
});
const SetById = struct('SetAttributes', {
  fileId,
  ids: userIds,
  attributes: nested(FsAttributes),
  flags: int,
});
export const setAttributesProcedure = procedure({
  command: RpcCommand.FS_SET_ATTR,
  request: wireRecord(SetById),
  reply: nothing,
  replyData: 0,
});
export const getAttributesPathProcedure = procedure({
  command: RpcCommand.FS_GET_ATTR_PATH,
  request: wireRecord(Open),
  reply: wireRecord(PathAttributes),
  replyData: NAME_BYTES,
});
export const setAttributesPathProcedure = procedure({
  command: RpcCommand.FS_SET_ATTR_PATH,
  request: wireRecord(
    struct('SetAttributesPath', { open: nested(Open), attributes: nested(FsAttributes), flags: int }),
  ),
  reply: wireRecord(PathAttributes),
  replyData: NAME_BYTES,
});
/** To the device's or pipe's host. */
export const getIoAttributesProcedure = procedure({
  command: RpcCommand.FS_GET_IO_ATTR,
  request: wireRecord(struct('GetIoAttributes', { fileId, attributes: nested(FsAttributes) })),
  reply: wireRecord(struct('IoAttributesReply', { attributes: nested(FsAttributes) })),
  replyData: 0,
});

/** Client to a device's host: the second step of opening it. */
export const deviceOpenProcedure = procedure({
  command: RpcCommand.FS_DEV_OPEN,
  request: wireRecord(
    struct('DeviceOpen', { ioId: fileId, useFlags: int, size: int, state: array(int, 13) }),
  ),
  reply: wireRecord(struct('DeviceOpenReply', { ioId: fileId })),
  replyData: 0,
});

const STATE_WORDS = 13;
/** Who opens a pseudo-device, in the first words of the state. */
export const openerState = (pid: number, user: number): number[] =>
  Array.from({ length: STATE_WORDS }, (_, i) => [pid, user][i] ?? 0);
export const openerIn = (client: HostId, state: readonly number[]): PdevOpener => ({
  pid: state[0] >>> 0,
  hostId: client,
  user: state[1],
});

export const selectProcedure = procedure({
  command: RpcCommand.FS_SELECT,
  request: wireRecord(
    struct('Select', { fileId, read: int, write: int, except: int, waiter: nested(Waiter) }),
  ),
  reply: wireRecord(struct('SelectReply', { read: int, write: int, except: int })),
  replyData: 0,
});

export const ioControlProcedure = procedure({
  command: RpcCommand.FS_IO_CONTROL,
  request: wireRecord(
    struct('IoControl', {
      fileId,
      streamId: fileId,
      pid: uint,
      family: uint,
      command: int,
      inSize: int,
      outSize: int,
      format: int,
      uid: int,
    }),
  ),
  reply: wireRecord(IoReply),
  replyData: 4096,
});

/** One stream: the host it goes to asks its I/O server to have it moved. */
export const migrateProcedure = procedure({
  command: RpcCommand.FS_MIGRATE,
  request: wireRecord(FsioMigInfo),
  reply: wireRecord(struct('MigrateReply', { size: int, state: nested(fileState), flags: int, offset: int })),
  replyData: 0,
});
/** Inside it, I/O server to the host it comes from. */
export const releaseProcedure = procedure({
  command: RpcCommand.FS_RELEASE_NEW,
  request: wireRecord(struct('Release', { streamId: fileId })),
  reply: wireRecord(struct('ReleaseReply', { inUse: int, offset: int })),
  replyData: 0,
});

/** File server to a client that caches; answered before the work is done. */
export const consistProcedure = procedure({
  command: RpcCommand.FS_CONSIST,
  request: wireRecord(struct('Consist', { fileId, flags: int, openTimeStamp: int, version: int })),
  reply: nothing,
  replyData: 0,
});
/** Client to file server: the work is done. */
export const consistReplyProcedure = procedure({
  command: RpcCommand.FS_CONSIST_REPLY,
  request: wireRecord(struct('ConsistReply', { fileId, attributes: nested(CachedAttributes), status: int })),
  reply: nothing,
  replyData: 0,
});

export const ConsistFlag = {
  WRITE_BACK_BLOCKS: 1,
  INVALIDATE_BLOCKS: 2,
  DELETE_FILE: 4,
  WRITE_BACK_ATTRS: 0x10,
  MIGRATION: 0x200,
} as const;

const useCounts = { references: int, writers: int, executers: int } as const;
/** Client to a server that has been away: a file, 52 bytes. */
export const reopenFileRecord = wireRecord(
  struct('ReopenFile', { fileId, prefixId: fileId, ...useCounts, flags: int, version: int }),
);
/** A device or pipe, 28 bytes; a stream, 40 bytes. */
export const reopenIoRecord = wireRecord(struct('ReopenIo', { fileId, ...useCounts }));
export const reopenStreamRecord = wireRecord(
  struct('ReopenStream', { streamId: fileId, ioId: fileId, flags: int, offset: int }),
);
/** A control stream, 24 bytes; `serverHost` is the one that asks. */
export const reopenControlRecord = wireRecord(
  struct('ReopenControl', { fileId, serverHost: int, seed: int }),
);
export const reopenFileReply = wireRecord(fileState);
export const ReopenFlag = { DIRTY: 1, SWAP: 0x4000 } as const;

/** Client to server: 0 says that its recovery has ended. */
export const recoveryProcedure = procedure({
  command: RpcCommand.FS_RECOVERY,
  request: wireRecord(struct('Recovery', { begins: int })),
  reply: nothing,
  replyData: 0,
});

export const domainInfoProcedure = procedure({
  command: RpcCommand.FS_DOMAIN_INFO,
  request: wireRecord(struct('DomainInfo', { fileId })),
  reply: wireRecord(
    struct('DomainInfoReply', {
      maxKbytes: int,
      freeKbytes: int,
      maxFileDesc: int,
      freeFileDesc: int,
      blockSize: int,
      optSize: int,
      fileId,
    }),
  ),
  replyData: 0,
});

// --- Between records and the file system's own words -------------------------------------------------------------------

export const packIds = ({ user, groups }: UserIds): OpenRecord['ids'] => ({
  user,
  numGroupIDs: Math.min(groups.length, MOST_GROUPS),
  group: Array.from({ length: MOST_GROUPS }, (_, i) => groups[i] ?? 0),
});

export const unpackIds = ({ user, numGroupIDs, group }: OpenRecord['ids']): UserIds => ({
  user,
  groups: group.slice(0, Math.max(0, Math.min(numGroupIDs, MOST_GROUPS))),
});

/** Who asks: the packet says which host; its home travels in the record. */
export const unpackClient = (
  client: HostId,
  homeHost: number,
  machineTypeOf: (host: HostId) => string,
): ClientInfo => ({ clientId: client, homeId: homeHost as HostId, machineType: machineTypeOf(client) });
