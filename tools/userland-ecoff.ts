/**
 * From the cross linker's ELF to the DECstation's own executable: ECOFF, ZMAGIC. The headers are the first
 * bytes of the text segment, code starts at file offset 0, data follow at the next page; the bss lies directly
 * behind the data. No symbols, no time stamp. Layout: programs reference, section 4.
 */
import { type ElfSegment, parseElf } from './userland-elf.js';

const ELF_MACHINE_MIPS = 8;
/** Bits of the ELF header's flags that name the instruction set; 0 is MIPS I. */
const ELF_MIPS_ARCHITECTURE = 0xf0000000;

const PAGE_BYTES = 4096;
const TEXT_START = 0x400000;
const DATA_START = 0x10000000;
const FILE_MAGIC = 0x0162;
const ZMAGIC = 0o413;
/** Executable, no relocation, no line numbers, little-endian. */
const FILE_FLAGS = 0x0207;
const VERSION_STAMP = 0x020b;
const FILE_HEADER_BYTES = 20;
const OPTIONAL_HEADER_BYTES = 56;
const SECTION_HEADER_BYTES = 40;
/** Section flags: .text, .data, .bss. */
const SECTIONS = [
  { name: '.text', flags: 0x20 },
  { name: '.data', flags: 0x40 },
  { name: '.bss', flags: 0x80 },
] as const;
const HEADER_BYTES = FILE_HEADER_BYTES + OPTIONAL_HEADER_BYTES + SECTIONS.length * SECTION_HEADER_BYTES;

const roundToPage = (size: number): number => Math.ceil(size / PAGE_BYTES) * PAGE_BYTES;

export function ecoffFromElf(elf: Uint8Array): Uint8Array {
  const { machine, flags, entry, segments, symbol } = parseElf(elf, true);
  if (machine !== ELF_MACHINE_MIPS) throw new Error(`not a MIPS program (machine ${machine})`);
  if ((flags & ELF_MIPS_ARCHITECTURE) !== 0) throw new Error('holds code that is not MIPS I');
  const text = segments.find((segment) => segment.address < TEXT_START + PAGE_BYTES);
  const data = segments.find((segment) => segment !== text);
  if (text === undefined || segments.length > 2) throw new Error('text and data segments expected');
  const lead = text.address - TEXT_START;
  if (lead < HEADER_BYTES) throw new Error('no room for the headers before the text');

  const codeBytes = roundToPage(lead + text.bytes.length);
  const layout = dataLayout(data);
  const out = new Uint8Array(codeBytes + layout.initialisedBytes);
  out.set(text.bytes, lead);
  if (data !== undefined) out.set(data.bytes, codeBytes);
  const sections = [
    { address: TEXT_START, size: codeBytes, offset: 0 },
    { address: layout.address, size: layout.initialisedBytes, offset: codeBytes },
    { address: layout.address + layout.initialisedBytes, size: layout.bssBytes, offset: 0 },
  ];
  writeHeaders(new DataView(out.buffer), sections, entry, symbol('_gp'));
  return out;
}

function dataLayout(data: ElfSegment | undefined) {
  if (data === undefined) return { address: DATA_START, initialisedBytes: 0, bssBytes: 0 };
  const initialisedBytes = data.bytes.length;
  return { address: data.address, initialisedBytes, bssBytes: data.memoryBytes - initialisedBytes };
}

interface Placed {
  readonly address: number;
  readonly size: number;
  readonly offset: number;
}

function writeHeaders(view: DataView, sections: readonly Placed[], entry: number, gp: number): void {
  let at = 0;
  const u16 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const u32 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const [code, data, bss] = sections;
  u16(FILE_MAGIC);
  u16(SECTIONS.length);
  u32(0); // time stamp
  u32(0); // symbols: none
  u32(0);
  u16(OPTIONAL_HEADER_BYTES);
  u16(FILE_FLAGS);
  u16(ZMAGIC);
  u16(VERSION_STAMP);
  u32(code.size);
  u32(data.size);
  u32(bss.size);
  u32(entry);
  u32(code.address);
  u32(data.address);
  u32(bss.address);
  for (let word = 0; word < 5; word++) u32(0); // masks of registers used
  u32(gp);
  sections.forEach((section, index) => {
    const name = SECTIONS[index].name;
    for (let i = 0; i < 8; i++) view.setUint8(at + i, i < name.length ? name.charCodeAt(i) : 0);
    at += 8;
    u32(section.address); // physical
    u32(section.address); // virtual
    u32(section.size);
    u32(section.offset);
    u32(0); // relocation
    u32(0); // line numbers
    u16(0);
    u16(0);
    u32(SECTIONS[index].flags);
  });
}
