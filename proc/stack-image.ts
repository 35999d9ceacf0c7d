/**
 * What a new program finds at its stack pointer: argc, the argument pointers, a null, the environment pointers,
 * a null, then the strings, each padded to 8 bytes. The strings begin directly after the second null, so they
 * are aligned to 4. Source: exec-and-signals reference, 6.
 */
import { type LayoutRules, latin1Bytes, roundUp } from '../arch/codec.js';
import type { UserAddress } from '../arch/units.js';

/** Alignment of what the kernel makes for the user, on both machines. */
const ALIGNMENT = 8;
const WORD = 4;

/** `environment` entries are NAME=value. */
export interface Vectors {
  readonly args: readonly string[];
  readonly environment: readonly string[];
}

export interface StackImage {
  /** The stack pointer: where `bytes` go. */
  readonly address: UserAddress;
  readonly bytes: Uint8Array;
}

export function buildStackImage(vectors: Vectors, stackTop: UserAddress, layout: LayoutRules): StackImage {
  const { args, environment } = vectors;
  const padded = (text: string): number => roundUp(text.length + 1, ALIGNMENT);
  const headerSize = WORD + WORD * (args.length + 1) + WORD * (environment.length + 1);
  const stringsSize = [...args, ...environment].reduce((sum, text) => sum + padded(text), 0);
  const size = roundUp(headerSize + stringsSize, ALIGNMENT);
  const address = stackTop - size;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);

  let word = 0;
  let string = headerSize;
  const putWord = (value: number): void => {
    view.setUint32(word, value, layout.littleEndian);
    word += WORD;
  };
  putWord(args.length);
  for (const list of [args, environment]) {
    for (const text of list) {
      bytes.set(latin1Bytes(text), string);
      putWord(address + string);
      string += padded(text);
    }
    putWord(0);
  }
  return { address, bytes };
}
