/**
 * This process's standard input for a guest that asks. What the guest gets must not depend on how the bytes
 * happened to arrive, or the same input would not give the same history: a file is cut into blocks, anything
 * else into lines (or blocks, where there is no line end), however a pipe delivered them.
 */
import { fstatSync } from 'node:fs';

const BLOCK_BYTES = 4096;
const NEWLINE = 10;

export interface ByteSource {
  /** The next piece, null at the end of input, or undefined while it has not arrived yet. */
  take(): Uint8Array | null | undefined;
  /** Resolves when `take` may answer something else than undefined. */
  arrival(): Promise<void>;
  close(): void;
}

export function standardInput(): ByteSource {
  const stream = process.stdin;
  const wholeBlocks = isRegularFile(0);
  let held: Buffer = Buffer.alloc(0);
  let ended = false;
  let wake: (() => void) | null = null;

  const arrived = (): void => {
    wake?.();
    wake = null;
  };
  const end = (): void => {
    ended = true;
    arrived();
  };
  stream.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    stream.pause();
    arrived();
  });
  stream.on('end', end);
  stream.on('error', end);
  stream.pause();

  /** Bytes of the next piece that are already here, or 0. */
  function pieceLength(): number {
    if (held.length >= BLOCK_BYTES || ended) {
      const limit = Math.min(held.length, BLOCK_BYTES);
      const newline = wholeBlocks ? -1 : held.subarray(0, limit).indexOf(NEWLINE);
      return newline < 0 ? limit : newline + 1;
    }
    return wholeBlocks ? 0 : held.indexOf(NEWLINE) + 1;
  }

  return {
    take() {
      const length = pieceLength();
      if (length > 0) {
        const piece = held.subarray(0, length);
        held = held.subarray(length);
        return piece;
      }
      return ended ? null : undefined;
    },
    arrival() {
      return new Promise((resolve) => {
        wake = resolve;
        stream.resume();
      });
    },
    close() {
      stream.destroy();
    },
  };
}

function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
