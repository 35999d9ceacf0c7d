/**
 * Builds the userland: libc and every program for each machine, and from them and `userland/tree.txt` the image
 * of the root tree in `userland/image`.
 *
 *   node dist/tools/build-userland.js [build]     needs the cross compilers
 *   node dist/tools/build-userland.js check       is the image made from these sources? Needs no compiler
 *   node dist/tools/build-userland.js verify      build again and compare byte for byte
 *
 * `--keep-going` (with build) leaves out programs that do not compile. Builds are reproducible: no time, no path
 * and no order of the file system gets into a file.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from './errors.js';
import { type BuildCache, createBuildCache, fileHash, headersHash, noCache } from './userland-cache.js';
import { errnoTable, layoutCheck, statusHeader, stubSources } from './userland-generated.js';
import { type UserlandMachine, userlandMachines } from './userland-machines.js';
import {
  imageFolder,
  librarySources,
  type Program,
  programs,
  read,
  rootFiles,
  STATUS_HEADER,
  sha256,
  sharedSources,
  sourcesHash,
  TREE,
  userlandFolder,
} from './userland-sources.js';
import { manifestText, parseTree, type TreeLine } from './userland-tree.js';

const run = promisify(execFile);
const MANIFEST = 'MANIFEST';
const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;

/** Diagnostics of the compilers; programs that failed. */
interface Report {
  readonly failed: string[];
}

// --- Compiling -------------------------------------------------------------------------------------------------

async function tool(command: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(command, args, { cwd: userlandFolder, maxBuffer: 1 << 26 });
    if (stderr !== '') process.stderr.write(stderr);
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: string };
    if (code === 'ENOENT') {
      throw new UserError(`${command}: not installed; scripts/install-dev-packages.sh installs it`);
    }
    throw new Error(stderr === undefined || stderr === '' ? `${command} failed` : stderr.trimEnd());
  }
}

/** Calls `work` for each item, a few at a time. The first failure, in order of items, is thrown at the end. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const failures = new Map<number, unknown>();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]).catch((error: unknown) => failures.set(index, error));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  for (const index of [...failures.keys()].sort((a, b) => a - b)) throw failures.get(index);
}

const objectName = (source: string): string => source.replaceAll('/', '-').replace(/\.\w+$/, '.o');

interface Workshop {
  readonly machine: UserlandMachine;
  readonly folder: string;
  readonly cache: BuildCache;
  /** Changes with the compiler, its flags, and every header. */
  readonly circumstances: string;
}

/** `name`: what `source` is called; its text makes the object, with the circumstances and `flags`. */
async function compileOne(
  shop: Workshop,
  name: string,
  source: { readonly path: string; readonly text: Uint8Array | string },
  flags: readonly string[],
): Promise<string> {
  const object = join(shop.folder, objectName(name));
  const inputs = [
    shop.circumstances,
    name,
    sha256(source.text),
    ...flags.map((flag) => flag.replace(shop.folder, '')),
  ];
  await shop.cache.produce(object, inputs, () =>
    tool(shop.machine.compiler, [...shop.machine.flags, ...flags, '-c', '-o', object, source.path]),
  );
  return object;
}

/** Objects of the sources, in their order. */
async function compile(
  shop: Workshop,
  sources: readonly string[],
  flags: readonly string[],
): Promise<readonly string[]> {
  await forEach(sources, async (source) => {
    await compileOne(shop, source, { path: source, text: read(source) }, [...flags, '-I', 'include']);
  });
  return sources.map((source) => join(shop.folder, objectName(source)));
}

async function archive(shop: Workshop, name: string, objects: readonly string[]): Promise<string> {
  const path = join(shop.folder, name);
  rmSync(path, { force: true });
  await tool(shop.machine.archiver, ['rcsD', path, ...objects]);
  return path;
}

interface Library {
  readonly startCode: string;
  readonly archives: readonly string[];
}

