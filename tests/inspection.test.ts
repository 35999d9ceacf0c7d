/** Commands that show what a host's kernel has counted. */
import assert from 'node:assert/strict';
import { sh, test } from './system.js';

test('sysstat: the version, every call with where it is served, the scheduler, and counting anew', () => {
  const { stdout, status } = sh('sysstat; sysstat -c; sysstat -s; sysstat -R; sysstat -c | tail -1');
  assert.equal(status, 0);
  assert.match(stdout, /^mint {17}SPRITE VERSION/);
  assert.match(stdout, /^ +[1-9]\d* Fs_Open {24}local$/m);
  assert.match(stdout, /^ +[1-9]\d* Proc_Fork {22}remote$/m);
  assert.match(stdout, /^ +[1-9]\d* context switches$/m);
  const totals = [...stdout.matchAll(/^(\d+) local, (\d+) remote/gm)].map(
    ([, local, remote]) => Number(local) + Number(remote),
  );
  assert.equal(totals.length, 2);
  assert.ok(totals[1] < totals[0]);
});
