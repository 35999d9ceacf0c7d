/**
 * The R2000 interpreter against qemu-mipsel, for developers:
 *
 *   node dist/tools/mips-oracle.js [--instructions N] [--seed N] [--row PREFIX]   random instructions, compared
 *   node dist/tools/mips-oracle.js --corpus                          make arch/corpus/ds3100.bin anew
 *
 * The corpus holds a checksum of qemu's results for each sequence of the first programs; the test suite replays
 * it where qemu is missing.
 */
import { writeFileSync } from 'node:fs';
import { elfOf, type FlatProgram, runFlat, wordsToBytes } from './mips-flat.js';
import {
  CODE_ADDRESS,
  DATA_ADDRESS,
  generateProgram,
  type RandomProgram,
  RESULT_BYTES,
  type Row,
  rows,
  SEQUENCE_INSTRUCTIONS,
} from './mips-generator.js';
import { makeProgramCorpus, runUnderQemu } from './mips-programs.js';

/** Sequences of one program; a 16-bit branch never has to reach far, so any number would do. */
export const SEQUENCES = 1000;
/** Programs the corpus covers: seeds 1 .. N. */
export const CORPUS_PROGRAMS = 42;
export const CORPUS_FILE = new URL('../../arch/corpus/ds3100.bin', import.meta.url);

export const flatOf = (program: RandomProgram): FlatProgram => ({
  entry: CODE_ADDRESS,
  parts: [
    { address: CODE_ADDRESS, bytes: wordsToBytes(program.code) },
    { address: DATA_ADDRESS, bytes: program.data },
  ],
});

/** FNV-1a over one sequence's results. */
export function checksum(results: Uint8Array, sequence: number): number {
  let hash = 0x811c9dc5;
  for (let i = sequence * RESULT_BYTES; i < (sequence + 1) * RESULT_BYTES; i++)
    hash = Math.imul(hash ^ results[i], 0x01000193);
  return hash >>> 0;
}

const runQemu = (program: RandomProgram): Uint8Array =>
  runUnderQemu(elfOf(flatOf(program), program.sequences * RESULT_BYTES)).output;

const names = [
  ...Array.from({ length: 27 }, (_, i) => `$${i + 1}`),
  '$31',
  'hi',
  'lo',
  'fcr31',
  ...Array.from({ length: 32 }, (_, i) => `$f${i}`),
];

/** One line for each register in which the two differ, sequence by sequence. */
function differences(ours: Uint8Array, theirs: Uint8Array, sequences: number): readonly string[] {
  const a = new DataView(ours.buffer, ours.byteOffset);
  const b = new DataView(theirs.buffer, theirs.byteOffset);
  const found: string[] = [];
  for (let s = 0; s < sequences; s++) {
    names.forEach((name, i) => {
      const at = s * RESULT_BYTES + 4 * i;
      const [x, y] = [a.getUint32(at, true), b.getUint32(at, true)];
      if (x !== y) found.push(`sequence ${s} ${name}: ours ${x.toString(16)}, qemu's ${y.toString(16)}`);
    });
  }
  return found;
}

function compare(instructions: number, firstSeed: number, drawnFrom: readonly Row[]): number {
  const drawn = new Map<string, number>(drawnFrom.map((row) => [row.name, 0]));
  let done = 0;
  let wrong = 0;
  for (let seed = firstSeed; done < instructions; seed++) {
    const program = generateProgram(seed, SEQUENCES, drawnFrom);
    const found = differences(runFlat(flatOf(program)).output, runQemu(program), SEQUENCES);
    for (const line of found.slice(0, 5)) console.log(`seed ${seed} ${line}`);
    wrong += found.length;
    for (const [name, count] of Object.entries(program.drawn))
      drawn.set(name, (drawn.get(name) ?? 0) + count);
    done += SEQUENCES * SEQUENCE_INSTRUCTIONS;
  }
  const least = [...drawn].sort((x, y) => x[1] - y[1])[0];
  console.log(
    `${done} random instructions, ${drawn.size} rows, each at least ${least[1]} times (${least[0]}); ${wrong} differences`,
  );
  return wrong === 0 ? 0 : 1;
}

function makeCorpus(): number {
  const bytes = new Uint8Array(CORPUS_PROGRAMS * SEQUENCES * 4);
  const view = new DataView(bytes.buffer);
  for (let p = 0; p < CORPUS_PROGRAMS; p++) {
    const results = runQemu(generateProgram(p + 1, SEQUENCES));
    for (let s = 0; s < SEQUENCES; s++) view.setUint32(4 * (p * SEQUENCES + s), checksum(results, s), true);
  }
  writeFileSync(CORPUS_FILE, bytes);
  console.log(`${makeProgramCorpus()} bytes of whole programs`);
  console.log(`${CORPUS_PROGRAMS * SEQUENCES} sequences, ${bytes.length} bytes`);
  return 0;
}

function main(argv: readonly string[]): number {
  const number = (name: string, fallback: number): number => {
    const at = argv.indexOf(name);
    return at < 0 ? fallback : Number(argv[at + 1]);
  };
  if (argv.includes('--corpus')) return makeCorpus();
  const only = argv.includes('--row') ? argv[argv.indexOf('--row') + 1] : '';
  const drawnFrom = rows.filter((row) => row.name.startsWith(only));
  return compare(number('--instructions', 1_000_000), number('--seed', 1), drawnFrom);
}

if (process.argv[1]?.endsWith('mips-oracle.js') === true) process.exitCode = main(process.argv.slice(2));
