/**
 * Handles: the files of a local domain that somebody uses, or whose descriptor is not on the disk yet. A handle
 * is found by file number; it has the descriptor, the file's blocks, the use counts, and a lock that holds
 * across waits.
 */
import type { Lock } from '../../kernel/lock.js';

import type { CachedFile } from '../block-cache.js';
import type { Descriptor } from './layout.js';

export interface LocalHandle {
  readonly number: number;
  readonly descriptor: Descriptor;
  readonly file: CachedFile;
  readonly lock: Lock;
  /** Disk blocks that are taken for the file and in its block map only when they have been written. */
  readonly placing: Placing;
  /** Streams that refer to it, and how many of them write and execute. */
  references: number;
  writers: number;
  executers: number;
  /** Short uses by kernel work that holds no stream. */
  holders: number;
  /** The descriptor differs from the disk's since this virtual time. */
  changedNs: number | null;
  /** The size that the disk may show: no block below it is missing there. */
  storedSize: number;
  /** A directory has it, or had it. */
  named: boolean;
  /** Its last name is gone; it goes when its last user does. */
  removed: boolean;
  /** Its descriptor is being given up, or has been. */
  gone: boolean;
}

export interface Placing {
  /** Disk block by block index of the file; blocks of pointers by their keys (`block-map.ts`). */
  readonly blocks: Map<number, number>;
  /** Blocks of pointers that may not be on the disk as they are in the cache. */
  readonly changedPointers: Set<number>;
  /** Where the next block would be read without delay. */
  near: number;
  /** Held while the map is changed. */
  readonly lock: Lock;
}
