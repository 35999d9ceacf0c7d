/**
 * The disk of a local domain as files see it: descriptors by number, handles, and when what is written. Policy of
 * 1989: a descriptor is written through when it is created or removed; everything else waits for the write-back.
 *
 * The order of writes is such that the disk, stopped at any sector, shows nothing that was not so: whatever a block
 * relies on is on the disk before the block is changed in the cache, so that the cache may be written in any order.
 *  - A block's bytes come before the pointer to it, the pointers before a size that counts on them (`block-map.ts`).
 *  - A descriptor comes before the name of it; a file's second name before the first one goes (`writeNames`).
 *  - What is given up is taken again only after the disk has stopped showing it (`reclaimFreed`).
 * What such a disk can show wrong (bitmaps, link counts, a name without its file, a file without its name) is put
 * right by the check at the next boot.
 */
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { createLock, withLock } from '../../kernel/lock.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache, CachedFile } from '../block-cache.js';
import type { Disk } from '../disk/disk.js';
import { addBytes } from '../statistics.js';
import { BLOCK_SIZE, FileType, type Result } from '../types.js';
import { type Bitmap, createBitmap } from './bitmap.js';
import { createBlockMap } from './block-map.js';
import type { LocalHandle } from './handle.js';
import { createHandleTable } from './handle-table.js';
import {
  DESCRIPTOR_SIZE,
  type Descriptor,
  type DomainHeader,
  decodeDescriptor,
  descriptorBlock,
  descriptorOffset,
  encodeDescriptor,
  FIRST_FREE_NUMBER,
} from './layout.js';
import { createMarkedDisk } from './marked-disk.js';
import { createRawBlocks } from './raw-blocks.js';
import { createVersions } from './versions.js';

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
  /** A file in memory, its handle held once. It is on the disk, fit to be named, after `publish`. */
  createFile(descriptor: Descriptor, near: number): Task<Result<LocalHandle>>;
  /** Write a new file's contents and descriptor through. */
  publish(handle: LocalHandle): Task<void>;
  /** See that versions can be given without waiting for the disk. */
  reserveVersions(): Task<void>;
  /** The file is about to have other contents. */
  raiseVersion(handle: LocalHandle): Task<void>;
  /** The descriptor has changed. */
  touch(handle: LocalHandle): void;
  /** Write the descriptor through as it is. */
  writeDescriptor(handle: LocalHandle): Task<void>;
  /** Cut blocks `first` up to `end`, the file's last, off; with `first` above 0 the disk shows the new size already. */
  freeBlocks(handle: LocalHandle, first: number, end: number): Task<void>;
  /** Give block `index` a place on the disk, so that it can be written. */
  placeBlock(handle: LocalHandle, index: number): Task<Status>;
  /** False for a hole. */
  hasBlock(handle: LocalHandle, index: number): Task<boolean>;
  /** Blocks the file takes on the disk. */
  countBlocks(handle: LocalHandle): Task<number>;
  /** Every name given up to now is on the disk, up to the root. */
  writeNames(): Task<void>;
  /** Everything written to the file up to now, and its names, are on the disk. */
  syncFile(handle: LocalHandle): Task<Status>;
  sync(): Task<void>;
  /** Write everything, and on the disk that it was left in order. */
  shutDown(): Task<void>;
  /** No longer take part in the write-back. */
  leaveScan(): void;
  /** Handles there are. */
  handles(): readonly LocalHandle[];
}

export interface VolumeParts {
  readonly kernel: Kernel;
  readonly disk: Disk;
  readonly header: DomainHeader;
  readonly cache: BlockCache;
}

