/**
 * Holding an interpreter against qemu, for developers; each machine has a command of its own (`mips-oracle.ts`,
 * `m68k-oracle.ts`):
 *
 *   node dist/tools/X-oracle.js [--instructions N] [--steps N] [--seed N] [--row PREFIX] [--counts]
 *   node dist/tools/X-oracle.js --corpus
 *
 * The first compares random instructions (a million unless told; results after each short sequence, then `--steps`
 * more of them, 200000 unless told, after every single one) and whole programs (their output, and all registers after
 * each of their first steps). The second makes the files of `arch/corpus/` anew: checksums of qemu's results for each
 * sequence of the first random programs, and the whole programs with their output. The test suite replays them where
 * qemu is missing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { elfOf, type FlatProgram, type FlatTarget, readElf, runFlat } from './flat-program.js';
import { compareSteps, type LockStep } from './lock-step.js';
import {
  type BuiltProgram,
  makeProgramCorpus,
  type OracleMachine,
  readPrograms,
  runUnderQemu,
} from './oracle-programs.js';

/** A random program: it writes `sequences` blocks of results to standard output. */
export interface RandomFlat {
  readonly flat: FlatProgram;
  readonly sequences: number;
  /** How often each row was drawn. */
  readonly drawn: { readonly [row: string]: number };
}

export interface Oracle {
  readonly machine: OracleMachine;
  readonly lockStep: LockStep;
  readonly rowNames: readonly string[];
  /** Same seed, same program; of the rows whose names begin with `prefix`. */
  generate(seed: number, sequences: number, prefix: string, sequenceInstructions?: number): RandomFlat;
  readonly sequences: number;
  readonly sequenceInstructions: number;
  /** A block of results: words of the machine's byte order. */
  readonly resultBytes: number;
  resultName(word: number): string;
  /** The machine with the options under which qemu is to run random programs. */
  readonly randomTarget: FlatTarget;
  readonly corpusFile: URL;
  /** Programs the corpus covers: seeds 1 .. N. */
  readonly corpusPrograms: number;
}

/** Steps of each whole program that are compared register by register. */
const PROGRAM_STEPS = 50_000;
/** Random steps are in long sequences, for registers are seen anyway. */
const STEP_SEQUENCE = 400;

/** FNV-1a over one sequence's results. */
function checksum(results: Uint8Array, sequence: number, resultBytes: number): number {
  let hash = 0x811c9dc5;
  for (let i = sequence * resultBytes; i < (sequence + 1) * resultBytes; i++)
    hash = Math.imul(hash ^ results[i], 0x01000193);
  return hash >>> 0;
}

const elfFor = ({ machine, resultBytes }: Oracle, program: RandomFlat): Uint8Array =>
  elfOf(machine.target, program.flat, program.sequences * resultBytes);

const runQemu = (oracle: Oracle, program: RandomFlat): Uint8Array =>
  runUnderQemu(oracle.randomTarget, elfFor(oracle, program)).output;

/** One line for each word in which the two differ, sequence by sequence. */
function differences(oracle: Oracle, ours: Uint8Array, theirs: Uint8Array): readonly string[] {
  const { resultBytes } = oracle;
  const { littleEndian } = oracle.machine.target;
  const a = new DataView(ours.buffer, ours.byteOffset);
  const b = new DataView(theirs.buffer, theirs.byteOffset);
  const found: string[] = [];
  for (let at = 0; at < ours.length; at += 4) {
    const [x, y] = [a.getUint32(at, littleEndian), b.getUint32(at, littleEndian)];
    if (x === y) continue;
    const name = oracle.resultName((at % resultBytes) / 4);
    const sequence = Math.floor(at / resultBytes);
    found.push(`sequence ${sequence} ${name}: ours ${x.toString(16)}, qemu's ${y.toString(16)}`);
  }
  return found;
}

type Counts = Map<string, number>;

function countDrawn(counts: Counts, program: RandomFlat): void {
  for (const [name, count] of Object.entries(program.drawn))
    counts.set(name, (counts.get(name) ?? 0) + count);
}

