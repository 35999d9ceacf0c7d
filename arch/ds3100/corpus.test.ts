import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readElf, runFlat } from '../../tools/flat-program.js';
import { mips } from '../../tools/flat-targets.js';
import { generateProgram } from '../../tools/mips-generator.js';
import { CORPUS_FILE, CORPUS_PROGRAMS, checksum, flatOf, SEQUENCES } from '../../tools/mips-oracle.js';
import { mipsOracle, readPrograms } from '../../tools/oracle-programs.js';

// A million random instructions take a while: the suite replays every seventh program, the oracle tool all.
const EVERY = 7;

test('random instructions leave the registers that qemu-mipsel left (checksums of the corpus)', () => {
  const corpus = readFileSync(CORPUS_FILE);
  assert.equal(corpus.length, CORPUS_PROGRAMS * SEQUENCES * 4);
  for (let p = 0; p < CORPUS_PROGRAMS; p += EVERY) {
    const { output } = runFlat(mips, flatOf(generateProgram(p + 1, SEQUENCES)));
    for (let s = 0; s < SEQUENCES; s++) {
      assert.equal(
        checksum(output, s),
        corpus.readUInt32LE(4 * (p * SEQUENCES + s)),
        `seed ${p + 1} sequence ${s}`,
      );
    }
  }
});

test('whole programs print what they printed under qemu-mipsel', () => {
  for (const { name, elf, testRounds, output } of readPrograms(mipsOracle)) {
    const run = runFlat(mips, readElf(mips, elf), [name, String(testRounds)]);
    assert.equal(run.status, 0, name);
    assert.equal(Buffer.from(run.output).toString('latin1'), output, name);
  }
});

test('cutting a run into slices of any length changes neither the result nor the cycles', () => {
  const program = flatOf(generateProgram(3, 20));
  const whole = runFlat(mips, program);
  for (const slice of [1, 2, 3, 4, 5, 6, 7, 40, 97]) {
    const cut = runFlat(mips, program, [], slice);
    assert.deepEqual(cut.output, whole.output, `slices of ${slice}`);
    assert.equal(cut.cycles, whole.cycles, `slices of ${slice}`);
  }
});
