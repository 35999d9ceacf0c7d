/**
 * Directories: files of entries {file number, record length, name length, name}, in the byte order of the host's
 * machine. Entries never cross a 512-byte chunk, and the last of a chunk is stretched to its end. "." and ".."
 * are real entries. Source: structures reference, section 2.
 *
 * A change touches one chunk of one block and is atomic: nobody can see half of it.
 */
import { latin1Bytes, latin1Text } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import type { Files } from './file.js';
import type { LocalHandle } from './handle.js';

const CHUNK = 512;
const HEADER = 8;

/** Bytes an entry needs: header, name, NUL, rounded up to 4. */
const entrySize = (nameLength: number): number => (HEADER + nameLength + 4) & ~3;

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

interface Entry {
  readonly at: number;
  readonly number: number;
  readonly recordLength: number;
  readonly name: string;
}

export function createDirectories(kernel: Kernel, files: Files): Directories {
  const little = kernel.machine.layout.littleEndian;

  function* chunks(directory: LocalHandle): Task<readonly Uint8Array[]> {
    const { bytes } = yield* files.readFile(directory, 0, directory.descriptor.size);
    const found: Uint8Array[] = [];
    for (let at = 0; at + CHUNK <= bytes.length; at += CHUNK) found.push(bytes.subarray(at, at + CHUNK));
    return found;
  }

  /** Entries of a chunk, free ones included; a damaged chunk ends where it stops making sense. */
  function entriesOf(chunk: Uint8Array): readonly Entry[] {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const entries: Entry[] = [];
    for (let at = 0; at + HEADER <= CHUNK; ) {
      const recordLength = view.getUint16(at + 4, little);
      if (recordLength < HEADER || at + recordLength > CHUNK) break;
      const nameLength = Math.min(view.getUint16(at + 6, little), recordLength - HEADER);
      const name = latin1Text(chunk.subarray(at + HEADER, at + HEADER + nameLength));
      entries.push({ at, number: view.getUint32(at, little), recordLength, name });
      at += recordLength;
    }
    return entries;
  }

  function putEntry(chunk: Uint8Array, at: number, recordLength: number, number: number, name: string): void {
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    view.setUint32(at, number, little);
    view.setUint16(at + 4, recordLength, little);
    view.setUint16(at + 6, name.length, little);
    chunk.fill(0, at + HEADER, at + recordLength);
    chunk.set(latin1Bytes(name), at + HEADER);
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
      const entries = entriesOf(chunk);
      const entry = entries.find((candidate) => candidate.number !== 0 && candidate.name === name);
      if (entry !== undefined) return { index, chunk, entries, entry };
    }
    return null;
  }

  function* addEntry(directory: LocalHandle, name: string, number: number): Task<Status> {
    const needed = entrySize(name.length);
    const all = yield* chunks(directory);
    for (const [index, chunk] of all.entries()) {
      for (const entry of entriesOf(chunk)) {
        const used = entry.number === 0 ? 0 : entrySize(entry.name.length);
        if (entry.recordLength - used < needed) continue;
        if (used > 0) putEntry(chunk, entry.at, used, entry.number, entry.name);
        putEntry(chunk, entry.at + used, entry.recordLength - used, number, name);
        return yield* putChunk(directory, index, chunk);
      }
    }
    const chunk = new Uint8Array(CHUNK);
    putEntry(chunk, 0, CHUNK, number, name);
    return yield* putChunk(directory, all.length, chunk);
  }

  return {
    *findEntry(directory, name) {
      return (yield* locate(directory, name))?.entry.number ?? null;
    },
    addEntry,
    *changeEntry(directory, name, number) {
      const place = yield* locate(directory, name);
      if (place === null) return Status.FS_FILE_NOT_FOUND;
      putEntry(place.chunk, place.entry.at, place.entry.recordLength, number, name);
      return yield* putChunk(directory, place.index, place.chunk);
    },
    *removeEntry(directory, name) {
      const place = yield* locate(directory, name);
      if (place === null) return Status.FS_FILE_NOT_FOUND;
      const { chunk, entry, entries } = place;
      const before = entries[entries.indexOf(entry) - 1];
      // The entry in front takes over its room; the first of a chunk becomes a free one.
      if (before === undefined) putEntry(chunk, entry.at, entry.recordLength, 0, '');
      else putEntry(chunk, before.at, before.recordLength + entry.recordLength, before.number, before.name);
      return yield* putChunk(directory, place.index, chunk);
    },
    *isEmptyDirectory(directory) {
      const all = yield* chunks(directory);
      return all.every((chunk) =>
        entriesOf(chunk).every(({ number, name }) => number === 0 || name === '.' || name === '..'),
      );
    },
    *fillDirectory(directory, parent) {
      const chunk = new Uint8Array(CHUNK);
      const dot = entrySize(1);
      putEntry(chunk, 0, dot, directory.number, '.');
      putEntry(chunk, dot, CHUNK - dot, parent, '..');
      const status = yield* putChunk(directory, 0, chunk);
      return status === SUCCESS ? SUCCESS : status;
    },
  };
}
