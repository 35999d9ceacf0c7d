/**
 * Second pass: the tree, from the root. Each name leads to a file, each directory has one name and knows the one
 * above it. What cannot be reached is left to the next pass.
 */
import type { Task } from '../../../kernel/task.js';
import { BLOCK_SIZE, FileType, MAX_NAME } from '../../types.js';
import { CHUNK, type Entry, entriesOf, insertEntry, makeChunk } from '../directory-chunk.js';
import { ROOT_NUMBER } from '../layout.js';
import {
  blockOf,
  type CheckState,
  emptyBlock,
  setBlockOf,
  takeFreeBlock,
  updateDescriptor,
} from './state.js';

export interface Tree {
  /** Names that lead to each file, "." and ".." apart. */
  readonly names: Map<number, number>;
  /** Directories that have been reached, with the directory above. */
  readonly parents: Map<number, number>;
}

/** A name as an entry has it. */
type Name = Pick<Entry, 'number' | 'name'>;

export const isDirectory = (state: CheckState, number: number): boolean =>
  state.descriptors.get(number)?.type === FileType.DIRECTORY;

/** Everything that can be reached from directory `top`, which is in `parent`. */
export function* checkTree(state: CheckState, tree: Tree, top: number, parent: number): Task<void> {
  const refused: { readonly directory: number; readonly name: Name }[] = [];
  const waiting = [top];
  tree.parents.set(top, parent);
  for (let directory = waiting.shift(); directory !== undefined; directory = waiting.shift()) {
    const above = tree.parents.get(directory) ?? ROOT_NUMBER;
    const found = yield* checkDirectory(state, tree, directory, above);
    waiting.push(...found.below);
    refused.push(...found.doubtful.map((name) => ({ directory: found.number, name })));
    if (waiting.length > 0) continue;
    // A directory under a name that its ".." does not know is there when it is nowhere else.
    for (const { directory: holder, name } of refused.splice(0)) {
      if (tree.parents.has(name.number)) yield* removeName(state, holder, name);
      else {
        tree.parents.set(name.number, holder);
        addCount(tree, name.number);
        waiting.push(name.number);
      }
    }
  }
}

interface Checked {
  readonly number: number;
  /** Directories in it, to be looked at next. */
  readonly below: readonly number[];
  /** Names of directories that say they are elsewhere. */
  readonly doubtful: readonly Name[];
}

const addCount = (tree: Tree, number: number): void => {
  tree.names.set(number, (tree.names.get(number) ?? 0) + 1);
};

/** One directory's entries, put right. */
function* checkDirectory(state: CheckState, tree: Tree, number: number, above: number): Task<Checked> {
  const below: number[] = [];
  const doubtful: Name[] = [];
  const seen = new Set<string>();
  const chunkCount = (yield* directorySize(state, number)) / CHUNK;
  for (let index = 0; index < chunkCount; index++) {
    const chunk = yield* readChunk(state, number, index);
    if (chunk === null) continue;
    const entries = entriesOf(chunk, state.little);
    const names = entries.filter((entry) => entry.number !== 0 && entry.name !== '.' && entry.name !== '..');
    const kept: Name[] = index === 0 ? dots(number, above) : [];
    for (const name of names) {
      const verdict = yield* judge(state, tree, number, name, seen);
      if (verdict === 'keep' || verdict === 'enter') addCount(tree, name.number);
      if (verdict === 'enter') {
        tree.parents.set(name.number, number);
        below.push(name.number);
      }
      if (verdict === 'doubt') doubtful.push(name);
      if (verdict !== 'remove') kept.push(name);
    }
    const isRight =
      entries.reduce((sum, { recordLength }) => sum + recordLength, 0) === CHUNK &&
      sameNames(
        entries.filter((entry) => entry.number !== 0),
        kept,
      );
    if (isRight) continue;
    if (kept.length === names.length + (index === 0 ? 2 : 0)) {
      state.say(`directory ${number} is damaged at byte ${index * CHUNK}: put right`);
    }
    for (const lost of yield* rewriteChunk(state, number, index, kept)) {
      tree.names.set(lost.number, (tree.names.get(lost.number) ?? 1) - 1);
      if (below.includes(lost.number)) tree.parents.delete(lost.number);
    }
  }
  return { number, below: below.filter((child) => tree.parents.has(child)), doubtful };
}

const dots = (number: number, above: number): Name[] => [
  { number, name: '.' },
  { number: above, name: '..' },
];

const sameNames = (a: readonly Name[], b: readonly Name[]): boolean =>
  a.length === b.length && a.every(({ number, name }, i) => number === b[i].number && name === b[i].name);

type Verdict = 'keep' | 'enter' | 'doubt' | 'remove';

function* judge(
  state: CheckState,
  tree: Tree,
  directory: number,
  { number, name }: Name,
  seen: Set<string>,
): Task<Verdict> {
  const what = `${JSON.stringify(name)} in directory ${directory}`;
  if (name === '' || name.length >= MAX_NAME || /[/\0]/.test(name)) {
    state.say(`${what} cannot be a name: removed`);
    return 'remove';
  }
  if (!state.descriptors.has(number)) {
    state.say(`${what} leads to no file: removed`);
    return 'remove';
  }
  if (seen.has(name)) {
    state.say(`${what} is there twice: one removed`);
    return 'remove';
  }
  seen.add(name);
  if (!isDirectory(state, number)) return 'keep';
  if (tree.parents.has(number)) {
    state.say(`${what} is a second name of directory ${number}: removed`);
    return 'remove';
  }
  return (yield* claimedParent(state, number)) === directory ? 'enter' : 'doubt';
}

