import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DomainHeader, planDomain } from '../fs/local/layout.js';
import { BLOCK_SIZE } from '../fs/types.js';
import { openDiskImage } from './disk-image.js';
import { UserError } from './errors.js';

const SIZE = 64 * BLOCK_SIZE;

function inDirectory(work: (path: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'sprite-image-'));
  try {
    work(join(directory, 'disk'));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const headerBlock = (change: Partial<DomainHeader> = {}): Uint8Array => {
  const block = new Uint8Array(BLOCK_SIZE);
  DomainHeader.encodeInto({ ...planDomain(SIZE / BLOCK_SIZE, true), ...change }, block, 0);
  return block;
};

/** A whole image with this header. */
function makeImage(path: string, header = headerBlock()): void {
  const image = openDiskImage(path, SIZE);
  image.device.put(0, header);
  image.device.flush?.();
  image.close();
}

const refuses = (path: string, message: RegExp, newBytes: number | null = SIZE): void =>
  assert.throws(
    () => openDiskImage(path, newBytes),
    (error) => error instanceof UserError && message.test(error.message) && !error.message.includes('\n'),
  );

test('an image keeps its blocks, and is sparse', () =>
  inDirectory((path) => {
    makeImage(path);
    assert.equal(statSync(path).size, SIZE);
    assert.ok(statSync(path).blocks * 512 < SIZE);
    const again = openDiskImage(path, null);
    const block = new Uint8Array(BLOCK_SIZE).fill(1);
    again.device.load(63, block);
    assert.deepEqual(block, new Uint8Array(BLOCK_SIZE));
    again.device.load(0, block);
    assert.deepEqual(block, headerBlock());
    again.close();
    assert.ok(!existsSync(`${path}.lock`));
  }));

test('an image that was not populated to its end leaves nothing', () =>
  inDirectory((path) => {
    const image = openDiskImage(path, SIZE);
    image.device.put(0, headerBlock());
    assert.ok(!existsSync(path));
    image.close();
    assert.ok(!existsSync(path) && !existsSync(`${path}.new`) && !existsSync(`${path}.lock`));
  }));

test('what is no image of ours is refused in one line', () =>
  inDirectory((path) => {
    refuses(path, /no such disk image/, null);
    writeFileSync(path, 'hello');
    refuses(path, /is not a disk of this emulator/);
    assert.equal(readFileSync(path, 'utf8'), 'hello');
    for (const [change, message] of [
      [{ version: 77 }, /has format 77; this emulator uses format \d+$/],
      [{ dataStart: 9 }, /has a damaged header/],
      [{ clean: 5 }, /has a damaged header/],
      [{ blockCount: 0xffffffff }, /is too short: 64 of its 4294967295 blocks/],
    ] as const) {
      rmSync(path);
      makeImage(path, headerBlock(change));
      refuses(path, message);
    }
    rmSync(path);
    makeImage(path);
    truncateSync(path, SIZE / 2);
    refuses(path, /is too short: 32 of its 64 blocks/);
    refuses(tmpdir(), /is not a file/);
    refuses(join(path, 'below'), /not a directory/);
    assert.ok(!existsSync(`${path}.lock`));
  }));

test('one emulator at a time has an image; the lock of a dead one is taken over', () =>
  inDirectory((path) => {
    makeImage(path);
    const image = openDiskImage(path, SIZE);
    refuses(path, new RegExp(`is in use by process ${process.pid}$`));
    image.close();
    writeFileSync(`${path}.lock`, '1234567890 1\n');
    openDiskImage(path, SIZE).close();
    // Our own number, in an earlier life.
    writeFileSync(`${path}.lock`, `${process.pid} 1\n`);
    if (existsSync('/proc/self/stat')) openDiskImage(path, SIZE).close();
    assert.ok(!existsSync(`${path}.lock`));
  }));
