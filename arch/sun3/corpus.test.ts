import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readElf, runFlat } from '../../tools/flat-program.js';
import { m68k } from '../../tools/flat-targets.js';
import { oracle } from '../../tools/m68k-oracle.js';
import { replayCorpus } from '../../tools/oracle.js';
import { readPrograms } from '../../tools/oracle-programs.js';

// A million random instructions take a while: the suite replays every twentieth program, the oracle tool all.
const EVERY = 20;

test('random instructions leave what qemu-m68k left (checksums of the corpus)', () => {
  for (let p = 0; p < oracle.corpusPrograms; p += EVERY) assert.deepEqual(replayCorpus(oracle, p), []);
});

test('whole programs print what they printed under qemu-m68k', () => {
  for (const { name, elf, testRounds, output } of readPrograms(oracle.machine)) {
    const run = runFlat(m68k, readElf(m68k, elf), [name, String(testRounds)]);
    assert.equal(run.status, 0, name);
    assert.equal(Buffer.from(run.output).toString('latin1'), output, name);
  }
});

test('cutting a run into slices of any length changes neither the result nor the cycles', () => {
  const program = oracle.generate(3, 10, '').flat;
  const whole = runFlat(m68k, program);
  for (const slice of [1, 2, 3, 4, 5, 6, 7, 40, 97]) {
    const cut = runFlat(m68k, program, [], slice);
    assert.deepEqual(cut.output, whole.output, `slices of ${slice}`);
    assert.equal(cut.cycles, whole.cycles, `slices of ${slice}`);
  }
});
