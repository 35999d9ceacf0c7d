/**
 * First pass: every descriptor, and every pointer it leads to. Afterwards each block belongs to one file at most,
 * lies below its size, and is taken.
 */
import type { Task } from '../../../kernel/task.js';
import { BLOCK_SIZE, FileType } from '../../types.js';
import { CHUNK } from '../directory-chunk.js';
import {
  DESCRIPTOR_SIZE,
  DESCRIPTORS_PER_BLOCK,
  type Descriptor,
  DIRECT_POINTERS,
  decodeDescriptor,
  POINTERS_PER_BLOCK,
  pointerAt,
  ROOT_NUMBER,
  setPointer,
} from '../layout.js';
import {
  blockOf,
  type CheckState,
  setBlockOf,
  storeDescriptor,
  takeFreeBlock,
  updateDescriptor,
} from './state.js';

const MAX_SIZE = 0x7fffffff;
const types: ReadonlySet<number> = new Set([
  FileType.FILE,
  FileType.DIRECTORY,
  FileType.SYMBOLIC_LINK,
  FileType.REMOTE_LINK,
  FileType.DEVICE,
  FileType.PSEUDO_DEV,
  FileType.PSEUDO_FS,
]);

/** A block that two files claim: the second is to get a copy. */
interface Shared {
  readonly number: number;
  readonly index: number;
  readonly block: number;
}

export function* checkDescriptors(state: CheckState): Task<void> {
  const { header, disk } = state;
  state.taken.fill(1, 0, header.dataStart);
  const shared: Shared[] = [];
  for (let first = 0; first < header.descriptorCount; first += DESCRIPTORS_PER_BLOCK) {
    const block = yield* disk.readBlock(header.descriptorStart + first / DESCRIPTORS_PER_BLOCK);
    for (let i = 0; i < DESCRIPTORS_PER_BLOCK; i++) {
      const bytes = block.subarray(i * DESCRIPTOR_SIZE, (i + 1) * DESCRIPTOR_SIZE);
      if (bytes.every((byte) => byte === 0)) continue;
      yield* checkOne(state, first + i, decodeDescriptor(bytes, 0), shared);
    }
  }
  for (const one of shared) yield* unshare(state, one);
}

function* checkOne(
  state: CheckState,
  number: number,
  descriptor: Descriptor | null,
  shared: Shared[],
): Task<void> {
  if (descriptor === null || number < ROOT_NUMBER || !types.has(descriptor.type)) {
    state.say(`descriptor ${number} makes no sense: cleared`);
    yield* storeDescriptor(state, number, new Uint8Array(DESCRIPTOR_SIZE));
    return;
  }
  state.descriptors.set(number, descriptor);
  const before = { size: descriptor.size, text: JSON.stringify(descriptor) };
  const isDirectory = descriptor.type === FileType.DIRECTORY;
  const size = isDirectory
    ? Math.min(descriptor.size, (yield* blocksBeforeHole(state, descriptor)) * BLOCK_SIZE)
    : Math.min(descriptor.size, MAX_SIZE);
  descriptor.size = isDirectory ? size - (size % CHUNK) : size;
  if (descriptor.size !== before.size) {
    state.say(`file ${number} has size ${before.size}: now ${descriptor.size}`);
  }
  const found: Found = { outside: 0, beyond: 0, twice: 0 };
  yield* checkPointers(state, number, descriptor, found, shared);
  if (found.outside > 0)
    state.say(`file ${number} has ${found.outside} pointers that lead nowhere: now holes`);
  if (found.twice > 0) state.say(`file ${number} shares ${found.twice} blocks with others`);
  if (found.beyond > 0) state.say(`file ${number} has ${found.beyond} blocks beyond its end: freed`);
  if (JSON.stringify(descriptor) !== before.text) yield* updateDescriptor(state, number);
}

const isOutside = ({ header }: CheckState, block: number): boolean =>
  block < header.dataStart || block >= header.blockCount;

/** A directory has no holes: it ends at the first. */
function* blocksBeforeHole(state: CheckState, descriptor: Descriptor): Task<number> {
  const end = Math.ceil(descriptor.size / BLOCK_SIZE);
  for (let index = 0; index < end; index++) {
    const isBad = (block: number): boolean => isOutside(state, block);
    if (isBad(yield* blockOf(state, descriptor, index, isBad))) return index;
  }
  return end;
}

interface Found {
  outside: number;
  beyond: number;
  twice: number;
}

function* checkPointers(
  state: CheckState,
  number: number,
  descriptor: Descriptor,
  found: Found,
  shared: Shared[],
): Task<void> {
  const { taken, disk } = state;
  const end = Math.ceil(descriptor.size / BLOCK_SIZE);

  /** The pointer to a data block as it should be. */
  function data(block: number, index: number): number {
    if (block === 0) return 0;
    if (index >= end) return drop('beyond');
    if (isOutside(state, block)) return drop('outside');
    if (taken[block] === 1) {
      shared.push({ number, index, block });
      return drop('twice');
    }
    taken[block] = 1;
    return block;
  }

  function drop(why: keyof Found): number {
    found[why]++;
    return 0;
  }

  function* pointers(block: number, first: number, depth: number): Task<number> {
    if (block === 0) return 0;
    if (first >= end) return drop('beyond');
    if (isOutside(state, block)) return drop('outside');
    // Contents of a block of pointers that is something else too cannot be believed.
    if (taken[block] === 1) return drop('twice');
    taken[block] = 1;
    const bytes = yield* disk.readBlock(block);
    const span = depth === 0 ? 1 : POINTERS_PER_BLOCK;
    let changed = false;
    for (let slot = 0; slot < POINTERS_PER_BLOCK; slot++) {
      const pointer = pointerAt(bytes, slot);
      if (pointer === 0) continue;
      const index = first + slot * span;
      const right = depth === 0 ? data(pointer, index) : yield* pointers(pointer, index, depth - 1);
      if (right === pointer) continue;
      setPointer(bytes, slot, right);
      changed = true;
    }
    if (changed) yield* disk.writeBlock(block, bytes);
    return block;
  }

  for (let slot = 0; slot < DIRECT_POINTERS; slot++)
    descriptor.direct[slot] = data(descriptor.direct[slot], slot);
  descriptor.indirect[0] = yield* pointers(descriptor.indirect[0], DIRECT_POINTERS, 0);
  descriptor.indirect[1] = yield* pointers(descriptor.indirect[1], DIRECT_POINTERS + POINTERS_PER_BLOCK, 1);
}

/** The first file keeps a shared block, the second gets a copy, or a hole when there is no room. */
function* unshare(state: CheckState, { number, index, block }: Shared): Task<void> {
  const descriptor = state.descriptors.get(number);
  const copy = takeFreeBlock(state);
  if (descriptor === undefined || copy === 0) {
    state.say(`file ${number}: no room for a copy of a shared block: now a hole`);
    return;
  }
  yield* state.disk.writeBlock(copy, yield* state.disk.readBlock(block));
  if (!(yield* setBlockOf(state, descriptor, index, copy))) state.taken[copy] = 0;
  yield* updateDescriptor(state, number);
}
