/** A whole host stopped dead at a disk write, and booted again from the same disk: what was synced is there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cluster, createMemoryDevice } from '../index.js';
import { bootCluster, churnFromEnvironment, finishCommand, userland } from './system.js';

type Device = ReturnType<typeof createMemoryDevice>;

function boot(device: Device, command: string, haltAfterWrites?: number): Cluster {
  return bootCluster({
    hosts: [
      {
        name: 'mint',
        id: 1,
        machine: 'ds3100',
        memoryBytes: 16 * 1_048_576,
        disks: [{ prefix: '/', device }],
        tree: userland(['ds3100']),
        ...(haltAfterWrites === undefined ? {} : { haltAfterWrites }),
      },
    ],
    startSeconds: 605_206_800,
    init: ['-u', 'sprite', '-c', command],
    churn: churnFromEnvironment(),
  });
}

/** A number is said when its file has been synced, and nothing touches that file any more. */
const WORK = `cd /tmp
for i in 1 2 3 4 5 6 7 8; do
mkdir d$i; echo contents $i > d$i/f; mv d$i/f d$i/g; echo gone > x; sync; echo $i; rm x
done`;

/** What the shell said until the power failed. */
function workUntilFailure(device: Device, writes: number): string {
  const cluster = boot(device, WORK, writes);
  let said = '';
  let failedAfter = 0;
  cluster.on((event) => {
    if (event.kind === 'output' && event.unit === 17) said += Buffer.from(event.bytes).toString('latin1');
    if (event.kind === 'power-failure') failedAfter = event.writes;
  });
  cluster.run({ keepGoing: () => !cluster.host('mint').halted() });
  assert.equal(failedAfter, writes);
  return said;
}

test('a host whose power failed boots again with everything that was synced', () => {
  let most = 0;
  const isInOrder = churnFromEnvironment() === 0;
  for (const writes of [6, 31, 90]) {
    const device = createMemoryDevice(16 * 1_048_576);
    const said = workUntilFailure(device, writes)
      .trim()
      .split('\n')
      .filter((line) => line !== '');
    const again = boot(device, `cd /tmp; for i in ${said.join(' ')}; do cat d$i/g; done; echo end > y; sync`);
    let log = '';
    again.on((event) => {
      if (event.kind === 'log') log += `${event.text}\n`;
    });
    const { stdout, stderr } = finishCommand(again, '');
    assert.match(log, /not shut down in order: checking it[\s\S]*checked, \d+ problems put right/);
    assert.equal(stdout, said.map((i) => `contents ${i}\n`).join(''), `after ${writes} writes`);
    assert.equal(stderr, '');
    const third = boot(device, 'cat /tmp/y');
    // A process that was rebuilt pages to a file without a name: open to the end, it is the next check's to free.
    third.on((event) =>
      assert.ok(
        !isInOrder || event.kind !== 'log' || !/checking/.test(event.text),
        'it was shut down in order',
      ),
    );
    assert.equal(finishCommand(third, '').stdout, 'end\n');
    most = Math.max(most, said.length);
  }
  // Paging takes its part of the writes.
  assert.ok(most > (isInOrder ? 2 : 0), `${most} rounds were synced`);
});
