/**
 * A busy workload for stopping the disk at: several processes, each in directories of its own, make, write, extend,
 * overwrite, cut, rename, replace, link, remove and sync files at random. Everything is entered into the history.
 */
import { SUCCESS } from '../../../arch/status.js';
import type { Task } from '../../../kernel/task.js';
import { createWaitQueue, sleepOn } from '../../../kernel/wait-queue.js';
import { UseFlag } from '../../types.js';
import type { LocalHandle } from '../handle.js';
import { type Content, NOTHING, resize, writeAt } from './content.js';
import type { FileHistory, Version } from './crash-history.js';
import { createRandom } from './random.js';
import { type Scene, statusOf, textBytes } from './scene.js';

export interface WorkloadParts {
  readonly scene: Scene;
  readonly seed: number;
  readonly processes: number;
  /** Operations of each process. */
  readonly operations: number;
  /** Blocks written to the disk up to now. */
  writes(): number;
}

/** A file that exists, as its process knows it. */
interface Live {
  readonly history: FileHistory;
  names: string[];
  content: Content;
}

const FILE_LIMIT = 9;
const WRITE_LIMIT = 30_000;

/** Run it to its end (the disk need not be in order then). */
export function runWorkload(parts: WorkloadParts): readonly FileHistory[] {
  const files: FileHistory[] = [];
  const { fake } = parts.scene;
  const running = Array.from({ length: parts.processes }, (_, i) =>
    fake.start(fake.newProcess(), () => worker(parts, files, i)),
  );
  while (running.some(({ done }) => !done) && fake.queue.runNext(Number.POSITIVE_INFINITY));
  for (const one of running) one.value();
  return files;
}

