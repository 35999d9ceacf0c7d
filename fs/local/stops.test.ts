/**
 * The disk of a busy host is stopped at a write, or in the middle of one; the check puts it right, finds nothing at a
 * second look, and everything synced is there as it was. A sample here; `npm run test:stops` stops at every write.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeKernel } from '../../kernel/testing/fake-kernel.js';
import { type BlockDevice, createMemoryDevice, SECTOR_SIZE } from '../disk/block-device.js';
import { BLOCK_SIZE, FileType } from '../types.js';
import { checkUnused, fetchTree, formatDisk, readHeader } from './install.js';
import { NOTHING, writeAt } from './testing/content.js';
import { type FoundFile, faultsAt } from './testing/crash-history.js';
import { runWorkload } from './testing/crash-workload.js';
import { createRandom } from './testing/random.js';
import { createScene } from './testing/scene.js';

const everything = process.env['SPRITE_STOPS'] === 'all';
const DISK_BYTES = 3 * 1_048_576;
const SECTORS = BLOCK_SIZE / SECTOR_SIZE;

interface Write {
  readonly block: number;
  readonly bytes: Uint8Array;
}

/** A device that remembers the order of writes since `start`. */
function recording(device: BlockDevice): { readonly device: BlockDevice; readonly writes: Write[] } {
  const writes: Write[] = [];
  return {
    writes,
    device: {
      ...device,
      put(block, bytes) {
        writes.push({ block, bytes: bytes.slice() });
        device.put(block, bytes);
      },
    },
  };
}

/** What is on `below`, and what is written on top of it. */
function onTopOf(below: BlockDevice): BlockDevice {
  const own = new Map<number, Uint8Array>();
  return {
    blockCount: below.blockCount,
    load(block, target) {
      const bytes = own.get(block);
      if (bytes === undefined) below.load(block, target);
      else target.set(bytes);
    },
    put(block, bytes) {
      own.set(block, bytes.slice());
    },
  };
}

const { kernel } = createFakeKernel();

function check(device: BlockDevice): readonly string[] {
  const header = readHeader(device);
  assert.ok(header !== null);
  const lines: string[] = [];
  const options = { repair: true, markClean: true, report: (line: string) => lines.push(line) };
  if (header.clean === 0) assert.equal(checkUnused(device, header, options).left, 0, lines.join('\n'));
  lines.length = 0;
  checkUnused(device, header, { ...options, repair: false });
  return lines;
}

const kinds: { readonly [type: number]: FoundFile['kind'] } = {
  [FileType.FILE]: 'file',
  [FileType.DIRECTORY]: 'directory',
  [FileType.SYMBOLIC_LINK]: 'link',
};

function filesOn(device: BlockDevice): ReadonlyMap<string, FoundFile> {
  const found = new Map<string, FoundFile>();
  const header = readHeader(device);
  assert.ok(header !== null);
  for (const { path, type, bytes } of fetchTree(kernel, device, header)) {
    found.set(path, { kind: kinds[type], content: writeAt(NOTHING, 0, bytes) });
  }
  return found;
}

/** @returns how many stops were made. */
function stopAtEach(
  seed: number,
  operations: number,
  cacheBlocks: number,
  chosen: (stop: number) => boolean,
): number {
  const base = createMemoryDevice(DISK_BYTES);
  formatDisk(kernel, base);
  const disk = recording(onTopOf(base));
  const scene = createScene(disk.device, cacheBlocks);
  const files = runWorkload({ scene, seed, processes: 3, operations, writes: () => disk.writes.length });
  const random = createRandom(seed);
  let stops = 0;
  for (let stop = 0; stop <= disk.writes.length; stop++) {
    if (chosen(stop)) {
      const stopped = onTopOf(base);
      const next = disk.writes[stop];
      const torn = next === undefined ? 0 : random.below(SECTORS);
      if (next !== undefined && torn > 0) {
        const bytes = new Uint8Array(BLOCK_SIZE);
        base.load(next.block, bytes);
        bytes.set(next.bytes.subarray(0, torn * SECTOR_SIZE));
        stopped.put(next.block, bytes);
      }
      const where = `seed ${seed}, stopped after write ${stop} and ${torn} sectors`;
      assert.deepEqual(check(stopped), [], `${where}: a second check finds nothing`);
      assert.deepEqual(faultsAt(files, filesOn(stopped), stop), [], where);
      stops++;
    }
    const write = disk.writes[stop];
    if (write !== undefined) base.put(write.block, write.bytes);
  }
  return stops;
}

test('a disk that is stopped at any write loses nothing synced and shows nothing that never was', () => {
  const sample = createRandom(7);
  let stops = 0;
  for (let seed = 1; seed <= (everything ? 8 : 3); seed++) {
    // A small cache makes the write-back of one process meet the work of others.
    const cacheBlocks = seed % 2 === 0 ? 24 : 200;
    stops += stopAtEach(seed, everything ? 150 : 60, cacheBlocks, () => everything || sample.below(12) === 0);
  }
  assert.ok(stops >= (everything ? 2000 : 60), `${stops} stops`);
});