async function buildLibrary(shop: Workshop): Promise<Library> {
  const generated = join(shop.folder, 'generated');
  mkdirSync(generated);
  writeFileSync(join(generated, 'statusErrno.h'), errnoTable());
  writeFileSync(join(generated, 'layoutCheck.c'), layoutCheck(shop.machine));
  await tool(shop.machine.compiler, [
    ...shop.machine.flags,
    ...['-I', 'include', '-fsyntax-only', join(generated, 'layoutCheck.c')],
  ]);
  const stubs = [...stubSources(shop.machine)];
  for (const [name, text] of stubs) writeFileSync(join(generated, name), text);
  await forEach(stubs, async ([name, text]) => {
    await compileOne(shop, name, { path: join(generated, name), text }, []);
  });
  const { ownSources, libraryFlags } = shop.machine;
  const objects = await compile(shop, librarySources(ownSources), [...libraryFlags, '-I', generated]);
  const startCode = objects.find((object) => object.endsWith('crt0.o'));
  if (startCode === undefined) throw new Error(`${shop.machine.name}: no crt0`);
  const members = [
    ...objects.filter((object) => object !== startCode),
    ...stubs.map(([name]) => join(shop.folder, objectName(name))),
  ];
  const shared = await compile(shop, sharedSources(), ['-I', 'cmds/common']);
  const common = shared.length === 0 ? [] : [await archive(shop, 'libcommon.a', shared)];
  return { startCode, archives: [...common, await archive(shop, 'libc.a', members)] };
}

async function buildProgram(shop: Workshop, libc: Library, program: Program): Promise<Uint8Array> {
  const { machine } = shop;
  const objects = await compile(shop, program.sources, ['-I', 'cmds/common']);
  const linked = join(shop.folder, `${objectName(program.sources[0])}.elf`);
  const files = [libc.startCode, ...objects, ...libc.archives];
  const inputs = [shop.circumstances, fileHash(fileURLToPath(new URL(machine.linkerScript, userlandFolder)))];
  await shop.cache.produce(linked, [...inputs, ...files.map(fileHash)], () =>
    tool(machine.compiler, [
      ...machine.flags,
      ...['-nostdlib', '-static', '-no-pie', `-Wl,-T,${machine.linkerScript}`],
      ...['-Wl,--gc-sections', '-Wl,--build-id=none', '-Wl,--fatal-warnings', '-Wl,-z,noexecstack'],
      ...['-o', linked, ...files, ...machine.libraries],
    ]),
  );
  return machine.executableFromElf(readFileSync(linked));
}

