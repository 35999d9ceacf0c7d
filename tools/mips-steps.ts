/**
 * Lock step with qemu-mipsel: its single-step log holds every register before each instruction. Our interpreter is
 * granted exactly the cycles that the decoder says the next step costs, so the log also proves the cycle table: a
 * step must use up its grant, no more and no less.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Word } from '../arch/ds3100/context.js';
import { decode, disassemble } from '../arch/ds3100/decode.js';
import { ContextWord, Stop } from '../arch/machine.js';
import { loadFlat, readElf } from './flat-program.js';
import { mips } from './flat-targets.js';

/** qemu's flags of a branch whose delay slot comes next. */
const PENDING_BRANCH = 0x803800;
const RECORD_START = 'pc=0x';

/** One record of the log: words in the order of the context block, from $0 to the last FP register, then pc. */
type Record = Int32Array;
const RECORD_WORDS = Word.F + 32 - Word.R + 1;
const PC = RECORD_WORDS - 1;

export interface StepResult {
  readonly steps: number;
  /** What differed first, or null. */
  readonly difference: string | null;
}

/** Run an ELF file under qemu and in lock step here, until it exits or `maxSteps` steps are done. */
export async function compareSteps(elf: Uint8Array, maxSteps: number): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
  const file = join(folder, 'program');
  const fifo = join(folder, 'log');
  writeFileSync(file, elf, { mode: 0o755 });
  // A named pipe: the log of a million steps has gigabytes, and standard error is not buffered.
  if (spawnSync('mkfifo', [fifo]).status !== 0) throw new Error(`${fifo} cannot be made: mkfifo failed`);
  const options = ['-singlestep', '-d', 'cpu,fpu,nochain', '-D', fifo];
  const enough = new AbortController();
  const qemu = spawn('qemu-mipsel', [...options, file], { stdio: 'ignore', signal: enough.signal });
  const failed = new Promise<never>((_, reject) => {
    qemu.on('error', (error) => reject(new Error(`qemu-mipsel cannot be run: ${error.message}`)));
  });
  try {
    return await Promise.race([
      failed,
      follow(elf, createReadStream(fifo, { highWaterMark: 1 << 18 }), maxSteps),
    ]);
  } finally {
    enough.abort();
    rmSync(folder, { recursive: true });
  }
}

async function follow(elf: Uint8Array, log: AsyncIterable<Buffer>, maxSteps: number): Promise<StepResult> {
  const stepper = createStepper(elf);
  let steps = 0;
  let difference: string | null = null;
  /** False when enough is known. */
  const take = (record: Record): boolean => {
    if (stepper.isInnerSlot(record)) return true;
    difference = stepper.compare(record);
    if (difference !== null) return false;
    if (stepper.step()) steps++;
    return !stepper.exited() && steps < maxSteps;
  };
  // The log in pieces; what is left of one begins with an unfinished record.
  const record: Record = new Int32Array(RECORD_WORDS);
  let rest: Buffer = Buffer.alloc(0);
  read: for await (const chunk of log) {
    const bytes = Buffer.concat([rest, chunk]);
    let start = bytes.indexOf(RECORD_START);
    for (;;) {
      const next = start < 0 ? -1 : bytes.indexOf(RECORD_START, start + 1);
      if (next < 0) break;
      if (parseRecord(bytes, start, record) && !take(record)) break read;
      start = next;
    }
    rest = bytes.subarray(Math.max(start, 0));
  }
  return { steps, difference: steps === 0 ? (difference ?? 'qemu-mipsel logged nothing') : difference };
}

