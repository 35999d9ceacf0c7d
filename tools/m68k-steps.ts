/**
 * The 68020 in lock step with qemu-m68k. What a step costs is found by granting more and more: the first grant that
 * moves it must be used up.
 */
import { ContextWord, Stop } from '../arch/machine.js';
import { Word } from '../arch/sun3/context.js';
import { decode } from '../arch/sun3/decode.js';
import { Format, Opmode } from '../arch/sun3/fpu-opmodes.js';
import { loadFlat, readElf } from './flat-program.js';
import { m68k } from './flat-targets.js';
import { hexAt, type LockStep, nextLine, type Registers, type Stepper } from './lock-step.js';

/** D0-7, A0-7, condition codes, pc; FP0-7, three words each. */
const CCR = 16;
const PC = 17;
const FLOAT = 18;
const STACK_POINTER = 15;
const RECORD_WORDS = FLOAT + 24;
/** No instruction costs more. */
const MOST_CYCLES = 900;

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
    record[FLOAT + 3 * r] = hexAt(bytes, line + 37, 4) << 16;
    record[FLOAT + 3 * r + 1] = hexAt(bytes, line + 42);
    record[FLOAT + 3 * r + 2] = hexAt(bytes, line + 50);
  }
  record[PC] = hexAt(bytes, line + 5);
  record[CCR] = hexAt(bytes, line + 21, 4) & 31;
  return true;
}

function nameOf(index: number): string {
  if (index >= FLOAT) return `fp${Math.floor((index - FLOAT) / 3)} word ${(index - FLOAT) % 3}`;
  return index === PC ? 'pc' : index === CCR ? 'ccr' : `${'da'[index >> 3]}${index & 7}`;
}

/**
 * Is this a transcendental function? qemu's are not right to the last bit: its results are taken for ours, and
 * compared elsewhere (`m68881-oracle.ts`).
 */
function isTranscendental(code: Buffer): boolean {
  const command = code.readUInt16BE(2);
  const opmode = command & 0x7f;
  if (code.readUInt16BE() >>> 6 !== 0xf200 >>> 6 || (command & 0xa000) !== 0 || opmode < Opmode.Fsinh)
    return false;
  const exact: readonly number[] = [Opmode.Fintrz, Opmode.Fsqrt, Opmode.Fabs, Opmode.Fneg];
  return opmode < Opmode.Fgetexp && !exact.includes(opmode);
}

/** The command word's top bits of a move from FPn, before the format. */
const STORES = 0x6000 >>> 10;

/** Dn of FMOVE.B and FMOVE.W to it, with the bits stored: qemu changes the whole register. Or null. */
function shortStore(code: Buffer): { readonly register: number; readonly mask: number } | null {
  const command = code.readUInt16BE(2);
  if (code.readUInt16BE() >>> 3 !== 0xf200 >>> 3) return null;
  const format = command >>> 10;
  if (format !== STORES + Format.Word && format !== STORES + Format.Byte) return null;
  return { register: code[1] & 7, mask: format === STORES + Format.Word ? 0xffff : 0xff };
}

function createStepper(elf: Uint8Array): Stepper {
  const machine = loadFlat(m68k, readElf(m68k, elf));
  const { words } = machine.context;
  let started = false;
  let exited = false;
  let last = 'before the first step';
  let takesFloats = false;
  let takes: ReturnType<typeof shortStore> = null;

  function ours(index: number): number {
    if (index >= FLOAT) return words[Word.Fp + index - FLOAT];
    return words[index === PC ? ContextWord.Pc : index === CCR ? Word.Ccr : Word.D + index];
  }

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
      if (takesFloats) words.set(record.subarray(FLOAT), Word.Fp);
      if (takes !== null && ((ours(takes.register) ^ record[takes.register]) & takes.mask) === 0)
        words[Word.D + takes.register] = record[takes.register];
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
      takesFloats = isTranscendental(code);
      takes = shortStore(code);
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
