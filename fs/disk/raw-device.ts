/**
 * A disk as a device: its bytes as they are, past the file cache, at the stream's offset. What is written is whole
 * sectors. Source: file system reference, 3.5 (SCSI_DISK).
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Task } from '../../kernel/task.js';
import { answer } from '../control-words.js';
import type { IoObject, ReadResult, WriteResult } from '../io-object.js';
import { BLOCK_SIZE, type FileId } from '../types.js';
import { SECTOR_SIZE } from './block-device.js';
import type { Disk } from './disk.js';

export function createRawDisk(disk: Disk, id: FileId): IoObject {
  const sizeBytes = disk.blockCount * BLOCK_SIZE;

  /** Do `work` on each block that has some of the bytes. */
  function* eachBlock(
    offset: number,
    length: number,
    work: (block: number, start: number, count: number, done: number) => Task<void>,
  ): Task<void> {
    for (let done = 0; done < length; ) {
      const start = (offset + done) % BLOCK_SIZE;
      const count = Math.min(BLOCK_SIZE - start, length - done);
      yield* work(Math.floor((offset + done) / BLOCK_SIZE), start, count, done);
      done += count;
    }
  }

  function* readAt(offset: number, length: number): Task<ReadResult> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
    yield* eachBlock(offset, bytes.length, function* (block, start, count, done) {
      bytes.set((yield* disk.readBlock(block)).subarray(start, start + count), done);
    });
    return { status: SUCCESS, bytes };
  }

  function* writeAt(offset: number, bytes: Uint8Array): Task<WriteResult> {
    if (offset % SECTOR_SIZE !== 0 || bytes.length % SECTOR_SIZE !== 0) {
      return { status: Status.DEV_INVALID_ARG, count: 0 };
    }
    if (offset + bytes.length > sizeBytes) return { status: Status.FS_NO_DISK_SPACE, count: 0 };
    yield* eachBlock(offset, bytes.length, function* (block, start, count, done) {
      const whole = count === BLOCK_SIZE ? new Uint8Array(BLOCK_SIZE) : yield* disk.readBlock(block);
      whole.set(bytes.subarray(done, done + count), start);
      yield* disk.writeBlock(block, whole);
    });
    return { status: SUCCESS, count: bytes.length };
  }

  return {
    id,
    isSeekable: true,
    read: (length, { offset }) => readAt(offset, length),
    write: (bytes, { offset }) => writeAt(offset, bytes),
    *control() {
      return answer(Status.GEN_NOT_IMPLEMENTED);
    },
    ready: (wanted) => wanted,
    watch: () => () => {},
    *close() {
      return SUCCESS;
    },
    overlayAttributes: (attributes) => ({ ...attributes, size: sizeBytes }),
  };
}
