/** What there is to see of a cluster from outside: snapshots of its hosts, spare hosts, and events by kind. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster, KernelEvent } from '../index.js';
import { createPlay, readAction } from '../tools/verbs.js';
import { bootCluster, churnFromEnvironment, userland } from './system.js';

const MEGABYTE = 1_048_576;

function bootThree(): Cluster {
  const host = (name: string, id: number) => ({
    name,
    id,
    machine: 'sun3',
    memoryBytes: 8 * MEGABYTE,
    disks: id === 1 ? [{ prefix: '/', sizeBytes: 32 * MEGABYTE }] : [],
    tree: id === 1 ? userland(['sun3']) : [],
    startsOff: id === 3,
  });
  return bootCluster({
    hosts: [host('mint', 1), host('sage', 2), host('thyme', 3)],
    startSeconds: 605_206_800,
    init: [],
    churn: churnFromEnvironment(),
  });
}

/** Does lines one after the other. */
function actor(cluster: Cluster): (line: string) => void {
  const play = createPlay(cluster, cluster.host('mint'), { say: () => {}, trace: () => {} });
  return (line) => {
    for (const { untilNs, reached } of readAction(line)(play))
      cluster.run({ untilNs, keepGoing: () => !reached() });
  };
}

test('a snapshot adds up: memory to the whole, the processor to the time since the boot', () => {
  const cluster = bootThree();
  const act = actor(cluster);
  cluster.host('sage').console.expect('$ ');
  act('at sage: i=0; while test $i -lt 40; do i=`expr $i + 1`; done; echo do""ne');
  act('expect done');
  cluster.run({ untilNs: cluster.now() + 1e9 });
  for (const name of ['mint', 'sage']) {
    const { memory, processor, bootedNs, power } = cluster.host(name).state();
    assert.equal(power, 'up');
    assert.equal(memory.totalBytes, 8 * MEGABYTE);
    assert.equal(
      memory.kernelBytes + memory.pageBytes + memory.cacheBytes + memory.freeBytes,
      memory.totalBytes,
    );
    const { userNs, kernelNs, servingNs, idleNs } = processor;
    const elapsedNs = cluster.now() - bootedNs;
    const sumNs = userNs + kernelNs + servingNs + idleNs;
    assert.ok(Math.abs(sumNs - elapsedNs) < elapsedNs / 1000, `${name}: ${sumNs} of ${elapsedNs}`);
  }
  const mint = cluster.host('mint').state();
  const sage = cluster.host('sage').state();
  assert.ok(mint.processor.servingNs > 1e7, 'mint serves');
  assert.equal(sage.processor.servingNs < mint.processor.servingNs / 10, true, 'sage hardly serves');
  assert.ok(sage.processor.userNs > mint.processor.userNs, 'the loop ran on sage');
  assert.ok(sage.processor.runnableNs > 1e9, 'it could run for a second at least');
  assert.ok(sage.rpc.calls > 50 && mint.rpc.served >= sage.rpc.calls / 2);
  assert.equal(mint.disks.length, 1);
  assert.ok(mint.disks[0].reads > 0 && mint.disks[0].busyNs > 0);
  assert.ok(sage.processes.some(({ command, home }) => command.includes('sh') && home === 2));
  assert.ok(sage.idleNs < 20e9 && mint.idleNs >= sage.idleNs, 'keys were pressed on sage only');
});

test('a spare host is off until it is added, and has the size its console was given', () => {
  const cluster = bootThree();
  const act = actor(cluster);
  cluster.host('mint').console.expect('$ ');
  const thyme = cluster.host('thyme');
  assert.equal(thyme.state().power, 'off');
  thyme.console.type('lost\n');
  thyme.console.resize(40, 100);
  act('add');
  assert.throws(() => act('crash nobody'), /no host is called nobody/);
  thyme.console.expect('$ ');
  assert.equal(thyme.state().power, 'up');
  act('at thyme: stty -a');
  thyme.console.expect('40 rows, 100 columns');
  assert.throws(() => act('add'), /no spare host is left/);
  act('crash thyme');
  cluster.run({ untilNs: cluster.now() + 1e9 });
  assert.equal(thyme.state().power, 'halted');
});

test('who listens to some kinds hears only these, and hears of a crash and the recovery after it', () => {
  const cluster = bootThree();
  const act = actor(cluster);
  const heard: KernelEvent[] = [];
  cluster.on((event) => heard.push(event), ['boot', 'crash', 'peer', 'recovery']);
  cluster.host('sage').console.expect('$ ');
  act('reboot mint');
  act('wait 120s');
  const kinds = new Set(heard.map(({ kind }) => kind));
  assert.deepEqual([...kinds].sort(), ['boot', 'crash', 'peer', 'recovery']);
  const complete = heard.find((event) => event.kind === 'recovery' && event.stage === 'complete');
  assert.ok(complete !== undefined && complete.host === 2 && 'reopened' in complete && complete.reopened > 0);
});

test('a script moves a process, and moves it on by its home', () => {
  const cluster = bootThree();
  const act = actor(cluster);
  cluster.host('sage').console.expect('$ ');
  act('add');
  cluster.host('thyme').console.expect('$ ');
  act('at sage: while :; do :; done &');
  act('wait 1s');
  const shells = cluster
    .host('sage')
    .state()
    .processes.filter(({ command }) => command === '-sh');
  const pid = (shells.at(-1)?.pid ?? 0).toString(16);
  const guests = (name: string): readonly string[] =>
    cluster
      .host(name)
      .state()
      .processes.filter(({ isForeign }) => isForeign)
      .map((process) => process.pid.toString(16));
  act(`migrate ${pid} thyme`);
  assert.deepEqual(guests('thyme'), [pid]);
  assert.equal(
    cluster
      .host('sage')
      .state()
      .processes.find(({ awayAt }) => awayAt === 3)?.state,
    'away',
  );
  act(`migrate ${pid} mint`);
  assert.deepEqual([guests('thyme'), guests('mint')], [[], [pid]]);
  act('evict mint');
  assert.deepEqual(guests('mint'), []);
  act('owner mint back');
  assert.throws(() => act(`migrate ${pid} mint`), /takes no guests/);
  act('owner mint away');
  act(`migrate ${pid} mint`);
  act(`migrate ${pid} sage`);
  assert.deepEqual(guests('mint'), []);
  assert.throws(() => act(`migrate ${pid} sage`), /is on sage/);
  assert.throws(() => act('migrate ffff1 sage'), /no process is ffff1/);
});

test('cut off, a host does not hear the others; healed, it does', () => {
  const cluster = bootThree();
  const act = actor(cluster);
  cluster.host('sage').console.expect('$ ');
  act('partition sage');
  act('at sage: ls /usr');
  act('wait 5s');
  const { partitioned } = cluster.network.counts();
  assert.ok(partitioned > 0);
  act('heal');
  act('expect $ ');
  act('loss 50%');
  assert.equal(cluster.network.faults.rates().loss, 0.5);
});

test('lines that cannot be read say what they want', () => {
  assert.throws(() => readAction('crash'), /it is crash HOST/);
  assert.throws(() => readAction('jump high'), /a line is one of/);
  assert.throws(() => readAction('loss 200'), /at most 100%/);
  assert.throws(() => readAction('wait soon'), /soon/);
});
