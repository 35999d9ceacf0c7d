/**
 * Migration between two Sun 3/75s and their file server: the figures of the 1989 paper's section 4, measured in the
 * running system. The parts of exec and of a migration that nothing else measures are fitted to three of them in the
 * cost tables, so those three are calibration (measurements reference, 6.1, 6.4 and 6.9). What a page, a block and a
 * file add is found, by least squares over runs with as many of each as the kernel says that it moved.
 */
import { machineTypeOf } from '../../index.js';
import { withRest } from './asked.js';
import { evictionMs } from './eviction.js';
import type { Bench, Figure } from './figure.js';
import { figuresIn, type GuestRun, runGuest } from './guest.js';
import {
  AWAIT_HOSTS,
  argvOf,
  type Fitted,
  firstMoves,
  fitMoves,
  type Load,
  meanWithout,
  moves,
  PROGRAM,
  TARGET_ID,
} from './moves.js';

/**
 * Hosts in the file of load records, of which the last is idle: as many as the paper's figures use, and as many as
 * there were at the end of that year. The paper does not say how many there were for its 160 ms.
 */
const HOSTS = 12;
const MORE_HOSTS = 30;

/** Pages, blocks and files by turns, so that none follows another. */
const runs: readonly Load[] = Array.from({ length: 45 }, (_, i) => {
  const pages = [0, 8, 20, 45, 90][i % 5];
  const blocks = [0, 4, 12][Math.floor(i / 5) % 3];
  const files = [1, 3, 6][Math.floor(i / 15) % 3];
  return [pages, blocks, files];
});
/** The paper's two examples: 50 pages, 20 blocks and 4 files; a megabyte of dirty memory. */
const examples: readonly Load[] = [
  [50, 20, 4],
  [128, 0, 0],
];

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

/** One round of a loop, from two runs of it: what they have beside the rounds is in both. */
function perRound(machine: string, few: number, many: number, what: (count: number) => string): Fitted {
  const run = (count: number): GuestRun =>
    runGuest(argvOf(machine), `${AWAIT_HOSTS}${PROGRAM} ${what(count)}`);
  const [less, more] = [run(few), run(many)];
  const msOf = (found: GuestRun): number => [...figuresIn(found).values()][0] ?? Number.NaN;
  const rounds = many - few;
  const ms = (msOf(more) * many - msOf(less) * few) / rounds;
  const before = less.asked();
  const calls = [...more.asked()].map(([name, part]) => {
    const count = (part.count - (before.get(name)?.count ?? 0)) / rounds;
    return [name, { count, ms: (part.ms - (before.get(name)?.ms ?? 0)) / rounds }] as const;
  });
  const user = { count: 0, ms: (more.userNs - less.userNs) / rounds / 1e6 };
  return { ms, parts: withRest(new Map([...calls, ['programs', user]]), ms, "the kernels' own work") };
}

const row = (
  name: string,
  measured: number | undefined,
  value: number | null = null,
  kind: Figure['kind'] = 'prediction',
): Figure => ({
  name,
  unit: 'ms',
  measured: measured ?? Number.NaN,
  published: value,
  kind,
  basis: 'measured',
});

const partsRow = (
  name: string,
  { ms, parts }: Fitted,
  value: number | null = null,
  kind: Figure['kind'] = 'prediction',
): Figure => ({ ...row(name, ms, value, kind), parts });

function run(machine: string): readonly Figure[] {
  const fitted = fitMoves(moves(machine, runs));
  const shown = moves(machine, examples);
  const away = (command: string): string => `migrate -H ${TARGET_ID} ${PROGRAM} ${command}`;
  const guest = (command: string): number | undefined =>
    figuresIn(runGuest(argvOf(machine), AWAIT_HOSTS + command))
      .values()
      .next().value;
  const loop = (what: string, target = ''): Fitted =>
    perRound(machine, 5, 25, (count) => `${what} ${count}${target}`);
  const figures = [
    partsRow('fork, exec and wait, here', loop('exec', ' 0'), published.exec, 'calibration'),
    partsRow(
      'fork, exec on another host, wait',
      loop('exec', ` ${TARGET_ID}`),
      published.remoteExec,
      'calibration',
    ),
    partsRow(
      'migration: base, a new process',
      meanWithout(firstMoves(machine), fitted),
      published.base,
      'calibration',
    ),
    partsRow('migration: base, one that has swap files', fitted[0], null, 'calibration'),
    partsRow('migration: each dirty page', fitted[1], published.page),
    partsRow('migration: each dirty block', fitted[2], published.block),
    partsRow('migration: each open file', fitted[3], published.file),
    row('50 pages, 20 blocks, 4 files', shown[0]?.ms, publishedExamples[0]),
    row('1 MB of dirty memory', shown[1]?.ms, publishedExamples[1]),
    partsRow(`choose and give back one of ${HOSTS} hosts`, loop('select', ` ${HOSTS}`), published.select),
    partsRow(`choose and give back one of ${MORE_HOSTS} hosts`, loop('select', ` ${MORE_HOSTS}`), null),
    ...[1, 2, 4].map((count) =>
      row(`eviction of ${count} with 30 dirty pages and a file each`, evictionMs(machine, count)),
    ),
    row('fork, here', guest(`${PROGRAM} fork 50`)),
    row('fork, away from home', guest(away('fork 50'))),
    row('clock, here', guest(`${PROGRAM} time 500`)),
    row('clock, away from home', guest(away('time 500'))),
  ];
  return machineTypeOf(machine) === 'sun3'
    ? figures
    : figures.map((figure) => ({ ...figure, published: null }));
}

export const migrationBench: Bench = {
  name: 'migration',
  about: 'processes on other hosts',
  source: 'Douglis 1989, section 4; exec and the base are fitted (measurements reference, 6.1, 6.4 and 6.9)',
  tolerance: 0.1,
  run,
};
