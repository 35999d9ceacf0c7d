/**
 * The one struct codec. A structure is declared once as a table of fields; `bind` lays it out by a machine's
 * rules (byte order, largest alignment) and gives functions between bytes and plain records. Everything that
 * crosses the user/kernel line, the wire or a migration buffer goes through here.
 * Layout rules: structures reference, section 1 (the Sun 3 aligns 4-byte members at 2 bytes).
 */
export interface LayoutRules {
  readonly littleEndian: boolean;
  /** Largest alignment of any member, bytes: 2 on the Sun 3, 8 on the DECstation. */
  readonly maxAlignment: number;
}

type Scalar = 'int' | 'uint' | 'short' | 'ushort' | 'byte';
const scalarSize: { readonly [K in Scalar]: number } = {
  int: 4,
  uint: 4,
  short: 2,
  ushort: 2,
  byte: 1,
};

export type Field =
  | { readonly kind: Scalar }
  | { readonly kind: 'chars'; readonly length: number }
  | { readonly kind: 'bytes'; readonly length: number }
  | { readonly kind: 'array'; readonly of: Field; readonly length: number }
  | { readonly kind: 'struct'; readonly struct: Struct<Fields> };

export interface Fields {
  readonly [name: string]: Field;
}
export interface Struct<F extends Fields> {
  readonly name: string;
  readonly fields: F;
}

export type FieldValue<F> = F extends { kind: Scalar }
  ? number
  : F extends { kind: 'chars' }
    ? string
    : F extends { kind: 'bytes' }
      ? Uint8Array
      : F extends { kind: 'array'; of: infer E }
        ? readonly FieldValue<E>[]
        : F extends { kind: 'struct'; struct: Struct<infer S> }
          ? StructValue<S>
          : never;
export type StructValue<F extends Fields> = { readonly [K in keyof F]: FieldValue<F[K]> };
/** The record a structure holds: `ValueOf<typeof Time>`. */
export type ValueOf<S> = S extends Struct<infer F> ? StructValue<F> : never;

export const int = { kind: 'int' } as const;
export const uint = { kind: 'uint' } as const;
export const short = { kind: 'short' } as const;
export const ushort = { kind: 'ushort' } as const;
export const byte = { kind: 'byte' } as const;
/** A NUL-padded string of at most `length` bytes, Latin-1. */
export const chars = (length: number) => ({ kind: 'chars', length }) as const;
export const bytes = (length: number) => ({ kind: 'bytes', length }) as const;
export const array = <E extends Field>(of: E, length: number) => ({ kind: 'array', of, length }) as const;
export const nested = <F extends Fields>(struct: Struct<F>) => ({ kind: 'struct', struct }) as const;
export const struct = <F extends Fields>(name: string, fields: F): Struct<F> => ({ name, fields });

/** A structure laid out for one machine. */
export interface Codec<V> {
  readonly name: string;
  readonly size: number;
  readonly alignment: number;
  /** Byte offset of each top-level field. */
  readonly offsets: { readonly [field: string]: number };
  encode(value: V): Uint8Array;
  encodeInto(value: V, target: Uint8Array, offset: number): void;
  /** @throws RangeError when fewer than `size` bytes are there: check the length of foreign bytes first. */
  decode(source: Uint8Array, offset?: number): V;
}

interface Placed {
  readonly size: number;
  readonly alignment: number;
  put(view: DataView, at: number, value: unknown): void;
  get(view: DataView, at: number): unknown;
}

/** Lay `definition` out by `rules`. Cheap, but meant to be done once per machine. */
export function bind<F extends Fields>(definition: Struct<F>, rules: LayoutRules): Codec<StructValue<F>> {
  const { placed, offsets } = placeStruct(definition, rules);
  const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    name: definition.name,
    size: placed.size,
    alignment: placed.alignment,
    offsets,
    encode(value) {
      const out = new Uint8Array(placed.size);
      placed.put(viewOf(out), 0, value);
      return out;
    },
    encodeInto: (value, target, offset) => placed.put(viewOf(target), offset, value),
    decode: (source, offset = 0) => placed.get(viewOf(source), offset) as StructValue<F>,
  };
}

