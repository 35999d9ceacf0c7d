/**
 * Pseudo-devices: files whose server is a program, for clients on its own host and on others. A move ends the wait for
 * an answer as any signal does, which the test program takes for a failure: it does not wander.
 */
import assert from 'node:assert/strict';
import { test as declare } from 'node:test';
import type { Cluster, ClusterHost, HostConfig } from '../index.js';
import { bootCluster, churnFromEnvironment, sh, test, userland } from './system.js';

test('requests, answers, select, signals, read-ahead, write-behind, and the death of the server', () => {
  assert.deepEqual(sh('/sprite/tests/pdevtest', { wander: 0 }), { stdout: '', stderr: '', status: 0 });
});

test('the same, with clients and server taken apart at every call', () => {
  assert.deepEqual(sh('/sprite/tests/pdevtest', { churn: 1, wander: 0 }), {
    stdout: '',
    stderr: '',
    status: 0,
  });
});

const LIMIT_NS = 600_000_000_000;

function boot(machines: readonly string[], churn = churnFromEnvironment()): Cluster {
  const names = ['mint', 'sage', 'greed'];
  const hosts = names.map((name, i): HostConfig => {
    const machine = machines[i];
    const disks = i === 0 ? [{ prefix: '/', sizeBytes: 32 * 1_048_576 }] : [];
    const tree = i === 0 ? userland([...new Set(machines)]) : [];
    return { name, id: i + 1, machine, memoryBytes: 8 * 1_048_576, disks, tree };
  });
  const cluster = bootCluster({
    hosts,
    startSeconds: 605_206_800,
    init: ['-u', 'root'],
    churn,
  });
  for (const { console } of cluster.hosts()) console.expect('# ', LIMIT_NS);
  return cluster;
}

function command({ console }: ClusterHost, text: string): string {
  console.type(`${text}; echo =done=\n`);
  console.expect(`${text}; echo =done=`, LIMIT_NS);
  return console.expect('\n=done=', LIMIT_NS).replaceAll('\r', '').replace('\n=done=', '').trim();
}

declare('the name, the server and the client are on three hosts, of either byte order', () => {
  const cluster = boot(['sun3', 'sun3', 'ds3100']);
  const [mint, sage, greed] = cluster.hosts();
  command(sage, '/sprite/tests/pdevtest serve /tmp/pdev >/tmp/ready & sleep 1');
  assert.equal(command(greed, '/sprite/tests/pdevtest use 0'), '');
  assert.equal(command(mint, '/sprite/tests/pdevtest use 0'), '');
  // The kernel says there that an answer was too long.
  assert.match(command(sage, '/sprite/tests/pdevtest use 1'), /^(pseudo-device: [^\n]*\n?)*$/);
  assert.match(command(mint, 'mailbox /tmp/pdev'), /Text file busy/);
});

declare('clients migrate, their server does not; its end is seen from everywhere', () => {
  // Without churn, as other tests of migrations: these are moves already.
  const cluster = boot(['sun3', 'sun3', 'sun3'], 0);
  const [mint, sage, greed] = cluster.hosts();
  command(sage, 'mailbox /tmp/box & sleep 1');
  assert.match(command(sage, 'migrate -p $! -h greed'), /permitted|ermission/);
  command(
    sage,
    "sh -c 'exec <>/tmp/box; while read line; do echo got $line at `hostname -p | sed s/[.].*//`; done' >/tmp/log & sleep 2",
  );
  const say = (text: string) => command(mint, `echo ${text} >/tmp/box; sleep 2; cat /tmp/log`);
  assert.equal(say('one'), 'got one at sage');
  assert.equal(command(sage, 'migrate -p $! -h greed; sleep 5'), '');
  assert.equal(say('two'), 'got one at sage\ngot two at greed');
  command(sage, 'kill %1; sleep 2');
  assert.match(command(greed, 'cat /tmp/box'), /No such file/);
  // The reader has come to the end of what it read.
  assert.match(command(sage, 'wait; echo over'), /over$/);
});

declare(
  'the file server is away and comes back: the server goes on, and nobody else can take its place',
  () => {
    // A process that is taken apart while the server of its memory is away cannot be rebuilt: no churn.
    const cluster = boot(['sun3', 'sun3', 'sun3'], 0);
    const [mint, sage, greed] = cluster.hosts();
    command(sage, 'mailbox /tmp/box & sleep 1');
    command(greed, 'echo before >/tmp/box; sync; sleep 40');
    mint.reboot();
    mint.console.expect('# ', LIMIT_NS);
    assert.match(command(greed, 'sleep 60; read line </tmp/box; echo $line'), /(^|\n)before$/);
    assert.match(command(mint, 'mailbox /tmp/box'), /Text file busy/);
    // And once the host of the server is gone, there is none.
    sage.crash();
    assert.match(
      command(mint, 'rpcecho -h sage -n 1; sleep 1; cat /tmp/box'),
      /Input\/output error|I\/O error/,
    );
    command(mint, 'mailbox /tmp/box & sleep 1');
    assert.equal(command(greed, 'echo after >/tmp/box; read line </tmp/box; echo $line'), 'after');
  },
);
