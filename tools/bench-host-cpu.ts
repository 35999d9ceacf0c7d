/**
 * The R2000 interpreter against `qemu-mipsel`, in one run: whole programs, five interleaved rounds, the median of
 * the rounds' ratios for each program and their geometric mean. qemu runs each program many times as long, so
 * that its start-up counts little. The bar of 0.04 is on the mean.
 */
import { spawnSync } from 'node:child_process';
import { readElf, runFlat } from './flat-program.js';
import { mips } from './flat-targets.js';
import { type BuiltProgram, mipsOracle, readPrograms, runUnderQemu } from './oracle-programs.js';

const ROUNDS = 5;
/** qemu does this many times our work. */
const QEMU_FACTOR = 20;
const BAR = 0.04;
const CLOCK_HZ = 16_670_000;

interface Timing {
  /** Seconds for `benchRounds` rounds. */
  readonly oursSeconds: number;
  readonly qemuSeconds: number;
  readonly cycles: number;
}

function timeOnce(program: BuiltProgram): Timing {
  const flat = readElf(mips, program.elf);
  const startMs = performance.now();
  const { cycles } = runFlat(mips, flat, [program.name, String(program.benchRounds)]);
  const oursSeconds = (performance.now() - startMs) / 1000;
  const { seconds } = runUnderQemu(mips, program.elf, [String(program.benchRounds * QEMU_FACTOR)]);
  return { oursSeconds, qemuSeconds: seconds / QEMU_FACTOR, cycles };
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** Lines for people; without qemu-mipsel, one line that says so. */
export function benchInterpreter(): readonly string[] {
  if (spawnSync('qemu-mipsel', ['-version']).error !== undefined)
    return ['R2000 interpreter: not compared: qemu-mipsel is not installed (package qemu-user)'];
  const programs = readPrograms(mipsOracle);
  const timings = programs.map((): Timing[] => []);
  for (const program of programs)
    runFlat(mips, readElf(mips, program.elf), [program.name, String(program.testRounds)]);
  for (let round = 0; round < ROUNDS; round++)
    programs.forEach((program, i) => {
      timings[i].push(timeOnce(program));
    });
  const rows = programs.map(({ name }, i) => ({
    name,
    ratio: median(timings[i].map(({ oursSeconds, qemuSeconds }) => qemuSeconds / oursSeconds)),
    machines: median(timings[i].map(({ oursSeconds, cycles }) => cycles / CLOCK_HZ / oursSeconds)),
  }));
  const product = rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0);
  const mean = Math.exp(product / rows.length);
  const line = (name: string, ratio: number, rest: string): string =>
    `${`R2000 interpreter, ${name}`.padEnd(34)} ${ratio.toFixed(3).padStart(14)} of qemu-mipsel${rest}`;
  return [
    ...rows.map(({ name, ratio, machines }) =>
      line(name, ratio, `, ${machines.toFixed(1)} DECstations in real time`),
    ),
    line('geometric mean', mean, ` (bar ${BAR}: ${mean >= BAR ? 'met' : 'MISSED'})`),
  ];
}

if (process.argv[1]?.endsWith('bench-host-cpu.js') === true)
  for (const line of benchInterpreter()) process.stdout.write(`${line}\n`);
