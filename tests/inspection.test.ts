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

const placesOf = (shown: string): ReadonlyMap<string, number> =>
  new Map(
    [...shown.matchAll(/^ *(\d+) +[\d.]+% {2}(.+)$/gm)].map(([, ticks, name]) => [name, Number(ticks)]),
  );

test('kprof: every tick is at one place, and the places are those where the time went', () => {
  const work = 'i=0; while [ $i -lt 12 ]; do ls -lR /sprite/man >/tmp/list; i=`expr $i + 1`; done; sleep 5';
  const { stdout, stderr, status } = sh(`kprof sh -c '${work}'`);
  assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
  const [, ticks, microseconds] = /^mint: (\d+) ticks of ([\d.]+) us$/m.exec(stdout) ?? [];
  const places = placesOf(stdout);
  assert.equal(
    [...places.values()].reduce((sum, count) => sum + count),
    Number(ticks),
  );
  const secondsAt = (name: string): number => ((places.get(name) ?? 0) * Number(microseconds)) / 1_000_000;
  assert.ok(secondsAt('idle') > 4.5, stdout);
  for (const name of ['user', 'page fault', 'Proc_Fork', 'Proc_ExecEnv', 'Fs_GetAttributes'])
    assert.ok(secondsAt(name) > 0, `${name}: ${stdout}`);
});

test('kprof: a profile can be dumped while it is made and after it, as whom the dump is asked for', () => {
  const { stdout, stderr } = sh(
    'kprof -s; kprof -d /tmp/a; sleep 2; kprof -e -d /tmp/b; sleep 2; kprof -d /tmp/c; cmp /tmp/b /tmp/c && ' +
      'head -1 /tmp/b; ls -l /tmp/b; kprof -p /tmp/a | head -1; kprof -d /etc/c; echo hi >/tmp/c; kprof -p /tmp/c',
  );
  assert.match(stdout, /^mint: \d+ ticks of [\d.]+ us\n-rw-r--r--.* sprite .*\nmint: \d+ ticks/);
  assert.equal(stderr, 'kprof: /etc/c: Permission denied\nkprof: /tmp/c: not a profile of a kernel\n');
});
