/**
 * The disk of a local domain as files see it: descriptors by number, blocks of files, free space. Policy of 1989:
 * a descriptor is written through when it is created or removed, otherwise with the delayed data; bitmaps are
 * written with the data too, as a check can make them anew.
 */
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import { type BlockCache, type CachedFile, createBlockCache } from '../block-cache.js';
import type { Disk } from '../disk/disk.js';
import { BLOCK_SIZE, type Result } from '../types.js';
import { type Bitmap, createBitmap } from './bitmap.js';
import { createLock, type LocalHandle } from './handle.js';
import {
  DESCRIPTOR_SIZE,
  DESCRIPTORS_PER_BLOCK,
  type Descriptor,
  DIRECT_POINTERS,
  type DomainHeader,
  decodeDescriptor,
  encodeDescriptor,
  FIRST_FREE_NUMBER,
  POINTERS_PER_BLOCK,
} from './layout.js';

export interface Volume {
  readonly cache: BlockCache;
  readonly header: DomainHeader;
  readonly descriptors: Bitmap;
  readonly blocks: Bitmap;
  /** The handle of a file in use, or undefined. */
  findHandle(number: number): LocalHandle | undefined;
  /** The file's handle, with one holder more; FS_FILE_NOT_FOUND when the number is nobody's. */
  hold(number: number): Task<Result<LocalHandle>>;
  /** One holder less: a file without names and users is given up, a clean one without users is forgotten. */
  letGo(handle: LocalHandle): Task<void>;
  /** A new descriptor written through, its handle held once. */
  createFile(descriptor: Descriptor, near: number): Task<Result<LocalHandle>>;
  /** The descriptor has changed. */
  touch(handle: LocalHandle): void;
  /** Cut the file's blocks off from block index `first` on; they are free at once. */
  freeBlocks(handle: LocalHandle, first: number): Task<void>;
  /** Give block `index` a place on the disk, so that it can be written. */
  ensureBlock(handle: LocalHandle, index: number): Task<Status>;
  /** Blocks the file takes on the disk. */
  countBlocks(handle: LocalHandle): Task<number>;
  /** Write descriptor and data of one file. */
  syncFile(handle: LocalHandle): Task<Status>;
  sync(): Task<void>;
  /** Handles there are. */
  handles(): readonly LocalHandle[];
}

export interface VolumeParts {
  readonly kernel: Kernel;
  readonly disk: Disk;
  readonly header: DomainHeader;
  readonly cacheBlocks: number;
  /** Write dirty data from time to time. */
  readonly writesBack: boolean;
}