/** The directory that ".." of a directory leads to, or 0. */
function* claimedParent(state: CheckState, number: number): Task<number> {
  const chunk = yield* readChunk(state, number, 0);
  if (chunk === null) return 0;
  return entriesOf(chunk, state.little).find(({ name }) => name === '..')?.number ?? 0;
}

function* removeName(state: CheckState, directory: number, gone: Name): Task<void> {
  state.say(
    `${JSON.stringify(gone.name)} in directory ${directory} is a second name of a directory: removed`,
  );
  const chunkCount = (state.descriptors.get(directory)?.size ?? 0) / CHUNK;
  for (let index = 0; index < chunkCount; index++) {
    const chunk = yield* readChunk(state, directory, index);
    if (chunk === null) continue;
    const entries = entriesOf(chunk, state.little).filter(({ number }) => number !== 0);
    const kept = entries.filter(({ name }) => name !== gone.name);
    if (kept.length < entries.length) yield* rewriteChunk(state, directory, index, kept);
  }
}

// --- Chunks --------------------------------------------------------------------------------------------------------

/** A directory's size, after it has been given its first chunk if it had none. */
function* directorySize(state: CheckState, number: number): Task<number> {
  const descriptor = state.descriptors.get(number);
  if (descriptor === undefined) return 0;
  if (descriptor.size === 0) {
    state.say(`directory ${number} is empty: now it has "." and ".."`);
    yield* addChunk(state, number, emptyBlock().subarray(0, CHUNK));
  }
  return descriptor.size;
}

function* readChunk(state: CheckState, number: number, index: number): Task<Uint8Array | null> {
  const descriptor = state.descriptors.get(number);
  if (descriptor === undefined || index * CHUNK >= descriptor.size) return null;
  const block = yield* blockOf(state, descriptor, Math.floor((index * CHUNK) / BLOCK_SIZE));
  const start = (index * CHUNK) % BLOCK_SIZE;
  // A hole: no names, and not in order.
  return block === 0
    ? new Uint8Array(CHUNK)
    : (yield* state.disk.readBlock(block)).subarray(start, start + CHUNK);
}

/** Names that no longer fit are left to the next pass, as files without a name. */
function* rewriteChunk(
  state: CheckState,
  number: number,
  index: number,
  names: readonly Name[],
): Task<readonly Name[]> {
  const chunk = makeChunk(state.little, []);
  const left = names.filter(({ name, number: file }) => !insertEntry(chunk, state.little, name, file));
  for (const { name } of left) state.say(`${JSON.stringify(name)} has no room in directory ${number}`);
  yield* writeChunk(state, number, index, chunk);
  return left;
}

function* writeChunk(state: CheckState, number: number, index: number, chunk: Uint8Array): Task<boolean> {
  const descriptor = state.descriptors.get(number);
  if (descriptor === undefined) return false;
  const blockIndex = Math.floor((index * CHUNK) / BLOCK_SIZE);
  const present = yield* blockOf(state, descriptor, blockIndex);
  const block = present === 0 ? takeFreeBlock(state) : present;
  const bytes = present === 0 ? emptyBlock() : yield* state.disk.readBlock(block);
  if (block === 0 || (present === 0 && !(yield* setBlockOf(state, descriptor, blockIndex, block)))) {
    if (block !== 0) state.taken[block] = 0;
    state.cannotRepair(`there is no room for directory ${number}`);
    return false;
  }
  bytes.set(chunk, (index * CHUNK) % BLOCK_SIZE);
  yield* state.disk.writeBlock(block, bytes);
  yield* updateDescriptor(state, number);
  return true;
}

function* addChunk(state: CheckState, number: number, chunk: Uint8Array): Task<boolean> {
  const descriptor = state.descriptors.get(number);
  if (descriptor === undefined) return false;
  const index = descriptor.size / CHUNK;
  descriptor.size += CHUNK;
  if (yield* writeChunk(state, number, index, chunk)) return true;
  descriptor.size -= CHUNK;
  return false;
}

/** "." and ".." of a directory without anything; false when there is no room. */
export function* makeFirstChunk(state: CheckState, number: number, above: number): Task<boolean> {
  return yield* addChunk(state, number, makeChunk(state.little, dots(number, above)));
}

/** Put a name into a directory; false when there is no room. */
export function* addName(state: CheckState, directory: number, { number, name }: Name): Task<boolean> {
  const chunkCount = (state.descriptors.get(directory)?.size ?? 0) / CHUNK;
  for (let index = 0; index < chunkCount; index++) {
    const chunk = yield* readChunk(state, directory, index);
    if (chunk !== null && insertEntry(chunk, state.little, name, number))
      return yield* writeChunk(state, directory, index, chunk);
  }
  return yield* addChunk(state, directory, makeChunk(state.little, [{ number, name }]));
}

/** Names in a directory, "." and ".." apart. */
export function* namesIn(state: CheckState, directory: number): Task<readonly Name[]> {
  const found: Name[] = [];
  const chunkCount = (state.descriptors.get(directory)?.size ?? 0) / CHUNK;
  for (let index = 0; index < chunkCount; index++) {
    const chunk = yield* readChunk(state, directory, index);
    if (chunk === null) continue;
    for (const entry of entriesOf(chunk, state.little)) {
      if (entry.number !== 0 && entry.name !== '.' && entry.name !== '..') found.push(entry);
    }
  }
  return found;
}
