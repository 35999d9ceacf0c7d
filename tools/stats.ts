/** `--stats json`: what a run cost, in virtual and in real time, as one JSON object on stderr. */
import type { Cluster } from '../index.js';

export interface Statistics {
  readonly counts: { [kind: string]: number };
  readonly calls: { [name: string]: number };
  readonly startedMs: number;
}

export function startStatistics(cluster: Cluster): Statistics {
  const statistics: Statistics = { counts: {}, calls: {}, startedMs: performance.now() };
  cluster.on((event) => {
    statistics.counts[event.kind] = (statistics.counts[event.kind] ?? 0) + 1;
    if (event.kind === 'call') statistics.calls[event.name] = (statistics.calls[event.name] ?? 0) + 1;
  });
  return statistics;
}

export function printStatistics(statistics: Statistics, cluster: Cluster): void {
  const record = {
    virtualSeconds: cluster.now() / 1e9,
    realSeconds: (performance.now() - statistics.startedMs) / 1000,
    events: statistics.counts,
    calls: Object.fromEntries(Object.entries(statistics.calls).sort()),
  };
  process.stderr.write(`${JSON.stringify(record)}\n`);
}