/** The programs of one machine by path in the tree. */
async function buildMachine(
  machine: UserlandMachine,
  cache: BuildCache,
  keepGoing: boolean,
  report: Report,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = mkdtempSync(join(tmpdir(), 'userland-'));
  const built = new Map<string, Uint8Array>();
  try {
    const circumstances = [
      await compilerVersion(machine),
      ...machine.flags,
      headersHash(),
      errnoTable(),
    ].join('\n');
    const shop = { machine, folder, cache, circumstances };
    const libc = await buildLibrary(shop);
    for (const program of programs()) {
      const path = program.path.replace('<machine>', machine.name);
      try {
        built.set(path, await buildProgram(shop, libc, program));
      } catch (error) {
        if (!(error instanceof Error) || error instanceof UserError) throw error;
        process.stderr.write(`${error.message}\n`);
        report.failed.push(path);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (report.failed.length > 0 && !keepGoing) {
    throw new UserError(`build-userland: ${report.failed.join(' ')}: failed; the image is as it was`, 1);
  }
  return built;
}

async function compilerVersion(machine: UserlandMachine): Promise<string> {
  const firstLine = (await tool(machine.compiler, ['--version'])).split('\n')[0];
  return `${machine.name} ${firstLine}`;
}

// --- The image -------------------------------------------------------------------------------------------------

/** tree.txt with `<machine>` written out. */
function declaredLines(): readonly TreeLine[] {
  const declared = parseTree(read(TREE).toString('utf8'), `userland/${TREE}`).lines;
  return declared.flatMap((line) =>
    line.path.includes('<machine>')
      ? userlandMachines.map(({ name }) => ({
          ...line,
          machine: name,
          path: line.path.replace('<machine>', name),
        }))
      : [line],
  );
}

interface Image {
  readonly manifest: string;
  /** By name below userland/image. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

async function buildImage(cache: BuildCache, keepGoing: boolean, report: Report): Promise<Image> {
  const sources = sourcesHash(); // of what is there before the compilers look
  const declared = declaredLines();
  const files = new Map<string, Uint8Array>();
  const lines: TreeLine[] = declared.filter((line) => line.kind !== 'file');
  const addFile = (path: string, bytes: Uint8Array, machine: string | null, usualMode: number): void => {
    const own = declared.find((line) => line.kind === 'file' && line.path === path);
    const source = `${machine ?? 'shared'}${path}`;
    const { mode, uid, gid } = own ?? { mode: usualMode, uid: 0, gid: 0 };
    if (!lines.some((line) => line.kind === 'dir' && line.path === dirname(path))) {
      throw new UserError(`build-userland: ${path}: its directory is not in userland/${TREE}`);
    }
    const content = { size: bytes.length, sha256: sha256(bytes), source };
    lines.push({ kind: 'file', path, mode, uid, gid, machine, content });
    files.set(source, bytes);
  };
  for (const [path, bytes] of rootFiles()) addFile(path, bytes, null, FILE_MODE);
  const compilers: string[] = [];
  for (const machine of userlandMachines) {
    compilers.push(await compilerVersion(machine));
    for (const [path, bytes] of await buildMachine(machine, cache, keepGoing, report)) {
      addFile(path, bytes, machine.name, PROGRAM_MODE);
    }
  }
  const tree = { sources, compilers, lines };
  return {
    manifest: manifestText(
      tree,
      userlandMachines.map(({ name }) => name),
    ),
    files,
  };
}

/** The new image is complete before it takes the old one's place. */
function writeImage(image: Image): void {
  const path = fileURLToPath(imageFolder).replace(/\/$/, '');
  const fresh = `${path}.new`;
  rmSync(fresh, { recursive: true, force: true });
  for (const [name, bytes] of [...image.files, [MANIFEST, image.manifest] as const]) {
    mkdirSync(dirname(join(fresh, name)), { recursive: true });
    writeFileSync(join(fresh, name), bytes);
  }
  const old = `${path}.old`;
  rmSync(old, { recursive: true, force: true });
  if (existsSync(path)) renameSync(path, old);
  renameSync(fresh, path);
  rmSync(old, { recursive: true, force: true });
}

function imageFile(name: string): Buffer | null {
  const path = new URL(name, imageFolder);
  return existsSync(path) ? readFileSync(path) : null;
}

// --- The three modes -------------------------------------------------------------------------------------------

async function build(keepGoing: boolean): Promise<void> {
  writeStatusHeader();
  const report: Report = { failed: [] };
  const image = await buildImage(createBuildCache(), keepGoing, report);
  writeImage(image);
  if (report.failed.length > 0)
    throw new UserError(`build-userland: left out: ${report.failed.join(' ')}`, 1);
}

function writeStatusHeader(): void {
  const path = new URL(STATUS_HEADER, userlandFolder);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== statusHeader()) writeFileSync(path, statusHeader());
}

function check(): void {
  const stale = (why: string): UserError =>
    new UserError(`build-userland: ${why}; build the image again: node dist/tools/build-userland.js`, 1);
  if (read(STATUS_HEADER).toString('utf8') !== statusHeader()) {
    throw stale(`userland/${STATUS_HEADER} is not what arch/status.ts says`);
  }
  const text = imageFile(MANIFEST);
  if (text === null) throw stale('there is no userland/image/MANIFEST');
  const manifest = parseTree(text.toString('utf8'), 'userland/image/MANIFEST');
  if (manifest.sources !== sourcesHash()) throw stale('userland/image is older than its sources');
  for (const line of manifest.lines) {
    if (line.kind !== 'file' || line.content === null) continue;
    const bytes = imageFile(line.content.source);
    if (bytes === null || sha256(bytes) !== line.content.sha256) {
      throw stale(`userland/image/${line.content.source} is not as the MANIFEST says`);
    }
  }
}

async function verify(): Promise<void> {
  check();
  const image = await buildImage(noCache, false, { failed: [] });
  for (const [name, bytes] of [...image.files, [MANIFEST, image.manifest] as const]) {
    const present = imageFile(name);
    if (present === null || !present.equals(Buffer.from(bytes))) {
      throw new UserError(`build-userland: userland/image/${name}: a new build differs`, 1);
    }
  }
}

async function main(args: readonly string[]): Promise<void> {
  const keepGoing = args.includes('--keep-going');
  const [mode = 'build', ...rest] = args.filter((arg) => arg !== '--keep-going');
  if (rest.length > 0) throw new UserError('build-userland: usage: build-userland [build|check|verify]');
  if (mode === 'build') await build(keepGoing);
  else if (mode === 'check') check();
  else if (mode === 'verify') await verify();
  else throw new UserError(`build-userland: ${mode}: no such mode (build, check, verify)`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}
