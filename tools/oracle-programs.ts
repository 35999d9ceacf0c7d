/**
 * Whole programs for holding the interpreters against qemu: C sources in `oracle-programs/`, built by a cross
 * compiler for each machine. The built files, with what qemu printed for them, are part of the corpus, so that the
 * test suite and the benchmark need no compiler.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';
import type { FlatTarget } from './flat-program.js';
import { m68k, mips } from './flat-targets.js';

/** Paths from the compiled file, `<output folder>/tools/`. */
const SOURCES = new URL('../../tools/oracle-programs/', import.meta.url);

export interface ProgramRow {
  readonly name: string;
  /** Rounds that take the test suite some milliseconds; the benchmark, about 10 million instructions. */
  readonly testRounds: number;
  readonly benchRounds: number;
}

const programRows: readonly ProgramRow[] = [
  { name: 'sieve', testRounds: 1, benchRounds: 80 },
  { name: 'sort', testRounds: 1, benchRounds: 14 },
  { name: 'crc', testRounds: 2, benchRounds: 75 },
  { name: 'strings', testRounds: 5, benchRounds: 160 },
  { name: 'dhry', testRounds: 10, benchRounds: 250 },
  { name: 'tree', testRounds: 1, benchRounds: 4 },
  { name: 'matrix', testRounds: 1, benchRounds: 32 },
  { name: 'bytecode', testRounds: 4, benchRounds: 120 },
  { name: 'float', testRounds: 4, benchRounds: 200 },
];

export interface BuiltProgram extends ProgramRow {
  readonly elf: Uint8Array;
  /** What qemu printed for `testRounds`. */
  readonly output: string;
}

/** A machine to build for. */
export interface OracleMachine {
  readonly target: FlatTarget;
  readonly programsFile: URL;
  readonly compiler: string;
  readonly flags: readonly string[];
  /** False for code of another processor than the one meant: a library may have crept in. */
  isRightCode(elf: Buffer): boolean;
}

const COMMON_FLAGS = (
  '-std=gnu99 -Wall -Wextra -fno-pic -O2 -ffreestanding -fno-builtin -fno-tree-loop-distribute-patterns -nostdlib ' +
  '-static -no-pie -fno-stack-protector -fno-asynchronous-unwind-tables -fno-ident -s'
).split(' ');

/** ELF header flags of MIPS I. */
const EF_MIPS_ARCH_MASK = 0xf0000000;

export const mipsOracle: OracleMachine = {
  target: mips,
  programsFile: new URL('../../arch/corpus/ds3100-programs.bin', import.meta.url),
  compiler: 'mipsel-linux-gnu-gcc',
  flags: (
    '-march=mips1 -mabi=32 -mfp32 -mno-abicalls -G0 -mno-shared ' +
    '-Wl,-Ttext-segment=0x400000,-z,max-page-size=4096,-e,__start,--build-id=none'
  ).split(' '),
  isRightCode: (elf) => (elf.readUInt32LE(36) & EF_MIPS_ARCH_MASK) === 0,
};

export const m68kOracle: OracleMachine = {
  target: m68k,
  programsFile: new URL('../../arch/corpus/sun3-programs.bin', import.meta.url),
  compiler: 'm68k-linux-gnu-gcc',
  flags: '-m68020 -m68881 -Wl,-Ttext-segment=0x2000,-z,max-page-size=8192,-e,__start,--build-id=none'.split(
    ' ',
  ),
  isRightCode: () => true,
};

function compile(machine: OracleMachine, name: string, folder: string): Uint8Array {
  const file = join(folder, name);
  const source = fileURLToPath(new URL(`${name}.c`, SOURCES));
  const options = [...COMMON_FLAGS, ...machine.flags, source, '-o', file];
  const { error, status, stderr } = spawnSync(machine.compiler, options);
  if (error !== undefined) throw new Error(`${machine.compiler} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${name}.c does not compile: ${stderr.toString()}`);
  const elf = readFileSync(file);
  if (!machine.isRightCode(elf)) throw new Error(`${name} is for another processor`);
  return elf;
}

/** Run a file under qemu. @throws Error when it is missing or the program fails. */
export function runUnderQemu(
  target: FlatTarget,
  elf: Uint8Array,
  argv: readonly string[] = [],
): { readonly output: Uint8Array; readonly seconds: number } {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  try {
    const file = join(folder, 'program');
    writeFileSync(file, elf, { mode: 0o755 });
    const startMs = performance.now();
    const [command, ...options] = target.qemu;
    const result = spawnSync(command, [...options, file, ...argv], { maxBuffer: 1 << 28 });
    const seconds = (performance.now() - startMs) / 1000;
    if (result.error !== undefined) throw new Error(`${command} cannot be run: ${result.error.message}`);
    if (result.status !== 0) throw new Error(`${command} ended with ${result.status ?? result.signal}`);
    return { output: result.stdout, seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Compile every program and write the corpus file anew, with qemu's output. */
export function makeProgramCorpus(machine: OracleMachine): number {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  try {
    const built = programRows.map(({ name, testRounds }) => {
      const elf = compile(machine, name, folder);
      const output = Buffer.from(runUnderQemu(machine.target, elf, [String(testRounds)]).output).toString(
        'latin1',
      );
      return { name, elf: Buffer.from(elf).toString('base64'), output };
    });
    const bytes = deflateSync(JSON.stringify(built), { level: 9 });
    writeFileSync(machine.programsFile, bytes);
    return bytes.length;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function readPrograms(machine: OracleMachine): readonly BuiltProgram[] {
  const text = inflateSync(readFileSync(machine.programsFile)).toString('utf8');
  const built = JSON.parse(text) as readonly {
    readonly name: string;
    readonly elf: string;
    readonly output: string;
  }[];
  return programRows.map((row) => {
    const found = built.find(({ name }) => name === row.name);
    if (found === undefined)
      throw new Error(`${machine.programsFile.pathname}: ${row.name} is missing: make it anew`);
    return { ...row, elf: Buffer.from(found.elf, 'base64'), output: found.output };
  });
}