/** Read the bitmaps and give the disk's files. */
export function* openVolume(parts: VolumeParts): Task<Volume> {
  const { kernel, disk, header } = parts;
  const descriptors = createBitmap(
    header.descriptorCount,
    yield* readRange(disk, header.descriptorMapStart, header.blockMapStart),
  );
  const blocks = createBitmap(
    header.blockCount,
    yield* readRange(disk, header.blockMapStart, header.descriptorStart),
  );
  const table = new Map<number, LocalHandle>();
  const cache = createBlockCache({
    kernel,
    maxBlocks: parts.cacheBlocks,
    writesBack: parts.writesBack,
    scanned: writeOldMetadata,
  });
  /** The disk itself as a file: descriptors and indirect blocks are its blocks. */
  const raw = cache.openFile({
    *readBlock(index, target) {
      target.set(yield* disk.readBlock(index));
      return SUCCESS;
    },
    *writeBlock(index, bytes) {
      yield* disk.writeBlock(index, bytes);
      return SUCCESS;
    },
  });

  // --- Raw blocks ------------------------------------------------------------------------------------------------

  /** Look at a disk block through the cache; `change` may modify it and says whether it did. */
  function* withRaw<T>(
    index: number,
    fresh: boolean,
    change: (bytes: Uint8Array) => readonly [T, boolean],
  ): Task<T> {
    const fetched = yield* cache.fetchBlock(raw, index, fresh);
    if ('status' in fetched) throw new Error(`disk block ${index} cannot be read`);
    const [result, modified] = change(fetched.block.bytes);
    cache.giveBackBlock(fetched.block, modified);
    return result;
  }

  const descriptorBlock = (number: number): number =>
    header.descriptorStart + Math.floor(number / DESCRIPTORS_PER_BLOCK);
  const descriptorOffset = (number: number): number => (number % DESCRIPTORS_PER_BLOCK) * DESCRIPTOR_SIZE;

  function* putDescriptor(number: number, bytes: Uint8Array, through: boolean): Task<void> {
    const index = descriptorBlock(number);
    const whole = yield* withRaw(index, false, (block) => {
      block.set(bytes, descriptorOffset(number));
      return [block.slice(), true];
    });
    if (through) yield* disk.writeBlock(index, whole);
  }

  // --- Block pointers --------------------------------------------------------------------------------------------

  const pointerAt = (bytes: Uint8Array, slot: number): number =>
    new DataView(bytes.buffer, bytes.byteOffset).getUint32(4 * slot, true);
  const setPointer = (bytes: Uint8Array, slot: number, value: number): void =>
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(4 * slot, value, true);

  /** Disk block of a file's block, or 0 for a hole. */
  function* lookup(descriptor: Descriptor, index: number): Task<number> {
    if (index < DIRECT_POINTERS) return descriptor.direct[index];
    const single = index - DIRECT_POINTERS;
    if (single < POINTERS_PER_BLOCK) return yield* pointerIn(descriptor.indirect[0], single);
    const double = single - POINTERS_PER_BLOCK;
    const middle = yield* pointerIn(descriptor.indirect[1], Math.floor(double / POINTERS_PER_BLOCK));
    return yield* pointerIn(middle, double % POINTERS_PER_BLOCK);
  }

  function* pointerIn(block: number, slot: number): Task<number> {
    if (block === 0) return 0;
    return yield* withRaw(block, false, (bytes) => [pointerAt(bytes, slot), false]);
  }

  /** A block taken for pointers, all holes. */
  function* newPointerBlock(near: number): Task<number> {
    const block = blocks.take(near);
    if (block < 0) return 0;
    yield* withRaw(block, true, (bytes) => {
      bytes.fill(0);
      return [undefined, true];
    });
    return block;
  }

  function* ensureBlock(handle: LocalHandle, index: number): Task<Status> {
    const { descriptor } = handle;
    if ((yield* lookup(descriptor, index)) !== 0) return SUCCESS;
    const near = header.dataStart;
    if (index < DIRECT_POINTERS) {
      const block = blocks.take(lastNear(descriptor, index));
      if (block < 0) return Status.FS_NO_DISK_SPACE;
      descriptor.direct[index] = block;
      touch(handle);
      return SUCCESS;
    }
    const single = index - DIRECT_POINTERS;
    const which = single < POINTERS_PER_BLOCK ? 0 : 1;
    if (descriptor.indirect[which] === 0) {
      descriptor.indirect[which] = yield* newPointerBlock(near);
      touch(handle);
    }
    let parent = descriptor.indirect[which];
    let slot = single;
    if (which === 1 && parent !== 0) {
      const double = single - POINTERS_PER_BLOCK;
      parent = yield* ensurePointerBlock(parent, Math.floor(double / POINTERS_PER_BLOCK));
      slot = double % POINTERS_PER_BLOCK;
    }
    if (parent === 0) return Status.FS_NO_DISK_SPACE;
    const block = blocks.take(parent);
    if (block < 0) return Status.FS_NO_DISK_SPACE;
    yield* withRaw(parent, false, (bytes) => {
      setPointer(bytes, slot, block);
      return [undefined, true];
    });
    return SUCCESS;
  }

  const lastNear = (descriptor: Descriptor, index: number): number =>
    index > 0 && descriptor.direct[index - 1] !== 0 ? descriptor.direct[index - 1] + 1 : header.dataStart;

  function* ensurePointerBlock(parent: number, slot: number): Task<number> {
    const present = yield* pointerIn(parent, slot);
    if (present !== 0) return present;
    const created = yield* newPointerBlock(parent);
    if (created !== 0) {
      yield* withRaw(parent, false, (bytes) => {
        setPointer(bytes, slot, created);
        return [undefined, true];
      });
    }
    return created;
  }

  /** Free the data blocks of a pointer block from `first` on; and the block itself when nothing is left. */
  function* freePointers(block: number, first: number, depth: number): Task<number> {
    if (block === 0) return 0;
    const span = depth === 0 ? 1 : POINTERS_PER_BLOCK;
    const pointers = yield* withRaw(block, false, (bytes) => [bytes.slice(), false]);
    for (let slot = Math.floor(first / span); slot < POINTERS_PER_BLOCK; slot++) {
      const pointer = pointerAt(pointers, slot);
      if (pointer === 0) continue;
      const rest = Math.max(0, first - slot * span);
      const left = depth === 0 ? 0 : yield* freePointers(pointer, rest, depth - 1);
      if (depth === 0) blocks.free(pointer);
      setPointer(pointers, slot, left);
    }
    if (first === 0) {
      cache.dropBlocks(raw, block, block + 1);
      blocks.free(block);
      return 0;
    }
    yield* withRaw(block, false, (bytes) => {
      bytes.set(pointers);
      return [undefined, true];
    });
    return block;
  }

  function* freeBlocks(handle: LocalHandle, first: number): Task<void> {
    const { descriptor, file } = handle;
    cache.dropBlocks(file, first, Math.ceil(descriptor.size / BLOCK_SIZE) + 1);
    for (let index = first; index < DIRECT_POINTERS; index++) {
      if (descriptor.direct[index] !== 0) blocks.free(descriptor.direct[index]);
      descriptor.direct[index] = 0;
    }
    const single = Math.max(0, first - DIRECT_POINTERS);
    if (single < POINTERS_PER_BLOCK) {
      descriptor.indirect[0] = yield* freePointers(descriptor.indirect[0], single, 0);
    }
    const double = Math.max(0, single - POINTERS_PER_BLOCK);
    descriptor.indirect[1] = yield* freePointers(descriptor.indirect[1], double, 1);
    touch(handle);
    cache.wantScan();
  }

  function* countBlocks(handle: LocalHandle): Task<number> {
    const { descriptor } = handle;
    let count = descriptor.direct.filter((block) => block !== 0).length;
    count += yield* countPointers(descriptor.indirect[0], 0);
    return count + (yield* countPointers(descriptor.indirect[1], 1));
  }

  function* countPointers(block: number, depth: number): Task<number> {
    if (block === 0) return 0;
    const pointers = yield* withRaw(block, false, (bytes) => [bytes.slice(), false]);
    let count = 1;
    for (let slot = 0; slot < POINTERS_PER_BLOCK; slot++) {
      const pointer = pointerAt(pointers, slot);
      if (pointer !== 0) count += depth === 0 ? 1 : yield* countPointers(pointer, depth - 1);
    }
    return count;
  }

  // --- Handles -----------------------------------------------------------------------------------------------------

  function newHandle(number: number, descriptor: Descriptor): LocalHandle {
    const file: CachedFile = cache.openFile({
      *readBlock(index, target) {
        const block = yield* lookup(descriptor, index);
        if (block === 0) target.fill(0);
        else target.set(yield* disk.readBlock(block));
        return SUCCESS;
      },
      *writeBlock(index, bytes) {
        const block = yield* lookup(descriptor, index);
        if (block === 0) return FAILURE;
        yield* disk.writeBlock(block, bytes);
        return SUCCESS;
      },
    });
    const handle: LocalHandle = {
      number,
      descriptor,
      file,
      lock: createLock(`file ${number}`),
      references: 0,
      writers: 0,
      executers: 0,
      holders: 1,
      changedNs: null,
      removed: false,
    };
    table.set(number, handle);
    return handle;
  }

  function* hold(number: number): Task<Result<LocalHandle>> {
    const present = table.get(number);
    if (present !== undefined) {
      present.holders++;
      return { value: present };
    }
    if (number <= 0 || number >= header.descriptorCount || !descriptors.isTaken(number)) {
      return { status: Status.FS_FILE_NOT_FOUND };
    }
    const descriptor = yield* withRaw(descriptorBlock(number), false, (block) => [
      decodeDescriptor(block, descriptorOffset(number)),
      false,
    ]);
    // Another process may have brought it in while the block was read.
    const now = table.get(number);
    if (now !== undefined) {
      now.holders++;
      return { value: now };
    }
    return descriptor === null
      ? { status: Status.FS_FILE_NOT_FOUND }
      : { value: newHandle(number, descriptor) };
  }

  function* letGo(handle: LocalHandle): Task<void> {
    handle.holders--;
    if (handle.holders > 0 || handle.references > 0) return;
    if (handle.removed) return yield* destroy(handle);
    forgetIdle(handle);
  }

  function forgetIdle(handle: LocalHandle): void {
    const busy =
      handle.holders > 0 || handle.references > 0 || handle.changedNs !== null || handle.file.active.size > 0;
    if (busy || table.get(handle.number) !== handle) return;
    keep(handle);
  }

  /** Handles of files lately used keep their cached blocks findable; the oldest make room. */
  const idleHandles = new Set<LocalHandle>();
  function keep(handle: LocalHandle): void {
    idleHandles.delete(handle);
    idleHandles.add(handle);
    if (idleHandles.size <= IDLE_HANDLES) return;
    for (const oldest of idleHandles) {
      idleHandles.delete(oldest);
      const unused = oldest.holders === 0 && oldest.references === 0 && oldest.changedNs === null;
      if (unused && oldest.file.active.size === 0 && table.get(oldest.number) === oldest) {
        cache.dropBlocks(oldest.file, 0, Math.ceil(oldest.descriptor.size / BLOCK_SIZE) + 1);
        table.delete(oldest.number);
      }
      return;
    }
  }

  /** Nobody can reach the file any more: its blocks and its descriptor are free, and the disk is told at once. */
  function* destroy(handle: LocalHandle): Task<void> {
    handle.holders++;
    yield* freeBlocks(handle, 0);
    yield* putDescriptor(handle.number, new Uint8Array(DESCRIPTOR_SIZE), true);
    handle.holders--;
    handle.changedNs = null;
    table.delete(handle.number);
    idleHandles.delete(handle);
    descriptors.free(handle.number);
    cache.wantScan();
  }

  function* createFile(descriptor: Descriptor, near: number): Task<Result<LocalHandle>> {
    const number = descriptors.take(Math.max(near, FIRST_FREE_NUMBER));
    if (number < 0) return { status: Status.FS_NO_DISK_SPACE };
    const handle = newHandle(number, descriptor);
    yield* putDescriptor(number, encodeDescriptor(descriptor), true);
    cache.wantScan();
    return { value: handle };
  }

  function touch(handle: LocalHandle): void {
    handle.changedNs ??= kernel.stretchTime();
    cache.wantScan();
  }

  // --- Writing back ------------------------------------------------------------------------------------------------

  function* flushDescriptor(handle: LocalHandle): Task<void> {
    if (handle.changedNs === null || handle.removed) return;
    handle.changedNs = null;
    yield* putDescriptor(handle.number, encodeDescriptor(handle.descriptor), false);
    forgetIdle(handle);
  }

  function* flushBitmaps(): Task<void> {
    for (const { index, bytes } of descriptors.takeChanges()) {
      yield* disk.writeBlock(header.descriptorMapStart + index, bytes);
    }
    for (const { index, bytes } of blocks.takeChanges())
      yield* disk.writeBlock(header.blockMapStart + index, bytes);
  }

  /** The scan's share: descriptors that have waited long enough, then the bitmaps. */
  function* writeOldMetadata(dirtyBeforeNs: number): Task<boolean> {
    for (const handle of [...table.values()]) {
      if (handle.changedNs !== null && handle.changedNs <= dirtyBeforeNs) yield* flushDescriptor(handle);
    }
    const waiting = [...table.values()].some((handle) => handle.changedNs !== null);
    if (!waiting && cache.counts().dirty === 0) yield* flushBitmaps();
    return waiting;
  }

  function* syncFile(handle: LocalHandle): Task<Status> {
    const status = yield* cache.writeBackFile(handle.file);
    yield* flushDescriptor(handle);
    yield* cache.writeBackFile(raw);
    yield* flushBitmaps();
    return status;
  }

  function* sync(): Task<void> {
    yield* cache.writeBackAll();
    for (const handle of [...table.values()]) yield* flushDescriptor(handle);
    yield* cache.writeBackFile(raw);
    yield* flushBitmaps();
  }

  return {
    cache,
    header,
    descriptors,
    blocks,
    findHandle: (number) => table.get(number),
    hold,
    letGo,
    createFile,
    touch,
    freeBlocks,
    ensureBlock,
    countBlocks,
    syncFile,
    sync,
    handles: () => [...table.values()],
  };
}

/** Handles without users that are kept because their blocks may be wanted again. */
const IDLE_HANDLES = 512;

function* readRange(disk: Disk, first: number, end: number): Task<Uint8Array> {
  const bytes = new Uint8Array((end - first) * BLOCK_SIZE);
  for (let block = first; block < end; block++)
    bytes.set(yield* disk.readBlock(block), (block - first) * BLOCK_SIZE);
  return bytes;
}
