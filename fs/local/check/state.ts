/** What the passes of a check hand on: the descriptors in use, the blocks that are somebody's, and what was found. */
import type { Task } from '../../../kernel/task.js';
import { BLOCK_SIZE } from '../../types.js';
import {
  type Descriptor,
  DIRECT_POINTERS,
  type DomainHeader,
  descriptorBlock,
  descriptorOffset,
  encodeDescriptor,
  POINTERS_PER_BLOCK,
  pointerAt,
  setPointer,
} from '../layout.js';
import type { OverlayDisk } from './overlay.js';

export interface CheckState {
  readonly header: DomainHeader;
  readonly disk: OverlayDisk;
  readonly little: boolean;
  /** In use, by number; changed in place, written by `storeDescriptor`. */
  readonly descriptors: Map<number, Descriptor>;
  /** 1 for each block that belongs to a file or to the layout. */
  readonly taken: Uint8Array;
  /** A sentence about the disk: what was wrong. */
  say(problem: string): void;
  /** The same for something that cannot be put right. */
  cannotRepair(problem: string): void;
}

export function* storeDescriptor(
  { header, disk }: CheckState,
  number: number,
  bytes: Uint8Array,
): Task<void> {
  const index = descriptorBlock(header, number);
  const block = yield* disk.readBlock(index);
  block.set(bytes, descriptorOffset(number));
  yield* disk.writeBlock(index, block);
}

export function* updateDescriptor(state: CheckState, number: number): Task<void> {
  const descriptor = state.descriptors.get(number);
  if (descriptor !== undefined) yield* storeDescriptor(state, number, encodeDescriptor(descriptor));
}

/** A block that is nobody's, or 0. */
export function takeFreeBlock({ header, taken }: CheckState): number {
  const block = taken.indexOf(0, header.dataStart);
  if (block < 0) return 0;
  taken[block] = 1;
  return block;
}

/** Disk block of a file's block, or 0; a block of pointers that `isBad` leads nowhere. */
export function* blockOf(
  { disk }: CheckState,
  descriptor: Descriptor,
  index: number,
  isBad: (block: number) => boolean = (block) => block === 0,
): Task<number> {
  let block = 0;
  let slots: readonly number[] = [];
  const single = index - DIRECT_POINTERS;
  const double = single - POINTERS_PER_BLOCK;
  if (single < 0) block = descriptor.direct[index];
  else if (double < 0) {
    block = descriptor.indirect[0];
    slots = [single];
  } else {
    block = descriptor.indirect[1];
    slots = [Math.floor(double / POINTERS_PER_BLOCK), double % POINTERS_PER_BLOCK];
  }
  for (const slot of slots) {
    if (isBad(block)) return 0;
    block = pointerAt(yield* disk.readBlock(block), slot);
  }
  return block;
}

/** Give a file's block a new place; its blocks of pointers are there. */
export function* setBlockOf(
  { disk }: CheckState,
  descriptor: Descriptor,
  index: number,
  place: number,
): Task<boolean> {
  const single = index - DIRECT_POINTERS;
  if (single < 0) {
    descriptor.direct[index] = place;
    return true;
  }
  const double = single - POINTERS_PER_BLOCK;
  let block = descriptor.indirect[double < 0 ? 0 : 1];
  if (double >= 0 && block !== 0) {
    block = pointerAt(yield* disk.readBlock(block), Math.floor(double / POINTERS_PER_BLOCK));
  }
  if (block === 0) return false;
  const pointers = yield* disk.readBlock(block);
  setPointer(pointers, double < 0 ? single : double % POINTERS_PER_BLOCK, place);
  yield* disk.writeBlock(block, pointers);
  return true;
}

export const emptyBlock = (): Uint8Array => new Uint8Array(BLOCK_SIZE);

/** Everything the file has is nobody's now; the descriptor is the caller's. */
export function* freeBlocksOf({ disk, taken }: CheckState, { direct, indirect }: Descriptor): Task<void> {
  function* freeTree(block: number, depth: number): Task<void> {
    if (block === 0) return;
    taken[block] = 0;
    if (depth === 0) return;
    const pointers = yield* disk.readBlock(block);
    for (let slot = 0; slot < POINTERS_PER_BLOCK; slot++)
      yield* freeTree(pointerAt(pointers, slot), depth - 1);
  }
  for (const block of direct) yield* freeTree(block, 0);
  yield* freeTree(indirect[0], 1);
  yield* freeTree(indirect[1], 2);
}
