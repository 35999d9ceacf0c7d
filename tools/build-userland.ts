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
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from './errors.js';
import { type BuildCache, createBuildCache, noCache } from './userland-cache.js';
import { buildLibrary, buildProgram, compilerVersion, withWorkshop } from './userland-compiler.js';
import { statusHeader } from './userland-generated.js';
import { type UserlandMachine, userlandMachines } from './userland-machines.js';
import {
  imageFolder,
  programs,
  read,
  rootFiles,
  STATUS_HEADER,
  sha256,
  sourcesHash,
  TREE,
  userlandFolder,
} from './userland-sources.js';
import { manifestText, parseTree, type TreeLine } from './userland-tree.js';

const MANIFEST = 'MANIFEST';
const FILE_MODE = 0o644;
const PROGRAM_MODE = 0o755;

/** Diagnostics of the compilers; programs that failed. */
interface Report {
  readonly failed: string[];
}

/** The programs of one machine by path in the tree. */
async function buildMachine(
  machine: UserlandMachine,
  cache: BuildCache,
  keepGoing: boolean,
  report: Report,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const built = new Map<string, Uint8Array>();
  await withWorkshop(machine, cache, async (shop) => {
    const libc = await buildLibrary(shop);
    for (const program of programs()) {
      const path = program.path.replace('<machine>', machine.name);
      try {
        built.set(path, await buildProgram(shop, libc, program.sources));
      } catch (error) {
        if (!(error instanceof Error) || error instanceof UserError) throw error;
        process.stderr.write(`${error.message}\n`);
        report.failed.push(path);
      }
    }
  });
  if (report.failed.length > 0 && !keepGoing) {
    throw new UserError(`build-userland: ${report.failed.join(' ')}: failed; the image is as it was`, 1);
  }
  return built;
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
