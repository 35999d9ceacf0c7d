/**
 * Who ran where: the life of each user process as spans of time on hosts. Beginnings and ends come from events;
 * where a process is comes from the snapshots too, so that one which was there before is shown as well.
 */
import type { Cluster, HostState, KernelEvent } from '../../index.js';

export interface Span {
  readonly host: number;
  readonly fromNs: number;
  /** How it came there. */
  readonly arrival: Arrival;
  /** Null while it lasts. */
  toNs: number | null;
}

/** 'seen': found there, or begun there. */
export type Arrival = 'seen' | 'migrate' | 'exec' | 'home' | 'evict';

export interface Life {
  readonly pid: number;
  readonly home: number;
  command: string;
  /** At least one; the next begins where the process arrives. */
  readonly spans: Span[];
  endNs: number | null;
}

export interface Timeline {
  /** Lives that touch the time from `fromNs` on: those that moved first, then the longest. */
  lives(fromNs: number): readonly Life[];
  /** Where the processes are now. */
  see(states: readonly HostState[], nowNs: number): void;
}

/** Ended lives that are kept. */
const KEPT = 300;

export function createTimeline(cluster: Cluster): Timeline {
  const living = new Map<number, Life>();
  const ended: Life[] = [];

  function begin(pid: number, home: number, host: number, command: string, timeNs: number): Life {
    const life: Life = {
      pid,
      home,
      command,
      spans: [{ host, fromNs: timeNs, arrival: 'seen', toNs: null }],
      endNs: null,
    };
    living.set(pid, life);
    return life;
  }

  function end(life: Life, timeNs: number): void {
    living.delete(life.pid);
    life.endNs = timeNs;
    const last = life.spans.at(-1);
    if (last !== undefined && last.toNs === null) last.toNs = timeNs;
    ended.push(life);
    if (ended.length > KEPT) ended.shift();
  }

  function move(life: Life, host: number, timeNs: number, arrival: Arrival): void {
    const last = life.spans.at(-1);
    if (last === undefined || last.host === host) return;
    if (last.toNs === null) last.toNs = timeNs;
    life.spans.push({ host, fromNs: timeNs, arrival, toNs: null });
  }

  function hear(event: KernelEvent): void {
    switch (event.kind) {
      case 'fork': {
        const parent = living.get(event.pid);
        begin(event.child, homeOf(event.child), event.host, parent?.command ?? '', event.timeNs);
        return;
      }
      case 'exec': {
        const life = living.get(event.pid);
        if (life !== undefined) life.command = event.argString.trimEnd();
        return;
      }
      case 'exit': {
        const life = living.get(event.pid);
        if (life !== undefined) end(life, event.timeNs);
        return;
      }
      case 'migration': {
        const life = living.get(event.pid);
        if (life !== undefined && event.outcome === 'moved') move(life, event.to, event.timeNs, event.reason);
        return;
      }
      case 'crash':
      case 'power-failure':
        for (const life of [...living.values()])
          if (life.spans.at(-1)?.host === event.host) end(life, event.timeNs);
        return;
    }
  }
  cluster.on(hear, ['fork', 'exec', 'exit', 'migration', 'crash', 'power-failure']);

  return {
    see(states, nowNs) {
      for (const { id, processes, power } of states) {
        if (power === 'halted' || power === 'off') continue;
        for (const { pid, home, command, state } of processes) {
          if (state === 'away' || state === 'exiting' || state === 'new') continue;
          const life = living.get(pid) ?? begin(pid, home, id, command, nowNs);
          if (command !== '') life.command = command;
          move(life, id, nowNs, 'seen');
        }
      }
    },
    lives(fromNs) {
      const touching = [...ended, ...living.values()].filter(
        ({ endNs }) => endNs === null || endNs >= fromNs,
      );
      return touching.sort((a, b) => rank(b) - rank(a) || startOf(b) - startOf(a));
    },
  };
}

/** Which host a process id belongs to is in the id. */
const homeOf = (pid: number): number => (pid >>> 8) & 0xff;
const startOf = ({ spans }: Life): number => spans[0]?.fromNs ?? 0;
/** Those that moved before those that live before those that have ended. */
const rank = ({ spans, endNs }: Life): number => (spans.length > 1 ? 2 : 0) + (endNs === null ? 1 : 0);
