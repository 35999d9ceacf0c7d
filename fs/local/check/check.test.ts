import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1Bytes } from '../../../arch/codec.js';
import { createFakeKernel } from '../../../kernel/testing/fake-kernel.js';
import { type BlockDevice, createMemoryDevice } from '../../disk/block-device.js';
import type { TreeEntry } from '../../tree-entry.js';
import { BLOCK_SIZE } from '../../types.js';
import { entriesOf, insertEntry, makeChunk } from '../directory-chunk.js';
import { checkUnused, fetchFile, formatDisk, installTree } from '../install.js';
import {
  type Descriptor,
  type DomainHeader,
  decodeDescriptor,
  descriptorBlock,
  descriptorOffset,
  encodeDescriptor,
  LOST_NUMBER,
  ROOT_NUMBER,
} from '../layout.js';
import type { CheckResult } from './check.js';

const file = (path: string, text: string): TreeEntry => ({
  kind: 'file',
  path,
  mode: 0o644,
  uid: 1,
  gid: 2,
  bytes: latin1Bytes(text),
});
const directory = (path: string): TreeEntry => ({ kind: 'dir', path, mode: 0o755, uid: 0, gid: 0 });

const BIG = 'big '.repeat(15_000);
const tree: readonly TreeEntry[] = [
  directory('/d'),
  file('/d/one', 'one'),
  directory('/d/e'),
  file('/d/e/two', 'two'),
  file('/big', BIG),
  ...Array.from({ length: 60 }, (_, i) => file(`/d/a-rather-long-name-${i}`, `${i}`)),
];

interface Scene {
  readonly device: BlockDevice;
  readonly header: DomainHeader;
  descriptor(number: number): Descriptor;
  change(number: number, change: Partial<Descriptor>): void;
  numberOf(directory: number, name: string): number;
  /** The directory's first block, to be changed. */
  chunk(number: number, change: (bytes: Uint8Array) => void): void;
  check(repair?: boolean): CheckResult & { readonly lines: readonly string[] };
  read(path: string): string | null;
}

function scene(): Scene {
  const { kernel } = createFakeKernel();
  const device = createMemoryDevice(2 * 1_048_576);
  const header = formatDisk(kernel, device);
  installTree(kernel, device, header, tree);
  const load = (block: number): Uint8Array => {
    const bytes = new Uint8Array(BLOCK_SIZE);
    device.load(block, bytes);
    return bytes;
  };
  function descriptor(number: number): Descriptor {
    const found = decodeDescriptor(load(descriptorBlock(header, number)), descriptorOffset(number));
    assert.ok(found !== null, `descriptor ${number}`);
    return found;
  }
  return {
    device,
    header,
    descriptor,
    change(number, change) {
      const block = load(descriptorBlock(header, number));
      block.set(encodeDescriptor({ ...descriptor(number), ...change }), descriptorOffset(number));
      device.put(descriptorBlock(header, number), block);
    },
    numberOf(number, name) {
      const chunks = load(descriptor(number).direct[0]);
      for (let at = 0; at < descriptor(number).size; at += 512) {
        const entry = entriesOf(chunks.subarray(at, at + 512), true).find((each) => each.name === name);
        if (entry !== undefined) return entry.number;
      }
      return assert.fail(`${name} is not in directory ${number}`);
    },
    chunk(number, change) {
      const block = descriptor(number).direct[0];
      const bytes = load(block);
      change(bytes.subarray(0, 512));
      device.put(block, bytes);
    },
    check(repair = true) {
      const lines: string[] = [];
      const options = { repair, markClean: true, report: (line: string) => lines.push(line) };
      return { ...checkUnused(device, header, options), lines };
    },
    read(path) {
      const bytes = fetchFile(kernel, [{ prefix: '/', device, header, isNew: false }], path);
      return bytes === null ? null : Buffer.from(bytes).toString('latin1');
    },
  };
}

/** Damage, what the check says of it, and that nothing is left of it. */
function repairs(damage: (disk: Scene) => void, said: RegExp): Scene {
  const disk = scene();
  damage(disk);
  const reported = disk.check(false);
  assert.match(reported.lines.join('\n'), said);
  const repaired = disk.check();
  assert.deepEqual(repaired.lines, reported.lines, 'reporting alone changes nothing');
  assert.equal(repaired.left, 0);
  assert.deepEqual(disk.check(false).lines, [], 'nothing is left');
  return disk;
}

test('a disk in order is left as it is', () => {
  const disk = scene();
  const { lines, files } = disk.check();
  assert.deepEqual(lines, []);
  assert.equal(files, tree.length + 2);
});

test('a name without its file goes', () => {
  const disk = repairs((each) => {
    each.chunk(ROOT_NUMBER, (chunk) => insertEntry(chunk, true, 'ghost', 200));
  }, /^"ghost" in directory 2 leads to no file: removed$/);
  assert.equal(disk.read('/ghost'), null);
  assert.equal(disk.read('/d/one'), 'one');
});

