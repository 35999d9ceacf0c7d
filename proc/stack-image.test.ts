import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1Text } from '../arch/codec.js';
import { buildStackImage } from './stack-image.js';

const TOP = 0x7de00000;
const little = { littleEndian: true, maxAlignment: 8 };

test('argc, both vectors and the strings lie as a new program expects them', () => {
  const { address, bytes } = buildStackImage({ args: ['cat', 'file'], environment: ['A=1'] }, TOP, little);
  // 4 + 4*3 + 4*2 = 24, strings 8 + 8 + 8
  assert.equal(bytes.length, 48);
  assert.equal(address, TOP - 48);
  const view = new DataView(bytes.buffer);
  const words = Array.from({ length: 6 }, (_, i) => view.getUint32(4 * i, true));
  assert.deepEqual(words, [2, address + 24, address + 32, 0, address + 40, 0]);
  assert.equal(latin1Text(bytes.subarray(24)), 'cat\0\0\0\0\0file\0\0\0\0A=1\0\0\0\0\0');
});

test('strings follow the second null directly, aligned to 4; the whole is a multiple of 8', () => {
  const { address, bytes } = buildStackImage({ args: ['1234567'], environment: [] }, TOP, little);
  // 4 + 4*2 + 4*1 = 16 would be even; with one more word the strings begin at 20
  const odd = buildStackImage({ args: ['a', 'b'], environment: [] }, TOP, little);
  assert.equal(bytes.length, 24);
  assert.equal(address % 8, 0);
  assert.equal(odd.bytes.length, 40);
  assert.equal(new DataView(odd.bytes.buffer).getUint32(4, true), odd.address + 20);
});

test('no arguments at all: argc 0 and two nulls', () => {
  const { bytes } = buildStackImage({ args: [], environment: [] }, TOP, little);
  assert.deepEqual([...bytes], new Array(16).fill(0));
});

test('words are in the byte order of the machine', () => {
  const { bytes } = buildStackImage({ args: ['x'], environment: [] }, 0x0d000000, {
    littleEndian: false,
    maxAlignment: 2,
  });
  assert.deepEqual([...bytes.subarray(0, 4)], [0, 0, 0, 1]);
});
