/**
 * The 68881 against qemu-m68k, for developers:
 *
 *   node dist/tools/m68881-oracle.js [--operations N] [--seed N] [--name PREFIX]
 *   node dist/tools/m68881-oracle.js --corpus
 *
 * The first executes every operation on random operands (a million in all unless told) in both and compares what
 * they leave, bit by bit where qemu can be trusted (`m68881-faults.ts` says where not); of transcendental functions
 * it tells how far apart the results are. The second makes `arch/corpus/sun3-float.bin` anew: checksums of qemu's
 * results, which the test suite replays where qemu is missing.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { elfOf, runFlat } from './flat-program.js';
import { m68k } from './flat-targets.js';
import {
  type Case,
  makeCases,
  type Operation,
  operations,
  programOf,
  RESULT_WORDS,
  readResults,
} from './m68881-cases.js';
import { trust } from './m68881-faults.js';
import { runUnderQemu } from './oracle-programs.js';

export const CORPUS_FILE = new URL('../../arch/corpus/sun3-float.bin', import.meta.url);
/** Cases of each operation in the corpus, and how many share a checksum. */
export const CORPUS_CASES = 768;
export const CORPUS_GROUP = 8;
const CORPUS_SEED = 68881;

/** What can be compared bit by bit. */
export const comparable: readonly Operation[] = operations.filter(({ kind }) => kind !== 'transcendental');

export function runOurs(operation: Operation, cases: readonly Case[]): Int32Array {
  return readResults(runFlat(m68k, programOf(operation, cases).program).output);
}

function runTheirs(operation: Operation, cases: readonly Case[]): Int32Array {
  const { program, extraBytes } = programOf(operation, cases);
  return readResults(runUnderQemu(m68k, elfOf(m68k, program, extraBytes)).output);
}

const resultOf = (results: Int32Array, n: number): Int32Array =>
  results.subarray(n * RESULT_WORDS, (n + 1) * RESULT_WORDS);

/**
 * FNV-1a over the bits of a group's results in which qemu is an oracle. `ours` says which those are, so a result of
 * ours that is wrong in this, too, shows.
 */
export function checksums(
  operation: Operation,
  cases: readonly Case[],
  ours: Int32Array,
  results: Int32Array,
): readonly number[] {
  return Array.from({ length: cases.length / CORPUS_GROUP }, (_, group) => {
    let hash = 0x811c9dc5;
    for (let n = group * CORPUS_GROUP; n < (group + 1) * CORPUS_GROUP; n++) {
      const { masks } = trust({ operation, case: cases[n], ours: resultOf(ours, n) });
      resultOf(results, n).forEach((word, i) => {
        hash = Math.imul(hash ^ (word & masks[i]), 0x01000193);
        hash ^= hash >>> 15;
      });
    }
    return hash | 0;
  });
}

export const corpusCases = (operation: Operation): readonly Case[] =>
  makeCases(CORPUS_SEED + operations.indexOf(operation), CORPUS_CASES);

