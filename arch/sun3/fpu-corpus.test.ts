import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runFlat } from '../../tools/flat-program.js';
import { m68k } from '../../tools/flat-targets.js';
import { programOf } from '../../tools/m68881-cases.js';
import {
  CORPUS_CASES,
  CORPUS_FILE,
  CORPUS_GROUP,
  checksums,
  comparable,
  corpusCases,
  runOurs,
} from '../../tools/m68881-oracle.js';

const GROUPS = CORPUS_CASES / CORPUS_GROUP;

test('every operation leaves what qemu-m68k left, wherever that is an oracle (checksums of the corpus)', () => {
  const corpus = readFileSync(CORPUS_FILE);
  assert.equal(corpus.length, 4 * comparable.length * GROUPS);
  comparable.forEach((operation, n) => {
    const cases = corpusCases(operation);
    const ours = runOurs(operation, cases);
    const theirs = Array.from({ length: GROUPS }, (_, group) => corpus.readInt32LE(4 * (n * GROUPS + group)));
    assert.deepEqual(checksums(operation, cases, ours, ours), theirs, operation.name);
  });
});

test('slices of any length change neither results nor cycles', () => {
  for (const name of ['fdiv', 'fsub.d', 'store.x', 'predicates 12']) {
    const operation = comparable.find((row) => row.name === name);
    assert.ok(operation !== undefined);
    const { program } = programOf(operation, corpusCases(operation).slice(0, 24));
    const whole = runFlat(m68k, program);
    for (const slice of [1, 7, 40, 97, 301]) {
      const cut = runFlat(m68k, program, [], slice);
      assert.deepEqual(cut.output, whole.output, `${name}, slices of ${slice}`);
      assert.equal(cut.cycles, whole.cycles, `${name}, slices of ${slice}`);
    }
  }
});
