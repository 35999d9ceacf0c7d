import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ecoffFromElf } from './userland-ecoff.js';

const MIPS = 8;
const ELF_HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const SECTION_HEADER_BYTES = 40;
const GP = 0x10007ff0;

interface Segment {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly memoryBytes: number;
}

/** A little-endian executable with the given segments and the one symbol _gp. */
function elf(segments: readonly Segment[], machine = MIPS, flags = 0x1000): Uint8Array {
  const strings = Buffer.from('\0_gp\0');
  const symbols = new Uint8Array(32);
  new DataView(symbols.buffer).setUint32(16, 1, true);
  new DataView(symbols.buffer).setUint32(20, GP, true);
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
  view.setUint16(18, machine, true);
  view.setUint32(24, 0x400150, true);
  view.setUint32(28, ELF_HEADER_BYTES, true);
  view.setUint32(32, sectionsAt, true);
  view.setUint32(36, flags, true);
  view.setUint16(44, segments.length, true);
  view.setUint16(48, 2, true);
  segments.forEach(({ address, bytes, memoryBytes }, index) => {
    const at = ELF_HEADER_BYTES + index * PROGRAM_HEADER_BYTES;
    [1, offsets[index], address, address, bytes.length, memoryBytes].forEach((word, i) => {
      view.setUint32(at + 4 * i, word, true);
    });
    out.set(bytes, offsets[index]);
  });
  out.set(symbols, symbolsAt);
  out.set(strings, stringsAt);
  const section = (index: number, type: number, offset: number, size: number, link: number): void => {
    const at = sectionsAt + index * SECTION_HEADER_BYTES;
    view.setUint32(at + 4, type, true);
    view.setUint32(at + 16, offset, true);
    view.setUint32(at + 20, size, true);
    view.setUint32(at + 24, link, true);
  };
  section(0, 2, symbolsAt, symbols.length, 1);
  section(1, 3, stringsAt, strings.length, 0);
  return out;
}

const text: Segment = { address: 0x400140, bytes: new Uint8Array(5000).fill(7), memoryBytes: 5000 };
const data: Segment = { address: 0x10000000, bytes: new Uint8Array(48).fill(9), memoryBytes: 148 };

test('code with the headers in front, data at the next page, bss behind the data', () => {
  const out = ecoffFromElf(elf([text, data]));
  const view = new DataView(out.buffer);
  const word = (at: number): number => view.getUint32(at, true);
  assert.equal(view.getUint16(0, true), 0x0162);
  assert.equal(view.getUint16(20, true), 0o413);
  assert.equal(word(4), 0, 'no time stamp');
  assert.deepEqual([24, 28, 32].map(word), [8192, 48, 100], 'code, data and bss sizes');
  assert.deepEqual([36, 40, 44, 48].map(word), [0x400150, 0x400000, 0x10000000, 0x10000030]);
  assert.equal(word(72), GP);
  assert.equal(out.length, 8192 + 48);
  assert.equal(out[0x140], 7);
  assert.equal(out[0x140 + 5000], 0);
  assert.equal(out[8192], 9);
  assert.equal(Buffer.from(out.subarray(76, 81)).toString(), '.text');
  assert.equal(word(76 + 40 + 20), 8192, 'file offset of .data');
});

test('a program without data', () => {
  const view = new DataView(ecoffFromElf(elf([text])).buffer);
  assert.deepEqual(
    [24, 28, 32].map((at) => view.getUint32(at, true)),
    [8192, 0, 0],
  );
});

test('programs for other processors are refused', () => {
  assert.throws(() => ecoffFromElf(elf([text, data], 4)), /not a MIPS program/);
  assert.throws(() => ecoffFromElf(elf([text, data], MIPS, 0x70001000)), /not MIPS I/);
  assert.throws(() => ecoffFromElf(elf([{ ...text, address: 0x400040 }])), /no room/);
});
