/**
 * Which disk block holds which block of a file: ten pointers in the descriptor, a block of pointers, a block of
 * blocks of pointers. The disk never shows a pointer to something unwritten: a block is *placed* (taken, and
 * remembered with the handle) when it is first written to the cache, and entered into the map when its bytes have
 * reached the disk; a new block of pointers is written before anything points at it. What a file gives up is free
 * for others only when the disk no longer shows it.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { withLock } from '../../kernel/lock.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import type { Bitmap } from './bitmap.js';
import type { LocalHandle } from './handle.js';
import { DIRECT_POINTERS, POINTERS_PER_BLOCK, pointerAt, setPointer } from './layout.js';
import type { RawBlocks } from './raw-blocks.js';

export interface BlockMap {
  /** Where block `index` can be read: 0 for a hole, and for what has never been written to the disk. */
  mappedBlock(handle: LocalHandle, index: number): Task<number>;
  /** Where it is to be written; 0 when it has been cut off. */
  placedBlock(handle: LocalHandle, index: number): Task<number>;
  /** Give block `index` a place on the disk, so that it can be written: FS_NO_DISK_SPACE, or success. */
  placeBlock(handle: LocalHandle, index: number): Task<Status>;
  /** Block `index` has been written to `block`: the map may say so. */
  enterBlock(handle: LocalHandle, index: number, block: number): Task<void>;
  /** Every pointer entered up to now is on the disk: a size may count on them. */
  writePointers(handle: LocalHandle): Task<void>;
  /**
   * Cut the file's blocks off from block index `first` on; `end` is behind the last. With `first` above 0 the disk
   * must show the smaller size already.
   */
  freeBlocks(handle: LocalHandle, first: number, end: number): Task<void>;
  /** Blocks the file takes, or has placed. */
  countBlocks(handle: LocalHandle): Task<number>;
}

export interface BlockMapParts {
  readonly kernel: Kernel;
  readonly cache: BlockCache;
  readonly raw: RawBlocks;
  readonly blocks: Bitmap;
  /** A free block near `near`, or -1 when the disk is full even after everything freed is free. */
  takeBlock(near: number): Task<number>;
  touch(handle: LocalHandle): void;
}

/** Keys of placed blocks of pointers, beside block indices. */
const SINGLE = -1;
const DOUBLE = -2;
const leafKey = (leaf: number): number => -3 - leaf;

type Place =
  | { readonly kind: 'direct'; readonly slot: number }
  | { readonly kind: 'single'; readonly slot: number }
  | { readonly kind: 'double'; readonly leaf: number; readonly slot: number };

function placeOf(index: number): Place {
  if (index < DIRECT_POINTERS) return { kind: 'direct', slot: index };
  const single = index - DIRECT_POINTERS;
  if (single < POINTERS_PER_BLOCK) return { kind: 'single', slot: single };
  const double = single - POINTERS_PER_BLOCK;
  return {
    kind: 'double',
    leaf: Math.floor(double / POINTERS_PER_BLOCK),
    slot: double % POINTERS_PER_BLOCK,
  };
}

/** A block's own key, and those of the blocks of pointers it may need. */
function keysOf(index: number): readonly number[] {
  const place = placeOf(index);
  if (place.kind === 'direct') return [index];
  return place.kind === 'single' ? [index, SINGLE] : [index, DOUBLE, leafKey(place.leaf)];
}

