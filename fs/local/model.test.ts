/**
 * The disk against the simplest file system there is: random sequences of operations, the same statuses, the same
 * bytes; unmounted and mounted, stopped dead and checked, with a small cache and a small disk. A sample here;
 * `npm run test:model` does 10,000 sequences, and a failure names its seed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Task } from '../../kernel/task.js';
import { type BlockDevice, createMemoryDevice } from '../disk/block-device.js';
import { BLOCK_SIZE, FileType, UseFlag } from '../types.js';
import { checkUnused, fetchTree, readHeader } from './install.js';
import { DIRECT_POINTERS, POINTERS_PER_BLOCK } from './layout.js';
import { NOTHING, readAt, resize, writeAt } from './testing/content.js';
import {
  addNode,
  linkNode,
  type ModelDirectory,
  type ModelFile,
  newDirectory,
  newFile,
  type Outcome,
  place,
  removeNode,
  renameNode,
} from './testing/model.js';
import { createRandom, type Random } from './testing/random.js';
import { createScene, type OpenFile, type Scene, statusOf } from './testing/scene.js';

const sequences = Number(process.env['SPRITE_MODEL'] ?? '50');
const firstSeed = Number(process.env['SPRITE_SEED'] ?? '1');
const FULL: Status = Status.FS_NO_DISK_SPACE;

/** A sequence's state: the disk, what runs on it, and the model. */
interface Run {
  readonly random: Random;
  device: BlockDevice;
  readonly cacheBlocks: number;
  scene: Scene;
  /** Lets the power of the disk fail. */
  fail: () => void;
  root: ModelDirectory;
  open: { readonly file: OpenFile; readonly node: ModelFile }[];
}

/** A disk in use, whose power can be cut off. */
function mount(
  device: BlockDevice,
  cacheBlocks: number,
): { readonly scene: Scene; readonly fail: () => void } {
  let off = false;
  const scene = createScene(
    {
      ...device,
      put(block, bytes) {
        if (!off) device.put(block, bytes);
      },
    },
    cacheBlocks,
  );
  return {
    scene,
    fail() {
      off = true;
    },
  };
}

function startRun(seed: number): Run {
  const random = createRandom(seed);
  const sizeBytes = seed % 3 === 0 ? 160 * 1024 : 2 * 1_048_576;
  const cacheBlocks = seed % 2 === 0 ? 16 : 300;
  const device = createMemoryDevice(sizeBytes);
  return { random, device, cacheBlocks, ...mount(device, cacheBlocks), root: newDirectory(), open: [] };
}

const NAMES = ['a', 'b', 'c', 'd', 'a-name-that-takes-much-room-in-its-directory'];

function pathsIn(directory: ModelDirectory, path = ''): readonly string[] {
  return [...directory.entries].flatMap(([name, node]) => [
    `${path}/${name}`,
    ...(node.kind === 'directory' ? pathsIn(node, `${path}/${name}`) : []),
  ]);
}

/** Mostly something that is there, or could be. */
function randomPath({ random, root }: Pick<Run, 'random' | 'root'>): string {
  const choice = random.below(8);
  const paths = pathsIn(root);
  if (choice < 4 && paths.length > 0) return random.oneOf(paths);
  if (choice < 7 && paths.length > 0) return `${random.oneOf(paths)}/${random.oneOf(NAMES)}`;
  return `/${random.oneOf(NAMES)}`;
}

/** Where things happen in a file: near its beginning, and where its map goes on in another block of pointers. */
const EDGES = [
  0,
  BLOCK_SIZE,
  DIRECT_POINTERS * BLOCK_SIZE,
  (DIRECT_POINTERS + POINTERS_PER_BLOCK) * BLOCK_SIZE,
  (DIRECT_POINTERS + 2 * POINTERS_PER_BLOCK) * BLOCK_SIZE,
];

function randomOffset(random: Random, size: number): number {
  const choice = random.below(10);
  if (choice < 3) return size;
  if (choice < 7) return random.below(size + 1);
  return Math.max(0, random.oneOf(EDGES) + random.below(9000) - 4500);
}

function randomBytes(random: Random): Uint8Array {
  const bytes = new Uint8Array(random.below(4) === 0 ? random.below(30_000) : random.below(3000));
  const start = random.below(256);
  for (let i = 0; i < bytes.length; i++) bytes[i] = (start + i * 7) & 0xff;
  return bytes;
}

// --- Operations ----------------------------------------------------------------------------------------------------

type Operation = (run: Run) => Task<void>;

/** The disk answers as the model says, or that it is full, and then has changed nothing. */
function agree(status: Status, { status: expected, change }: Outcome, what: string): void {
  if (status === FULL && expected === SUCCESS) return;
  assert.equal(status.toString(16), expected.toString(16), what);
  change();
}

