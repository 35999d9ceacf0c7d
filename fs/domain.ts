/**
 * A domain: one tree of files with one server. These are the naming operations a client asks of a domain's
 * server; the local disk implements them, and a remote domain will put them into RPCs unchanged, so everything
 * in them is plain data. The server checks permissions by the ids in the request (file system reference, 2.1).
 */
import type { Status } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import type { MaybeTask, Task } from '../kernel/task.js';
import type { IoObject } from './io-object.js';
import type { Attributes, FileId, LookupArgs, NameResult, UserIds } from './types.js';

/** What an open tells the client: everything it needs to make its own handle. */
export interface OpenResult {
  /** The object to do I/O on: the file itself, or a device. */
  readonly ioFileId: FileId;
  /** The name's own object, for attributes. */
  readonly nameId: FileId;
  /** Of the stream, where the server numbers it; null where this host does. */
  readonly streamId: FileId | null;
  readonly attributes: OpenedAttributes;
  /** Whether the client may cache, and the server's time stamp of this open. */
  readonly grant: OpenGrant;
  /** Use flags after the server's adjustments (execute adds read, a directory drops execute). */
  readonly useFlags: number;
}

/** What an open tells of the file. */
export type OpenedAttributes = Pick<
  Attributes,
  | 'serverID'
  | 'domain'
  | 'fileNumber'
  | 'version'
  | 'type'
  | 'size'
  | 'permissions'
  | 'uid'
  | 'gid'
  | 'accessTime'
  | 'dataModifyTime'
>;

export interface OpenGrant {
  readonly cacheable: boolean;
  readonly openTimeStamp: number;
}

export interface Domain {
  readonly serverId: HostId;
  /** Root directory. */
  readonly root: FileId;
  /**
   * Open, or create (CREATE) with `permissions`, already ANDed with the process's mask. Permission checks,
   * FS_FILE_BUSY and use counts (one reference for the caller's stream) are done here. TRUNC is the caller's.
   */
  open(args: LookupArgs, permissions: number): Task<NameResult<OpenResult>>;
  getAttributes(args: LookupArgs): Task<NameResult<Attributes>>;
  /** `flags`: SetAttr bits. Answers whose they are. */
  setAttributes(args: LookupArgs, attributes: Attributes, flags: number): Task<NameResult<FileId>>;
  makeDirectory(args: LookupArgs, permissions: number): Task<NameResult<null>>;
  makeDevice(
    args: LookupArgs,
    device: { readonly serverID: number; readonly type: number; readonly unit: number },
    permissions: number,
  ): Task<NameResult<null>>;
  /** `remote`: a remote link rather than a symbolic one. */
  symbolicLink(args: LookupArgs, target: string, remote: boolean): Task<NameResult<null>>;
  readLink(args: LookupArgs): Task<NameResult<string>>;
  /** Any type, an empty directory too. */
  remove(args: LookupArgs): Task<NameResult<null>>;
  removeDirectory(args: LookupArgs): Task<NameResult<null>>;
  /** Both names are in this domain; either may be redirected, and `second` says which. */
  hardLink(existing: LookupArgs, created: LookupArgs): Task<TwoNameResult>;
  rename(from: LookupArgs, to: LookupArgs): Task<TwoNameResult>;
  /** Check a mode (1 read, 2 write, 4 execute, 0 existence) for the ids given. */
  checkAccess(args: LookupArgs, mode: number): Task<NameResult<null>>;
  /** Attributes by open file. */
  getAttributesById(
    nameId: FileId,
    asker?: HostId,
  ): Task<{ readonly value: Attributes } | { readonly status: Status }>;
  setAttributesById(
    nameId: FileId,
    attributes: Attributes,
    flags: number,
    args: { readonly ids: UserIds },
  ): Task<Status>;
  /** Space, for df and Fs_Prefix records; null when the server does not say. */
  info(): MaybeTask<DomainInfo | null>;
}

export type TwoNameResult = NameResult<null> & { readonly second?: boolean };

export interface DomainInfo {
  readonly maxKbytes: number;
  readonly freeKbytes: number;
  readonly maxFileDesc: number;
  readonly freeFileDesc: number;
  readonly blockSize: number;
  readonly optSize: number;
}

/** A domain as a host has it in its prefix table: names, and the files behind them. */
export interface FileDomain extends Domain {
  /** The file that an open has just named; null when the server no longer knows it. */
  fileObject(id: FileId, streamId?: FileId | null): IoObject | null;
  /** Types of the files it has in hand. */
  handleTypes(): readonly number[];
  /** Write everything dirty. */
  sync(): Task<void>;
  /** The same, for good: the disk says that it was left in order. */
  shutDown(): Task<void>;
}
