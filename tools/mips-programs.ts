/**
 * Whole programs for holding the R2000 interpreter against qemu-mipsel: C sources in `oracle-programs/`, built by a
 * cross compiler for MIPS I. The built files, with what qemu printed for them, are part of the corpus, so that the
 * test suite and the benchmark need no compiler.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';

/** Paths from the compiled file, `<output folder>/tools/`. */
const SOURCES = new URL('../../tools/oracle-programs/', import.meta.url);
const PROGRAMS_FILE = new URL('../../arch/corpus/ds3100-programs.bin', import.meta.url);

export interface ProgramRow {
  readonly name: string;
  /** Rounds that take the test suite some milliseconds; the benchmark, about 10 million instructions. */
  readonly testRounds: number;
  readonly benchRounds: number;
}

export const programRows: readonly ProgramRow[] = [
  { name: 'sieve', testRounds: 1, benchRounds: 80 },
  { name: 'sort', testRounds: 1, benchRounds: 14 },
  { name: 'crc', testRounds: 2, benchRounds: 75 },
  { name: 'strings', testRounds: 5, benchRounds: 160 },
  { name: 'dhry', testRounds: 10, benchRounds: 250 },
  { name: 'tree', testRounds: 1, benchRounds: 4 },
  { name: 'matrix', testRounds: 1, benchRounds: 32 },
  { name: 'bytecode', testRounds: 4, benchRounds: 120 },
];

export interface BuiltProgram extends ProgramRow {
  readonly elf: Uint8Array;
  /** What qemu-mipsel printed for `testRounds`. */
  readonly output: string;
}

const CFLAGS = (
  '-std=gnu99 -Wall -Wextra -march=mips1 -mabi=32 -mfp32 -mno-abicalls -fno-pic -G0 -mno-shared -O2 ' +
  '-ffreestanding -fno-builtin -fno-tree-loop-distribute-patterns -nostdlib -static -no-pie ' +
  '-fno-stack-protector -fno-asynchronous-unwind-tables -fno-ident -s ' +
  '-Wl,-Ttext-segment=0x400000,-z,max-page-size=4096,-e,__start,--build-id=none'
).split(' ');

/** ELF header flags of MIPS I; a library for a later machine that crept in would change them. */
const EF_MIPS_ARCH_MASK = 0xf0000000;

function compile(name: string, folder: string): Uint8Array {
  const file = join(folder, name);
  const source = fileURLToPath(new URL(`${name}.c`, SOURCES));
  const { error, status, stderr } = spawnSync('mipsel-linux-gnu-gcc', [...CFLAGS, source, '-o', file]);
  if (error !== undefined) throw new Error(`mipsel-linux-gnu-gcc cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${name}.c does not compile: ${stderr.toString()}`);
  const elf = readFileSync(file);
  if ((elf.readUInt32LE(36) & EF_MIPS_ARCH_MASK) !== 0) throw new Error(`${name} is not for MIPS I`);
  return elf;
}

/** Run a file under qemu-mipsel. @throws Error when it is missing or the program fails. */
export function runUnderQemu(
  elf: Uint8Array,
  argv: readonly string[] = [],
): { readonly output: Uint8Array; readonly seconds: number } {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  try {
    const file = join(folder, 'program');
    writeFileSync(file, elf, { mode: 0o755 });
    const startMs = performance.now();
    const result = spawnSync('qemu-mipsel', [file, ...argv], { maxBuffer: 1 << 28 });
    const seconds = (performance.now() - startMs) / 1000;
    if (result.error !== undefined) throw new Error(`qemu-mipsel cannot be run: ${result.error.message}`);
    if (result.status !== 0) throw new Error(`qemu-mipsel ended with ${result.status ?? result.signal}`);
    return { output: result.stdout, seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compile every program and write the corpus file anew, with qemu's output. */
export function makeProgramCorpus(): number {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  try {
    const built = programRows.map(({ name, testRounds }) => {
      const elf = compile(name, folder);
      const output = Buffer.from(runUnderQemu(elf, [String(testRounds)]).output).toString('latin1');
      return { name, elf: Buffer.from(elf).toString('base64'), output };
    });
    const bytes = deflateSync(JSON.stringify(built), { level: 9 });
    writeFileSync(PROGRAMS_FILE, bytes);
    return bytes.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function readPrograms(): readonly BuiltProgram[] {
  const text = inflateSync(readFileSync(PROGRAMS_FILE)).toString('utf8');
  const built = JSON.parse(text) as readonly {
    readonly name: string;
    readonly elf: string;
    readonly output: string;
  }[];
  return programRows.map((row) => {
    const found = built.find(({ name }) => name === row.name);
    if (found === undefined)
      throw new Error(`arch/corpus/ds3100-programs.bin: ${row.name} is missing: make it anew`);
    return { ...row, elf: Buffer.from(found.elf, 'base64'), output: found.output };
  });
}
