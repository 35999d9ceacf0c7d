import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind, type Fields, type Struct } from './codec.js';
import { rules as ds3100 } from './ds3100/layouts.js';
import * as L from './layouts.js';
import { rules as sun3 } from './sun3/layouts.js';

/** Sizes and telling offsets, as genuine programs have them: [structure, Sun 3, DECstation]. */
const sizes: readonly [Struct<Fields>, number, number][] = [
  [L.Time, 8, 8],
  [L.FsAttributes, 112, 112],
  [L.FsDevice, 16, 16],
  [L.FsUserIDs, 40, 40],
  [L.FsPrefix, 108, 108],
  [L.Sgttyb, 6, 6],
  [L.Tchars, 6, 6],
  [L.Ltchars, 6, 6],
  [L.Winsize, 8, 8],
  [L.ProcPCBInfo, 256, 256],
  [L.ProcResUsage, 40, 40],
  [L.SigAction, 12, 12],
  [L.VmSegmentInfo, 102, 104],
  [L.SchedInstrument, 52, 52],
  [L.ProcEncapInfo, 24, 24],
  [L.FsioMigInfo, 76, 76],
];

test('structures have their genuine sizes on both machines', () => {
  for (const [definition, onSun, onDec] of sizes) {
    assert.equal(bind(definition, sun3).size, onSun, definition.name);
    assert.equal(bind(definition, ds3100).size, onDec, definition.name);
  }
});

test('members lie where genuine programs look for them', () => {
  assert.equal(bind(L.VmSegmentInfo, sun3).offsets['type'], 58);
  assert.equal(bind(L.VmSegmentInfo, ds3100).offsets['type'], 60);
  assert.equal(bind(L.ProcPCBInfo, sun3).offsets['sigActions'], 120);
  assert.equal(bind(L.FsAttributes, ds3100).offsets['version'], 88);
  assert.equal(bind(L.SchedInstrument, sun3).offsets['noUserInput'], 44);
});

test('a record survives encoding, in the byte order of its machine', () => {
  const device = { serverID: -1, type: 6, unit: 2, data: 0xdeadbeef };
  for (const rules of [sun3, ds3100]) {
    const codec = bind(L.FsDevice, rules);
    assert.deepEqual(codec.decode(codec.encode(device)), device);
  }
  assert.deepEqual([...bind(L.FsDevice, sun3).encode(device).subarray(12)], [0xde, 0xad, 0xbe, 0xef]);
  assert.deepEqual([...bind(L.FsDevice, ds3100).encode(device).subarray(12)], [0xef, 0xbe, 0xad, 0xde]);
});

test('too few bytes are an error, not a short record', () => {
  assert.throws(() => bind(L.Time, ds3100).decode(new Uint8Array(7)), RangeError);
});
