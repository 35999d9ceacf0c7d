/** Migrations of one process in the running system, each with what it moved, how long it took and into what that went. */
import type { KernelEvent } from '../../index.js';
import { boot } from '../boot.js';
import { parseOptions } from '../options.js';
import { hearCalls, type Part, type Parts, withRest } from './asked.js';
import { clientOf } from './guest.js';

export const PROGRAM = '/sprite/tests/migbench';
export const TARGET_ID = 3;
/** The load daemons have written their records, and all is quiet. */
export const AWAIT_HOSTS = 'sleep 30; ';
/** What a process has open when it is not told otherwise is devices, which are cheaper than files. */
const WITHOUT_STREAMS = '<&- >&- 2>&-';
/** What of a migration is no remote call. */
const OWN_WORK = "the source's own work";

/** Dirty pages, dirty blocks and the open files that the blocks are of. */
export type Load = readonly [pages: number, blocks: number, files: number];

export interface Moved {
  readonly load: Load;
  readonly ms: number;
  readonly parts: Parts;
}

type Migration = Extract<KernelEvent, { kind: 'migration' }>;

/** A cluster with two clients, on the first of which commands run. */
export const argvOf = (machine: string): readonly string[] => [
  '--machine',
  machine,
  ...['--clients', '2', '--on', clientOf(machine)],
];

function listen(machine: string, command: string): readonly Moved[] {
  const { options } = parseOptions(argvOf(machine));
  const { cluster, host } = boot(options, ['-u', options.user, '-c', AWAIT_HOSTS + command]);
  const calls = hearCalls(cluster);
  const found: Migration[] = [];
  cluster.on(
    (event) => {
      if (event.kind === 'migration' && event.reason === 'migrate' && event.outcome === 'moved')
        found.push(event);
    },
    ['migration'],
  );
  cluster.run({ untilNs: options.timeLimitNs, keepGoing: () => !host.halted() });
  return found.map(({ pages, blocks, files, totalNs, timeNs }) => {
    const ms = totalNs / 1e6;
    return {
      load: [pages, blocks, files],
      ms,
      parts: withRest(calls.between(timeNs - totalNs - BEFORE_NS, timeNs), ms, OWN_WORK),
    };
  });
}

/** The first call has been sent by when the source's clock of the migration starts. */
const BEFORE_NS = 100_000;

/** One process moves many times: the first time its swap files are made, and what it never touches again is written. */
export const moves = (machine: string, wanted: readonly Load[]): readonly Moved[] =>
  listen(machine, `${PROGRAM} move ${TARGET_ID} 0 0 0 ${wanted.flat().join(' ')} ${WITHOUT_STREAMS}`).slice(
    1,
  );

/** Processes that have never moved, and have no files open. */
export const firstMoves = (machine: string): readonly Moved[] =>
  listen(machine, `for i in 1 2 3 4 5; do ${PROGRAM} move ${TARGET_ID} 0 0 0 ${WITHOUT_STREAMS}; done`);

/** What each dirty page, dirty block and open file adds to a base. */
export type Coefficients = readonly [base: number, page: number, block: number, file: number];

/** Least squares for value = c0 + c1 pages + c2 blocks + c3 files, by the normal equations. */
function fitLoads(loads: readonly Load[], values: readonly number[]): Coefficients {
  const rows = loads.map((load) => [1, ...load]);
  const matrix = [0, 1, 2, 3].map((i) => [
    ...[0, 1, 2, 3].map((j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row, k) => sum + row[i] * values[k], 0),
  ]);
  for (let pivot = 0; pivot < 4; pivot++) {
    for (let row = 0; row < 4; row++) {
      if (row === pivot) continue;
      const factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (let column = pivot; column <= 4; column++) matrix[row][column] -= factor * matrix[pivot][column];
    }
  }
  const [base, page, block, file] = matrix.map((row, i) => row[4] / row[i]);
  return [base, page, block, file];
}

export interface Fitted {
  readonly ms: number;
  readonly parts: Parts;
}

/** The coefficients, each with its parts: the fit is linear, so the parts of all runs fit to the parts of each. */
export function fitMoves(found: readonly Moved[]): readonly [Fitted, Fitted, Fitted, Fitted] {
  const loads = found.map(({ load }) => load);
  const fit = (take: (moved: Moved) => number): Coefficients => fitLoads(loads, found.map(take));
  const whole = fit(({ ms }) => ms);
  const names = [...new Set(found.flatMap(({ parts }) => [...parts.keys()]))];
  const fits = names.map((name) => ({
    name,
    ms: fit(({ parts }) => parts.get(name)?.ms ?? 0),
    counts: fit(({ parts }) => parts.get(name)?.count ?? 0),
  }));
  const fitted = (which: number): Fitted => ({
    ms: whole[which],
    parts: new Map(fits.map(({ name, ms, counts }) => [name, { ms: ms[which], count: counts[which] }])),
  });
  return [fitted(0), fitted(1), fitted(2), fitted(3)];
}

/** The mean of some runs less what their loads take. */
export function meanWithout(found: readonly Moved[], [, ...perLoad]: readonly Fitted[]): Fitted {
  const names = new Set(found.flatMap(({ parts }) => [...parts.keys()]));
  const mean = (take: (moved: Moved) => number): number =>
    found.reduce((sum, moved) => sum + take(moved), 0) / found.length;
  const less = (load: Load, take: (fitted: Fitted) => number): number =>
    perLoad.reduce((sum, fitted, i) => sum + load[i] * take(fitted), 0);
  const part = (name: string, what: keyof Part): number =>
    mean(
      ({ parts, load }) =>
        (parts.get(name)?.[what] ?? 0) - less(load, (per) => per.parts.get(name)?.[what] ?? 0),
    );
  return {
    ms: mean(({ ms, load }) => ms - less(load, (per) => per.ms)),
    parts: new Map([...names].map((name) => [name, { count: part(name, 'count'), ms: part(name, 'ms') }])),
  };
}
