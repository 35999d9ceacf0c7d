/**
 * Migration between two Sun 3/75s and their file server: the figures of the 1989 paper's section 4, measured in the
 * running system. Two constants are fitted there and nowhere else (process and segments built on the target; signal,
 * trap and tables at the source), so the base of a migration and remote exec are calibration. What a page, a block
 * and a file add is found, by least squares over runs with as many of each as the kernel says that it moved.
 */
import { boot } from '../boot.js';
import { parseOptions } from '../options.js';
import type { Bench, Figure } from './figure.js';
import { guestFigures } from './guest.js';

const PROGRAM = '/sprite/tests/migbench';
const TARGET_ID = 3;
/** Hosts in the file of load records, of which one is idle. */
const HOSTS = 30;
const AWAIT_HOSTS = 'sleep 30; ';

/** Pages, blocks and files by turns, so that none follows another. */
const runs: readonly (readonly [number, number, number])[] = Array.from({ length: 45 }, (_, i) => {
  const pages = [0, 8, 20, 45, 90][i % 5];
  const blocks = [0, 4, 12][Math.floor(i / 5) % 3];
  const files = [1, 3, 6][Math.floor(i / 15) % 3];
  return [pages, blocks, files];
});
/** The paper's two examples: 50 pages, 20 blocks and 4 files; a megabyte of dirty memory. */
const examples: readonly (readonly [number, number, number])[] = [
  [50, 20, 4],
  [128, 0, 0],
];

interface Moved {
  readonly pages: number;
  readonly blocks: number;
  readonly files: number;
  readonly ms: number;
}

const published = {
  exec: 86,
  remoteExec: 188,
  select: 160,
  base: 110,
  page: 14,
  block: 7,
  file: 14,
} as const;
const publishedExamples = [1000, 2100] as const;

const argvOf = (machine: string): readonly string[] => {
  const home = machine === 'sun3' ? 'sage' : 'greed';
  return ['--machine', machine, '--clients', '2', '--on', home];
};

/** Listen to what the source's kernel says of each migration that a command makes. */
function listen(machine: string, command: string): readonly Moved[] {
  const { options } = parseOptions(argvOf(machine));
  const { cluster, host } = boot(options, ['-u', options.user, '-c', AWAIT_HOSTS + command]);
  const found: Moved[] = [];
  cluster.on(
    (event) => {
      if (event.kind !== 'migration' || event.reason !== 'migrate' || event.outcome !== 'moved') return;
      const { pages, blocks, files, totalNs } = event;
      found.push({ pages, blocks, files, ms: totalNs / 1e6 });
    },
    ['migration'],
  );
  cluster.run({ untilNs: options.timeLimitNs, keepGoing: () => !host.halted() });
  return found;
}

/** One process moves many times: the first time its swap files are made, and what it never touches again is written. */
const moves = (machine: string, wanted: readonly (readonly [number, number, number])[]): readonly Moved[] =>
  listen(machine, `${PROGRAM} move ${TARGET_ID} 0 0 0 ${wanted.flat().join(' ')}`).slice(1);

/** A process that has never moved, without open files, less what its few pages take. */
function baseMs(machine: string, pageMs: number): number {
  const found = listen(
    machine,
    `for i in 1 2 3 4 5; do ${PROGRAM} move ${TARGET_ID} 0 0 0 <&- >&- 2>&-; done`,
  );
  return found.reduce((sum, { ms, pages }) => sum + ms - pages * pageMs, 0) / found.length;
}

/** Least squares for ms = c0 + c1 pages + c2 blocks + c3 files, by the normal equations. */
export function fitMoves(found: readonly Moved[]): readonly number[] {
  const rows = found.map(({ pages, blocks, files }) => [1, pages, blocks, files]);
  const matrix = [0, 1, 2, 3].map((i) => [
    ...[0, 1, 2, 3].map((j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)),
    rows.reduce((sum, row, k) => sum + row[i] * found[k].ms, 0),
  ]);
  for (let pivot = 0; pivot < 4; pivot++) {
    for (let row = 0; row < 4; row++) {
      if (row === pivot) continue;
      const factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (let column = pivot; column <= 4; column++) matrix[row][column] -= factor * matrix[pivot][column];
    }
  }
  return matrix.map((row, i) => row[4] / row[i]);
}

function run(machine: string): readonly Figure[] {
  const argv = argvOf(machine);
  const isSun = machine === 'sun3';
  const figure = (
    name: string,
    measured: number | undefined,
    value: number | null,
    kind: Figure['kind'] = 'prediction',
  ): Figure => ({
    name,
    unit: 'ms',
    measured: measured ?? Number.NaN,
    published: isSun ? value : null,
    kind,
    basis: 'measured',
  });
  const guest = (command: string): ReadonlyMap<string, number> =>
    guestFigures(argv, `${AWAIT_HOSTS}${command}`);
  const fitted = fitMoves(moves(machine, runs));
  const shown = moves(machine, examples);
  const away = (command: string): string => `migrate -H ${TARGET_ID} ${PROGRAM} ${command}`;
  return [
    figure(
      'fork, exec and wait, here',
      guest(`${PROGRAM} exec 20 0`).get('exec-local'),
      published.exec,
      'calibration',
    ),
    figure(
      'fork, exec on another host, wait',
      guest(`${PROGRAM} exec 20 ${TARGET_ID}`).get('exec-remote'),
      published.remoteExec,
      'calibration',
    ),
    figure('migration: base, a new process', baseMs(machine, fitted[1]), published.base, 'calibration'),
    figure('migration: base, one that has swap files', fitted[0], null, 'calibration'),
    figure('migration: each dirty page', fitted[1], published.page),
    figure('migration: each dirty block', fitted[2], published.block),
    figure('migration: each open file', fitted[3], published.file),
    figure('50 pages, 20 blocks, 4 files', shown[0]?.ms, publishedExamples[0]),
    figure('1 MB of dirty memory', shown[1]?.ms, publishedExamples[1]),
    figure(
      `choose and give back one of ${HOSTS} hosts`,
      guest(`${PROGRAM} select 10 ${HOSTS} ${TARGET_ID}`).get('select'),
      published.select,
    ),
    figure('fork, here', guest(`${PROGRAM} fork 50`).get('fork'), null),
    figure('fork, away from home', guest(away('fork 50')).get('fork'), null),
    figure('clock, here', guest(`${PROGRAM} time 500`).get('time'), null),
    figure('clock, away from home', guest(away('time 500')).get('time'), null),
  ];
}

export const migrationBench: Bench = {
  name: 'migration',
  about: 'processes on other hosts',
  source: 'Douglis 1989, section 4; two constants fitted (measurements reference, 6.4 and 6.9)',
  tolerance: 0.1,
  run,
};