function placeStruct(definition: Struct<Fields>, rules: LayoutRules) {
  const offsets: { [field: string]: number } = {};
  const members: { readonly name: string; readonly offset: number; readonly placed: Placed }[] = [];
  let end = 0;
  let alignment = 1;
  for (const [name, field] of Object.entries(definition.fields)) {
    const placed = place(field, rules);
    const offset = roundUp(end, placed.alignment);
    offsets[name] = offset;
    members.push({ name, offset, placed });
    end = offset + placed.size;
    alignment = Math.max(alignment, placed.alignment);
  }
  const placed: Placed = {
    size: roundUp(end, alignment),
    alignment,
    put(view, at, value) {
      const record = value as { readonly [field: string]: unknown };
      for (const member of members) member.placed.put(view, at + member.offset, record[member.name]);
    },
    get(view, at) {
      const record: { [field: string]: unknown } = {};
      for (const member of members) record[member.name] = member.placed.get(view, at + member.offset);
      return record;
    },
  };
  return { placed, offsets };
}

function place(field: Field, rules: LayoutRules): Placed {
  switch (field.kind) {
    case 'struct':
      return placeStruct(field.struct, rules).placed;
    case 'array':
      return placeArray(place(field.of, rules), field.length);
    case 'bytes':
      return placeBytes(field.length);
    case 'chars':
      return placeChars(field.length);
    default:
      return placeScalar(field.kind, rules);
  }
}

function placeScalar(kind: Scalar, rules: LayoutRules): Placed {
  const little = rules.littleEndian;
  const size = scalarSize[kind];
  const access: { readonly [K in Scalar]: Pick<Placed, 'put' | 'get'> } = {
    int: { put: (v, at, x) => v.setInt32(at, x as number, little), get: (v, at) => v.getInt32(at, little) },
    uint: {
      put: (v, at, x) => v.setUint32(at, x as number, little),
      get: (v, at) => v.getUint32(at, little),
    },
    short: { put: (v, at, x) => v.setInt16(at, x as number, little), get: (v, at) => v.getInt16(at, little) },
    ushort: {
      put: (v, at, x) => v.setUint16(at, x as number, little),
      get: (v, at) => v.getUint16(at, little),
    },
    byte: { put: (v, at, x) => v.setUint8(at, x as number), get: (v, at) => v.getUint8(at) },
  };
  return { size, alignment: Math.min(size, rules.maxAlignment), ...access[kind] };
}

function placeArray(element: Placed, length: number): Placed {
  return {
    size: element.size * length,
    alignment: element.alignment,
    put(view, at, value) {
      const values = value as readonly unknown[];
      if (values.length !== length)
        throw new RangeError(`array of ${values.length} where ${length} are laid out`);
      for (let i = 0; i < length; i++) element.put(view, at + i * element.size, values[i]);
    },
    get: (view, at) => Array.from({ length }, (_, i) => element.get(view, at + i * element.size)),
  };
}

function placeBytes(length: number): Placed {
  return {
    size: length,
    alignment: 1,
    put(view, at, value) {
      const source = value as Uint8Array;
      const target = new Uint8Array(view.buffer, view.byteOffset + at, length);
      target.fill(0);
      target.set(source.subarray(0, length));
    },
    get: (view, at) => new Uint8Array(view.buffer, view.byteOffset + at, length).slice(),
  };
}

function placeChars(length: number): Placed {
  const raw = placeBytes(length);
  return {
    ...raw,
    put: (view, at, value) => raw.put(view, at, latin1Bytes((value as string).slice(0, length))),
    get(view, at) {
      const source = new Uint8Array(view.buffer, view.byteOffset + at, length);
      const end = source.indexOf(0);
      return latin1Text(end < 0 ? source : source.subarray(0, end));
    },
  };
}

/** Guest text is bytes; inside the kernel a byte is a character of the same number. */
export function latin1Bytes(text: string): Uint8Array {
  const out = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
  return out;
}

export function latin1Text(source: Uint8Array): string {
  let text = '';
  for (const value of source) text += String.fromCharCode(value);
  return text;
}

/** `value` rounded up to a multiple of `unit` (any positive integer). */
export function roundUp(value: number, unit: number): number {
  return Math.ceil(value / unit) * unit;
}
