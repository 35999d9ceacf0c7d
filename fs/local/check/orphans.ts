/**
 * Third pass: files that have no name. One that was about to be named or had lost its last name (its descriptor has
 * no links), or has nothing in it, is freed; any other is put into /lost+found as "#number", a directory with
 * everything below it.
 */
import type { Task } from '../../../kernel/task.js';
import { FileType } from '../../types.js';
import {
  DESCRIPTOR_SIZE,
  type Descriptor,
  LOST_NAME,
  LOST_NUMBER,
  newDescriptor,
  ROOT_NUMBER,
} from '../layout.js';
import { addName, checkTree, isDirectory, makeFirstChunk, namesIn, type Tree } from './directories.js';
import { type CheckState, freeBlocksOf, storeDescriptor } from './state.js';

export function* checkOrphans(state: CheckState, tree: Tree): Task<void> {
  const isReached = (number: number): boolean =>
    number === ROOT_NUMBER || tree.parents.has(number) || (tree.names.get(number) ?? 0) > 0;
  const orphans = (): number[] => [...state.descriptors.keys()].filter((number) => !isReached(number));
  for (const number of orphans()) {
    if (yield* isWorthless(state, number)) yield* freeFile(state, number);
  }
  // The tops of lost trees first; of directories that hold each other, the one with the lowest number.
  for (;;) {
    const directories = orphans().filter((number) => isDirectory(state, number));
    if (directories.length === 0) break;
    const held = new Set<number>();
    for (const directory of directories) {
      for (const { number } of yield* namesIn(state, directory)) if (number !== directory) held.add(number);
    }
    const top = directories.find((number) => !held.has(number)) ?? directories[0];
    const holder = yield* keepLost(state, tree, top);
    yield* checkTree(state, tree, top, holder);
  }
  for (const number of orphans()) yield* keepLost(state, tree, number);
}

function* isWorthless(state: CheckState, number: number): Task<boolean> {
  const descriptor = state.descriptors.get(number);
  if (descriptor === undefined) return true;
  if (descriptor.type === FileType.DIRECTORY) return (yield* namesIn(state, number)).length === 0;
  return descriptor.numLinks <= 0 || descriptor.size === 0;
}

function* freeFile(state: CheckState, number: number): Task<void> {
  const descriptor = state.descriptors.get(number);
  if (descriptor === undefined) return;
  state.say(`file ${number} has no name and nothing to keep: freed`);
  yield* freeBlocksOf(state, descriptor);
  state.descriptors.delete(number);
  yield* storeDescriptor(state, number, new Uint8Array(DESCRIPTOR_SIZE));
}

/** Give a file a name in /lost+found; answers the directory, which is 0 when there is none. */
function* keepLost(state: CheckState, tree: Tree, number: number): Task<number> {
  const lost = yield* findLost(state, tree);
  if (lost === 0 || !(yield* addName(state, lost, { number, name: `#${number}` }))) {
    state.cannotRepair(`file ${number} has no name, and there is no room for it in /${LOST_NAME}`);
    tree.parents.set(number, number);
    return number;
  }
  state.say(`file ${number} has no name: put into /${LOST_NAME} as #${number}`);
  tree.names.set(number, 1);
  return lost;
}

/** The directory of that name in the root, made when it is not there; 0 when it cannot be. */
function* findLost(state: CheckState, tree: Tree): Task<number> {
  const present = (yield* namesIn(state, ROOT_NUMBER)).find(({ name }) => name === LOST_NAME);
  if (present !== undefined) return isDirectory(state, present.number) ? present.number : 0;
  let number = LOST_NUMBER;
  while (state.descriptors.has(number)) number++;
  if (number >= state.header.descriptorCount) return 0;
  const root = state.descriptors.get(ROOT_NUMBER);
  const file = { type: FileType.DIRECTORY, permissions: 0o700, uid: 0, gid: 0, numLinks: 2 };
  const descriptor: Descriptor = newDescriptor(file, root?.dataModifyTime ?? 0);
  state.descriptors.set(number, descriptor);
  const made =
    (yield* makeFirstChunk(state, number, ROOT_NUMBER)) &&
    (yield* addName(state, ROOT_NUMBER, { number, name: LOST_NAME }));
  if (!made) {
    yield* freeBlocksOf(state, descriptor);
    state.descriptors.delete(number);
    yield* storeDescriptor(state, number, new Uint8Array(DESCRIPTOR_SIZE));
    return 0;
  }
  tree.names.set(number, 1);
  tree.parents.set(number, ROOT_NUMBER);
  return number;
}

/** A root directory when there is none: the names in the old one are lost, their files are not. */
export function* checkRoot(state: CheckState): Task<void> {
  if (isDirectory(state, ROOT_NUMBER)) return;
  state.say('there is no root directory: made anew');
  const old = state.descriptors.get(ROOT_NUMBER);
  if (old !== undefined) yield* freeBlocksOf(state, old);
  const file = { type: FileType.DIRECTORY, permissions: 0o755, uid: 0, gid: 0, numLinks: 2 };
  state.descriptors.set(ROOT_NUMBER, newDescriptor(file, 0));
  yield* makeFirstChunk(state, ROOT_NUMBER, ROOT_NUMBER);
}
