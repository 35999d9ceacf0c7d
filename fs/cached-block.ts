/** What the block cache holds: blocks of files, each file with a store that they come from and go to. */
import type { Status } from '../arch/status.js';
import type { Nanoseconds } from '../arch/units.js';
import type { Task } from '../kernel/task.js';

/** Where a cached file's blocks come from and go to. */
export interface BlockStore {
  readBlock(index: number, target: Uint8Array): Task<Status>;
  writeBlock(index: number, bytes: Uint8Array): Task<Status>;
  /** Blocks that writing back others may need: they are had at once, even when the cache is full of dirty ones. */
  readonly isMetadata?: boolean;
}

export interface CachedFile {
  readonly number: number;
  readonly store: BlockStore;
  /** Busy or dirty blocks by index, in order of first modification. */
  readonly active: Map<number, Block>;
}

export interface Block {
  readonly file: CachedFile;
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Users between `fetch` and `giveBackBlock`, and a read or write in progress. */
  holders: number;
  /** Virtual time of the last use, seconds. */
  usedSeconds: number;
  /** Not wanted any more: it goes before every other. */
  spent: boolean;
  /** Fetched before anybody wanted it, and not wanted yet. */
  ahead: boolean;
  dirtySinceNs: Nanoseconds | null;
  filling: boolean;
  writing: boolean;
  /** Thrown away while in use: it is not kept when the last user lets go. */
  dropped: boolean;
}
