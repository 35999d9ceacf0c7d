/**
 * Directories: files of chunks of entries (`directory-chunk.ts`). "." and ".." are real entries. A change touches
 * one chunk and is atomic: nobody can see half of it, on the disk neither.
 */
import { Status } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import {
  CHUNK,
  type Entry,
  entriesOf,
  insertEntry,
  makeChunk,
  numberOf,
  putEntry,
} from './directory-chunk.js';
import type { Files } from './file.js';
import type { LocalHandle } from './handle.js';

export interface Directories {
  findEntry(directory: LocalHandle, name: string): Task<number | null>;
  addEntry(directory: LocalHandle, name: string, number: number): Task<Status>;
  /** Make an existing entry name another file. */
  changeEntry(directory: LocalHandle, name: string, number: number): Task<Status>;
  removeEntry(directory: LocalHandle, name: string): Task<Status>;
  /** Nothing but "." and "..". */
  isEmptyDirectory(directory: LocalHandle): Task<boolean>;
  /** First contents of a new directory. */
  fillDirectory(directory: LocalHandle, parent: number): Task<Status>;
}

export function createDirectories(kernel: Kernel, files: Files): Directories {
  const little = kernel.machine.layout.littleEndian;

  function* chunks(directory: LocalHandle): Task<readonly Uint8Array[]> {
    const { bytes } = yield* files.readFile(directory, 0, directory.descriptor.size);
    const found: Uint8Array[] = [];
    for (let at = 0; at + CHUNK <= bytes.length; at += CHUNK) found.push(bytes.subarray(at, at + CHUNK));
    return found;
  }

  function* putChunk(directory: LocalHandle, index: number, chunk: Uint8Array): Task<Status> {
    return (yield* files.writeFile(directory, index * CHUNK, chunk)).status;
  }

  interface Place {
    readonly index: number;
    readonly chunk: Uint8Array;
    readonly entries: readonly Entry[];
    readonly entry: Entry;
  }

  function* locate(directory: LocalHandle, name: string): Task<Place | null> {
    const all = yield* chunks(directory);
    for (const [index, chunk] of all.entries()) {
      const entries = entriesOf(chunk, little);
      const entry = entries.find((candidate) => candidate.number !== 0 && candidate.name === name);
      if (entry !== undefined) return { index, chunk, entries, entry };
    }
    return null;
  }

  function* addEntry(directory: LocalHandle, name: string, number: number): Task<Status> {
    const all = yield* chunks(directory);
    for (const [index, chunk] of all.entries()) {
      if (insertEntry(chunk, little, name, number)) return yield* putChunk(directory, index, chunk);
    }
    return yield* putChunk(directory, all.length, makeChunk(little, [{ number, name }]));
  }

  return {
    *findEntry(directory, name) {
      for (const chunk of yield* chunks(directory)) {
        const number = numberOf(chunk, little, name);
        if (number !== 0) return number;
      }
      return null;
    },
    addEntry,
    *changeEntry(directory, name, number) {
      const place = yield* locate(directory, name);
      if (place === null) return Status.FS_FILE_NOT_FOUND;
      putEntry(place.chunk, little, { ...place.entry, number });
      return yield* putChunk(directory, place.index, place.chunk);
    },
    *removeEntry(directory, name) {
      const place = yield* locate(directory, name);
      if (place === null) return Status.FS_FILE_NOT_FOUND;
      const { chunk, entry, entries } = place;
      const before = entries[entries.indexOf(entry) - 1];
      // The entry in front takes over its room; the first of a chunk becomes a free one.
      if (before === undefined) putEntry(chunk, little, { ...entry, number: 0, name: '' });
      else putEntry(chunk, little, { ...before, recordLength: before.recordLength + entry.recordLength });
      return yield* putChunk(directory, place.index, chunk);
    },
    *isEmptyDirectory(directory) {
      const all = yield* chunks(directory);
      return all.every((chunk) =>
        entriesOf(chunk, little).every(({ number, name }) => number === 0 || name === '.' || name === '..'),
      );
    },
    *fillDirectory(directory, parent) {
      const names = [
        { number: directory.number, name: '.' },
        { number: parent, name: '..' },
      ];
      return yield* putChunk(directory, 0, makeChunk(little, names));
    },
  };
}
