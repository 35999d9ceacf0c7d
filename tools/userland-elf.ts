/**
 * As much of a 32-bit ELF executable as the conversion to the machines' own formats needs: the header, the
 * loadable segments, the values of symbols. Layout: the System V ABI's object file chapter.
 */
export interface ElfSegment {
  readonly address: number;
  /** What the file holds of it. */
  readonly bytes: Uint8Array;
  /** With the zeros behind. */
  readonly memoryBytes: number;
}

export interface Elf {
  readonly machine: number;
  readonly flags: number;
  readonly entry: number;
  /** In order of address, empty ones left out. */
  readonly segments: readonly ElfSegment[];
  /** @throws Error when the file has no such symbol. */
  symbol(name: string): number;
}

const ELF_MAGIC = 0x7f454c46;
const PT_LOAD = 1;
const SHT_SYMTAB = 2;
const PROGRAM_HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 40;
const SYMBOL_BYTES = 16;

export function parseElf(file: Uint8Array, little: boolean): Elf {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const u16 = (at: number): number => view.getUint16(at, little);
  const u32 = (at: number): number => view.getUint32(at, little);
  if (view.getUint32(0) !== ELF_MAGIC) throw new Error('not an ELF file');

  const segments: ElfSegment[] = [];
  for (let i = 0; i < u16(44); i++) {
    const at = u32(28) + i * PROGRAM_HEADER_BYTES;
    const memoryBytes = u32(at + 20);
    if (u32(at) !== PT_LOAD || memoryBytes === 0) continue;
    const start = u32(at + 4);
    segments.push({ address: u32(at + 8), bytes: file.subarray(start, start + u32(at + 16)), memoryBytes });
  }
  segments.sort((a, b) => a.address - b.address);

  const sectionAt = (index: number): number => u32(32) + index * SECTION_HEADER_BYTES;
  function symbol(name: string): number {
    for (let i = 0; i < u16(48); i++) {
      const table = sectionAt(i);
      if (u32(table + 4) !== SHT_SYMTAB) continue;
      const strings = u32(sectionAt(u32(table + 24)) + 16);
      const end = u32(table + 16) + u32(table + 20);
      for (let at = u32(table + 16); at < end; at += SYMBOL_BYTES) {
        if (textAt(file, strings + u32(at)) === name) return u32(at + 4);
      }
    }
    throw new Error(`no symbol ${name}`);
  }
  return { machine: u16(18), flags: u32(36), entry: u32(24), segments, symbol };
}

function textAt(file: Uint8Array, start: number): string {
  const end = file.indexOf(0, start);
  return String.fromCharCode(...file.subarray(start, end));
}
