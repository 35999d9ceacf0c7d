/**
 * The R2000 interpreter against qemu-mipsel, for developers:
 *
 *   node dist/tools/mips-oracle.js [--instructions N] [--steps N] [--seed N] [--row PREFIX] [--counts]
 *   node dist/tools/mips-oracle.js --corpus
 *
 * The first compares random instructions (a million unless told; all registers after each short sequence, then
 * `--steps` more of them, 200000 unless told, after every single one) and whole programs (their output, and all
 * registers after each of their first steps). The second makes the files of `arch/corpus/` anew: checksums of
 * qemu's results for each sequence of the first random programs, and the whole programs with their output. The
 * test suite replays them where qemu is missing.
 *
 * qemu is no oracle, and so these are not drawn: misaligned accesses, reserved instructions, what a load leaves in
 * the next instruction, division by zero, enabled traps (it dies of them), and double operations on odd registers.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { elfOf, type FlatProgram, readElf, runFlat, wordsToBytes } from './flat-program.js';
import { mips } from './flat-targets.js';
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
import { compareSteps } from './mips-steps.js';
import {
  type BuiltProgram,
  makeProgramCorpus,
  mipsOracle,
  readPrograms,
  runUnderQemu,
} from './oracle-programs.js';

/** Sequences of one program; a 16-bit branch never has to reach far, so any number would do. */
export const SEQUENCES = 1000;
/** Programs the corpus covers: seeds 1 .. N. */
export const CORPUS_PROGRAMS = 42;
export const CORPUS_FILE = new URL('../../arch/corpus/ds3100.bin', import.meta.url);

/** Steps of each whole program that are compared register by register. */
const PROGRAM_STEPS = 50_000;

export const flatOf = (program: RandomProgram): FlatProgram => ({
  entry: CODE_ADDRESS,
  parts: [
    { address: CODE_ADDRESS, bytes: wordsToBytes(program.code, true) },
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
  runUnderQemu(mips, elfOf(mips, flatOf(program), program.sequences * RESULT_BYTES)).output;

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

type Counts = Map<string, number>;

function countDrawn(counts: Counts, program: RandomProgram): void {
  for (const [name, count] of Object.entries(program.drawn))
    counts.set(name, (counts.get(name) ?? 0) + count);
}

/** Random sequences, all registers compared after each: the number of differences. */
function compareSequences(instructions: number, firstSeed: number, drawnFrom: readonly Row[]): number {
  const counts: Counts = new Map(drawnFrom.map((row) => [row.name, 0]));
  let done = 0;
  let wrong = 0;
  for (let seed = firstSeed; done < instructions; seed++) {
    const program = generateProgram(seed, SEQUENCES, drawnFrom);
    const found = differences(runFlat(mips, flatOf(program)).output, runQemu(program), SEQUENCES);
    for (const line of found.slice(0, 5)) console.log(`seed ${seed} ${line}`);
    wrong += found.length;
    countDrawn(counts, program);
    done += SEQUENCES * SEQUENCE_INSTRUCTIONS;
  }
  const [name, count] = [...counts].sort((x, y) => x[1] - y[1])[0];
  console.log(
    `${done} random instructions, ${counts.size} rows, each at least ${count} times (${name}): ${wrong} differences`,
  );
  if (process.argv.includes('--counts'))
    for (const [row, times] of counts) console.log(`  ${row.padEnd(14)} ${times}`);
  return wrong;
}

/** Random instructions in lock step, in long sequences, for registers are seen anyway. */
async function compareRandomSteps(
  wanted: number,
  firstSeed: number,
  drawnFrom: readonly Row[],
): Promise<number> {
  const SEQUENCE = 400;
  let done = 0;
  let wrong = 0;
  for (let seed = firstSeed; done < wanted && wrong < 5; seed++) {
    const program = generateProgram(seed, SEQUENCES / 10, drawnFrom, SEQUENCE);
    const elf = elfOf(mips, flatOf(program), program.sequences * RESULT_BYTES);
    const { steps, difference } = await compareSteps(elf, wanted - done);
    done += Math.max(steps, 1);
    if (difference === null) continue;
    wrong++;
    console.log(`seed ${seed} step ${steps}: ${difference}`);
  }
  console.log(`${done} random steps in lock step: ${wrong} differences`);
  return wrong;
}

async function compareProgram(program: BuiltProgram): Promise<number> {
  const { output } = runFlat(mips, readElf(mips, program.elf), [program.name, String(program.testRounds)]);
  const text = Buffer.from(output).toString('latin1');
  const same = text === program.output;
  const { steps, difference } = await compareSteps(program.elf, PROGRAM_STEPS);
  console.log(
    `${program.name}: ${same ? 'same output' : `output ${text.trim()}, qemu's ${program.output.trim()}`}; ` +
      `${steps} steps in lock step: ${difference ?? '0 differences'}`,
  );
  return (same ? 0 : 1) + (difference === null ? 0 : 1);
}

function makeCorpus(): number {
  const bytes = new Uint8Array(CORPUS_PROGRAMS * SEQUENCES * 4);
  const view = new DataView(bytes.buffer);
  for (let p = 0; p < CORPUS_PROGRAMS; p++) {
    const results = runQemu(generateProgram(p + 1, SEQUENCES));
    for (let s = 0; s < SEQUENCES; s++) view.setUint32(4 * (p * SEQUENCES + s), checksum(results, s), true);
  }
  writeFileSync(CORPUS_FILE, bytes);
  console.log(`${makeProgramCorpus(mipsOracle)} bytes of whole programs`);
  console.log(`${CORPUS_PROGRAMS * SEQUENCES} sequences, ${bytes.length} bytes`);
  return 0;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      instructions: { type: 'string', default: '1000000' },
      steps: { type: 'string', default: '200000' },
      seed: { type: 'string', default: '1' },
      row: { type: 'string', default: '' },
      counts: { type: 'boolean', default: false },
      corpus: { type: 'boolean', default: false },
    },
  });
  if (values.corpus) return makeCorpus();
  const drawnFrom = rows.filter((row) => row.name.startsWith(values.row));
  if (drawnFrom.length === 0) throw new Error(`no row begins with '${values.row}'`);
  const seed = Number(values.seed);
  let wrong = compareSequences(Number(values.instructions), seed, drawnFrom);
  wrong += await compareRandomSteps(Number(values.steps), seed, drawnFrom);
  for (const program of readPrograms(mipsOracle)) wrong += await compareProgram(program);
  return wrong === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('mips-oracle.js') === true) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`mips-oracle: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
