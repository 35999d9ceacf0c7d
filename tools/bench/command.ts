/** `sprite bench [NAME ...]`: the benchmarks there are, run in virtual time and printed beside what was published. */
import { machineTypeOf } from '../../index.js';
import { ExitCode, UserError } from '../errors.js';
import type { Options } from '../options.js';
import { bootBench } from './boot.js';
import { type Bench, type Figure, isWithin, ratioOf, tableText } from './figure.js';
import { filesBench } from './files.js';
import { migrationBench } from './migration.js';
import { rpcBench } from './rpc.js';
import { vmBench } from './vm.js';

const benches: readonly Bench[] = [vmBench, rpcBench, filesBench, migrationBench, bootBench];

interface Outcome {
  readonly bench: Bench;
  readonly figures: readonly Figure[];
}

/** Exit code: 1 when a figure is farther from the published one than its benchmark allows. */
export function benchCommand(options: Options, names: readonly string[]): number {
  const outcomes: Outcome[] = [];
  if (options.machine === 'mixed') throw new UserError('bench: one machine at a time: --machine MODEL');
  for (const bench of chosen(names)) {
    const outcome = { bench, figures: asPublished(options.machine, bench.run(options.machine)) };
    outcomes.push(outcome);
    if (!options.json) {
      const gap = outcomes.length > 1 ? '\n' : '';
      process.stdout.write(gap + tableText(bench, options.machine, outcome.figures));
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(report(options.machine, outcomes))}\n`);
  const isGood = outcomes.every(({ bench, figures }) =>
    figures.every((figure) => isWithin(figure, bench.tolerance)),
  );
  return isGood ? ExitCode.OK : 1;
}

/** Nobody has measured the other models of a machine type: there everything is prediction. */
const asPublished = (machine: string, figures: readonly Figure[]): readonly Figure[] =>
  machine === machineTypeOf(machine)
    ? figures
    : figures.map((figure) => ({ ...figure, published: null, kind: 'prediction' }));

function chosen(names: readonly string[]): readonly Bench[] {
  if (names.length === 0) return benches.filter(({ byName }) => byName !== true);
  return names.map((name) => {
    const bench = benches.find((candidate) => candidate.name === name);
    if (bench === undefined) {
      throw new UserError(
        `bench ${name}: no such benchmark; there is ${benches.map((b) => b.name).join(', ')}`,
      );
    }
    return bench;
  });
}

const report = (machine: string, outcomes: readonly Outcome[]) => ({
  machine,
  benches: outcomes.map(({ bench, figures }) => ({
    name: bench.name,
    source: bench.source,
    tolerance: bench.tolerance,
    figures: figures.map(({ parts, ...figure }) => ({
      ...figure,
      ratio: ratioOf(figure),
      ...(parts === undefined ? {} : { parts: Object.fromEntries(parts) }),
    })),
  })),
});
