import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageDescription } from '../machine.js';
import { loadImage } from './image.js';
import { space } from './layouts.js';

const OFFSETS = {
  magic: [0, 2],
  sections: [2, 2],
  kind: [20, 2],
  stamp: [22, 2],
  codeSize: [24, 4],
  dataSize: [28, 4],
  bssSize: [32, 4],
  entry: [36, 4],
  codeStart: [40, 4],
  dataStart: [44, 4],
  bssStart: [48, 4],
} as const;
type Fields = { readonly [F in keyof typeof OFFSETS]?: number };

const PAGED: Fields = {
  magic: 0x0162,
  sections: 6,
  kind: 0o413,
  stamp: 0x20b,
  codeSize: 0x3000,
  dataSize: 0x1000,
  bssSize: 0x2340,
  entry: 0x400140,
  codeStart: 0x400000,
  dataStart: 0x10000000,
  bssStart: 0x10001000,
};
const IMPURE: Fields = {
  ...PAGED,
  sections: 3,
  kind: 0o407,
  codeSize: 0x500,
  dataSize: 0x100,
  entry: 0x402010,
  codeStart: 0x402000,
  dataStart: 0x402500,
  bssStart: 0x402600,
};
const FILE_SIZE = 0x4000;

function header(fields: Fields): Uint8Array {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  for (const [name, value] of Object.entries(fields)) {
    const [at, size] = OFFSETS[name as keyof Fields];
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return bytes;
}
const load = (fields: Fields, fileSize = FILE_SIZE) => loadImage(header(fields), fileSize);

test('a paged image is described as its header says', () => {
  assert.deepEqual(load(PAGED), {
    entry: 0x400140,
    code: { address: 0x400000, size: 0x3000, fileOffset: 0 },
    data: { address: 0x10000000, size: 0x1000, fileOffset: 0x3000 },
    bssStart: 0x10001000,
    bssSize: 0x2340,
    personality: 'sprite',
  });
});

test('an impure image has a dummy code segment, and its bytes behind headers rounded by the stamp', () => {
  const image = load(IMPURE) as ImageDescription;
  assert.deepEqual(image.code, { address: 0x400000, size: 0, fileOffset: 0 });
  assert.deepEqual(image.data, { address: 0x402000, size: 0x600, fileOffset: 208 });
  const old = load({ ...IMPURE, stamp: 22 }) as ImageDescription;
  assert.equal(old.data.fileOffset, 200);
});

test('no data, or no zeros, is no error', () => {
  assert.equal(typeof load({ ...PAGED, dataSize: 0, dataStart: 0 }), 'object');
  assert.equal(typeof load({ ...PAGED, bssSize: 0, bssStart: 0 }), 'object');
});

test('wild headers are malformed', () => {
  const wild: readonly Fields[] = [
    { codeSize: 0x3001 },
    { codeSize: 0xffffffff },
    { codeSize: 0 },
    { codeSize: 75, entry: 0x400000 },
    { dataSize: 0x1001 },
    { dataSize: 0xffffffff },
    { codeStart: 0 },
    { codeStart: 0x400010 },
    { codeStart: 0xfffff000, entry: 0xfffff140 },
    { codeStart: 0x0ffff000, entry: 0x0ffff140 },
    { dataStart: 0x402000 },
    { dataStart: 0xfffff000 },
    { dataStart: 0x80000000, bssStart: 0x80001000 },
    { bssSize: 0xffffffff },
    { bssSize: 0x70000000 },
    { bssStart: 0x10000800 },
    { bssStart: 0 },
    { bssStart: space.stackTop },
    { entry: 0 },
    { entry: 0x400142 },
    { entry: 0x403000 },
    { entry: 0x10000000 },
    { entry: 0x3ffffc },
  ];
  for (const change of wild) assert.equal(load({ ...PAGED, ...change }), 'malformed', JSON.stringify(change));
  const wildImpure: readonly Fields[] = [
    { codeStart: 0x400000, dataStart: 0x400500, entry: 0x400010 },
    { codeStart: 0x400010, dataStart: 0x400510, bssStart: 0x400610, entry: 0x400010 },
    { dataStart: 0x402600 },
    { sections: 65535 },
    { entry: 0x402600 },
    { entry: 0x400000 },
    { codeSize: 0, dataSize: 0, dataStart: 0x402000 },
    { dataSize: 0xffffffff },
  ];
  for (const change of wildImpure)
    assert.equal(load({ ...IMPURE, ...change }), 'malformed', JSON.stringify(change));
});

test('a truncated file is malformed where its header is whole, and no object before that', () => {
  for (let size = 0; size < 0x4000; size += 97)
    assert.equal(load(PAGED, size), size < 76 ? 'not-object' : 'malformed', String(size));
  for (let length = 0; length < 76; length++)
    assert.equal(loadImage(header(PAGED).subarray(0, length), FILE_SIZE), 'not-object', String(length));
});

test('executables of other machines are foreign; anything else is no object', () => {
  for (const bytes of [
    [0, 2, 0x01, 0x0b],
    [0x80, 1, 0x01, 0x08],
    [0, 3, 0x01, 0x07],
    [0x01, 0x60, 0, 6],
  ])
    assert.equal(
      loadImage(Uint8Array.from([...bytes, ...new Array<number>(76).fill(0)]), FILE_SIZE),
      'foreign',
    );
  assert.equal(loadImage(Uint8Array.from([0, 2, 0x01, 0x0b]), 4), 'foreign');
  assert.equal(load({ ...PAGED, magic: 0x0163 }), 'not-object');
  assert.equal(load({ ...PAGED, kind: 0o410 }), 'not-object');
  assert.equal(loadImage(new TextEncoder().encode('#!/bin/sh\n'.padEnd(80)), 10), 'not-object');
  assert.equal(loadImage(new Uint8Array(0), 0), 'not-object');
});

test('no header makes it throw or lets a bad image through', () => {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 8;
  };
  let loaded = 0;
  for (let n = 0; n < 20_000; n++) {
    const bytes = header(n % 2 === 0 ? PAGED : IMPURE);
    const view = new DataView(bytes.buffer);
    for (let k = random() % 4; k >= 0; k--) {
      const at = 20 + 4 * (random() % 8);
      const shift = random() % 32;
      view.setUint32(at, view.getUint32(at, true) ^ (random() << shift), true);
    }
    const image = loadImage(bytes, FILE_SIZE);
    if (typeof image === 'string') continue;
    loaded++;
    const { code, data, bssStart, bssSize } = image;
    assert.ok(code.fileOffset + code.size <= FILE_SIZE && data.fileOffset + data.size <= FILE_SIZE);
    assert.ok(code.address >= space.lowest && code.address + code.size <= space.stackTop);
    assert.ok(data.size === 0 || data.address + data.size <= space.stackTop);
    assert.ok(bssSize === 0 || bssStart + bssSize <= space.stackTop);
    assert.ok(data.size === 0 || code.address + code.size <= data.address);
  }
  assert.ok(loaded > 0 && loaded < 20_000);
});
