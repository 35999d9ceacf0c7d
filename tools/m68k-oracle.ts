/**
 * The 68020 interpreter against qemu-m68k: `node dist/tools/m68k-oracle.js` (`oracle.ts` has the options).
 */
import type { FlatProgram } from './flat-program.js';
import {
  CODE_ADDRESS,
  DATA_ADDRESS,
  generateProgram,
  RESULT,
  RESULT_BYTES,
  rows,
  SEQUENCE_INSTRUCTIONS,
} from './m68k-generator.js';
import { m68kLockStep } from './m68k-steps.js';
import { type Oracle, oracleCommand } from './oracle.js';
import { m68kOracle as machine } from './oracle-programs.js';

const REGISTERS = 16;
const FLAG_WORDS = SEQUENCE_INSTRUCTIONS / 2;

function resultName(word: number): string {
  if (word < REGISTERS) return `${'da'[word >> 3]}${word & 7}`;
  if (word < REGISTERS + FLAG_WORDS)
    return `ccr after instructions ${2 * (word - REGISTERS) + 1}, ${2 * (word - REGISTERS) + 2}`;
  return `memory at +${4 * (word - REGISTERS - FLAG_WORDS)}`;
}

function wordsToBytes(code: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(code.length * 2);
  const view = new DataView(bytes.buffer);
  code.forEach((word, i) => {
    view.setUint16(2 * i, word);
  });
  return bytes;
}

export const oracle: Oracle = {
  machine,
  lockStep: m68kLockStep,
  rowNames: rows.map(({ name }) => name),
  generate(seed, sequences, prefix, sequenceInstructions) {
    const drawnFrom = rows.filter(({ name }) => name.startsWith(prefix));
    const { code, data, drawn } = generateProgram(seed, sequences, drawnFrom, sequenceInstructions);
    const flat: FlatProgram = {
      entry: CODE_ADDRESS,
      parts: [
        { address: DATA_ADDRESS, bytes: data },
        { address: CODE_ADDRESS, bytes: wordsToBytes(code) },
        { address: RESULT, bytes: new Uint8Array(4) },
      ],
    };
    return { flat, sequences, drawn };
  },
  sequences: 500,
  sequenceInstructions: SEQUENCE_INSTRUCTIONS,
  resultBytes: RESULT_BYTES,
  resultName,
  // Whole blocks at a time, qemu gets the flags before a Scc to memory wrong now and then.
  randomTarget: { ...machine.target, qemu: [...machine.target.qemu, '-singlestep'] },
  corpusFile: new URL('../../arch/corpus/sun3.bin', import.meta.url),
  corpusPrograms: 100,
};

await oracleCommand('m68k-oracle', oracle);
