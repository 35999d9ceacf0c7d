/** System V's semaphores, used by a program of the guest. They are the host's, so nobody wanders here. */
import assert from 'node:assert/strict';
import { sh, test } from './system.js';

for (const churn of [0, 1]) {
  test(`semaphores: names, values, waits, turns, rights, wild arguments; churn ${churn}`, () => {
    const result = sh('su root -c /sprite/tests/semtest', { churn, wander: 0 });
    assert.deepEqual(result, { stdout: '', stderr: '', status: 0 });
  });
}
