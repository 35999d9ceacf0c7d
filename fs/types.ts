/** Words of the file system that all its files share: ids, types, flags. Numbers: kernel-call reference, 5. */
import type { FsAttributes, FsFileID, FsioMigInfo } from '../arch/layouts.js';
import type { Status } from '../arch/status.js';
import type { HostId } from '../arch/units.js';

/** Identity of an object: stream type, its I/O server, domain, file number. */
export type FileId = FsFileID;
export type Attributes = FsAttributes;
export type StreamRecord = FsioMigInfo;

/** Types of stream and I/O handle. */
export const StreamType = {
  STREAM: 0,
  LCL_FILE: 1,
  RMT_FILE: 2,
  LCL_DEVICE: 3,
  RMT_DEVICE: 4,
  LCL_PIPE: 5,
  RMT_PIPE: 6,
  /** Of a pseudo-device: its server's for clients to come, its server's to one client, the client's. */
  CONTROL: 7,
  SERVER: 8,
  LCL_PSEUDO: 9,
  RMT_PSEUDO: 10,
} as const;

/** Types of file, as attributes and descriptors have them. */
export const FileType = {
  FILE: 0,
  DIRECTORY: 1,
  SYMBOLIC_LINK: 2,
  REMOTE_LINK: 3,
  DEVICE: 4,
  LOCAL_PIPE: 6,
  PSEUDO_DEV: 8,
  PSEUDO_FS: 9,
} as const;

/** Fs_Open's use flags, the user's and (from FOLLOW on) the kernel's. */
export const UseFlag = {
  READ: 0x001,
  WRITE: 0x002,
  EXECUTE: 0x004,
  APPEND: 0x008,
  CLOSE_ON_EXEC: 0x010,
  PDEV_MASTER: 0x020,
  NAMED_PIPE_OPEN: 0x040,
  PFS_MASTER: 0x080,
  NON_BLOCKING: 0x100,
  CREATE: 0x200,
  TRUNC: 0x400,
  EXCLUSIVE: 0x800,
  FOLLOW: 0x1000,
  PREFIX: 0x2000,
  SWAP: 0x4000,
  OWNERSHIP: 0x10000,
  DELETE: 0x20000,
  LINK: 0x40000,
  RENAME: 0x80000,
  RMT_SHARED: 0x4000000,
  NEW_STREAM: 0x8000000,
} as const;

/** What an open makes where there is nothing. */
export const typeMadeBy = (useFlags: number): number =>
  (useFlags & UseFlag.PDEV_MASTER) === 0 ? FileType.FILE : FileType.PSEUDO_DEV;

export const Permission = { SET_UID: 0o4000, SET_GID: 0o2000 } as const;

/** Fs_SetAttr's flags: what to set. */
export const SetAttr = { TIMES: 1, MODE: 2, OWNER: 4, FILE_TYPE: 8, DEVICE: 0x10, ALL: 0x1f } as const;

/** Select bits. */
export const Ready = { READABLE: 1, WRITABLE: 2, EXCEPTION: 4 } as const;

export const BLOCK_SIZE = 4096;
export const MAX_NAME = 255;
export const MAX_LINKS = 10;

/** Who asks: effective user, and up to 8 groups, as requests carry them. */
export interface UserIds {
  readonly user: number;
  readonly groups: readonly number[];
}

/** From which host, for which home, of which machine type (for $MACHINE). */
export interface ClientInfo {
  readonly clientId: HostId;
  readonly homeId: HostId;
  readonly machineType: string;
}

/** A name to look up in a domain, starting at a directory of it. */
export interface LookupArgs {
  /** The directory the name is relative to. */
  readonly start: FileId;
  readonly name: string;
  readonly useFlags: number;
  readonly ids: UserIds;
  readonly client: ClientInfo;
}

/** The server met a link or ".." that leads out of its domain: go on with this name. */
export interface Redirect {
  readonly redirect: string;
  /** For a remote link: length of the leading part of the name that is a prefix; else 0. */
  readonly prefixLength: number;
}

export type Failure = { readonly status: Status };
export type NameResult<T> = { readonly value: T } | Redirect | Failure;
export type Result<T> = { readonly value: T } | Failure;

export const isFileType = ({ type }: FileId): boolean =>
  type === StreamType.LCL_FILE || type === StreamType.RMT_FILE;

/** Each kind of object has a type on its own host and one on all others, the next number. */
const localTypes: ReadonlySet<number> = new Set([
  StreamType.LCL_FILE,
  StreamType.LCL_DEVICE,
  StreamType.LCL_PIPE,
  StreamType.LCL_PSEUDO,
]);
const isLocalType = (type: number): boolean => localTypes.has(type);
const isRemoteType = (type: number): boolean => localTypes.has(type - 1);
/** The id as the object's own host has it. */
export const localId = (id: FileId): FileId => (isRemoteType(id.type) ? { ...id, type: id.type - 1 } : id);
/** The id as another host has it. */
export const remoteId = (id: FileId): FileId => (isLocalType(id.type) ? { ...id, type: id.type + 1 } : id);

export const fileKey = (id: FileId): string => `${id.type}/${id.serverID}/${id.major}/${id.minor}`;

const noTime = { seconds: 0, microseconds: 0 } as const;
/** Of something without a name, and in answers that have none. */
export const noAttributes: Readonly<Attributes> = {
  serverID: 0,
  domain: 0,
  fileNumber: 0,
  type: 0,
  size: 0,
  numLinks: 0,
  permissions: 0,
  uid: 0,
  gid: 0,
  devServerID: 0,
  devType: 0,
  devUnit: 0,
  createTime: noTime,
  accessTime: noTime,
  descModifyTime: noTime,
  dataModifyTime: noTime,
  blocks: 0,
  blockSize: 0,
  version: 0,
  userType: 0,
  pad: [0, 0, 0, 0],
};
