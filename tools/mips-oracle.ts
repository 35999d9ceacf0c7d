/**
 * The R2000 interpreter against qemu-mipsel: `node dist/tools/mips-oracle.js` (`oracle.ts` has the options).
 *
 * qemu is no oracle, and so these are not drawn: misaligned accesses, reserved instructions, what a load leaves in
 * the next instruction, division by zero, enabled traps (it dies of them), and double operations on odd registers.
 */
import { wordsToBytes } from './flat-program.js';
import {
  CODE_ADDRESS,
  DATA_ADDRESS,
  generateProgram,
  RESULT_BYTES,
  rows,
  SEQUENCE_INSTRUCTIONS,
} from './mips-generator.js';
import { mipsLockStep } from './mips-steps.js';
import { type Oracle, oracleCommand } from './oracle.js';
import { mipsOracle as machine } from './oracle-programs.js';

const names: readonly string[] = [
  ...Array.from({ length: 27 }, (_, i) => `$${i + 1}`),
  '$31',
  'hi',
  'lo',
  'fcr31',
  ...Array.from({ length: 32 }, (_, i) => `$f${i}`),
];

export const oracle: Oracle = {
  machine,
  lockStep: mipsLockStep,
  rowNames: rows.map(({ name }) => name),
  generate(seed, sequences, prefix, sequenceInstructions) {
    const drawnFrom = rows.filter(({ name }) => name.startsWith(prefix));
    const program = generateProgram(seed, sequences, drawnFrom, sequenceInstructions);
    const parts = [
      { address: CODE_ADDRESS, bytes: wordsToBytes(program.code, true) },
      { address: DATA_ADDRESS, bytes: program.data },
    ];
    return { flat: { entry: CODE_ADDRESS, parts }, sequences, drawn: program.drawn };
  },
  // A 16-bit branch never has to reach far, so any number would do.
  sequences: 1000,
  sequenceInstructions: SEQUENCE_INSTRUCTIONS,
  resultBytes: RESULT_BYTES,
  resultName: (word) => names[word],
  randomTarget: machine.target,
  corpusFile: new URL('../../arch/corpus/ds3100.bin', import.meta.url),
  corpusPrograms: 42,
};

await oracleCommand('mips-oracle', oracle);
