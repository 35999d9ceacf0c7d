/**
 * Counts of migrations, as Sys_Stats gives them to migcmd. Times are in tenths of a second, sums over all
 * migrations, beside sums of their squares. Source: structures reference, 7 (Proc_MigStats).
 */
import { bind } from '../arch/codec.js';
import { ProcMigStats } from '../arch/layouts.js';
import { MILLISECOND, type Nanoseconds } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { isForeign } from '../proc/network.js';
import type { MigrationCounts, MigrationKind } from './phases.js';

export interface Export {
  readonly kind: MigrationKind;
  readonly to: number;
  readonly elapsedNs: Nanoseconds;
  readonly counts: MigrationCounts;
}

export interface MigrationStatistics {
  exported(done: Export): void;
  imported(process: Process): void;
  /** One of this host's own has come back. */
  returned(process: Process): void;
  failed(): void;
  evictionAsked(isNeeded: boolean): void;
  evictionDone(elapsedNs: Nanoseconds): void;
  /** One of this host's own has ended, here or away. */
  ended(process: Process): void;
  encode(evictionsInProgress: number): Uint8Array;
  reset(): void;
}

const VERSION = 1;
const HOST_SLOTS = 200;
const TENTH_NS = 100 * MILLISECOND;
const tenths = (ns: Nanoseconds): number => Math.round(ns / TENTH_NS);
const VARIABLES = [
  'evictions',
  'pagesWritten',
  'rpcKbytes',
  'timeToMigrate',
  'timeToExec',
  'timeToEvict',
  'totalEvictTime',
  'totalCPUTime',
  'remoteCPUTime',
  'evictionCPUTime',
] as const;
type Variable = (typeof VARIABLES)[number];

const usedNs = ({ kernelCpuNs, userCpuNs }: Process): Nanoseconds => kernelCpuNs + userCpuNs;

export function createMigrationStatistics(kernel: Kernel): MigrationStatistics {
  const codec = bind(ProcMigStats, kernel.machine.layout);
  const zeroCounts = () => ({
    exports: 0,
    execs: 0,
    imports: 0,
    errors: 0,
    returns: 0,
    evictionsToUs: 0,
    migrationsHome: 0,
    evictCalls: 0,
    evictsNeeded: 0,
    processes: 0,
  });
  let counts = zeroCounts();
  const hostCounts = new Array<number>(HOST_SLOTS).fill(0);
  const sums = new Map<Variable, number>();
  const squares = new Map<Variable, number>();
  /** What processes of this host had used of processors when they were first evicted. */
  const usedBefore = new Map<Process, Nanoseconds>();

  function add(variable: Variable, value: number): void {
    sums.set(variable, (sums.get(variable) ?? 0) + value);
    squares.set(variable, (squares.get(variable) ?? 0) + value * value);
  }

  const valuesOf = (of: ReadonlyMap<Variable, number>) =>
    Object.fromEntries(VARIABLES.map((name) => [name, (of.get(name) ?? 0) >>> 0])) as Record<
      Variable,
      number
    >;

  return {
    exported({ kind, to, elapsedNs, counts: moved }) {
      add('pagesWritten', moved.pages);
      add('rpcKbytes', Math.ceil(moved.bytes / 1024));
      if (kind === 'exec') {
        counts.execs++;
        add('timeToExec', tenths(elapsedNs));
      } else if (kind === 'migrate') {
        counts.exports++;
        add('timeToMigrate', tenths(elapsedNs));
      } else {
        counts.migrationsHome++;
        if (kind === 'evict') {
          add('evictions', 1);
          add('timeToEvict', tenths(elapsedNs));
        }
      }
      if (to < HOST_SLOTS) hostCounts[to]++;
    },
    imported() {
      counts.imports++;
    },
    returned(process) {
      counts.returns++;
      if ((process.genFlags & ProcessFlag.EVICTING) === 0) return;
      counts.evictionsToUs++;
      if (!usedBefore.has(process)) usedBefore.set(process, usedNs(process));
    },
    failed() {
      counts.errors++;
    },
    evictionAsked(isNeeded) {
      counts.evictCalls++;
      if (isNeeded) counts.evictsNeeded++;
    },
    evictionDone(elapsedNs) {
      add('totalEvictTime', tenths(elapsedNs));
    },
    ended(process) {
      counts.processes++;
      const used = usedNs(process);
      add('totalCPUTime', tenths(used));
      if (process.state === ProcessState.Migrated) add('remoteCPUTime', tenths(used));
      const before = usedBefore.get(process);
      if (before !== undefined) add('evictionCPUTime', tenths(used - before));
      usedBefore.delete(process);
    },
    encode(evictionsInProgress) {
      const all = kernel.processes.all();
      return codec.encode({
        statsVersion: VERSION,
        foreign: all.filter(isForeign).length,
        remote: all.filter(({ state }) => state === ProcessState.Migrated).length,
        ...counts,
        evictionsInProgress,
        hostCounts,
        varStats: valuesOf(sums),
        squared: valuesOf(squares),
      });
    },
    reset() {
      counts = zeroCounts();
      hostCounts.fill(0);
      sums.clear();
      squares.clear();
    },
  };
}
