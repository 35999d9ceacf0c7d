/** Makes small ELF files for tests of the converters. */
const ELF_HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 40;

export interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly memoryBytes: number;
}

export interface ElfOptions {
  readonly little: boolean;
  readonly machine: number;
  readonly flags: number;
  readonly entry: number;
  readonly symbol: { readonly name: string; readonly value: number };
}

/** An executable with the given segments and one symbol. */
export function elfFile(segments: readonly Segment[], options: ElfOptions): Uint8Array {
  const { little, machine, flags, entry, symbol } = options;
  const strings = Buffer.from(`\0${symbol.name}\0`);
  const symbols = new Uint8Array(32);
  new DataView(symbols.buffer).setUint32(16, 1, little);
  new DataView(symbols.buffer).setUint32(20, symbol.value, little);
  const headers = ELF_HEADER_BYTES + segments.length * PROGRAM_HEADER_BYTES;
  const offsets: number[] = [];
  let end = headers;
  for (const { bytes } of segments) {
    offsets.push(end);
    end += bytes.length;
  }
  const [symbolsAt, stringsAt] = [end, end + symbols.length];
  const sectionsAt = stringsAt + strings.length;
  const out = new Uint8Array(sectionsAt + 2 * SECTION_HEADER_BYTES);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0x7f454c46);
  view.setUint16(18, machine, little);
  view.setUint32(24, entry, little);
  view.setUint32(28, ELF_HEADER_BYTES, little);
  view.setUint32(32, sectionsAt, little);
  view.setUint32(36, flags, little);
  view.setUint16(44, segments.length, little);
  view.setUint16(48, 2, little);
  segments.forEach(({ address, bytes, memoryBytes }, index) => {
    const at = ELF_HEADER_BYTES + index * PROGRAM_HEADER_BYTES;
    [1, offsets[index], address, address, bytes.length, memoryBytes].forEach((word, i) => {
      view.setUint32(at + 4 * i, word, little);
    });
    out.set(bytes, offsets[index]);
  });
  out.set(symbols, symbolsAt);
  out.set(strings, stringsAt);
  const section = (index: number, type: number, offset: number, size: number, link: number): void => {
    const at = sectionsAt + index * SECTION_HEADER_BYTES;
    view.setUint32(at + 4, type, little);
    view.setUint32(at + 16, offset, little);
    view.setUint32(at + 20, size, little);
    view.setUint32(at + 24, link, little);
  };
  section(0, 2, symbolsAt, symbols.length, 1);
  section(1, 3, stringsAt, strings.length, 0);
  return out;
}
