/** A file of a local domain as the consistency of caches sees it: who uses it, and who may keep its blocks. */
import { type Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import { createLock, type Lock } from '../kernel/lock.js';
import type { WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue } from '../kernel/wait-queue.js';
import type { CachedAttributes } from './remote/records.js';
import { type FileId, UseFlag } from './types.js';

/** How often a host, or everybody, has a file open. */
export interface UseCounts {
  readonly references: number;
  readonly writers: number;
  readonly executers: number;
}

const has = (flags: number, flag: number): number => ((flags & flag) !== 0 ? 1 : 0);
/** One stream with these use flags. */
export const usesOfFlags = (flags: number): UseCounts => ({
  references: 1,
  writers: has(flags, UseFlag.WRITE),
  executers: has(flags, UseFlag.EXECUTE),
});

/** A file of a local domain, as consistency sees it. */
export interface ServedFile {
  readonly id: FileId;
  /** Only regular files are cached by clients. */
  readonly isRegular: boolean;
  version(): number;
  raiseVersion(): Task<void>;
  /** Times, and the size of one that writes, that a caching client knew better. */
  absorb(attributes: CachedAttributes, hasWritten: boolean): void;
  /** A host has gone with what it had open. */
  dropUses(uses: UseCounts): Task<void>;
}

export interface ClientUse {
  references: number;
  writers: number;
  executers: number;
  caching: boolean;
  openTimeStamp: number;
}

export interface SharedFile {
  readonly file: ServedFile;
  readonly clients: Map<HostId, ClientUse>;
  lastWriter: HostId | null;
  /** One consistency action at a time. */
  readonly action: Lock;
  /** Clients that have been called back and have not answered, with what they were asked. */
  readonly pending: Map<HostId, number>;
  readonly replied: WaitQueue;
  /** A write-back was refused. */
  failure: Status;
}

export const createSharedFile = (file: ServedFile): SharedFile => ({
  file,
  clients: new Map(),
  lastWriter: null,
  action: createLock('consistency'),
  pending: new Map(),
  replied: createWaitQueue('call-backs'),
  failure: SUCCESS,
});

/** One use less. A host that may have dirty blocks stays on the list without any. */
export function lowerUses(share: SharedFile, client: HostId, use: ClientUse, flags: number): void {
  const gone = usesOfFlags(flags);
  use.references -= gone.references;
  use.writers -= gone.writers;
  use.executers -= gone.executers;
  if (use.references === 0 && !(use.caching && share.lastWriter === client)) share.clients.delete(client);
}
