/**
 * A disk in an image file: its blocks one after the other, sparse where nothing was written. A new image is made
 * beside its place and gets its name with its first flush, populated: whoever is killed meanwhile leaves no half of
 * one. What the guest has synced is flushed to this machine's disk.
 */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import type { BlockDevice } from '../fs/disk/block-device.js';
import { readDomainHeader } from '../fs/local/layout.js';
import { BLOCK_SIZE } from '../fs/types.js';
import { UserError } from './errors.js';
import { reason } from './host-files.js';
import { lockImage } from './image-lock.js';

export interface DiskImage {
  readonly device: BlockDevice;
  /** Give the file back to others. An image that was never populated is gone. */
  close(): void;
}

/**
 * @param newBytes size of an image that is not there yet; null when the image has to be there.
 * @throws UserError, one line, for a file that is no image of ours, damaged, too short, of another format or in use.
 */
export function openDiskImage(path: string, newBytes: number | null): DiskImage {
  try {
    const isNew = sizeOf(path) === 0;
    if (isNew && newBytes === null) throw new UserError(`${path}: no such disk image`);
    const unlock = lockImage(path);
    try {
      return isNew ? makeImage(path, newBytes ?? 0, unlock) : openPresent(path, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error && 'code' in error)) throw error;
    throw new UserError(`${path}: ${reason(error)}`);
  }
}

/** 0 for a file that is not there. */
function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found !== undefined && !found.isFile()) throw new UserError(`${path} is not a file`);
  return found?.size ?? 0;
}

function openPresent(path: string, unlock: () => void): DiskImage {
  const file = openSync(path, 'r+');
  const deviceBlocks = Math.floor(fstatSync(file).size / BLOCK_SIZE);
  const block = new Uint8Array(BLOCK_SIZE);
  readSync(file, block, 0, BLOCK_SIZE, 0);
  const found = readDomainHeader(block, deviceBlocks);
  if ('problem' in found) {
    closeSync(file);
    throw new UserError(`${path} ${found.problem}`);
  }
  return {
    device: { ...blocksOf(file, deviceBlocks), flush: () => fdatasyncSync(file) },
    close() {
      closeSync(file);
      unlock();
    },
  };
}

function makeImage(path: string, sizeBytes: number, unlock: () => void): DiskImage {
  const unfinished = `${path}.new`;
  const file = openSync(unfinished, 'w+');
  ftruncateSync(file, sizeBytes);
  let named = false;
  return {
    device: {
      ...blocksOf(file, Math.floor(sizeBytes / BLOCK_SIZE)),
      flush() {
        fdatasyncSync(file);
        if (!named) renameSync(unfinished, path);
        named = true;
      },
    },
    close() {
      closeSync(file);
      if (!named) rmSync(unfinished, { force: true });
      unlock();
    },
  };
}

function blocksOf(file: number, blockCount: number): BlockDevice {
  return {
    blockCount,
    load(block, target) {
      const count = readSync(file, target, 0, BLOCK_SIZE, block * BLOCK_SIZE);
      target.fill(0, count);
    },
    put(block, source) {
      writeSync(file, source, 0, BLOCK_SIZE, block * BLOCK_SIZE);
    },
  };
}
