/** The words that I/O controls take and give: ints and structures in the user's byte order. */
import {
  bind,
  type Codec,
  type Fields,
  type LayoutRules,
  type Struct,
  type StructValue,
} from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { ControlResult } from './io-object.js';

export const NO_BYTES = new Uint8Array(0) as Readonly<Uint8Array>;
export const INT_SIZE = 4;

/** Byte orders as requests of other hosts name them. */
export const Format = { BIG: 1, LITTLE: 2 } as const;

/** An answer without data. */
export const answer = (status: Status): ControlResult => ({ status, out: NO_BYTES });

export interface ControlWords {
  /** The first int of the input, or null when the input is shorter. */
  int(input: Uint8Array): number | null;
  /** An answer of one int. */
  answerInt(value: number): ControlResult;
  codec<F extends Fields>(definition: Struct<F>): Codec<StructValue<F>>;
}

export function createControlWords(layout: LayoutRules): ControlWords {
  return {
    int(input) {
      if (input.length < INT_SIZE) return null;
      return new DataView(input.buffer, input.byteOffset, input.byteLength).getInt32(0, layout.littleEndian);
    },
    answerInt(value) {
      const out = new Uint8Array(INT_SIZE);
      new DataView(out.buffer).setInt32(0, value, layout.littleEndian);
      return { status: SUCCESS, out };
    },
    codec: (definition) => bind(definition, layout),
  };
}

/** Number of bytes that can be read: the answer must have exactly an int's size. */
export function answerReadable(words: ControlWords, outSize: number, count: number): ControlResult {
  return outSize === INT_SIZE ? words.answerInt(count) : answer(Status.GEN_INVALID_ARG);
}
