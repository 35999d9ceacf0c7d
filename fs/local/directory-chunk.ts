/**
 * A directory's 512-byte chunks: entries {file number, record length, name length, name}, in the byte order of the
 * machine that made the disk. Entries never cross a chunk, and the last of a chunk is stretched to its end; number
 * 0 is a free one. A chunk is a sector: a disk that loses power has all of it or nothing.
 * Source: structures reference, section 2.
 */
import { latin1Bytes, latin1Text } from '../../arch/codec.js';

export const CHUNK = 512;
const HEADER = 8;

export interface Entry {
  readonly at: number;
  readonly number: number;
  readonly recordLength: number;
  readonly name: string;
}

/** Bytes an entry needs: header, name, NUL, rounded up to 4. */
const entrySize = (nameLength: number): number => (HEADER + nameLength + 4) & ~3;

/** Entries of a chunk, free ones included; a damaged chunk ends where it stops making sense. */
export function entriesOf(chunk: Uint8Array, little: boolean): readonly Entry[] {
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

/** The file number of a name, without taking the chunk apart; 0 when it is not there. */
export function numberOf(chunk: Uint8Array, little: boolean, name: string): number {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let at = 0; at + HEADER <= CHUNK; ) {
    const recordLength = view.getUint16(at + 4, little);
    if (recordLength < HEADER || at + recordLength > CHUNK) return 0;
    const nameLength = Math.min(view.getUint16(at + 6, little), recordLength - HEADER);
    if (nameLength === name.length && isNameAt(chunk, at + HEADER, name)) {
      const number = view.getUint32(at, little);
      if (number !== 0) return number;
    }
    at += recordLength;
  }
  return 0;
}

function isNameAt(chunk: Uint8Array, start: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) if (chunk[start + i] !== name.charCodeAt(i)) return false;
  return true;
}

export function putEntry(
  chunk: Uint8Array,
  little: boolean,
  { at, recordLength, number, name }: Entry,
): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  view.setUint32(at, number, little);
  view.setUint16(at + 4, recordLength, little);
  view.setUint16(at + 6, name.length, little);
  chunk.fill(0, at + HEADER, at + recordLength);
  chunk.set(latin1Bytes(name), at + HEADER);
}

/** A chunk with these entries, one after the other, and nothing else. */
export function makeChunk(little: boolean, names: readonly { number: number; name: string }[]): Uint8Array {
  const chunk = new Uint8Array(CHUNK);
  let at = 0;
  for (const [i, { number, name }] of names.entries()) {
    const recordLength = i === names.length - 1 ? CHUNK - at : entrySize(name.length);
    putEntry(chunk, little, { at, recordLength, number, name });
    at += recordLength;
  }
  if (names.length === 0) putEntry(chunk, little, { at, recordLength: CHUNK, number: 0, name: '' });
  return chunk;
}

/** Put a name into the room an entry leaves, if there is enough; false when there is not. */
export function insertEntry(chunk: Uint8Array, little: boolean, name: string, number: number): boolean {
  const needed = entrySize(name.length);
  for (const entry of entriesOf(chunk, little)) {
    const used = entry.number === 0 ? 0 : entrySize(entry.name.length);
    if (entry.recordLength - used < needed) continue;
    if (used > 0) putEntry(chunk, little, { ...entry, recordLength: used });
    putEntry(chunk, little, { at: entry.at + used, recordLength: entry.recordLength - used, number, name });
    return true;
  }
  return false;
}
