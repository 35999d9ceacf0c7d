/**
 * What the screen knows of the cluster: the newest snapshot of each host, rates from one to the next, and some
 * minutes of history of them. It only ever reads.
 */
import type { Cluster, ClusterHost, HostState } from '../../index.js';

/** Rates over the time since the sample before; fractions of the processor are 0 .. 1. */
export interface Rates {
  readonly user: number;
  readonly kernel: number;
  readonly serving: number;
  /** Remote calls made and served, a second. */
  readonly rpc: number;
  /** Of each disk, the part of the time that its arm was taken. */
  readonly disks: readonly number[];
}

export interface HostRow {
  readonly host: ClusterHost;
  readonly index: number;
  readonly state: HostState;
  readonly rates: Rates;
  /** User processes that could run, averaged over a minute. */
  readonly load: number;
  /** Busy fractions and remote calls a second, oldest first. */
  readonly busy: readonly number[];
  readonly rpc: readonly number[];
}

export interface Model {
  readonly cluster: Cluster;
  rows(): readonly HostRow[];
  row(id: number): HostRow | null;
  /** Part of the time that the Ethernet was occupied, newest last. */
  ethernet(): readonly number[];
  /** Take snapshots, if virtual time has passed since the last. */
  sample(): void;
}

const HISTORY = 240;
const LOAD_SECONDS = 60;
const NO_RATES: Rates = { user: 0, kernel: 0, serving: 0, rpc: 0, disks: [] };

export function createModel(cluster: Cluster): Model {
  let atNs = cluster.now();
  let busyNs = cluster.network.counts().busyNs;
  const ethernet: number[] = [];
  let rows: readonly HostRow[] = cluster.hosts().map((host, index) => ({
    host,
    index,
    state: host.state(),
    rates: NO_RATES,
    load: 0,
    busy: [],
    rpc: [],
  }));

  return {
    cluster,
    rows: () => rows,
    row: (id) => rows.find(({ host }) => host.id === id) ?? null,
    ethernet: () => ethernet,
    sample() {
      const nowNs = cluster.now();
      const passedNs = nowNs - atNs;
      if (passedNs <= 0) return;
      rows = rows.map((row) => nextRow(row, passedNs));
      const { busyNs: newBusyNs } = cluster.network.counts();
      remember(ethernet, (newBusyNs - busyNs) / passedNs);
      busyNs = newBusyNs;
      atNs = nowNs;
    },
  };
}

function nextRow(row: HostRow, passedNs: number): HostRow {
  const state = row.host.state();
  const isSameLife = state.bootedNs === row.state.bootedNs && state.power !== 'off';
  const before = isSameLife ? row.state : null;
  const rates = ratesOf(state, before, passedNs);
  const runnable =
    before === null ? 0 : (state.processor.runnableNs - before.processor.runnableNs) / passedNs;
  const weight = Math.exp(-passedNs / 1e9 / LOAD_SECONDS);
  return {
    ...row,
    state,
    rates,
    load: row.load * weight + runnable * (1 - weight),
    busy: remembered(row.busy, rates.user + rates.kernel + rates.serving),
    rpc: remembered(row.rpc, rates.rpc),
  };
}

function ratesOf(state: HostState, before: HostState | null, passedNs: number): Rates {
  if (before === null || state.power === 'halted') return NO_RATES;
  const part = (now: number, then: number): number => Math.max(0, Math.min(1, (now - then) / passedNs));
  const { processor: now, rpc } = state;
  const { processor: then } = before;
  return {
    user: part(now.userNs, then.userNs),
    kernel: part(now.kernelNs, then.kernelNs),
    serving: part(now.servingNs, then.servingNs),
    rpc: ((rpc.calls + rpc.served - before.rpc.calls - before.rpc.served) * 1e9) / passedNs,
    disks: state.disks.map(({ busyNs }, i) => part(busyNs, before.disks[i]?.busyNs ?? 0)),
  };
}

const remembered = (values: readonly number[], value: number): readonly number[] => [
  ...values.slice(-HISTORY + 1),
  value,
];

function remember(values: number[], value: number): void {
  values.push(value);
  if (values.length > HISTORY) values.shift();
}
