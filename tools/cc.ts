/**
 * Compiles C programs with the userland's library for a machine of the cluster:
 *
 *   node dist/tools/cc.js [-m sun3|ds3100] [-o FILE] [compiler options] file.c ...
 *
 * The result is an executable of that machine, to be brought in with `sprite run --in`. Old C is understood
 * (`-std=gnu89`, no warnings) unless an option says otherwise; `sprite` and the machine's name are defined. -l names nothing that the one library has not.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from './errors.js';
import { createBuildCache, noCache } from './userland-cache.js';
import { buildLibrary, compileOne, linkProgram, type Workshop, withWorkshop } from './userland-compiler.js';
import { type UserlandMachine, userlandMachines } from './userland-machines.js';

const USAGE = 'usage: cc [-m MACHINE] [-o FILE] [compiler options] file.c ...';
const DEFAULT_MACHINE = 'sun3';
/** Before what the caller says: programs of other times. */
const OLD_C = ['-std=gnu89', '-w', '-fcommon'];
/** The cross compilers are for Linux, which this is not. */
const NOT_LINUX = ['-Ulinux', '-U__linux', '-U__linux__', '-U__gnu_linux__', '-Dsprite', '-D__sprite__'];
/** Options whose argument may be a word of its own. */
const WITH_ARGUMENT = new Set(['-I', '-D', '-U', '-include']);

interface Request {
  readonly machine: UserlandMachine;
  readonly output: string;
  readonly flags: readonly string[];
  readonly sources: readonly string[];
}

function parse(args: readonly string[]): Request {
  const flags: string[] = [];
  const sources: string[] = [];
  let output = 'a.out';
  let machineName = DEFAULT_MACHINE;
  const rest = [...args];
  const argumentOf = (option: string): string => {
    const value = rest.shift();
    if (value === undefined) throw new UserError(`cc: ${option}: needs an argument; ${USAGE}`);
    return value;
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '-o') output = argumentOf(arg);
    else if (arg === '-m') machineName = argumentOf(arg);
    else if (WITH_ARGUMENT.has(arg)) flags.push(arg, fromHere(arg, argumentOf(arg)));
    else if (arg.startsWith('-I')) flags.push('-I', resolve(arg.slice(2)));
    else if (arg.startsWith('-l')) continue;
    else if (arg.startsWith('-')) flags.push(arg);
    else if (/\.c$/.test(arg)) sources.push(resolve(arg));
    else throw new UserError(`cc: ${arg}: not a C source; ${USAGE}`);
  }
  const machine = userlandMachines.find(({ name }) => name === machineName);
  if (machine === undefined) {
    const names = userlandMachines.map(({ name }) => name).join(', ');
    throw new UserError(`cc: ${machineName}: no such machine (${names})`);
  }
  if (sources.length === 0) throw new UserError(`cc: no sources; ${USAGE}`);
  return { machine, output, flags, sources };
}

/** The compiler runs in the userland's folder. */
const fromHere = (option: string, value: string): string =>
  option === '-I' || option === '-include' ? resolve(value) : value;

async function compileSource(shop: Workshop, request: Request, source: string): Promise<string> {
  let text: Buffer;
  try {
    text = readFileSync(source);
  } catch {
    throw new UserError(`cc: ${source}: cannot be read`, 1);
  }
  // Headers of its own may change under the same source, so nothing is taken from the cache here.
  const own = [...OLD_C, ...NOT_LINUX, `-D${request.machine.name}`];
  const flags = [...own, ...request.flags, '-I', 'include'];
  return await compileOne({ ...shop, cache: noCache }, source, { path: source, text }, flags);
}

async function main(request: Request): Promise<void> {
  const cache = createBuildCache();
  const executable = await withWorkshop(request.machine, cache, async (shop) => {
    const libc = await buildLibrary(shop);
    const objects: string[] = [];
    for (const source of request.sources) objects.push(await compileSource(shop, request, source));
    return await linkProgram(shop, libc, request.sources[0], objects);
  });
  writeFileSync(request.output, executable);
  chmodSync(request.output, 0o755);
}

try {
  await main(parse(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UserError ? error.exitCode : 1;
}
