/**
 * What remote calls a stretch of virtual time went into: a call's own time is its time without the calls that were
 * made meanwhile in order to serve it, so that the parts of a stretch add up. Calls of the load daemons, which go on beside
 * what is measured, are left out.
 */
import type { Cluster, KernelEvent } from '../../index.js';
import { rpcText } from '../rpc-text.js';

type RemoteCall = Extract<KernelEvent, { kind: 'rpc-call' }>;

export interface Part {
  readonly count: number;
  readonly ms: number;
}
/** By what was done. */
export type Parts = ReadonlyMap<string, Part>;

export interface Asked {
  /** The calls that were begun and answered in that time. */
  between(startNs: number, endNs: number): Parts;
}

const DAEMON = /^(\S*\/)?loadavg\b/;

/** Hear what the cluster's hosts ask each other from now on. */
export function hearCalls(cluster: Cluster): Asked {
  const daemons = new Set<number>();
  const calls: RemoteCall[] = [];
  cluster.on(
    (event) => {
      if (event.kind === 'exec' && DAEMON.test(event.argString)) daemons.add(event.pid);
      if (event.kind === 'rpc-call' && !daemons.has(event.pid)) calls.push(event);
    },
    ['exec', 'rpc-call'],
  );
  return {
    between: (startNs, endNs) =>
      partsOf(calls.filter((call) => call.startedNs >= startNs && call.timeNs <= endNs)),
  };
}

function partsOf(calls: readonly RemoteCall[]): Parts {
  const parts = new Map<string, Part>();
  for (const call of calls) {
    const within = calls.filter((other) => other !== call && isWithin(other, call));
    const direct = within.filter(
      (inner) => !within.some((other) => other !== inner && isWithin(inner, other)),
    );
    const ownNs = direct.reduce((rest, inner) => rest - durationNs(inner), durationNs(call));
    addPart(parts, rpcText(call.command, call.parameters, call.littleEndian), { count: 1, ms: ownNs / 1e6 });
  }
  return parts;
}

const durationNs = ({ startedNs, timeNs }: RemoteCall): number => timeNs - startedNs;

/** While one call was out, what any host asked was asked for its sake: nothing else goes on. */
const isWithin = (inner: RemoteCall, outer: RemoteCall): boolean =>
  inner.startedNs >= outer.startedNs && inner.timeNs <= outer.timeNs;

function addPart(parts: Map<string, Part>, name: string, { count, ms }: Part): void {
  const before = parts.get(name);
  parts.set(name, { count: (before?.count ?? 0) + count, ms: (before?.ms ?? 0) + ms });
}

/** What the parts leave of the whole, as a part of its own. */
export function withRest(parts: Parts, wholeMs: number, name: string): Parts {
  const named = [...parts.values()].reduce((sum, { ms }) => sum + ms, 0);
  return new Map([...parts, [name, { count: 0, ms: wholeMs - named }]]);
}
