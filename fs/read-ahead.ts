/**
 * Read-ahead in the cache of a client: while a block of a file of another host is read, those behind it are fetched
 * by kernel processes. How many, somebody says (`fscmd -r`); at first none. A file that this host has open for writing
 * is left alone.
 *
 * Nobody waits for a block that is on its way ahead, but who wants it: it is one that is being filled, like any other,
 * and what drops the file's blocks drops it too, so that what then arrives is thrown away. It never takes room that
 * would have to be written first, and a failure is nobody's: whoever wants the block asks again.
 * Source: file system reference, 4.5; Fs_Command 24.
 */
import type { ServerProcesses } from '../kernel/server-processes.js';
import type { Task } from '../kernel/task.js';
import type { BlockCache, CachedFile } from './block-cache.js';

export interface ReadAhead {
  /** So many blocks from now on; the answer is how many it was before. */
  setBlocks(count: number): number;
  /** A block is read: have those behind it fetched. */
  follow(reading: Reading): void;
}

export interface Reading {
  readonly file: CachedFile;
  readonly index: number;
  /** The file's blocks end before this one. */
  readonly endIndex: number;
  /** Asked again when a block's turn comes: whether blocks of the file may be fetched still. */
  isAllowed(): boolean;
}

/** Fetched at one time: there are eight channels to a server, and as many processes for everything else. */
const MOST_UNDER_WAY = 4;

interface Wanted {
  readonly reading: Reading;
  readonly index: number;
}

export function createReadAhead(cache: BlockCache, servers: ServerProcesses | null): ReadAhead {
  let blockCount = 0;
  let underWay = 0;
  const queue: Wanted[] = [];

  const isQueued = (file: CachedFile, index: number): boolean =>
    queue.some((wanted) => wanted.index === index && wanted.reading.file === file);

  function* fetchQueued(): Task<void> {
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { reading, index } = next;
        if (reading.isAllowed()) yield* cache.fetchAhead(reading.file, index);
      }
    } finally {
      underWay--;
    }
  }

  return {
    setBlocks(count) {
      const before = blockCount;
      blockCount = count;
      return before;
    },
    follow(reading) {
      if (blockCount === 0 || servers === null || !reading.isAllowed()) return;
      const { file, index, endIndex } = reading;
      for (let next = index + 1; next < endIndex && next <= index + blockCount; next++) {
        if (cache.isPresent(file, next) || isQueued(file, next)) continue;
        queue.push({ reading, index: next });
        if (underWay === MOST_UNDER_WAY) continue;
        underWay++;
        servers.callLater(fetchQueued);
      }
    },
  };
}
