/**
 * One small guest program for each kind of state a process can have (`userland/tests/migtest`), run where it is, and
 * again while its processes are sent to other hosts and home: what it prints is the same, what it has left keeps
 * nothing of it (`tests/moves.ts`), and may crash. SPRITE_MOVES=all runs every program on both machines, with a file
 * server and with a client for a home; otherwise each machine has some of them.
 */
import assert from 'node:assert/strict';
import { type Journey, type Moves, type Travelled, travel } from './moves.js';
import { type MachineName, test } from './system.js';

const PROGRAM = '/sprite/tests/migtest';

const programs = [
  ...['offset', 'pipe', 'lock', 'append', 'directory', 'device', 'mask', 'handler', 'timer', 'pause', 'stop'],
  ...['family', 'heap', 'stack', 'copy', 'float', 'read', 'wait', 'select', 'sleep', 'tree', 'ids', 'usage'],
  'exec',
  'count',
];

const isAll = process.env['SPRITE_MOVES'] === 'all';
const atCalls = (interval: number): Moves => ({ kind: 'calls', interval });
const atRandom = (seed: number): Moves => ({ kind: 'random', seed });

interface Trial {
  readonly moves: Moves;
  readonly crashAfter?: number;
}

/** Every call of every process is a boundary; other intervals shift which process goes where. */
const everyTrial: readonly Trial[] = [
  ...[1, 2, 3, 5].map((interval) => ({ moves: atCalls(interval) })),
  ...[1, 2, 3, 4].map((seed) => ({ moves: atRandom(seed) })),
  ...[1, 3].map((crashAfter) => ({ moves: atCalls(1), crashAfter })),
  ...[5, 6].map((seed) => ({ moves: atRandom(seed), crashAfter: 1 })),
];
const someTrials: readonly Trial[] = [{ moves: atRandom(5) }, { moves: atCalls(2), crashAfter: 1 }];

function describe({ moves, crashAfter = 0 }: Trial): string {
  const when =
    moves.kind === 'calls'
      ? `at every ${moves.interval}th call`
      : moves.kind === 'random'
        ? `by seed ${moves.seed}`
        : 'nowhere';
  return crashAfter === 0 ? `moved ${when}` : `moved ${when}, crash after look ${crashAfter}`;
}

function checkSame(what: string, moved: Travelled, unmoved: Travelled): void {
  assert.equal(moved.stdout + moved.stderr, unmoved.stdout + unmoved.stderr, what);
  assert.equal(moved.status, unmoved.status, what);
  assert.equal(moved.lost, 0, what);
  assert.deepEqual(moved.left, [], what);
}

/** All trials of one program; answers what came of each. */
function tryAll(journey: Omit<Journey, 'moves'>, trials: readonly Trial[]): readonly Travelled[] {
  const unmoved = travel({ ...journey, moves: { kind: 'none' } });
  assert.equal(unmoved.status, 0, `${journey.command}: ${unmoved.stdout}${unmoved.stderr}`);
  return trials.map((trial) => {
    const moved = travel({ ...journey, ...trial });
    checkSame(`${journey.command} of ${journey.at}, ${journey.machine}, ${describe(trial)}`, moved, unmoved);
    return moved;
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

type Setting = readonly [program: string, at: Journey['at'], machine: MachineName];
const everySetting: readonly Setting[] = programs.flatMap((program) =>
  (['mint', 'sage'] as const).flatMap((at) =>
    (['sun3', 'ds3100'] as const).map((machine): Setting => [program, at, machine]),
  ),
);
const someSettings: readonly Setting[] = [
  ['lock', 'mint', 'sun3'],
  ['sleep', 'sage', 'ds3100'],
  ['pause', 'sage', 'sun3'],
  ['family', 'mint', 'ds3100'],
  ['offset', 'mint', 'sun3'],
  ['select', 'sage', 'ds3100'],
  ['tree', 'sage', 'sun3'],
  ['exec', 'mint', 'ds3100'],
];

for (const [name, at, machine] of isAll ? everySetting : someSettings) {
  test(`${name}, at home on ${at}, prints the same however it is moved, and needs nothing of where it was`, () => {
    const results = tryAll({ machine, at, command: `${PROGRAM} ${name}` }, isAll ? everyTrial : someTrials);
    const total = (count: (result: Travelled) => number): number => sum(results.map(count));
    assert.ok(total(({ moved }) => moved) > 10, 'it has been moved');
    assert.ok(total(({ looks }) => looks) > 0, 'somebody has looked');
    assert.ok(total(({ crashed }) => crashed) > 0, 'a host has crashed');
  }, [machine]);
}

test('a stopped process that is told to go on when it has just arrived goes on', () => {
  tryAll({ machine: 'sun3', at: 'mint', command: `${PROGRAM} stop` }, [{ moves: atRandom(2) }]);
}, ['sun3']);

test('a script runs away from home as it does there', (machine) => {
  const command =
    'cd /etc; for f in passwd group; do echo $f; sort $f | head -2; done | cat -n; ' +
    'x=`ls / | wc -l`; echo $((x > 5)); (exit 3); echo $?; cat </dev/null; echo end >&2';
  tryAll({ machine, at: 'mint', command }, [{ moves: atCalls(3) }]);
});
