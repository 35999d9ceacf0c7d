/**
 * Everything that can run out: the status that says so, nothing lost, nothing left over, and all there again when
 * it has been given back. The guest program fulltest does it, twice on one host, which is looked at in between.
 */
import assert from 'node:assert/strict';
import { treeBytes } from '../tools/userland-image.js';
import { bootSystem, churnFromEnvironment, type MachineName, test, userland } from './system.js';

const FULLTEST = '/sprite/tests/fulltest';
const STDIN_UNIT = 16;
const STDOUT_UNIT = 17;
const LIMIT_NS = 36_000e9;

/** What the host has of everything after the first and after the second time, and what was printed. */
function twice(
  machine: MachineName,
  names: string,
  { spareDiskBytes, churn }: { spareDiskBytes: number; churn: number },
) {
  const run = `${FULLTEST} ${names}; read line`;
  const cluster = bootSystem({
    diskBytes: treeBytes(userland([machine])) + spareDiskBytes,
    churn,
    init: ['-u', 'root', '-c', `umask 0; mkdir /tmp/t; cd /tmp/t; ${run}; ${run}`],
  });
  const host = cluster.hosts()[0];
  const looks: { readonly [what: string]: number }[] = [];
  let printed = '';
  let wanted = false;
  cluster.on((event) => {
    if (event.kind === 'output' && event.unit >= STDOUT_UNIT)
      printed += Buffer.from(event.bytes).toString('latin1');
    else if (event.kind === 'input-wanted' && event.unit === STDIN_UNIT) wanted = true;
  });
  while (!host.halted()) {
    const outcome = cluster.run({ untilNs: LIMIT_NS, keepGoing: () => !wanted && !host.halted() });
    if (outcome !== 'stopped')
      throw new Error(`${outcome}: ${host.describeProcesses().join('; ')}; ${printed}`);
    if (!wanted) continue;
    wanted = false;
    const { churned: _churned, restarted: _restarted, ...counts } = host.inspect();
    looks.push(counts);
    host.raw(STDIN_UNIT).input(Buffer.from('\n'));
  }
  return { looks, printed };
}

const MEGABYTE = 1_048_576;
const cases: { readonly [names: string]: { readonly spareDiskBytes: number; readonly churn: number } } = {
  // Taken apart, a process goes through its swap files: with a full disk that would be its end.
  'disk directory descriptors': { spareDiskBytes: MEGABYTE, churn: 0 },
  // Hundreds of processes; each call of each would take minutes.
  'streams cache processes': { spareDiskBytes: 4 * MEGABYTE, churn: churnFromEnvironment() > 0 ? 61 : 0 },
};

for (const [names, options] of Object.entries(cases)) {
  test(`used up and given back: ${names}`, (machine) => {
    const { looks, printed } = twice(machine, names, options);
    assert.equal(printed, 'as before\nas before\n');
    // A read that is entered again is one look more.
    assert.ok(looks.length >= 2);
    assert.deepEqual(looks.at(-1), looks[0]);
  });
}
