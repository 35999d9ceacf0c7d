/** Commands that show what a host's kernel has counted. */
import assert from 'node:assert/strict';
import { test as declare } from 'node:test';
import type { ClusterHost } from '../index.js';
import { bootCluster, churnFromEnvironment, sh, test, userland } from './system.js';

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
  const work = 'i=0; while [ $i -lt 6 ]; do ls -lR /sprite/man >/tmp/list; i=`expr $i + 1`; done; sleep 5';
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

test('sysstat: how long calls took, while that is measured, and how locks were found', () => {
  const measured = 'sysstat -p 1; sleep 2; sysstat -p 0; sysstat -t; sysstat -l; sysstat -R; sysstat -t';
  const { stdout, stderr } = sh(`sysstat -p 1; su root -c '${measured}'`);
  assert.match(stderr, /^sysstat: statistics: [^\n]+\n$/);
  const waits = [...stdout.matchAll(/^ *(\d+) Proc_Wait +\S+\s+([\d.]+) ms/gm)].map(([, , ms]) => Number(ms));
  assert.equal(waits.length, 2);
  assert.ok(waits[0] > 2000 && waits[0] < 3000, stdout);
  assert.equal(waits[1], 0);
  assert.match(stdout, /^Fs_Open|^ +[1-9]\d* Fs_Open /m);
  assert.match(stdout, /^file +[1-9]\d* +\d+ +\d+$/m);
});

test('iostats: an idle disk is idle, one that is read is not, and reads are counted', () => {
  const { stdout, stderr } = sh(
    'iostats 3; (sleep 1; sync; cat /sprite/cmds/* /sprite/man/cmds/* >/dev/null) & iostats 4; wait',
  );
  assert.equal(stderr, '');
  const lines = [...stdout.matchAll(/^rsd0 +([\d.]+)% +(\d+) +(\d+) +(\d+) +(\d+)$/gm)].map((match) =>
    match.slice(1).map(Number),
  );
  assert.equal(lines.length, 2);
  const [[idle, reads], [busy, moreReads, , allReads]] = lines;
  assert.ok(idle > 95 && reads < 10, stdout);
  assert.ok(busy < 85 && moreReads > 30 && allReads >= reads + moreReads, stdout);
});

const LIMIT_NS = 300_000_000_000;

declare(
  'rpccmd and recovcmd: packets are shown, a service is switched off and on, a crash is counted',
  () => {
    const each = (name: string, id: number) => ({
      name,
      id,
      machine: 'sun3',
      memoryBytes: 8 * 1_048_576,
      disks: id === 1 ? [{ prefix: '/', sizeBytes: 32 * 1_048_576 }] : [],
      tree: id === 1 ? userland(['sun3']) : [],
    });
    const cluster = bootCluster({
      hosts: [each('mint', 1), each('sage', 2)],
      startSeconds: 605_206_800,
      init: ['-u', 'root'],
      churn: churnFromEnvironment(),
    });
    const [mint, sage] = [cluster.host('mint'), cluster.host('sage')];
    function command({ console }: ClusterHost, text: string): string {
      console.type(`${text}; echo =done=\n`);
      console.expect(text, LIMIT_NS);
      return console.expect('\n=done=', LIMIT_NS).replaceAll('\r', '');
    }
    for (const host of [mint, sage]) host.console.expect('# ', LIMIT_NS);
    command(sage, 'rpccmd -trace on; cat /etc/motd >/dev/null; rpccmd -trace off');
    const printed = command(sage, 'rpcstat -trace; sleep 1');
    assert.match(printed, /ID code +delta ms flag command/);
    assert.match(printed, /^ +\d+ out +[\d.]+ Q\S* +open +2 +\d +1 /m);
    assert.match(printed, /^ +\d+ in +[\d.]+ R\S* +open +2 +\d +1 /m);

    assert.match(command(mint, 'su sprite -c "rpccmd -off"'), /rpccmd: -off: /);
    command(mint, 'rpccmd -off');
    sage.console.type('cat /etc/motd | wc -l; echo =late=\n');
    cluster.run({ untilNs: cluster.now() + 40_000_000_000 });
    assert.doesNotMatch(sage.console.text(), /\n=late=/);
    command(mint, 'rpccmd -on -max 60 -num 20 -nacks 0');
    sage.console.expect('\n=late=', LIMIT_NS);
    assert.equal(command(mint, 'rpcstat -srvr').match(/^ *\d+ /gm)?.length, 20);

    command(mint, 'rpccmd -nacks 1; recovcmd -printLevel 0');
    sage.crash();
    const counted = command(mint, 'rpcecho -h sage -n 1; sleep 1; recovcmd');
    assert.match(counted, /^ +1 crashes$/m);
    assert.doesNotMatch(counted, /is down/);
  },
);
