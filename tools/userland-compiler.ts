/**
 * The cross compilers at work: the library of one machine, and programs linked with it. Objects come from the cache
 * where nothing has changed.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { UserError } from './errors.js';
import { type BuildCache, fileHash, headersHash } from './userland-cache.js';
import { errnoTable, layoutCheck, stubSources } from './userland-generated.js';
import type { UserlandMachine } from './userland-machines.js';
import { librarySources, read, sha256, sharedSources, userlandFolder } from './userland-sources.js';

const run = promisify(execFile);

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

export interface Workshop {
  readonly machine: UserlandMachine;
  readonly folder: string;
  readonly cache: BuildCache;
  /** Changes with the compiler, its flags, and every header. */
  readonly circumstances: string;
}

/** `name`: what `source` is called; its text makes the object, with the circumstances and `flags`. */
export async function compileOne(
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

export interface Library {
  readonly startCode: string;
  readonly archives: readonly string[];
}

export async function buildLibrary(shop: Workshop): Promise<Library> {
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
    await compileOne(shop, name, { path: join(generated, name), text }, ['-I', 'include']);
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

/** The executable, in the machine's own format, of objects and the library. */
export async function linkProgram(
  shop: Workshop,
  libc: Library,
  name: string,
  objects: readonly string[],
): Promise<Uint8Array> {
  const { machine } = shop;
  const linked = join(shop.folder, `${objectName(name)}.elf`);
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

/** Compile a program of the userland and link it. */
export async function buildProgram(
  shop: Workshop,
  libc: Library,
  sources: readonly string[],
): Promise<Uint8Array> {
  const objects = await compile(shop, sources, ['-I', 'cmds/common']);
  return await linkProgram(shop, libc, sources[0], objects);
}

export async function compilerVersion(machine: UserlandMachine): Promise<string> {
  const firstLine = (await tool(machine.compiler, ['--version'])).split('\n')[0];
  return `${machine.name} ${firstLine}`;
}

/** Work for a machine in a folder that goes away with it. */
export async function withWorkshop<T>(
  machine: UserlandMachine,
  cache: BuildCache,
  work: (shop: Workshop) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'userland-'));
  try {
    const circumstances = [
      await compilerVersion(machine),
      ...machine.flags,
      headersHash(),
      errnoTable(),
    ].join('\n');
    return await work({ machine, folder, cache, circumstances });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
