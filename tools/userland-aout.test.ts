import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elfFile, type Segment } from './testing/elf-file.js';
import { aoutFromElf } from './userland-aout.js';

const M68K = 4;
const elf = (segments: readonly Segment[], machine = M68K): Uint8Array =>
  elfFile(segments, {
    little: false,
    machine,
    flags: 0,
    entry: 0x2020,
    symbol: { name: 'end', value: 0 },
  });

const text: Segment = { address: 0x2020, bytes: new Uint8Array(9000).fill(7), memoryBytes: 9000 };
const data: Segment = { address: 0x20000, bytes: new Uint8Array(48).fill(9), memoryBytes: 148 };

test('code with the header in front, data at the next page, bss behind the data', () => {
  const out = aoutFromElf(elf([text, data]));
  const view = new DataView(out.buffer);
  assert.deepEqual(
    [0, 4, 8, 12, 16, 20, 24, 28].map((at) => view.getUint32(at)),
    [0x0002010b, 16384, 48, 100, 0, 0x2020, 0, 0],
  );
  assert.equal(out.length, 16384 + 48);
  assert.deepEqual([out[31], out[32], out[32 + 8999], out[32 + 9000], out[16384]], [0, 7, 7, 0, 9]);
});

test('a program without data', () => {
  const view = new DataView(aoutFromElf(elf([text])).buffer);
  assert.deepEqual(
    [4, 8, 12].map((at) => view.getUint32(at)),
    [16384, 0, 0],
  );
});

test('what cannot be such a file is refused', () => {
  assert.throws(() => aoutFromElf(elf([text, data], 8)), /not a 68000 program/);
  assert.throws(() => aoutFromElf(elf([{ ...text, address: 0x2010 }])), /no room/);
  assert.throws(() => aoutFromElf(elf([text, { ...data, address: 0x40000 }])), /data at 0x40000/);
});
