import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageDescription } from '../machine.js';
import { loadImage } from './image.js';
import { space } from './layouts.js';

const OFFSETS = { codeSize: 4, dataSize: 8, bssSize: 12, symbols: 16, entry: 20 } as const;
type Fields = { readonly machine: number; readonly magic: number } & {
  readonly [F in keyof typeof OFFSETS]?: number;
};

const PAGED: Fields = {
  machine: 2,
  magic: 0o413,
  codeSize: 0x4000,
  dataSize: 0x800,
  bssSize: 0x2344,
  entry: 0x2020,
};
const FILE_SIZE = 0x8000;
/** As crt0 begins; the last word is a call's upper half and half of its operand. */
const SPRITE_START = [0x241747ef, 0x00042002, 0x52807204, 0x4eb90000] as const;
const OTHER_START = [0x4fefffff, 1, 2, 3] as const;

function header(fields: Fields, start: readonly number[] = SPRITE_START): Uint8Array {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  view.setUint8(1, fields.machine);
  view.setUint16(2, fields.magic);
  for (const [name, at] of Object.entries(OFFSETS))
    view.setUint32(at, fields[name as keyof typeof OFFSETS] ?? 0);
  const at = (fields.entry ?? 0) - 0x2000;
  if (at >= 0 && at + 16 <= bytes.length) for (let i = 0; i < 4; i++) view.setUint32(at + 4 * i, start[i]);
  return bytes;
}
const load = (change: Partial<Fields>, start?: readonly number[], fileSize = FILE_SIZE) =>
  loadImage(header({ ...PAGED, ...change }, start), fileSize);

test('a Sprite program is described as its header says', () => {
  assert.deepEqual(load({}), {
    entry: 0x2020,
    personality: 'sprite',
    code: { address: 0x2000, size: 0x4000, fileOffset: 0 },
    data: { address: 0x20000, size: 0x800, fileOffset: 0x4000 },
    bssStart: 0x20800,
    bssSize: 0x2344,
  });
});

test('data begin at the next 128 KB after the code', () => {
  const dataAt = (codeSize: number): number => {
    const image = load({ codeSize, dataSize: 0, bssSize: 4 }, undefined, 0x100000);
    return (image as ImageDescription).data.address;
  };
  assert.deepEqual(
    [0x2000, 0x1dfff, 0x1e000, 0x1e001, 0x3e000, 0x3e001].map(dataAt),
    [0x20000, 0x20000, 0x20000, 0x40000, 0x40000, 0x60000],
  );
});

test('which start-up code is Sprite’s', () => {
  const personality = (start: readonly number[]) => {
    const image = load({}, start);
    return typeof image === 'string' ? image : image.personality;
  };
  const [a, b] = SPRITE_START;
  assert.equal(personality([a, b, 0x52807204, 0x4eb91234]), 'sprite');
  assert.equal(personality([a, b, 0x5280223c, 4]), 'sprite');
  assert.equal(personality([0x4e560000, 0x61064e5e, 0x4e750000, 0]), 'sprite');
  assert.equal(personality([a, b, 0x5280223c, 5]), 'unix');
  assert.equal(personality([a, b, 0x52807204, 0x61ff0000]), 'unix');
  assert.equal(personality([a, 0x00044853, 0, 0]), 'unix');
  assert.equal(personality(OTHER_START), 'unix');
});

test('which format goes with which start-up code', () => {
  const kind = (magic: number, start: readonly number[], entry = 0x2020) => {
    const image = load({ magic, entry }, start);
    return typeof image === 'string' ? image : [image.code, image.data];
  };
  const data = { address: 0x20000, size: 0x800, fileOffset: 0x4000 };
  const normal = [{ address: 0x2000, size: 0x4000, fileOffset: 0 }, data];
  assert.deepEqual(kind(0o413, OTHER_START), normal);
  assert.deepEqual(kind(0o413, OTHER_START, 0x20), [{ address: 0, size: 0x4000, fileOffset: 0 }, data]);
  assert.deepEqual(kind(0o415, OTHER_START), normal);
  assert.equal(kind(0o415, SPRITE_START), 'not-object');
  assert.deepEqual(kind(0o410, OTHER_START), [
    { address: 0x2000, size: 0x4000, fileOffset: 32 },
    { ...data, fileOffset: 0x4020 },
  ]);
  assert.equal(kind(0o410, SPRITE_START), 'not-object');
  assert.deepEqual(kind(0o407, SPRITE_START), [
    { address: 0, size: 0, fileOffset: 0 },
    { address: 0x2000, size: 0x4800, fileOffset: 32 },
  ]);
  assert.equal(kind(0o407, OTHER_START), 'not-object');
  for (const magic of [0, 0o406, 0o411, 0o414]) assert.equal(kind(magic, SPRITE_START), 'not-object');
});

test('both processors are ours; other machines’ executables are foreign; anything else is no object', () => {
  assert.equal(typeof load({ machine: 1 }), 'object');
  assert.equal(load({ machine: 0 }), 'not-object');
  assert.equal(load({ machine: 3 }), 'foreign');
  assert.equal(loadImage(Uint8Array.from([0x62, 0x01, 0, 6]), 4096), 'foreign');
  assert.equal(loadImage(Uint8Array.from([0x01, 0x60, 0, 6]), 4096), 'foreign');
  assert.equal(loadImage(new TextEncoder().encode('#!/bin/sh\n'.padEnd(80)), 80), 'not-object');
  assert.equal(loadImage(new Uint8Array(0), 0), 'not-object');
});

test('wild headers are malformed', () => {
  const wild: readonly Partial<Fields>[] = [
    { codeSize: 0xffffffff },
    { codeSize: 0x8000 },
    { codeSize: 0x10 },
    { dataSize: 0x4001 },
    { dataSize: 0xffffffff },
    { bssSize: 0xffffffff },
    { bssSize: space.stackTop - 0x20000 },
    { entry: 0x2021 },
    { entry: 0x6000 },
    { entry: 0x20000 },
    { entry: 0xfffffffe },
  ];
  for (const change of wild) assert.equal(load(change), 'malformed', JSON.stringify(change));
  for (let size = 0; size < 0x4800; size += 97)
    assert.equal(load({}, undefined, size), size < 32 ? 'not-object' : 'malformed', String(size));
});

test('no header makes it throw or lets a bad image through', () => {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 8;
  };
  const magics = [0o407, 0o410, 0o413, 0o415];
  let loaded = 0;
  for (let n = 0; n < 20_000; n++) {
    const fields = { ...PAGED, magic: magics[n % 4] };
    const bytes = header(fields, n % 8 < 4 ? SPRITE_START : OTHER_START);
    const view = new DataView(bytes.buffer);
    for (let k = random() % 3; k > 0; k--) {
      const at = 4 + 4 * (random() % 5);
      view.setUint32(at, view.getUint32(at) ^ ((random() & 0xff) << (random() % 32)));
    }
    const image = loadImage(bytes.subarray(0, random() % 8 === 0 ? 32 : 512), FILE_SIZE);
    if (typeof image === 'string') continue;
    loaded++;
    const { code, data, bssStart, bssSize } = image;
    assert.ok(code.fileOffset + code.size <= FILE_SIZE && data.fileOffset + data.size <= FILE_SIZE);
    assert.ok(code.address + code.size <= data.address);
    assert.ok(data.address + data.size <= bssStart && bssStart + bssSize <= space.stackTop);
  }
  assert.ok(loaded > 100 && loaded < 20_000, String(loaded));
});
