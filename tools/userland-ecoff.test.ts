import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elfFile, type Segment } from './testing/elf-file.js';
import { ecoffFromElf } from './userland-ecoff.js';

const MIPS = 8;
const GP = 0x10007ff0;

const elf = (segments: readonly Segment[], machine = MIPS, flags = 0x1000): Uint8Array =>
  elfFile(segments, { little: true, machine, flags, entry: 0x400150, symbol: { name: '_gp', value: GP } });

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