export function createBlockMap(parts: BlockMapParts): BlockMap {
  const { kernel, cache, raw, blocks, touch } = parts;

  function* pointerIn(block: number, slot: number): Task<number> {
    if (block === 0) return 0;
    return yield* raw.withRaw(block, false, (bytes) => ({ value: pointerAt(bytes, slot), modified: false }));
  }

  function* enterPointer({ placing }: LocalHandle, block: number, slot: number, pointer: number): Task<void> {
    yield* raw.withRaw(block, false, (bytes) => {
      setPointer(bytes, slot, pointer);
      placing.changedPointers.add(block);
      return { value: undefined, modified: true };
    });
  }

  function* mappedBlock({ descriptor }: LocalHandle, index: number): Task<number> {
    const place = placeOf(index);
    if (place.kind === 'direct') return descriptor.direct[place.slot];
    if (place.kind === 'single') return yield* pointerIn(descriptor.indirect[0], place.slot);
    return yield* pointerIn(yield* pointerIn(descriptor.indirect[1], place.leaf), place.slot);
  }

  function* placedBlock(handle: LocalHandle, index: number): Task<number> {
    return handle.placing.blocks.get(index) ?? (yield* mappedBlock(handle, index));
  }

  // --- Placing -----------------------------------------------------------------------------------------------------

  function* placeBlock(handle: LocalHandle, index: number): Task<Status> {
    if ((yield* placedBlock(handle, index)) !== 0) return SUCCESS;
    const keys = [...(yield* missingPointerBlocks(handle, index)), index];
    for (const [done, key] of keys.entries()) {
      if (yield* placeOne(handle, key)) continue;
      for (const placed of keys.slice(0, done)) unplace(handle, placed);
      return Status.FS_NO_DISK_SPACE;
    }
    return SUCCESS;
  }

  function unplace({ placing }: LocalHandle, key: number): void {
    const block = placing.blocks.get(key);
    if (block === undefined) return;
    placing.blocks.delete(key);
    blocks.free(block);
    cache.statistics.alloc.blocksFreed++;
  }

  function* placeOne(handle: LocalHandle, key: number): Task<boolean> {
    const { placing } = handle;
    const block = yield* parts.takeBlock(placing.near);
    if (block < 0) return false;
    placing.blocks.set(key, block);
    placing.near = block + 1;
    return true;
  }

  /** Keys of the blocks of pointers that `index` needs and the file has not. */
  function* missingPointerBlocks({ descriptor, placing }: LocalHandle, index: number): Task<number[]> {
    const place = placeOf(index);
    const lacks = (key: number, pointer: number): boolean => pointer === 0 && !placing.blocks.has(key);
    if (place.kind === 'direct') return [];
    if (place.kind === 'single') return lacks(SINGLE, descriptor.indirect[0]) ? [SINGLE] : [];
    const leaf = yield* pointerIn(descriptor.indirect[1], place.leaf);
    const missing = lacks(DOUBLE, descriptor.indirect[1]) ? [DOUBLE] : [];
    return lacks(leafKey(place.leaf), leaf) ? [...missing, leafKey(place.leaf)] : missing;
  }

  // --- Entering ----------------------------------------------------------------------------------------------------

  const exclusive = ({ placing }: LocalHandle, work: () => Task<void>): Task<void> =>
    withLock(kernel, placing.lock, work);

  function* enterBlock(handle: LocalHandle, index: number, block: number): Task<void> {
    const { placing } = handle;
    if (placing.blocks.get(index) !== block) return;
    yield* exclusive(handle, function* () {
      if (placing.blocks.get(index) !== block) return;
      yield* enter(handle, index, block);
      placing.blocks.delete(index);
      touch(handle);
    });
  }

  function* enter(handle: LocalHandle, index: number, block: number): Task<void> {
    const { descriptor } = handle;
    const place = placeOf(index);
    if (place.kind === 'direct') {
      descriptor.direct[place.slot] = block;
    } else if (place.kind === 'single') {
      if (descriptor.indirect[0] !== 0)
        return yield* enterPointer(handle, descriptor.indirect[0], place.slot, block);
      descriptor.indirect[0] = yield* newPointerBlock(handle, SINGLE, place.slot, block);
    } else {
      const middle = descriptor.indirect[1];
      const leaf = yield* pointerIn(middle, place.leaf);
      if (leaf !== 0) return yield* enterPointer(handle, leaf, place.slot, block);
      const newLeaf = yield* newPointerBlock(handle, leafKey(place.leaf), place.slot, block);
      if (middle !== 0) return yield* enterPointer(handle, middle, place.leaf, newLeaf);
      descriptor.indirect[1] = yield* newPointerBlock(handle, DOUBLE, place.leaf, newLeaf);
    }
  }

  /** The placed block of pointers `key` with one pointer in it, on the disk. */
  function* newPointerBlock(
    { placing }: LocalHandle,
    key: number,
    slot: number,
    pointer: number,
  ): Task<number> {
    const block = placing.blocks.get(key);
    if (block === undefined) throw new Error(`no block of pointers is placed for key ${key}`);
    yield* raw.withRaw(block, true, (bytes) => {
      bytes.fill(0);
      setPointer(bytes, slot, pointer);
      return { value: undefined, modified: true };
    });
    yield* raw.writeThrough(block);
    placing.blocks.delete(key);
    return block;
  }

  function* writePointers(handle: LocalHandle): Task<void> {
    const { changedPointers } = handle.placing;
    if (changedPointers.size === 0) return;
    yield* exclusive(handle, function* () {
      for (const block of changedPointers) yield* raw.writeThrough(block);
      changedPointers.clear();
    });
  }

  // --- Freeing -----------------------------------------------------------------------------------------------------

  function* freeBlocks(handle: LocalHandle, first: number, end: number): Task<void> {
    const { descriptor, file } = handle;
    cache.dropBlocks(file, first, end + 1);
    yield* exclusive(handle, function* () {
      forgetPlaced(handle, first);
      for (let slot = first; slot < DIRECT_POINTERS; slot++) {
        if (descriptor.direct[slot] !== 0) blocks.freeLater(descriptor.direct[slot]);
        descriptor.direct[slot] = 0;
      }
      const single = Math.max(0, first - DIRECT_POINTERS);
      if (single < POINTERS_PER_BLOCK) {
        descriptor.indirect[0] = yield* freePointers(handle, descriptor.indirect[0], single, 0);
      }
      const double = Math.max(0, single - POINTERS_PER_BLOCK);
      descriptor.indirect[1] = yield* freePointers(handle, descriptor.indirect[1], double, 1);
    });
    touch(handle);
  }

  /** What has never been on the disk is free at once, and blocks of pointers that nothing needs any more. */
  function forgetPlaced(handle: LocalHandle, first: number): void {
    const keys = [...handle.placing.blocks.keys()];
    const needed = new Set(keys.filter((key) => key >= 0 && key < first).flatMap(keysOf));
    for (const key of keys) if (!needed.has(key)) unplace(handle, key);
  }

  /** Free what a block of pointers leads to from `first` on; answers the block, or 0 when it went too. */
  function* freePointers(handle: LocalHandle, block: number, first: number, depth: number): Task<number> {
    if (block === 0) return 0;
    const span = depth === 0 ? 1 : POINTERS_PER_BLOCK;
    const pointers = yield* raw.withRaw(block, false, (bytes) => ({ value: bytes.slice(), modified: false }));
    for (let slot = Math.floor(first / span); slot < POINTERS_PER_BLOCK; slot++) {
      const pointer = pointerAt(pointers, slot);
      if (pointer === 0) continue;
      const rest = Math.max(0, first - slot * span);
      const left = depth === 0 ? 0 : yield* freePointers(handle, pointer, rest, depth - 1);
      if (depth === 0) blocks.freeLater(pointer);
      setPointer(pointers, slot, left);
    }
    if (first > 0) {
      yield* raw.withRaw(block, false, (bytes) => {
        bytes.set(pointers);
        return { value: undefined, modified: true };
      });
      return block;
    }
    handle.placing.changedPointers.delete(block);
    // The disk goes on showing it as it was until it no longer shows the file's pointer to it.
    raw.forget(block);
    blocks.freeLater(block);
    return 0;
  }

  // --- Counting ----------------------------------------------------------------------------------------------------

  function* countBlocks({ descriptor, placing }: LocalHandle): Task<number> {
    const direct = descriptor.direct.filter((block) => block !== 0).length;
    const single = yield* countPointers(descriptor.indirect[0], 0);
    return direct + placing.blocks.size + single + (yield* countPointers(descriptor.indirect[1], 1));
  }

  function* countPointers(block: number, depth: number): Task<number> {
    if (block === 0) return 0;
    const pointers = yield* raw.withRaw(block, false, (bytes) => ({ value: bytes.slice(), modified: false }));
    let count = 1;
    for (let slot = 0; slot < POINTERS_PER_BLOCK; slot++) {
      const pointer = pointerAt(pointers, slot);
      if (pointer !== 0) count += depth === 0 ? 1 : yield* countPointers(pointer, depth - 1);
    }
    return count;
  }

  return { mappedBlock, placedBlock, placeBlock, enterBlock, writePointers, freeBlocks, countBlocks };
}