/** False for a delay slot. Columns are those of qemu's `cpu,fpu` dump. */
function parseRecord(bytes: Buffer, start: number, record: Record): boolean {
  const flagsAt = start + 45;
  if ((Number.parseInt(bytes.toString('latin1', flagsAt, flagsAt + 8), 16) & PENDING_BRANCH) !== 0)
    return false;
  record[PC] = hexAt(bytes, start + 5);
  record[Word.Hi - Word.R] = hexAt(bytes, start + 19);
  record[Word.Lo - Word.R] = hexAt(bytes, start + 33);
  let line = nextLine(bytes, start);
  for (let r = 0; r < 32; r += 4, line = nextLine(bytes, line))
    for (let i = 0; i < 4; i++) record[r + i] = hexAt(bytes, line + 10 + 12 * i);
  const fcr31 = bytes.indexOf('FCR31 0x', line);
  record[Word.Fcr31 - Word.R] = hexAt(bytes, fcr31 + 8);
  line = nextLine(bytes, fcr31);
  for (let f = 0; f < 32; f += 2, line = nextLine(bytes, line)) {
    record[Word.F - Word.R + f + 1] = hexAt(bytes, line + 18);
    record[Word.F - Word.R + f] = hexAt(bytes, line + 26);
  }
  return true;
}

const nextLine = (bytes: Buffer, at: number): number => bytes.indexOf(10, at) + 1;

function hexAt(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = at; i < at + 8; i++) {
    const code = bytes[i];
    value = (value << 4) | (code <= 57 ? code - 48 : code - 87);
  }
  return value;
}

interface Stepper {
  /** The slot of a branch that qemu found never to be taken, and so logs like any instruction. */
  isInnerSlot(record: Record): boolean;
  /** What differs from the record, or null. The first record sets our registers instead. */
  compare(record: Record): string | null;
  /** One step, a branch with its slot; false for a Linux call, which is served. */
  step(): boolean;
  exited(): boolean;
}

function createStepper(elf: Uint8Array): Stepper {
  const machine = loadFlat(mips, readElf(mips, elf));
  const { words } = machine.context;
  const wordAt = (address: number): number => Buffer.from(machine.bytesAt(address, 4)).readInt32LE();
  let started = false;
  let exited = false;
  let last = 'before the first step';
  let slotPc = 0;

  function name(index: number): string {
    const word = index + Word.R;
    if (index === PC) return 'pc';
    if (word >= Word.F) return `$f${word - Word.F}`;
    return { [Word.Hi]: 'hi', [Word.Lo]: 'lo', [Word.Fcr31]: 'fcr31' }[word] ?? `$${index}`;
  }

  function ours(index: number): number {
    return words[index === PC ? ContextWord.Pc : Word.R + index];
  }

  function begin(record: Record): void {
    started = true;
    words.set(record.subarray(0, PC), Word.R);
    // No arguments but the program's name; the start-up code looks no further.
    machine.putWord(record[29] >>> 0, 1);
  }

  return {
    isInnerSlot: (record) => record[PC] === slotPc && words[ContextWord.Pc] !== slotPc,
    compare(record) {
      if (!started) begin(record);
      for (let i = 0; i < RECORD_WORDS; i++) {
        if (ours(i) === record[i]) continue;
        const [x, y] = [ours(i), record[i]].map((value) => (value >>> 0).toString(16));
        return `${last}: ${name(i)} ours ${x}, qemu's ${y}`;
      }
      return null;
    },
    step() {
      const pc = words[ContextWord.Pc] >>> 0;
      const word = wordAt(pc);
      last = `0x${pc.toString(16)} ${disassemble(word, pc)}`;
      const operation = decode(word);
      if (operation === null) throw new Error(`${last}: not an instruction`);
      const slot = operation.kind === 'branch' ? decode(wordAt(pc + 4)) : null;
      slotPc = slot === null ? 0 : pc + 4;
      const cycles = 1 + operation.extraCycles + (slot === null ? 0 : 1 + slot.extraCycles);
      const stop = machine.engine.run(machine.context, cycles);
      if (stop === Stop.Call) {
        exited = machine.serveCall() !== null;
        return false;
      }
      const left = words[ContextWord.CyclesLeft];
      if (stop !== Stop.Budget || left !== 0)
        throw new Error(`${last}: stop ${stop} with ${left} of ${cycles} cycles left`);
      return true;
    },
    exited: () => exited,
  };
}
