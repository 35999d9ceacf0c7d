/** The UNIX-compatible calls, made by a program of the guest; and what becomes of those that nobody has. */
import assert from 'node:assert/strict';
import type { HostId } from '../arch/units.js';
import { sh, test } from './system.js';

test('every UNIX call answers as the vendor’s UNIX does', () => {
  assert.deepEqual(sh('/sprite/tests/unixcalls'), { stdout: '', stderr: '', status: 0 });
});

test('and does so when the process is taken apart at every call', () => {
  assert.deepEqual(sh('/sprite/tests/unixcalls', { churn: 1 }), { stdout: '', stderr: '', status: 0 });
});

test('and does so away from home, where the home serves what is its own', () => {
  const away = { wander: { interval: 1_000_000_000, home: 1 as HostId, fromNs: 0 } };
  assert.deepEqual(sh('mig -h sage /sprite/tests/unixcalls', away), { stdout: '', stderr: '', status: 0 });
});

test('a number that is no call ends the program with 1, and the console says so', () => {
  const log = 'cat /dev/syslog & sleep 1; /sprite/tests/unixcalls 14; echo status $?; sleep 1; kill $!';
  assert.match(sh(log).stdout, /UNIX system call 14 is not implemented\r?\nstatus 1\r?\n/);
});
