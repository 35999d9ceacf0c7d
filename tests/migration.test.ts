/**
 * One small guest program for each kind of state a process can have (`userland/tests/migtest`), run where it is, and
 * again while every process is sent to other hosts and home at every so many kernel calls: what it prints is the
 * same. SPRITE_MOVES=all runs every program at every call and at several intervals; otherwise each is run once.
 */
import assert from 'node:assert/strict';
import type { Cluster } from '../index.js';
import { createRandom } from '../kernel/random.js';
import { bootSystem, type CommandResult, finishCommand, type MachineName, test } from './system.js';

const PROGRAM = '/sprite/tests/migtest';
const AWAIT_HOSTS = 'sleep 20; ';

/** Names of scratch files have the process's id. */
const withoutIds = (text: string): string => text.replace(/migtest\.([a-z]+)\.[0-9a-f]+/g, 'migtest.$1');

interface Run extends CommandResult {
  readonly moves: number;
  readonly lost: number;
}

function runAt(machine: MachineName, command: string, wander: number): Run {
  const cluster: Cluster = bootSystem({
    machine,
    wander,
    churn: 0,
    init: ['-u', 'sprite', '-c', AWAIT_HOSTS + command],
  });
  const outcomes: string[] = [];
  cluster.on(
    (event) => {
      if (event.kind === 'migration') outcomes.push(event.outcome);
    },
    ['migration'],
  );
  const result = finishCommand(cluster, '');
  const lost = outcomes.filter((outcome) => outcome === 'lost').length;
  return { ...result, stdout: withoutIds(result.stdout), moves: outcomes.length - lost, lost };
}

/** So rarely that nobody is sent anywhere by itself. */
const NEVER = 1_000_000_000;

/** The same, with processes moved by hand at random instants, whatever they are doing. */
function runAtRandom(machine: MachineName, command: string, seed: number): Run {
  const random = createRandom(seed, 'moves');
  const cluster = bootSystem({
    machine,
    wander: NEVER,
    churn: 0,
    init: ['-u', 'sprite', '-c', AWAIT_HOSTS + command],
  });
  const [server, ...others] = cluster.hosts();
  const outcomes: string[] = [];
  cluster.on((event) => event.kind === 'migration' && outcomes.push(event.outcome), ['migration']);
  const untold = (): void => {};
  const moveOne = (): void => {
    // The first process switches off the host it is on.
    const mine = server
      .state()
      .processes.filter(({ home, command: of }) => home === 1 && of !== '' && !of.startsWith('initsprite'));
    if (server.halted() || mine.length === 0) return;
    const { pid, state } = mine[random.below(mine.length)];
    if (state !== 'away')
      return server.migration.migrate(pid, others[random.below(others.length)].id, untold);
    for (const host of others) {
      const isHere = host.state().processes.some((process) => process.pid === pid && process.isForeign);
      if (isHere) host.migration.sendHome(pid, untold);
    }
  };
  const longest = 400 * 1e6;
  let nextNs = 20e9;
  const unlisten = cluster.on(() => {
    if (cluster.now() < nextNs) return;
    nextNs = cluster.now() + 1e6 + random.below(longest);
    moveOne();
  });
  const result = finishCommand(cluster, '');
  unlisten();
  const lost = outcomes.filter((outcome) => outcome === 'lost').length;
  return { ...result, stdout: withoutIds(result.stdout), moves: outcomes.length - lost, lost };
}

/** Each program with the interval at which it is moved when there is little time. */
const programs: readonly (readonly [string, number])[] = [
  ['offset', 3],
  ['pipe', 4],
  ['lock', 5],
  ['append', 3],
  ['directory', 3],
  ['device', 7],
  ['mask', 3],
  ['handler', 4],
  ['timer', 5],
  ['pause', 5],
  ['stop', 4],
  ['family', 5],
  ['heap', 3],
  ['stack', 3],
  ['copy', 4],
  ['float', 3],
  ['read', 5],
  ['wait', 5],
  ['select', 5],
  ['sleep', 7],
  ['tree', 4],
  ['ids', 3],
  ['usage', 7],
  ['exec', 3],
];

const isAll = process.env['SPRITE_MOVES'] === 'all';
const intervals = (usual: number): readonly number[] => (isAll ? [1, 2, 3, 5] : [usual]);

test('what a process prints does not depend on where it runs, and how often it is moved', (machine) => {
  for (const [i, [name, usual]] of programs.entries()) {
    // With little time each machine has every other program.
    if (!isAll && i % 4 !== (machine === 'sun3' ? 0 : 2)) continue;
    const command = `${PROGRAM} ${name}`;
    const unmoved = runAt(machine, command, 0);
    assert.equal(unmoved.status, 0, `${name}: ${unmoved.stdout}${unmoved.stderr}`);
    for (const interval of intervals(usual)) {
      const moved = runAt(machine, command, interval);
      const what = `${name} on ${machine}, moved at every ${interval}th call`;
      assert.equal(moved.stdout + moved.stderr, unmoved.stdout + unmoved.stderr, what);
      assert.equal(moved.status, unmoved.status, what);
      assert.equal(moved.lost, 0, what);
      assert.ok(moved.moves > 5, `${what}: ${moved.moves} moves`);
    }
  }
});

test('nor does it depend on when it is moved: at random instants, whatever it is doing', (machine) => {
  const seeds = isAll ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];
  for (const [i, [name]] of programs.entries()) {
    if (!isAll && i % 6 !== (machine === 'sun3' ? 1 : 3)) continue;
    const command = `${PROGRAM} ${name}`;
    const unmoved = runAt(machine, command, 0);
    for (const seed of seeds) {
      const moved = runAtRandom(machine, command, seed);
      const what = `${name} on ${machine}, moved by seed ${seed}`;
      assert.equal(moved.stdout + moved.stderr, unmoved.stdout + unmoved.stderr, what);
      assert.equal(moved.status, unmoved.status, what);
      assert.equal(moved.lost, 0, what);
    }
  }
});

test('a script runs away from home as it does there', (machine) => {
  const script =
    'cd /etc; for f in passwd group; do echo $f; sort $f | head -2; done | cat -n; ' +
    'x=`ls / | wc -l`; echo $((x > 5)); (exit 3); echo $?; cat </dev/null; echo end >&2';
  const unmoved = runAt(machine, script, 0);
  const moved = runAt(machine, script, 3);
  assert.deepEqual(
    [moved.stdout, moved.stderr, moved.status],
    [unmoved.stdout, unmoved.stderr, unmoved.status],
  );
  assert.equal(moved.lost, 0);
});
