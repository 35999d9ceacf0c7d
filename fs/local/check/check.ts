/**
 * The check of a disk that was not left in order: descriptors and their blocks, the tree of names, files without
 * names, link counts, bitmaps. It works on a copy of what it changes and writes that at the end, so that a check
 * that is itself cut short has done nothing wrong: the next one begins again. Whatever the bytes were, the disk is
 * consistent afterwards; what was synced is on it as it was.
 */
import type { Task } from '../../../kernel/task.js';
import type { Disk } from '../../disk/disk.js';
import { BLOCK_SIZE, FileType } from '../../types.js';
import { DomainHeader, ROOT_NUMBER } from '../layout.js';
import { checkDescriptors } from './descriptors.js';
import { checkTree, type Tree } from './directories.js';
import { checkOrphans, checkRoot } from './orphans.js';
import { createOverlayDisk, type OverlayDisk } from './overlay.js';
import { type CheckState, updateDescriptor } from './state.js';

export interface CheckOptions {
  /** Write what was put right; without it the disk stays as it is. */
  readonly repair: boolean;
  /** Say on the disk that it was left in order, when it is consistent. */
  readonly markClean: boolean;
  /** One sentence for each thing found. */
  report(line: string): void;
}

export interface CheckResult {
  /** Things that were wrong. */
  readonly problems: number;
  /** Of them, those that could not be put right. */
  readonly left: number;
  readonly files: number;
  readonly usedBlocks: number;
}

export function* checkDomain(disk: Disk, header: DomainHeader, options: CheckOptions): Task<CheckResult> {
  let problems = 0;
  let left = 0;
  const overlay = createOverlayDisk(disk);
  const state: CheckState = {
    header,
    disk: overlay,
    little: header.littleEndian === 1,
    descriptors: new Map(),
    taken: new Uint8Array(header.blockCount),
    say(problem) {
      problems++;
      options.report(problem);
    },
    cannotRepair(problem) {
      problems++;
      left++;
      options.report(problem);
    },
  };
  const tree: Tree = { names: new Map(), parents: new Map() };
  yield* checkDescriptors(state);
  yield* checkRoot(state);
  yield* checkTree(state, tree, ROOT_NUMBER, ROOT_NUMBER);
  yield* checkOrphans(state, tree);
  yield* checkLinks(state, tree);
  yield* checkMaps(state);
  if (options.repair) yield* writeChanges(disk, overlay, header, options.markClean && left === 0);
  return {
    problems,
    left,
    files: state.descriptors.size,
    usedBlocks: state.taken.reduce((sum, taken) => sum + taken, 0),
  };
}

/** A directory has its name, its "." and the ".." of each directory in it. */
function* checkLinks(state: CheckState, tree: Tree): Task<void> {
  const below = new Map<number, number>();
  for (const [number, parent] of tree.parents) {
    if (number !== ROOT_NUMBER) below.set(parent, (below.get(parent) ?? 0) + 1);
  }
  for (const [number, descriptor] of state.descriptors) {
    const isDirectory = descriptor.type === FileType.DIRECTORY;
    const right = isDirectory ? 2 + (below.get(number) ?? 0) : (tree.names.get(number) ?? 0);
    if (descriptor.numLinks === right) continue;
    state.say(`file ${number} has ${right} links, not ${descriptor.numLinks}`);
    descriptor.numLinks = right;
    yield* updateDescriptor(state, number);
  }
}

function* checkMaps(state: CheckState): Task<void> {
  const { header, descriptors, taken } = state;
  const isTaken = (number: number): boolean => number < ROOT_NUMBER + 2 || descriptors.has(number);
  yield* checkMap(state, 'descriptors', header.descriptorMapStart, header.descriptorCount, isTaken);
  yield* checkMap(state, 'blocks', header.blockMapStart, header.blockCount, (block) => taken[block] === 1);
}

function* checkMap(
  { disk, say }: CheckState,
  what: string,
  start: number,
  size: number,
  isTaken: (bit: number) => boolean,
): Task<void> {
  let wrong = 0;
  for (let first = 0; first < size; first += BLOCK_SIZE * 8) {
    const block = start + first / (BLOCK_SIZE * 8);
    const bytes = new Uint8Array(BLOCK_SIZE);
    for (let bit = first; bit < Math.min(size, first + BLOCK_SIZE * 8); bit++) {
      if (isTaken(bit)) bytes[(bit - first) >> 3] |= 1 << (bit & 7);
    }
    const present = yield* disk.readBlock(block);
    if (bytes.every((byte, i) => byte === present[i])) continue;
    wrong++;
    yield* disk.writeBlock(block, bytes);
  }
  if (wrong > 0) say(`the map of free ${what} is wrong: made anew`);
}

/** Contents before what leads to them: data, then descriptors, then maps, then the header. */
function* writeChanges(
  disk: Disk,
  overlay: OverlayDisk,
  header: DomainHeader,
  markClean: boolean,
): Task<void> {
  const changes = overlay.changes();
  const isData = (block: number): boolean => block >= header.dataStart;
  const isDescriptor = (block: number): boolean => block >= header.descriptorStart && !isData(block);
  const inOrder = [
    ...changes.filter(([block]) => isData(block)),
    ...changes.filter(([block]) => isDescriptor(block)),
    ...changes.filter(([block]) => !isData(block) && !isDescriptor(block)),
  ];
  for (const [block, bytes] of inOrder) yield* disk.writeBlock(block, bytes);
  disk.flush();
  if (!markClean || header.clean === 1) return;
  const block = new Uint8Array(BLOCK_SIZE);
  DomainHeader.encodeInto({ ...header, clean: 1 }, block, 0);
  yield* disk.writeBlock(0, block);
  disk.flush();
}
