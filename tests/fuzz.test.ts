/** Random calls of several processes at once, for a few seeds; any number: `sprite fuzz`. */
import assert from 'node:assert/strict';
import { type FuzzOptions, runFuzz } from '../tools/fuzz.js';
import { leftOver } from '../tools/fuzz-command.js';
import { churnFromEnvironment, test } from './system.js';

const usual: Omit<FuzzOptions, 'machine'> = {
  calls: 3000,
  seed: 1,
  processes: 6,
  user: 10,
  churn: churnFromEnvironment(),
  memoryBytes: 16 * 1_048_576,
  spareDiskBytes: 16 * 1_048_576,
  idlers: 0,
};

const cases: { readonly [name: string]: Partial<FuzzOptions> } = {
  'an ordinary user': { seed: 1 },
  root: { seed: 2, user: 0 },
  'taken apart at every 7th call': { seed: 3, churn: 7, calls: 1000 },
  'little memory, a full disk and a full process table': {
    seed: 4,
    calls: 2000,
    memoryBytes: 4 * 1_048_576,
    // Who is taken apart needs room for all its pages, or is destroyed.
    spareDiskBytes: churnFromEnvironment() === 0 ? 500_000 : 3_000_000,
    idlers: 235,
  },
};

for (const [name, options] of Object.entries(cases)) {
  test(`the host stands, and nothing is left of the processes: ${name}`, (machine) => {
    const wanted = { ...usual, machine, ...options };
    const report = runFuzz(wanted);
    assert.deepEqual(leftOver(report), []);
    assert.ok(report.calls >= wanted.calls);
    // The calls are not refused at the door.
    const succeeded = [...report.results.values()].filter((results) => results.has('GEN_SUCCESS'));
    assert.ok(succeeded.length > 40, `${succeeded.length} calls succeeded`);
  });
}
