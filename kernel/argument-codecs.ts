/** Values behind an argument of a kernel call as bytes: in the user's memory, and in a call that is forwarded home. */
import {
  bind,
  type Codec,
  type Fields,
  int,
  type LayoutRules,
  latin1Bytes,
  latin1Text,
  type Struct,
  type StructValue,
  struct,
} from '../arch/codec.js';
import type { Argument } from './call-table.js';

/** Decoded arguments by name. Results are cells whose `value` the call sets. */
export type Decoded = { [name: string]: unknown };

export interface ArgumentCodecs {
  /** Bytes of the value; strings have no size of their own. */
  size(argument: Argument): number;
  encode(argument: Argument, value: unknown): Uint8Array;
  decode(argument: Argument, bytes: Uint8Array): unknown;
}

export const isInput = ({ kind }: Argument): boolean => !kind.startsWith('out');
export const isOutput = ({ kind }: Argument): boolean => kind.startsWith('out') || kind === 'inOutInt';
export const isString = ({ kind }: Argument): boolean =>
  kind === 'path' || kind === 'string' || kind === 'outString';

const IntRecord = struct('int', { value: int });
const TimeRecord = struct('time', { seconds: int, microseconds: int });

export function createArgumentCodecs(layout: LayoutRules): ArgumentCodecs {
  const codecs = new Map<Struct<Fields>, Codec<StructValue<Fields>>>();

  function codecOf(definition: Struct<Fields>): Codec<StructValue<Fields>> {
    let codec = codecs.get(definition);
    if (codec === undefined) codecs.set(definition, (codec = bind(definition, layout)));
    return codec;
  }

  function codecFor(argument: Argument): Codec<StructValue<Fields>> {
    if (argument.kind === 'in' || argument.kind === 'out') return codecOf(argument.struct);
    return codecOf(argument.kind === 'time' ? TimeRecord : IntRecord);
  }

  const isWord = ({ kind }: Argument): boolean => kind !== 'in' && kind !== 'out' && kind !== 'time';

  return {
    size: (argument) => codecFor(argument).size,
    encode(argument, value) {
      if (isString(argument)) return latin1Bytes(`${String(value)}\0`);
      const record = isWord(argument) ? { value: Number(value) | 0 } : value;
      return codecFor(argument).encode(record as StructValue<Fields>);
    },
    decode(argument, bytes) {
      if (isString(argument)) return latin1Text(bytes).replace(/\0.*$/s, '');
      const record = codecFor(argument).decode(bytes);
      if (!isWord(argument)) return record;
      const word = Number(record['value']);
      const isUnsigned = argument.kind === 'uint' || argument.kind === 'address' || argument.kind === 'pid';
      return isUnsigned ? word >>> 0 : word;
    },
  };
}