/** Read the bitmaps and give the disk's files. */
export function* openVolume(parts: VolumeParts): Task<Volume> {
  const { kernel, header, cache } = parts;
  const { alloc, blockCache, gen, handle: handleCounts } = cache.statistics;
  const disk = createMarkedDisk(parts.disk, header);
  const raw = createRawBlocks(cache, disk, header.dataStart);
  const descriptors = createBitmap(
    header.descriptorCount,
    yield* readRange(disk, header.descriptorMapStart, header.blockMapStart),
  );
  const blocks = createBitmap(
    header.blockCount,
    yield* readRange(disk, header.blockMapStart, header.descriptorStart),
  );
  const handles = createHandleTable(cache);
  const versions = createVersions(kernel, header.versionBound, disk.writeVersionBound);
  const reclaiming = createLock('free space');
  const map = createBlockMap({
    kernel,
    cache,
    raw,
    blocks,
    *takeBlock(near) {
      const block = yield* takeFrom(blocks, near);
      if (block >= 0) alloc.blocksAllocated++;
      return block;
    },
    touch,
  });
  const leaveScan = cache.joinScan(writeOldMetadata);

  // --- Descriptors -------------------------------------------------------------------------------------------------

  /** `encode` gives the descriptor's bytes at the moment at which they go into the block, or null for no change. */
  function* putDescriptor(number: number, encode: () => Uint8Array | null, through: boolean): Task<void> {
    const index = descriptorBlock(header, number);
    yield* raw.withRaw(index, false, (block) => {
      const bytes = encode();
      if (bytes !== null) block.set(bytes, descriptorOffset(number));
      return { value: undefined, modified: bytes !== null };
    });
    if (through) yield* raw.writeThrough(index);
  }

  /** As much of the size as the disk may show: up to the first block that is not there as it should be. */
  function showableSize({ descriptor, file, placing, storedSize }: LocalHandle): number {
    if (placing.changedPointers.size > 0) return Math.min(descriptor.size, storedSize);
    const first = cache.firstUnwritten(file, Math.floor(storedSize / BLOCK_SIZE));
    if (first === null) return descriptor.size;
    return Math.min(descriptor.size, Math.max(storedSize, first * BLOCK_SIZE));
  }

  function* flushDescriptor(handle: LocalHandle, through = false): Task<void> {
    const encode = (): Uint8Array | null => {
      if (!handles.isCurrent(handle)) return null;
      const { descriptor } = handle;
      handle.storedSize = showableSize(handle);
      handle.changedNs = handle.storedSize < descriptor.size ? kernel.stretchTime() : null;
      const numLinks = handle.named ? descriptor.numLinks : 0;
      return encodeDescriptor({ ...descriptor, size: handle.storedSize, numLinks });
    };
    if (handle.descriptor.size > handle.storedSize) yield* map.writePointers(handle);
    yield* putDescriptor(handle.number, encode, through);
    handles.forgetIdle(handle);
  }

  function touch(handle: LocalHandle): void {
    handle.changedNs ??= kernel.stretchTime();
    cache.wantScan();
  }

  // --- Free space --------------------------------------------------------------------------------------------------

  /** The disk is full only when it is after everything given up has been reclaimed. */
  function* takeFrom(bitmap: Bitmap, near: number): Task<number> {
    const taken = bitmap.take(near);
    if (taken >= 0 || bitmap.freeCount() === 0) return taken;
    yield* reclaimFreed();
    return bitmap.take(near);
  }

  /** Make free what waits, by writing every descriptor, block of pointers and directory that was changed. */
  function* reclaimFreed(): Task<void> {
    yield* withLock(kernel, reclaiming, function* () {
      const waitingBlocks = blocks.waiting();
      const waitingDescriptors = descriptors.waiting();
      if (waitingBlocks.length + waitingDescriptors.length === 0) return;
      yield* writeDirectories();
      yield* writeDescriptors();
      waitingBlocks.forEach(blocks.free);
      alloc.blocksFreed += waitingBlocks.length;
      waitingDescriptors.forEach(descriptors.free);
    });
  }

  // --- Handles -----------------------------------------------------------------------------------------------------

  function newHandle(number: number, descriptor: Descriptor, named: boolean): LocalHandle {
    const file: CachedFile = cache.openFile({
      *readBlock(index, target) {
        const block = yield* map.mappedBlock(handle, index);
        if (block === 0) target.fill(0);
        else target.set(yield* disk.readBlock(block));
        addBytes(gen, 'fileBytesRead', 'fileReadOverflow', BLOCK_SIZE);
        return SUCCESS;
      },
      *writeBlock(index, bytes) {
        const block = yield* map.placedBlock(handle, index);
        if (block === 0) return FAILURE;
        yield* disk.writeBlock(block, bytes);
        addBytes(gen, 'fileBytesWritten', 'fileWriteOverflow', BLOCK_SIZE);
        blockCache.blocksWrittenThru++;
        blockCache[isDirectory(handle) ? 'dirBlocksWrittenThru' : 'dataBlocksWrittenThru']++;
        yield* map.enterBlock(handle, index, block);
        return SUCCESS;
      },
    });
    const handle: LocalHandle = {
      number,
      descriptor,
      file,
      lock: createLock('file', number),
      placing: {
        blocks: new Map(),
        changedPointers: new Set(),
        near: nearOf(descriptor),
        lock: createLock('block map', number),
      },
      references: 0,
      writers: 0,
      executers: 0,
      holders: 1,
      changedNs: null,
      storedSize: descriptor.size,
      named,
      removed: false,
      gone: false,
    };
    handles.enter(handle);
    versions.seen(descriptor.version);
    return handle;
  }

  const nearOf = ({ direct }: Descriptor): number => {
    const last = direct.findLast((block) => block !== 0);
    return last === undefined ? header.dataStart : last + 1;
  };

  function* hold(number: number): Task<Result<LocalHandle>> {
    const present = handles.find(number);
    handleCounts.fetchCalls++;
    if (present !== undefined) {
      handleCounts.fetchHits++;
      present.holders++;
      return { value: present };
    }
    const isNumber = Number.isInteger(number) && number > 0 && number < header.descriptorCount;
    if (!isNumber) return { status: Status.FS_FILE_NOT_FOUND };
    const descriptor = yield* raw.withRaw(descriptorBlock(header, number), false, (block) => ({
      value: decodeDescriptor(block, descriptorOffset(number)),
      modified: false,
    }));
    // Another process may have brought it in while the block was read.
    const now = handles.find(number);
    if (now !== undefined) {
      now.holders++;
      return { value: now };
    }
    return descriptor === null
      ? { status: Status.FS_FILE_NOT_FOUND }
      : { value: newHandle(number, descriptor, true) };
  }

  function* letGo(handle: LocalHandle): Task<void> {
    handle.holders--;
    handleCounts.release++;
    if (handle.holders > 0 || handle.references > 0) return;
    if (!handle.removed) return handles.forgetIdle(handle);
    if (handle.gone) return;
    handle.gone = true;
    yield* destroy(handle);
  }

  /** Nobody can reach the file any more: its blocks and its descriptor are given up, and the disk is told at once. */
  function* destroy(handle: LocalHandle): Task<void> {
    yield* map.freeBlocks(handle, 0, Math.ceil(handle.descriptor.size / BLOCK_SIZE));
    addBytes(gen, 'fileBytesDeleted', 'fileDeleteOverflow', handle.descriptor.size);
    const encode = (): Uint8Array => {
      handles.remove(handle);
      return new Uint8Array(DESCRIPTOR_SIZE);
    };
    yield* putDescriptor(handle.number, encode, true);
    // The first ones are never anybody else's.
    if (handle.number >= FIRST_FREE_NUMBER) descriptors.freeLater(handle.number);
    cache.wantScan();
  }

  function* createFile(descriptor: Descriptor, near: number): Task<Result<LocalHandle>> {
    const number = yield* takeFrom(descriptors, Math.max(near, FIRST_FREE_NUMBER));
    if (number < 0) return { status: Status.FS_NO_DISK_SPACE };
    descriptor.firstVersion = versions.first();
    descriptor.version = descriptor.firstVersion;
    yield* versions.secure(descriptor.version);
    const handle = newHandle(number, descriptor, false);
    handle.storedSize = 0;
    touch(handle);
    return { value: handle };
  }

  function* raiseVersion(handle: LocalHandle): Task<void> {
    const version = versions.after(handle.descriptor.version);
    handle.descriptor.version = version;
    touch(handle);
    yield* versions.secure(version);
  }

  // --- Writing back ------------------------------------------------------------------------------------------------

  function* writeBitmaps(): Task<void> {
    const maps = [
      { bitmap: descriptors, start: header.descriptorMapStart },
      { bitmap: blocks, start: header.blockMapStart },
    ];
    for (const { bitmap, start } of maps) {
      for (const { index, bytes } of bitmap.takeChanges()) yield* disk.writeBlock(start + index, bytes);
    }
  }

  /** Every descriptor and block of pointers that differs from the disk's. */
  function* writeDescriptors(): Task<void> {
    for (const handle of handles.where(({ changedNs }) => changedNs !== null)) yield* flushDescriptor(handle);
    yield* raw.writeAllRaw();
  }

  const isDirectory = ({ descriptor }: LocalHandle): boolean => descriptor.type === FileType.DIRECTORY;

  function* writeDirectories(): Task<void> {
    for (const handle of handles.where(isDirectory)) yield* cache.writeBackFile(handle.file);
  }

  function* writeNames(): Task<void> {
    for (const handle of handles.where(isDirectory)) yield* writeFile(handle);
    yield* raw.writeAllRaw();
  }

  /** Data, then the descriptor into its block. A file that grows meanwhile is held still at the second attempt. */
  function* writeFile(handle: LocalHandle): Task<Status> {
    const { size } = handle.descriptor;
    const status = yield* cache.writeBackFile(handle.file);
    if (handle.changedNs !== null) yield* flushDescriptor(handle);
    if (status !== SUCCESS || handle.storedSize >= Math.min(size, handle.descriptor.size)) return status;
    return yield* withLock(kernel, handle.lock, function* () {
      const again = yield* cache.writeBackFile(handle.file);
      yield* flushDescriptor(handle);
      return again;
    });
  }

  /** The scan's share: descriptors that have waited long enough, what was given up, the bitmaps when all is quiet. */
  function* writeOldMetadata(dirtyBeforeNs: number): Task<boolean> {
    const isOld = ({ changedNs }: LocalHandle): boolean => changedNs !== null && changedNs <= dirtyBeforeNs;
    for (const handle of handles.where(isOld)) yield* flushDescriptor(handle);
    const isWaiting = handles.where(({ changedNs }) => changedNs !== null).length > 0;
    if (isWaiting || cache.counts().dirty > 0) return true;
    yield* reclaimFreed();
    yield* writeBitmaps();
    return false;
  }

  function* syncFile(handle: LocalHandle): Task<Status> {
    const status = yield* writeFile(handle);
    yield* writeNames();
    disk.flush();
    return status;
  }

  function* sync(): Task<void> {
    for (const handle of handles.where(() => true)) yield* writeFile(handle);
    yield* raw.writeAllRaw();
    yield* reclaimFreed();
    yield* writeBitmaps();
    disk.flush();
  }

  return {
    cache,
    header,
    descriptors,
    blocks,
    findHandle: handles.find,
    hold,
    letGo,
    createFile,
    *publish(handle) {
      yield* cache.writeBackFile(handle.file);
      yield* flushDescriptor(handle, true);
    },
    reserveVersions: () => versions.secure(header.versionBound),
    raiseVersion,
    touch,
    writeDescriptor: (handle) => flushDescriptor(handle, true),
    freeBlocks: map.freeBlocks,
    placeBlock: map.placeBlock,
    *hasBlock(handle, index) {
      return (yield* map.placedBlock(handle, index)) !== 0;
    },
    countBlocks: map.countBlocks,
    writeNames,
    syncFile,
    sync,
    *shutDown() {
      yield* sync();
      // A file that is open and has no name any more is the next check's.
      const isLost = ({ removed, named }: LocalHandle): boolean => removed || !named;
      if (handles.where(isLost).length === 0) yield* disk.markClean();
    },
    leaveScan,
    handles: () => handles.where(() => true),
  };
}

function* readRange(disk: Disk, first: number, end: number): Task<Uint8Array> {
  const bytes = new Uint8Array((end - first) * BLOCK_SIZE);
  for (let block = first; block < end; block++)
    bytes.set(yield* disk.readBlock(block), (block - first) * BLOCK_SIZE);
  return bytes;
}