function* create(run: Run): Task<void> {
  const { scene, root } = run;
  const path = randomPath(run);
  const opened = yield* scene.openFile(path, UseFlag.CREATE | UseFlag.EXCLUSIVE | UseFlag.WRITE);
  if ('file' in opened) yield* opened.file.close();
  agree('file' in opened ? SUCCESS : opened.status, addNode(root, path, newFile()), `create ${path}`);
}

/** The model's file of an open that the disk allows; null, and the same refusal, otherwise. */
function* openBoth(
  { scene, root }: Run,
  path: string,
): Task<{ readonly file: OpenFile; readonly node: ModelFile } | null> {
  const at = place(root, path);
  const opened = yield* scene.openFile(path, UseFlag.WRITE | UseFlag.READ);
  const expected =
    typeof at === 'number'
      ? at
      : at.node === undefined
        ? Status.FS_FILE_NOT_FOUND
        : at.node.kind === 'directory'
          ? Status.FS_IS_DIRECTORY
          : SUCCESS;
  assert.equal('file' in opened ? SUCCESS : opened.status, expected, `open ${path}`);
  if (!('file' in opened) || typeof at === 'number' || at.node?.kind !== 'file') return null;
  return { file: opened.file, node: at.node };
}

function* writeTo(run: Run, { handle }: OpenFile, node: ModelFile): Task<void> {
  const bytes = randomBytes(run.random);
  const offset = randomOffset(run.random, node.content.size);
  const { status, count } = yield* run.scene.domain.files.writeFile(handle, offset, bytes);
  if (status !== FULL) assert.equal(status, SUCCESS);
  assert.ok(count === bytes.length || status === FULL);
  node.content = writeAt(node.content, offset, bytes.subarray(0, count));
}

function* readFrom(run: Run, { handle }: OpenFile, node: ModelFile): Task<void> {
  const offset = randomOffset(run.random, node.content.size);
  const length = run.random.below(20_000);
  const { status, bytes } = yield* run.scene.domain.files.readFile(handle, offset, length);
  assert.equal(status, SUCCESS);
  assert.deepEqual(new Uint8Array(bytes), readAt(node.content, offset, length));
}

function* cut(run: Run, { handle }: OpenFile, node: ModelFile): Task<void> {
  const size = randomOffset(run.random, node.content.size);
  assert.equal(yield* run.scene.domain.files.truncateFile(handle, size), SUCCESS);
  node.content = resize(node.content, size);
}

const onFile = (work: (run: Run, file: OpenFile, node: ModelFile) => Task<void>): Operation =>
  function* (run) {
    const held = run.open.length > 0 && run.random.below(3) === 0 ? run.random.oneOf(run.open) : null;
    const both = held ?? (yield* openBoth(run, randomPath(run)));
    if (both === null) return;
    yield* work(run, both.file, both.node);
    assert.equal(both.file.handle.descriptor.size, both.node.content.size);
    assert.equal(both.file.handle.descriptor.numLinks, both.node.links);
    if (held === null) yield* both.file.close();
  };

function* keepOpen(run: Run): Task<void> {
  const both = run.open.length < 3 ? yield* openBoth(run, randomPath(run)) : null;
  if (both !== null) run.open.push(both);
}

function* closeOne(run: Run): Task<void> {
  const both = run.open.pop();
  if (both !== undefined) yield* both.file.close();
}

function* makeDirectory(run: Run): Task<void> {
  const { scene, root } = run;
  const path = randomPath(run);
  const status = statusOf(yield* scene.domain.makeDirectory(scene.args(path), 0o755));
  agree(status, addNode(root, path, newDirectory()), `mkdir ${path}`);
}

function* removeOne(run: Run): Task<void> {
  const { scene, root } = run;
  const path = randomPath(run);
  const onlyDirectory = run.random.below(3) === 0;
  const { domain } = scene;
  const remove = onlyDirectory ? domain.removeDirectory : domain.remove;
  agree(statusOf(yield* remove(scene.args(path))), removeNode(root, path, onlyDirectory), `remove ${path}`);
}

function* linkOne(run: Run): Task<void> {
  const { scene, root } = run;
  const [from, to] = [randomPath(run), randomPath(run)];
  const status = statusOf(yield* scene.domain.hardLink(scene.args(from), scene.args(to)));
  agree(status, linkNode(root, from, to), `link ${from} ${to}`);
}

function* renameOne(run: Run): Task<void> {
  const { scene, root } = run;
  const [from, to] = [randomPath(run), randomPath(run)];
  const status = statusOf(yield* scene.domain.rename(scene.args(from), scene.args(to)));
  agree(status, renameNode(root, from, to), `rename ${from} ${to}`);
}

function* syncAll({ scene }: Run): Task<void> {
  yield* scene.domain.sync();
}