function* worker(parts: WorkloadParts, files: FileHistory[], index: number): Task<void> {
  const { scene, writes } = parts;
  const { domain, args } = scene;
  const random = createRandom(parts.seed * 100 + index);
  const home = `/p${index}`;
  const live: Live[] = [];
  const directories: Live[] = [];
  let nextName = 1;
  const freshName = (): string => `${random.oneOf(directories).names[0]}/f${nextName++}`;
  const isFile = ({ history }: Live): boolean => history.kind === 'file';

  /** An operation begins, after which the file may be so. */
  function begin(history: FileHistory, version: Omit<Version, 'begunAt'>): void {
    history.versions.push({ begunAt: writes(), ...version });
  }

  function change(
    file: Live,
    change: { names?: string[]; content?: Content; replacedBy?: FileHistory },
  ): void {
    file.names = change.names ?? file.names;
    file.content = change.content ?? file.content;
    const { names, content } = file;
    const replaced = change.replacedBy === undefined ? {} : { replacedBy: change.replacedBy };
    begin(file.history, { names: [...names], content, ...replaced });
  }

  function make(kind: FileHistory['kind'], path: string, content: Content): Live {
    const history: FileHistory = { kind, versions: [], synced: [], busy: false };
    begin(history, { names: [path], content });
    files.push(history);
    return { history, names: [path], content };
  }

  const must = (status: number, what: string): void => {
    if (status !== SUCCESS) throw new Error(`${what}: status 0x${status.toString(16)}`);
  };

  function* withOpen(path: string, flags: number, work: (handle: LocalHandle) => Task<void>): Task<void> {
    const opened = yield* scene.openFile(path, flags);
    if ('status' in opened) return must(opened.status, path);
    try {
      yield* work(opened.file.handle);
    } finally {
      yield* opened.file.close();
    }
  }

  /** Versions complete now, to be called synced when a sync that begins now is done. */
  function complete(which: readonly FileHistory[]): () => void {
    const those = which.map((file) => ({ file, version: file.versions.length - (file.busy ? 2 : 1) }));
    return () => {
      for (const { file, version } of those) file.synced.push({ at: writes(), version });
    };
  }

  // --- Operations --------------------------------------------------------------------------------------------------

  function* makeDirectory(): Task<void> {
    const parent = directories.length === 0 ? '' : random.oneOf(directories).names[0];
    const path = parent === '' ? home : `${parent}/d${nextName++}`;
    const made = make('directory', path, NOTHING);
    made.history.busy = true;
    must(statusOf(yield* domain.makeDirectory(args(path), 0o755)), path);
    made.history.busy = false;
    directories.push(made);
  }

  function* create(): Task<Live> {
    const path = freshName();
    const file = make('file', path, NOTHING);
    file.history.busy = true;
    yield* withOpen(path, UseFlag.CREATE | UseFlag.WRITE, function* () {});
    file.history.busy = false;
    live.push(file);
    return file;
  }

  function* write(file: Live, offset: number, length: number): Task<void> {
    const stamp = `<${file.history.versions[0].names[0]} ${file.history.versions.length} `;
    const text = Array.from({ length: Math.ceil(length / 24) + 1 }, (_, i) => `${stamp}${offset + i}>`).join(
      '',
    );
    const bytes = textBytes(text.slice(0, length));
    file.history.busy = true;
    change(file, { content: writeAt(file.content, offset, bytes) });
    yield* withOpen(file.names[0], UseFlag.WRITE, function* (handle) {
      must((yield* domain.files.writeFile(handle, offset, bytes)).status, 'write');
    });
    file.history.busy = false;
  }

  function* cut(file: Live, size: number): Task<void> {
    file.history.busy = true;
    change(file, { content: resize(file.content, size) });
    yield* withOpen(file.names[0], UseFlag.WRITE, function* (handle) {
      must(yield* domain.files.truncateFile(handle, size), 'truncate');
    });
    file.history.busy = false;
  }

  function* syncOne(file: Live): Task<void> {
    yield* withOpen(file.names[0], UseFlag.WRITE, function* (handle) {
      const done = complete([file.history]);
      must(yield* domain.volume.syncFile(handle), 'fsync');
      done();
    });
  }

  function* syncAll(): Task<void> {
    const done = complete(files);
    yield* domain.sync();
    done();
  }

  function* rename(file: Live, from: string, to: string): Task<void> {
    file.history.busy = true;
    change(file, { names: file.names.map((name) => (name === from ? to : name)) });
    must(statusOf(yield* domain.rename(args(from), args(to))), `${from} to ${to}`);
    file.history.busy = false;
  }

  /** Synced before and after: a name in it is the old or the new path's, never one of each. */
  function* renameDirectory(directory: Live): Task<void> {
    yield* syncAll();
    const from = directory.names[0];
    const elsewhere = directories.filter(({ names }) => !`${names[0]}/`.startsWith(`${from}/`));
    const to = `${random.oneOf(elsewhere).names[0]}/d${nextName++}`;
    const moved = (name: string): string =>
      `${name}/`.startsWith(`${from}/`) ? to + name.slice(from.length) : name;
    const all = [...directories, ...live].filter(({ names }) => names.some((name) => moved(name) !== name));
    for (const one of all) {
      one.history.busy = true;
      change(one, { names: one.names.map(moved) });
    }
    must(statusOf(yield* domain.rename(args(from), args(to))), `${from} to ${to}`);
    for (const one of all) one.history.busy = false;
    yield* syncAll();
  }

  /** The usual way to replace a file: write another, sync it, give it the name. */
  function* replace(old: Live): Task<void> {
    const next = yield* create();
    yield* write(next, 0, 1 + random.below(9000));
    yield* syncOne(next);
    const [from] = next.names;
    const [to] = old.names;
    if (old === next || old.names.length !== 1) return;
    next.history.busy = true;
    old.history.busy = true;
    change(next, { names: [to] });
    change(old, { names: [], replacedBy: next.history });
    live.splice(live.indexOf(old), 1);
    must(statusOf(yield* domain.rename(args(from), args(to))), `${from} over ${to}`);
    next.history.busy = false;
    old.history.busy = false;
  }

  function* link(file: Live): Task<void> {
    const path = freshName();
    const [from] = file.names;
    file.history.busy = true;
    change(file, { names: [...file.names, path] });
    must(statusOf(yield* domain.hardLink(args(from), args(path))), `link ${path}`);
    file.history.busy = false;
  }

  function* symbolicLink(): Task<void> {
    const path = freshName();
    const target = `to/${path}`;
    const made = make('link', path, writeAt(NOTHING, 0, textBytes(`${target}\0`)));
    made.history.busy = true;
    must(statusOf(yield* domain.symbolicLink(args(path), target, false)), path);
    made.history.busy = false;
    live.push(made);
  }

  function* remove(file: Live): Task<void> {
    const gone = random.oneOf(file.names);
    file.history.busy = true;
    change(file, { names: file.names.filter((name) => name !== gone) });
    if (file.names.length === 0) live.splice(live.indexOf(file), 1);
    must(statusOf(yield* domain.remove(args(gone))), `remove ${gone}`);
    file.history.busy = false;
  }

  function* removeEmptyDirectory(): Task<void> {
    const isEmpty = ({ names: [path] }: Live): boolean =>
      ![...live, ...directories].some(({ names }) => names.some((name) => name.startsWith(`${path}/`)));
    const empty = directories.slice(1).filter(isEmpty);
    if (empty.length === 0) return yield* makeDirectory();
    const gone = random.oneOf(empty);
    const [path] = gone.names;
    directories.splice(directories.indexOf(gone), 1);
    gone.history.busy = true;
    change(gone, { names: [] });
    must(statusOf(yield* domain.removeDirectory(args(path))), `rmdir ${path}`);
    gone.history.busy = false;
  }

  /** A file that is used on after its last name has gone. */
  function* removeOpen(file: Live): Task<void> {
    yield* withOpen(file.names[0], UseFlag.WRITE, function* (handle) {
      while (file.names.length > 0) yield* remove(file);
      // Seen only if the disk does not know yet that the names are gone.
      const bytes = textBytes('written when the names were gone');
      change(file, { content: writeAt(file.content, 0, bytes) });
      yield* domain.files.writeFile(handle, 0, bytes);
      yield* sleepFor(random.below(4000));
    });
  }

  function* sleepFor(milliseconds: number): Task<void> {
    const { kernel } = scene.fake;
    yield* sleepOn(kernel, createWaitQueue('pause'), { deadlineNs: kernel.now() + milliseconds * 1_000_000 });
  }

  function* step(): Task<void> {
    const plain = live.filter(isFile);
    if (plain.length < 3) {
      yield* create();
      return;
    }
    const file = random.oneOf(plain);
    const { size } = file.content;
    const choice = random.below(100);
    if (live.length > FILE_LIMIT || choice < 6) yield* remove(random.oneOf(live));
    else if (choice < 14) yield* write(yield* create(), 0, random.below(WRITE_LIMIT));
    else if (choice < 30) yield* write(file, size, 1 + random.below(WRITE_LIMIT));
    else if (choice < 42) yield* write(file, random.below(size + 1), 1 + random.below(6000));
    else if (choice < 45) yield* write(file, size + random.below(70_000), 1 + random.below(6000));
    else if (choice < 49) yield* cut(file, random.below(size + 1));
    else if (choice < 51) yield* cut(file, size + random.below(9000));
    else if (choice < 53) yield* cut(file, 0);
    else if (choice < 60) yield* rename(file, random.oneOf(file.names), freshName());
    else if (choice < 66) yield* replace(file);
    else if (choice < 69) yield* link(file);
    else if (choice < 71) yield* symbolicLink();
    else if (choice < 74) yield* removeOpen(file);
    else if (choice < 77 && directories.length < 5) yield* makeDirectory();
    else if (choice < 80 && directories.length > 2)
      yield* renameDirectory(random.oneOf(directories.slice(1)));
    else if (choice < 82) yield* removeEmptyDirectory();
    else if (choice < 90) yield* syncOne(file);
    else if (choice < 92) yield* syncAll();
    else yield* sleepFor(random.below(8000));
  }

  yield* makeDirectory();
  for (let i = 0; i < parts.operations; i++) yield* step();
}