test('a file without a name is kept when it has links and contents', () => {
  let number = 0;
  const disk = repairs((each) => {
    const entry = each.numberOf(ROOT_NUMBER, 'd');
    number = each.numberOf(entry, 'one');
    each.chunk(entry, (chunk) => {
      const names = entriesOf(chunk, true).filter(({ name }) => name !== 'one');
      chunk.set(makeChunk(true, names));
    });
  }, /has no name: put into \/lost\+found as #\d+$/m);
  assert.equal(disk.read('/d/one'), null);
  assert.equal(disk.read(`/lost+found/#${number}`), 'one');
});

test('a file without a name and links is freed', () => {
  const disk = repairs((each) => {
    const used = each.check(false).usedBlocks;
    const big = each.numberOf(ROOT_NUMBER, 'big');
    each.change(big, { numLinks: 0 });
    each.chunk(ROOT_NUMBER, (chunk) => {
      chunk.set(
        makeChunk(
          true,
          entriesOf(chunk, true).filter(({ name }) => name !== 'big'),
        ),
      );
    });
    assert.ok(used > 16);
  }, /has no name and nothing to keep: freed/);
  assert.ok(disk.check(false).usedBlocks < scene().check(false).usedBlocks - 14);
});

test('a lost directory is kept with all that is in it', () => {
  const disk = repairs((each) => {
    each.chunk(ROOT_NUMBER, (chunk) => {
      const names = entriesOf(chunk, true).filter(({ name }) => name !== 'd');
      chunk.set(makeChunk(true, names));
    });
  }, /put into \/lost\+found/);
  const lost = disk.descriptor(LOST_NUMBER);
  assert.equal(lost.numLinks, 3);
  const entry = disk.numberOf(LOST_NUMBER, `#${scene().numberOf(ROOT_NUMBER, 'd')}`);
  assert.equal(disk.read(`/lost+found/#${entry}/e/two`), 'two');
});

test('a directory with two names keeps the one that its ".." knows', () => {
  const disk = repairs((each) => {
    const d = each.numberOf(ROOT_NUMBER, 'd');
    const e = each.numberOf(d, 'e');
    each.chunk(ROOT_NUMBER, (chunk) => insertEntry(chunk, true, 'aa', e));
  }, /"aa" in directory 2 is a second name of a directory: removed/);
  assert.equal(disk.read('/d/e/two'), 'two');
  assert.equal(disk.read('/aa/two'), null);
});

test('link counts, sizes, pointers, types and the maps are put right', () => {
  repairs((each) => each.change(each.numberOf(ROOT_NUMBER, 'big'), { numLinks: 7 }), /has 1 links, not 7/);
  repairs(
    (each) => each.change(each.numberOf(ROOT_NUMBER, 'd'), { size: 511 }),
    /has size 511: now 0[\s\S]*directory \d+ is empty/,
  );
  repairs(
    (each) => each.change(each.numberOf(ROOT_NUMBER, 'd'), { size: 7 * 1_048_576 }),
    /has size 7340032: now 4096/,
  );
  repairs(
    (each) => each.change(each.numberOf(ROOT_NUMBER, 'big'), { size: BLOCK_SIZE }),
    /has 14 blocks beyond its end: freed|has \d+ blocks beyond/,
  );
  repairs((each) => each.change(each.numberOf(ROOT_NUMBER, 'big'), { type: 77 }), /makes no sense: cleared/);
  repairs((each) => {
    const number = each.numberOf(ROOT_NUMBER, 'big');
    const { direct } = each.descriptor(number);
    each.change(number, { direct: [1, 0xffffffff, ...direct.slice(2)] });
  }, /has 2 pointers that lead nowhere/);
  repairs(
    (each) => each.device.put(each.header.blockMapStart, new Uint8Array(BLOCK_SIZE)),
    /map of free blocks/,
  );
  repairs(
    (each) => each.device.put(each.header.descriptorMapStart, new Uint8Array(BLOCK_SIZE).fill(255)),
    /map of free descriptors/,
  );
});

test('two files that share a block each have a copy', () => {
  const disk = repairs((each) => {
    const d = each.numberOf(ROOT_NUMBER, 'd');
    const { direct } = each.descriptor(each.numberOf(d, 'one'));
    each.change(each.numberOf(d, 'a-rather-long-name-0'), { direct });
  }, /shares 1 blocks with others/);
  assert.equal(disk.read('/d/one'), 'one');
  assert.equal(disk.read('/d/a-rather-long-name-0'), 'o');
});

test('without a root directory everything is found again', () => {
  const disk = repairs(
    (each) => each.change(ROOT_NUMBER, { type: 0, size: 3 }),
    /no root directory: made anew/,
  );
  const d = scene().numberOf(ROOT_NUMBER, 'd');
  const numbers = entriesOf(new Uint8Array(512), true);
  assert.equal(numbers.length, 0);
  const lost = disk.numberOf(ROOT_NUMBER, 'lost+found');
  const found = disk.numberOf(lost, `#${d}`);
  assert.equal(disk.read(`/lost+found/#${found}/one`), 'one');
});

/** Numbers below `limit`, the same for the same seed. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * limit);
  };
}

test('whatever the bytes are, the disk is consistent after a check', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const disk = scene();
    const random = randomNumbers(seed);
    for (let hit = 0; hit < 1 + random(12); hit++) {
      // Descriptors and the first data blocks: directories, blocks of pointers.
      const block =
        disk.header.descriptorStart + random(disk.header.dataStart - disk.header.descriptorStart + 24);
      const bytes = new Uint8Array(BLOCK_SIZE);
      disk.device.load(block, bytes);
      const length = 1 + random(random(4) === 0 ? 600 : 8);
      const start = random(Math.min(BLOCK_SIZE, 64 * 128) - length);
      for (let i = 0; i < length; i++) bytes[start + i] = random(3) === 0 ? 0 : random(256);
      disk.device.put(block, bytes);
    }
    const { left } = disk.check();
    assert.equal(left, 0, `seed ${seed}`);
    assert.deepEqual(disk.check(false).lines, [], `seed ${seed}: a second check finds nothing`);
  }
});