/** Random sequences, the results compared after each: the number of differences. */
function compareSequences(oracle: Oracle, instructions: number, firstSeed: number, prefix: string): number {
  const { target } = oracle.machine;
  const counts: Counts = new Map(
    oracle.rowNames.filter((name) => name.startsWith(prefix)).map((name) => [name, 0]),
  );
  let done = 0;
  let wrong = 0;
  for (let seed = firstSeed; done < instructions; seed++) {
    const program = oracle.generate(seed, oracle.sequences, prefix);
    const found = differences(oracle, runFlat(target, program.flat).output, runQemu(oracle, program));
    for (const line of found.slice(0, 5)) console.log(`seed ${seed} ${line}`);
    wrong += found.length;
    countDrawn(counts, program);
    done += oracle.sequences * oracle.sequenceInstructions;
  }
  const [name, count] = [...counts].sort((x, y) => x[1] - y[1])[0];
  console.log(
    `${done} random instructions, ${counts.size} rows, each at least ${count} times (${name}): ${wrong} differences`,
  );
  if (process.argv.includes('--counts'))
    for (const [row, times] of counts) console.log(`  ${row.padEnd(18)} ${times}`);
  return wrong;
}

/** Random instructions in lock step. */
async function compareRandomSteps(
  oracle: Oracle,
  wanted: number,
  firstSeed: number,
  prefix: string,
): Promise<number> {
  let done = 0;
  let wrong = 0;
  for (let seed = firstSeed; done < wanted && wrong < 5; seed++) {
    const program = oracle.generate(seed, oracle.sequences / 10, prefix, STEP_SEQUENCE);
    const { steps, difference } = await compareSteps(oracle.lockStep, elfFor(oracle, program), wanted - done);
    done += Math.max(steps, 1);
    if (difference === null) continue;
    wrong++;
    console.log(`seed ${seed} step ${steps}: ${difference}`);
  }
  console.log(`${done} random steps in lock step: ${wrong} differences`);
  return wrong;
}

async function compareProgram(oracle: Oracle, program: BuiltProgram): Promise<number> {
  const { target } = oracle.machine;
  const { output } = runFlat(target, readElf(target, program.elf), [
    program.name,
    String(program.testRounds),
  ]);
  const text = Buffer.from(output).toString('latin1');
  const same = text === program.output;
  const { steps, difference } = await compareSteps(oracle.lockStep, program.elf, PROGRAM_STEPS);
  console.log(
    `${program.name}: ${same ? 'same output' : `output ${text.trim()}, qemu's ${program.output.trim()}`}; ` +
      `${steps} steps in lock step: ${difference ?? '0 differences'}`,
  );
  return (same ? 0 : 1) + (difference === null ? 0 : 1);
}

function makeCorpus(oracle: Oracle): number {
  const { corpusPrograms, sequences } = oracle;
  const bytes = new Uint8Array(corpusPrograms * sequences * 4);
  const view = new DataView(bytes.buffer);
  for (let p = 0; p < corpusPrograms; p++) {
    const results = runQemu(oracle, oracle.generate(p + 1, sequences, ''));
    for (let s = 0; s < sequences; s++)
      view.setUint32(4 * (p * sequences + s), checksum(results, s, oracle.resultBytes), true);
  }
  writeFileSync(oracle.corpusFile, bytes);
  console.log(`${makeProgramCorpus(oracle.machine)} bytes of whole programs`);
  console.log(`${corpusPrograms * sequences} sequences, ${bytes.length} bytes`);
  return 0;
}

/**
 * Replay one of the corpus's programs (number from 0): the sequences, as `seed 1 sequence 2`, whose results are not
 * what qemu's were.
 */
export function replayCorpus(oracle: Oracle, program: number): readonly string[] {
  const { sequences } = oracle;
  const corpus = readFileSync(oracle.corpusFile);
  if (corpus.length !== oracle.corpusPrograms * sequences * 4)
    throw new Error(`${oracle.corpusFile.pathname} has ${corpus.length} bytes: make it anew`);
  const { output } = runFlat(oracle.machine.target, oracle.generate(program + 1, sequences, '').flat);
  return Array.from({ length: sequences }, (_, s) => s)
    .filter(
      (s) => checksum(output, s, oracle.resultBytes) !== corpus.readUInt32LE(4 * (program * sequences + s)),
    )
    .map((s) => `seed ${program + 1} sequence ${s}`);
}

async function main(oracle: Oracle): Promise<number> {
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
  if (values.corpus) return makeCorpus(oracle);
  if (!oracle.rowNames.some((name) => name.startsWith(values.row)))
    throw new Error(`no row begins with '${values.row}'`);
  const seed = Number(values.seed);
  let wrong = compareSequences(oracle, Number(values.instructions), seed, values.row);
  wrong += await compareRandomSteps(oracle, Number(values.steps), seed, values.row);
  for (const program of readPrograms(oracle.machine)) wrong += await compareProgram(oracle, program);
  return wrong === 0 ? 0 : 1;
}

/** The command, when the process was started for it. */
export async function oracleCommand(name: string, oracle: Oracle): Promise<void> {
  if (process.argv[1]?.endsWith(`${name}.js`) !== true) return;
  try {
    process.exitCode = await main(oracle);
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
