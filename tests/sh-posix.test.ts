/** The second table of shell cases, many to a host: what POSIX asks, as dash does it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCases } from './case-table.js';
import { runBatch } from './shell-batch.js';

const TABLE = 'sh-posix-cases.txt';
const PER_HOST = 45;
/** Of both tables of the shell, that dash passes too. */
const LEAST_CASES = 300;

const cases = readCases(TABLE);

test('there are enough cases that dash passes too, each with a name of its own', () => {
  const all = [...readCases('sh-cases.txt'), ...cases];
  assert.ok(all.filter(({ differs }) => differs === null).length >= LEAST_CASES);
  assert.equal(new Set(all.map(({ name }) => name)).size, all.length);
});

for (let first = 0; first < cases.length; first += PER_HOST) {
  const batch = cases.slice(first, first + PER_HOST);
  test(`${TABLE}: from ${batch[0].name}`, async (t) => {
    const results = runBatch(batch);
    for (const [i, { name, stdout, status }] of batch.entries()) {
      await t.test(name, () => assert.deepEqual(results[i], { stdout, status }));
    }
  });
}
