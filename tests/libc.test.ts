/** The library's own tests, run in the guest: a program prints a line for each failure. */
import assert from 'node:assert/strict';
import { sh, test } from './system.js';

for (const name of [
  'libcStrings',
  'libcNumbers',
  'libcMath',
  'libcHeap',
  'libcStdio',
  'libcCalls',
  'libcTables',
  'libcSystem',
  'debugger',
  'proftest',
  'fputest',
  'libcVarargs',
]) {
  test(name, () => {
    assert.deepEqual(sh(`/sprite/tests/${name}`), { stdout: '', stderr: '', status: 0 });
  });
}
