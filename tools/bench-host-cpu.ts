/**
 * The interpreters against `qemu-mipsel` and `qemu-m68k`, in one run: whole programs, five interleaved rounds, the
 * median of the rounds' ratios for each program and their geometric mean. qemu runs each program many times as
 * long, so that its start-up counts little. The bars are on the means.
 */
import { spawnSync } from 'node:child_process';
import { readElf, runFlat } from './flat-program.js';
import {
  type BuiltProgram,
  m68kOracle,
  mipsOracle,
  type OracleMachine,
  readPrograms,
  runUnderQemu,
} from './oracle-programs.js';

const ROUNDS = 5;
/** qemu does this many times our work. */
const QEMU_FACTOR = 20;
const CLOCK_HZ = 16_670_000;

interface Subject {
  readonly name: string;
  readonly oracle: OracleMachine;
  /** Least part of qemu's speed, geometric mean. */
  readonly bar: number;
  /** What it is measured in: whole machines in real time. */
  readonly unit: string;
}

const subjects: readonly Subject[] = [
  { name: 'R2000', oracle: mipsOracle, bar: 0.04, unit: 'DECstations' },
  { name: '68020', oracle: m68kOracle, bar: 0.02, unit: 'Suns' },
];

interface Timing {
  /** Seconds for `benchRounds` rounds. */
  readonly oursSeconds: number;
  readonly qemuSeconds: number;
  readonly cycles: number;
}

function timeOnce({ target }: OracleMachine, program: BuiltProgram): Timing {
  const flat = readElf(target, program.elf);
  const startMs = performance.now();
  const { cycles } = runFlat(target, flat, [program.name, String(program.benchRounds)]);
  const oursSeconds = (performance.now() - startMs) / 1000;
  const { seconds } = runUnderQemu(target, program.elf, [String(program.benchRounds * QEMU_FACTOR)]);
  return { oursSeconds, qemuSeconds: seconds / QEMU_FACTOR, cycles };
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/** Lines for people; without qemu, one line that says so. */
function benchSubject({ name, oracle, bar, unit }: Subject): readonly string[] {
  const qemu = oracle.target.qemu[0];
  if (spawnSync(qemu, ['-version']).error !== undefined)
    return [`${name} interpreter: not compared: ${qemu} is not installed (package qemu-user)`];
  const programs = readPrograms(oracle);
  const timings = programs.map((): Timing[] => []);
  for (const program of programs) {
    const flat = readElf(oracle.target, program.elf);
    runFlat(oracle.target, flat, [program.name, String(program.testRounds)]);
  }
  for (let round = 0; round < ROUNDS; round++)
    programs.forEach((program, i) => {
      timings[i].push(timeOnce(oracle, program));
    });
  const rows = programs.map((program, i) => ({
    program: program.name,
    ratio: median(timings[i].map(({ oursSeconds, qemuSeconds }) => qemuSeconds / oursSeconds)),
    machines: median(timings[i].map(({ oursSeconds, cycles }) => cycles / CLOCK_HZ / oursSeconds)),
  }));
  const product = rows.reduce((sum, { ratio }) => sum + Math.log(ratio), 0);
  const mean = Math.exp(product / rows.length);
  const line = (what: string, ratio: number, rest: string): string =>
    `${`${name} interpreter, ${what}`.padEnd(34)} ${ratio.toFixed(3).padStart(14)} of ${qemu}${rest}`;
  return [
    ...rows.map(({ program, ratio, machines }) =>
      line(program, ratio, `, ${machines.toFixed(1)} ${unit} in real time`),
    ),
    line('geometric mean', mean, ` (bar ${bar}: ${mean >= bar ? 'met' : 'MISSED'})`),
  ];
}

export const benchInterpreters = (): readonly string[] => subjects.flatMap(benchSubject);

if (process.argv[1]?.endsWith('bench-host-cpu.js') === true)
  for (const line of benchInterpreters()) process.stdout.write(`${line}\n`);
