/**
 * The 68020 in lock step with qemu-m68k. What a step costs is found by granting more and more: the first grant that
 * moves it must be used up.
 */
import { ContextWord, Stop } from '../arch/machine.js';
import { Word } from '../arch/sun3/context.js';
import { decode } from '../arch/sun3/decode.js';
import { loadFlat, readElf } from './flat-program.js';
import { m68k } from './flat-targets.js';
import { hexAt, type LockStep, nextLine, type Registers, type Stepper } from './lock-step.js';

/** D0-7, A0-7, condition codes, pc. */
const CCR = 16;
const PC = 17;
const STACK_POINTER = 15;
const RECORD_WORDS = 18;
/** No instruction costs more. */
const MOST_CYCLES = 400;

export const m68kLockStep: LockStep = {
  target: m68k,
  recordStart: 'D0 = ',
  recordWords: RECORD_WORDS,
  parse: parseRecord,
  createStepper,
};

/** Columns are those of qemu's `cpu` dump. */
function parseRecord(bytes: Buffer, start: number, record: Registers): boolean {
  let line = start;
  for (let r = 0; r < 8; r++, line = nextLine(bytes, line)) {
    record[r] = hexAt(bytes, line + 5);
    record[8 + r] = hexAt(bytes, line + 21);
  }
  record[PC] = hexAt(bytes, line + 5);
  record[CCR] = hexAt(bytes, line + 21, 4) & 31;
  return true;
}

const nameOf = (index: number): string =>
  index === PC ? 'pc' : index === CCR ? 'ccr' : `${'da'[index >> 3]}${index & 7}`;

function createStepper(elf: Uint8Array): Stepper {
  const machine = loadFlat(m68k, readElf(m68k, elf));
  const { words } = machine.context;
  let started = false;
  let exited = false;
  let last = 'before the first step';

  const ours = (index: number): number =>
    words[index === PC ? ContextWord.Pc : index === CCR ? Word.Ccr : Word.D + index];

  function begin(record: Registers): void {
    started = true;
    words.set(record.subarray(0, 16), Word.D);
    // No arguments but the program's name; the start-up code looks no further.
    machine.putWord(record[STACK_POINTER] >>> 0, 1);
  }

  return {
    skips: () => false,
    compare(record) {
      if (!started) begin(record);
      for (let i = 0; i < RECORD_WORDS; i++) {
        if (ours(i) === record[i]) continue;
        const [x, y] = [ours(i), record[i]].map((value) => (value >>> 0).toString(16));
        return `${last}: ${nameOf(i)} ours ${x}, qemu's ${y}`;
      }
      return null;
    },
    step() {
      const pc = words[ContextWord.Pc] >>> 0;
      const code = Buffer.from(machine.bytesAt(pc, 22));
      last = `0x${pc.toString(16)} ${decode(code.readUInt16BE())?.name} ${code.toString('hex')}`;
      for (let cycles = 1; cycles < MOST_CYCLES; cycles++) {
        const stop = machine.engine.run(machine.context, cycles);
        if (stop === Stop.Call) {
          exited = machine.serveCall() !== null;
          return false;
        }
        const left = words[ContextWord.CyclesLeft];
        if (stop === Stop.Budget && left === cycles) continue;
        if (stop !== Stop.Budget || left !== 0)
          throw new Error(`${last}: stop ${stop} with ${left} of ${cycles} cycles left`);
        return true;
      }
      throw new Error(`${last}: costs more than ${MOST_CYCLES} cycles`);
    },
    exited: () => exited,
  };
}
