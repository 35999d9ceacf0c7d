/**
 * Lost packets, crashing clients and rebooting servers under a parallel workload: every synchronized byte is there,
 * nothing hangs. `npm run test:storm` has many and longer storms.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStorm, type StormPlan } from './storm.js';
import { churnFromEnvironment } from './system.js';

const seeds = Number(process.env['SPRITE_STORMS'] ?? '0');

const small: StormPlan = {
  seed: 4,
  clients: 2,
  workersPerClient: 2,
  rounds: 10,
  loss: 0.05,
  clientCrashes: 1,
  serverReboots: 2,
  faultsWithinSeconds: 20,
};

/** Taken apart at every call a worker does hundreds of remote calls where it did one: it gets less done. */
const churned: StormPlan = { ...small, rounds: 2, loss: 0.01 };

test('a small storm', () => {
  const isSlow = churnFromEnvironment() === 1;
  const { kept, logged } = runStorm(isSlow ? churned : small);
  assert.ok(kept > (isSlow ? 2 : 15) && logged > (isSlow ? 4 : 25), `${kept} files, ${logged} lines`);
});

for (let seed = 1; seed <= seeds; seed++) {
  test(`a long storm: seed ${seed}`, () => {
    runStorm({
      seed,
      clients: 4,
      workersPerClient: 2,
      rounds: 60,
      loss: 0.05,
      clientCrashes: 3,
      serverReboots: 2,
      faultsWithinSeconds: 300,
    });
  });
}
