/**
 * The buffer of an I/O control between machines of different byte orders: its fields are turned round one by one, as
 * the structure of that control has them. What is in no table is made of words.
 */
import { TtyCommand } from '../tty/controls.js';

/** Sizes of the fields, over and over. */
const BYTES = [1] as const;
const WORDS = [4] as const;
const SGTTYB = [1, 1, 1, 1, 2] as const;
const WINSIZE = [2, 2, 2, 2] as const;

const fieldsOf: ReadonlyMap<number, readonly number[]> = new Map<number, readonly number[]>([
  [TtyCommand.GET_PARAMS, SGTTYB],
  [TtyCommand.SET_PARAMS, SGTTYB],
  [TtyCommand.SETN, SGTTYB],
  [TtyCommand.INSERT_CHAR, BYTES],
  [TtyCommand.GET_TCHARS, BYTES],
  [TtyCommand.SET_TCHARS, BYTES],
  [TtyCommand.GET_LTCHARS, BYTES],
  [TtyCommand.SET_LTCHARS, BYTES],
  [TtyCommand.GET_WINDOW_SIZE, WINSIZE],
  [TtyCommand.SET_WINDOW_SIZE, WINSIZE],
]);

/** The bytes in the other order; a field that is cut off stays as it is. */
export function turnRound(command: number, bytes: Uint8Array): Uint8Array {
  const fields = fieldsOf.get(command) ?? WORDS;
  const out = bytes.slice();
  for (let at = 0, i = 0; at < out.length; i++) {
    const size = fields[i % fields.length];
    if (at + size <= out.length) out.subarray(at, at + size).reverse();
    at += size;
  }
  return out;
}
