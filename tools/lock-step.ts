/**
 * Lock step with qemu: its single-step log holds every register before each instruction. Our interpreter is granted
 * exactly the cycles that the next step costs: a step must use up its grant, no more and no less.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlatTarget } from './flat-program.js';

/** One record of the log: all registers as words. */
export type Registers = Int32Array;

export interface Stepper {
  /** A record that qemu logs and we do not stop at. */
  skips(record: Registers): boolean;
  /** What differs from the record, or null. The first record sets our registers instead. */
  compare(record: Registers): string | null;
  /** One step; false for a Linux call, which is served. */
  step(): boolean;
  exited(): boolean;
}

/** How a machine's log is read and followed. */
export interface LockStep {
  readonly target: FlatTarget;
  readonly recordStart: string;
  readonly recordWords: number;
  /** False for what is no record to compare. */
  parse(bytes: Buffer, start: number, record: Registers): boolean;
  createStepper(elf: Uint8Array): Stepper;
}

export interface StepResult {
  readonly steps: number;
  /** What differed first, or null. */
  readonly difference: string | null;
}

/** Run an ELF file under qemu and in lock step here, until it exits or `maxSteps` steps are done. */
export async function compareSteps(
  lockStep: LockStep,
  elf: Uint8Array,
  maxSteps: number,
): Promise<StepResult> {
  const [command, ...machineOptions] = lockStep.target.qemu;
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const file = join(folder, 'program');
  const fifo = join(folder, 'log');
  writeFileSync(file, elf, { mode: 0o755 });
  // A named pipe: the log of a million steps has gigabytes, and standard error is not buffered.
  if (spawnSync('mkfifo', [fifo]).status !== 0) throw new Error(`${fifo} cannot be made: mkfifo failed`);
  const options = [...machineOptions, '-singlestep', '-d', 'cpu,fpu,nochain', '-D', fifo];
  const enough = new AbortController();
  const qemu = spawn(command, [...options, file], { stdio: 'ignore', signal: enough.signal });
  const failed = new Promise<never>((_, reject) => {
    qemu.on('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
  });
  try {
    return await Promise.race([
      failed,
      follow(lockStep, elf, createReadStream(fifo, { highWaterMark: 1 << 18 }), maxSteps),
    ]);
  } finally {
    enough.abort();
    rmSync(folder, { recursive: true });
  }
}

async function follow(
  lockStep: LockStep,
  elf: Uint8Array,
  log: AsyncIterable<Buffer>,
  maxSteps: number,
): Promise<StepResult> {
  const { recordStart } = lockStep;
  const stepper = lockStep.createStepper(elf);
  let steps = 0;
  let difference: string | null = null;
  /** False when enough is known. */
  const take = (record: Registers): boolean => {
    if (stepper.skips(record)) return true;
    difference = stepper.compare(record);
    if (difference !== null) return false;
    if (stepper.step()) steps++;
    return !stepper.exited() && steps < maxSteps;
  };
  // The log in pieces; what is left of one begins with an unfinished record.
  const record: Registers = new Int32Array(lockStep.recordWords);
  let rest: Buffer = Buffer.alloc(0);
  let enough = false;
  read: for await (const chunk of log) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = bytes.indexOf(recordStart);
    for (;;) {
      const next = start < 0 ? -1 : bytes.indexOf(recordStart, start + 1);
      if (next < 0) break;
      enough = lockStep.parse(bytes, start, record) && !take(record);
      if (enough) break read;
      start = next;
    }
    rest = bytes.subarray(Math.max(start, 0));
  }
  // The last record, of a program that ended by itself.
  if (!enough && rest.length > 0 && lockStep.parse(rest, 0, record)) take(record);
  const early = stepper.exited() || steps >= maxSteps ? null : `qemu ended after ${steps} steps`;
  return { steps, difference: difference ?? early };
}

export const nextLine = (bytes: Buffer, at: number): number => bytes.indexOf(10, at) + 1;

/** Eight hexadecimal digits, or fewer. */
export function hexAt(bytes: Buffer, at: number, digits = 8): number {
  let value = 0;
  for (let i = at; i < at + digits; i++) {
    const code = bytes[i];
    value = (value << 4) | (code <= 57 ? code - 48 : code - 87);
  }
  return value;
}
