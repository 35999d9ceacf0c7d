/** What this host keeps of a file of another host: see `remote-files.ts`, which makes and finds the handles. */
import type { HostId } from '../../arch/units.js';
import type { Lock } from '../../kernel/lock.js';
import { NO_WAITER } from '../../kernel/rpc/remote-waits.js';
import type { CachedFile } from '../block-cache.js';
import { type Attributes, BLOCK_SIZE, type FileId } from '../types.js';
import type { CachedAttributes, FileState, IoRecord } from './records.js';
import type { Unstable } from './unstable.js';

export interface RemoteFile {
  /** Stream type RMT_FILE. */
  readonly id: FileId;
  readonly server: HostId;
  readonly cached: CachedFile;
  /** Held over each transfer, and while blocks are invalidated. */
  readonly lock: Lock;
  readonly uses: { references: number; writers: number; executers: number };
  /** Written to the server, and perhaps not yet to its disk. */
  readonly unstable: Unstable;
  attributes: CachedAttributes;
  version: number;
  openTimeStamp: number;
  cacheable: boolean;
  /** A re-open failed: FS_STALE_HANDLE from now on. */
  valid: boolean;
  isSwap: boolean;
}

export interface RemoteFiles {
  /** A file has been opened at its server: one use more, and the blocks that are here judged by the version. */
  opened(id: FileId, state: FileState, flags: number): RemoteFile;
  /** A stream of the file has come here: the same, but no new version has begun. */
  moved(id: FileId, state: FileState, flags: number): RemoteFile;
  find(id: FileId): RemoteFile | null;
  /** One use less. */
  released(file: RemoteFile, flags: number): void;
  size(file: RemoteFile): number;
  isDirty(file: RemoteFile): boolean;
  /** What an earlier life of the server was given and may have lost is to be written again. */
  recallUnstable(file: RemoteFile): void;
  /** Forget the blocks, written or not. */
  dropAll(file: RemoteFile): void;
  /** Take what an open or re-open answered. */
  accept(file: RemoteFile, state: FileState, writes: boolean): void;
  all(): Iterable<RemoteFile>;
  counts(): { readonly handles: number; readonly open: number };
}

/** A transfer that no stream makes. */
export const NO_STREAM: Readonly<FileId> = { type: -1, serverID: 0, major: 0, minor: 0 };

export const ioRecord = (
  fileId: FileId,
  streamId: FileId,
  io: {
    readonly offset: number;
    readonly length: number;
    readonly flags: number;
    readonly pid?: number;
    readonly family?: number;
    readonly uid?: number;
  },
  waiter: IoRecord['waiter'] = NO_WAITER,
): IoRecord => ({
  fileId,
  streamId,
  waiter,
  io: {
    buffer: 0,
    length: io.length,
    offset: io.offset,
    flags: io.flags,
    pid: io.pid ?? 0,
    family: io.family ?? 0,
    uid: io.uid ?? 0,
    reserved: 0,
  },
});

/** In the flags of a close: this host has no dirty blocks of the file any more. */
export const CLOSED_CLEAN = 0x1000_0000;

const KILOBYTES = BLOCK_SIZE / 1024;

/** Of the blocks that the server may not have yet. */
function unwrittenKilobytes({ cached }: RemoteFile): number {
  let count = 0;
  for (const { dirtySinceNs } of cached.active.values()) if (dirtySinceNs !== null) count++;
  return count * KILOBYTES;
}

/** Attributes from the server, with what this host knows better while it caches the file: size, times, room. */
export function overlayCached(
  files: Pick<RemoteFiles, 'size'>,
  file: RemoteFile,
  attributes: Attributes,
): Attributes {
  if (!file.valid || !file.cacheable || attributes.version !== file.version) return attributes;
  const later = (known: { readonly seconds: number }, own: number) => ({
    seconds: Math.max(known.seconds, own),
    microseconds: 0,
  });
  return {
    ...attributes,
    size: files.size(file),
    blocks: Math.max(attributes.blocks, unwrittenKilobytes(file)),
    accessTime: later(attributes.accessTime, file.attributes.accessTime),
    dataModifyTime: later(attributes.dataModifyTime, file.attributes.modifyTime),
  };
}