const hex = (words: ArrayLike<number>): string =>
  Array.from(words, (word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

interface Tally {
  cases: number;
  wrong: number;
  /** Cases of which a word at least could not be compared, by the fault. */
  readonly excused: Map<string, number>;
  /** Cases of which nothing of the result could be compared. */
  unseen: number;
}

function compareOperation(operation: Operation, seed: number, count: number, tally: Tally): void {
  const cases = makeCases(seed, count);
  const ours = runOurs(operation, cases);
  const theirs = runTheirs(operation, cases);
  cases.forEach((row, n) => {
    const [mine, his] = [resultOf(ours, n), resultOf(theirs, n)];
    const { masks, because } = trust({ operation, case: row, ours: mine });
    tally.cases++;
    if ((masks[0] | masks[6]) === 0) tally.unseen++;
    const differs = masks.map((mask, i) => ((mine[i] ^ his[i]) & mask) !== 0);
    if (differs.includes(true)) {
      tally.wrong++;
      if (tally.wrong <= 10)
        console.log(
          `${operation.name} fpcr ${hex([row.fpcr])} of ${hex(row.registers)}: ours ${hex(mine)}, qemu's ${hex(his)}`,
        );
    }
    for (const { name } of because) tally.excused.set(name, (tally.excused.get(name) ?? 0) + 1);
  });
}

/** A finite number's mantissa as if its exponent were `exponent`. */
function scaledMantissa([top, high, low]: Int32Array, exponent: number): bigint {
  const mantissa = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  const shift = BigInt(((top >>> 16) & 0x7fff) - exponent);
  const size = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return top < 0 ? -size : size;
}

/** Units of the last place of 64 bits between the two, for operands of a size at which qemu's are good. */
function compareFunction(operation: Operation, seed: number, count: number): void {
  // qemu's reduction of great arguments keeps no more than 64 bits of pi.
  const greatest = /^f(sin|cos|tan)$/.test(operation.name) ? 0x3fff + 2 : 0x7fff;
  const cases = makeCases(seed, count).map((row) => ({ ...row, fpcr: 0 }));
  const ours = runOurs(operation, cases);
  const theirs = runTheirs(operation, cases);
  const apart: number[] = [];
  cases.forEach(({ registers }, n) => {
    const [mine, his] = [resultOf(ours, n), resultOf(theirs, n)];
    const exponent = (registers[3] >>> 16) & 0x7fff;
    const exponents = [mine, his].map(([top]) => (top >>> 16) & 0x7fff);
    if (registers[4] >= 0 || exponent === 0 || exponent > greatest) return;
    if (exponents.some((e) => e === 0 || e === 0x7fff)) return;
    const least = Math.min(...exponents);
    const difference = scaledMantissa(mine, least) - scaledMantissa(his, least);
    apart.push(Number(difference < 0n ? -difference : difference));
  });
  const same = apart.filter((units) => units === 0).length;
  const most = apart.reduce((a, b) => Math.max(a, b), 0);
  console.log(
    `${operation.name.padEnd(8)} ${apart.length} results, ${same} the same, at most ${most} units apart`,
  );
}

function makeCorpus(): number {
  const all = comparable.flatMap((operation) => {
    const cases = corpusCases(operation);
    return checksums(operation, cases, runOurs(operation, cases), runTheirs(operation, cases));
  });
  writeFileSync(CORPUS_FILE, Buffer.from(Int32Array.from(all).buffer));
  console.log(
    `${comparable.length} operations, ${comparable.length * CORPUS_CASES} cases, ${4 * all.length} bytes`,
  );
  return 0;
}

function main(): number {
  const { values } = parseArgs({
    options: {
      operations: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '1' },
      name: { type: 'string', default: '' },
      corpus: { type: 'boolean', default: false },
    },
  });
  if (values.corpus) return makeCorpus();
  const chosen = operations.filter(({ name }) => name.startsWith(values.name));
  const exact = chosen.filter(({ kind }) => kind !== 'transcendental');
  const each = Math.ceil(Number(values.operations) / Math.max(exact.length, 1));
  const tally: Tally = { cases: 0, wrong: 0, excused: new Map(), unseen: 0 };
  const seed = Number(values.seed);
  for (const [n, operation] of exact.entries()) compareOperation(operation, seed * 1000 + n, each, tally);
  for (const operation of chosen)
    if (operation.kind === 'transcendental') compareFunction(operation, seed, 10_000);
  for (const [name, count] of tally.excused) console.log(`${String(count).padStart(8)} ${name}`);
  console.log(
    `${tally.cases} random operations of ${exact.length} kinds: ${tally.wrong} differences; of ${tally.unseen} nothing could be compared`,
  );
  return tally.wrong === 0 ? 0 : 1;
}

if (process.argv[1]?.endsWith('m68881-oracle.js') === true) {
  try {
    process.exitCode = main();
  } catch (error) {
    process.stderr.write(`m68881-oracle: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}