const weighted: readonly (readonly [number, Operation])[] = [
  [10, create],
  [25, onFile(writeTo)],
  [12, onFile(readFrom)],
  [8, onFile(cut)],
  [4, keepOpen],
  [3, closeOne],
  [8, makeDirectory],
  [9, removeOne],
  [4, linkOne],
  [8, renameOne],
  [3, syncAll],
];
const operations = weighted.flatMap(([weight, operation]) => new Array<Operation>(weight).fill(operation));

// --- The disk as a whole -------------------------------------------------------------------------------------------

function problemsOf(device: BlockDevice, repair: boolean): readonly string[] {
  const header = readHeader(device);
  assert.ok(header !== null);
  const lines: string[] = [];
  const { left } = checkUnused(device, header, {
    repair,
    markClean: true,
    report: (line) => lines.push(line),
  });
  assert.equal(left, 0);
  return lines;
}

function modelOf(device: BlockDevice, scene: Scene): ModelDirectory {
  const header = readHeader(device);
  assert.ok(header !== null);
  const root = newDirectory();
  const byNumber = new Map<number, ModelFile>();
  const found = [...fetchTree(scene.fake.kernel, device, header)].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, type, number, bytes } of found) {
    if (path === '/lost+found' || path.startsWith('/lost+found/')) continue;
    const known = byNumber.get(number);
    if (known !== undefined) known.links++;
    const file = known ?? { kind: 'file', content: writeAt(NOTHING, 0, bytes), links: 1 };
    if (type === FileType.FILE) byNumber.set(number, file);
    const outcome = addNode(root, path, type === FileType.DIRECTORY ? newDirectory() : file);
    assert.equal(outcome.status, SUCCESS, path);
    outcome.change();
  }
  return root;
}

function flat(directory: ModelDirectory, path = ''): readonly string[] {
  return [...directory.entries].sort().flatMap(([name, node]) => {
    if (node.kind === 'directory') return [`${path}/${name}/`, ...flat(node, `${path}/${name}`)];
    return [`${path}/${name} ${node.links} ${node.content.size} ${checksum(node)}`];
  });
}

function checksum({ content }: ModelFile): number {
  let sum = content.size;
  for (const [index, block] of [...content.blocks].sort(([a], [b]) => a - b)) {
    for (let i = 0; i < block.length; i++) {
      if (block[i] !== 0) sum = (Math.imul(sum, 31) + block[i] + index * BLOCK_SIZE + i) | 0;
    }
  }
  return sum;
}

/** Leave the disk in order and begin again from it. */
function remount(run: Run): void {
  run.scene.fake.run(function* () {
    while (run.open.length > 0) yield* closeOne(run);
    yield* run.scene.domain.shutDown();
  });
  assert.deepEqual(problemsOf(run.device, false), []);
  Object.assign(run, mount(run.device, run.cacheBlocks));
}

/** The power fails. What was synced just before is there exactly; otherwise, whatever is there is consistent. */
function crash(run: Run): void {
  const synced = run.random.below(2) === 0;
  if (synced) run.scene.fake.run(() => syncAll(run));
  run.fail();
  // Nobody uses the files any more; those without a name are the check's.
  run.open = [];
  problemsOf(run.device, true);
  assert.deepEqual(problemsOf(run.device, false), [], 'a second check finds nothing');
  Object.assign(run, mount(run.device, run.cacheBlocks));
  const found = modelOf(run.device, run.scene);
  if (synced) assert.deepEqual(flat(found), flat(run.root), 'everything synced is there');
  run.root = found;
}

function runSequence(seed: number): void {
  const run = startRun(seed);
  for (let step = 0; step < 45; step++) {
    const choice = run.random.below(60);
    if (choice === 0) remount(run);
    else if (choice === 1) crash(run);
    else run.scene.fake.run(() => run.random.oneOf(operations)(run));
    // Time passes: the write-back has its turns.
    if (choice < 6) run.scene.fake.settle(run.scene.fake.kernel.now() + run.random.below(60) * 1e9);
  }
  remount(run);
  assert.deepEqual(flat(modelOf(run.device, run.scene)), flat(run.root));
  assert.deepEqual(run.scene.domain.info().freeKbytes, freeOf(run.device), 'no block is lost');
}

/** What the check counts as free. */
function freeOf(device: BlockDevice): number {
  const header = readHeader(device);
  assert.ok(header !== null);
  const { usedBlocks } = checkUnused(device, header, { repair: false, markClean: false, report() {} });
  return ((header.blockCount - usedBlocks) * BLOCK_SIZE) / 1024;
}

test('a file whose cut a stop of the disk has cut short grows with zeros', () => {
  // Found by its seed: what had been behind the end was in the file again.
  runSequence(1984);
});

test(`${sequences} random sequences of operations end as in the model`, () => {
  for (let seed = firstSeed; seed < firstSeed + sequences; seed++) {
    try {
      runSequence(seed);
    } catch (error) {
      if (error instanceof Error) error.message = `SPRITE_SEED=${seed} SPRITE_MODEL=1: ${error.message}`;
      throw error;
    }
  }
});
