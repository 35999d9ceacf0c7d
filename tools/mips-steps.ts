/** The R2000 in lock step with qemu-mipsel. The decoder says what a step costs, a branch with its slot. */
import { Word } from '../arch/ds3100/context.js';
import { decode, disassemble } from '../arch/ds3100/decode.js';
import { ContextWord, Stop } from '../arch/machine.js';
import { loadFlat, readElf } from './flat-program.js';
import { mips } from './flat-targets.js';
import { hexAt, type LockStep, nextLine, type Registers, type Stepper } from './lock-step.js';

/** qemu's flags of a branch whose delay slot comes next. */
const PENDING_BRANCH = 0x803800;

/** Words in the order of the context block, from $0 to the last FP register, then pc. */
const RECORD_WORDS = Word.F + 32 - Word.R + 1;
const PC = RECORD_WORDS - 1;

export const mipsLockStep: LockStep = {
  target: mips,
  recordStart: 'pc=0x',
  recordWords: RECORD_WORDS,
  parse: parseRecord,
  createStepper,
};

/** False for a delay slot. Columns are those of qemu's `cpu,fpu` dump. */
function parseRecord(bytes: Buffer, start: number, record: Registers): boolean {
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

  function begin(record: Registers): void {
    started = true;
    words.set(record.subarray(0, PC), Word.R);
    // No arguments but the program's name; the start-up code looks no further.
    machine.putWord(record[29] >>> 0, 1);
  }

  return {
    // The slot of a branch that qemu found never to be taken, and so logs like any instruction.
    skips: (record) => record[PC] === slotPc && words[ContextWord.Pc] !== slotPc,
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
