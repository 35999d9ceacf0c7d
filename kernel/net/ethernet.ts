/**
 * The one Ethernet of a cluster: a shared medium of 10 Mbit/s that carries one frame at a time, in the order in
 * which they were handed to it. A frame is copied by the wire, so what is not in its bytes does not arrive.
 * Collisions are not modelled: a host that finds the medium busy waits for it.
 *
 * Faults are injected here and nowhere else: loss, duplication and delay from seeded streams, and partitions.
 * Every fault is decided for each receiver apart, in order of host id.
 */
import type { HostId, Nanoseconds } from '../../arch/units.js';
import type { EventQueue } from '../event-queue.js';
import { createRandom } from '../random.js';
import { BROADCAST, destinationOf, GAP_NS, HEADER_BYTES, MAX_PAYLOAD_BYTES, wireTimeNs } from './frame.js';

export interface Ethernet {
  /** Put a host on the wire. `arrived` is called as an event of that host when a frame for it is complete. */
  attach(host: HostId, arrived: (frame: Uint8Array) => void): Transmitter;
  readonly faults: NetworkFaults;
  counts(): EthernetCounts;
  /** Listen to every frame as it leaves the wire; the answer ends it. */
  tap(listener: (timeNs: Nanoseconds, frame: Uint8Array) => void): () => void;
}

export interface Transmitter {
  /** Send `frame` as soon as the medium is free; `sent` is called as an event of the host when it has left. */
  transmit(frame: Uint8Array, sent: () => void): void;
  /** Off the wire: nothing arrives any more, and nothing that waits is sent. */
  detach(): void;
}

export interface NetworkFaults {
  /** Probabilities 0 .. 1 for each frame and receiver, and the longest extra delay. */
  set(faults: Partial<FaultRates>): void;
  rates(): FaultRates;
  /** Hosts in different groups do not hear each other; hosts in none are a group of their own. */
  partition(groups: readonly (readonly HostId[])[]): void;
  heal(): void;
  /** Drop what `decide` says true for: for tests that lose one certain frame. The answer ends it. */
  dropWhen(decide: (frame: Uint8Array, from: HostId, to: HostId) => boolean): () => void;
  /** Deliver a frame so much later, and those behind it when they would: for tests that hold up one. */
  delayWhen(extraNs: (frame: Uint8Array, from: HostId, to: HostId) => Nanoseconds): () => void;
}

export interface FaultRates {
  readonly loss: number;
  readonly duplication: number;
  readonly maxDelayNs: Nanoseconds;
}

export interface EthernetCounts {
  readonly frames: number;
  readonly bytes: number;
  /** Time the medium was occupied. */
  readonly busyNs: Nanoseconds;
  readonly lost: number;
  readonly duplicated: number;
  readonly delayed: number;
  readonly partitioned: number;
}

/** A duplicate follows this long after the first copy. */
const DUPLICATE_AFTER_NS = 200_000;

export function createEthernet(queue: EventQueue, seed: number): Ethernet {
  const stations = new Map<HostId, (frame: Uint8Array) => void>();
  const taps = new Set<(timeNs: Nanoseconds, frame: Uint8Array) => void>();
  const filters = new Set<(frame: Uint8Array, from: HostId, to: HostId) => boolean>();
  const delays = new Set<(frame: Uint8Array, from: HostId, to: HostId) => Nanoseconds>();
  const random = {
    loss: createRandom(seed, 'loss'),
    duplication: createRandom(seed, 'duplication'),
    delay: createRandom(seed, 'delay'),
  };
  let rates: FaultRates = { loss: 0, duplication: 0, maxDelayNs: 0 };
  let groupOf = new Map<HostId, number>();
  let freeAtNs = 0;
  const counts = {
    frames: 0,
    bytes: 0,
    busyNs: 0,
    lost: 0,
    duplicated: 0,
    delayed: 0,
    partitioned: 0,
  };

  const separated = (a: HostId, b: HostId): boolean => (groupOf.get(a) ?? -1) !== (groupOf.get(b) ?? -1);

  function deliver(frame: Uint8Array, from: HostId, to: HostId, timeNs: Nanoseconds): void {
    if (separated(from, to)) {
      counts.partitioned++;
      return;
    }
    for (const filter of filters) if (filter(frame, from, to)) return;
    if (random.loss.chance(rates.loss)) {
      counts.lost++;
      return;
    }
    let arrivalNs = timeNs;
    if (rates.maxDelayNs > 0) {
      arrivalNs += random.delay.below(rates.maxDelayNs);
      counts.delayed++;
    }
    for (const extraNs of delays) arrivalNs += extraNs(frame, from, to);
    const copy = frame.slice();
    queue.schedule(to, arrivalNs, () => stations.get(to)?.(copy));
    if (random.duplication.chance(rates.duplication)) {
      counts.duplicated++;
      queue.schedule(to, arrivalNs + DUPLICATE_AFTER_NS, () => stations.get(to)?.(copy.slice()));
    }
  }

  function receivers(from: HostId, frame: Uint8Array): readonly HostId[] {
    const to = destinationOf(frame);
    if (to === null) return [];
    if (to !== BROADCAST) return stations.has(to) ? [to] : [];
    return [...stations.keys()].filter((id) => id !== from).sort((a, b) => a - b);
  }

  return {
    attach(host, arrived) {
      stations.set(host, arrived);
      let attached = true;
      return {
        transmit(frame, sent) {
          if (!attached) return;
          if (frame.length > HEADER_BYTES + MAX_PAYLOAD_BYTES)
            throw new RangeError(`a frame of ${frame.length} bytes`);
          const occupiedNs = wireTimeNs(frame);
          const endNs = Math.max(queue.now(), freeAtNs) + occupiedNs;
          freeAtNs = endNs + GAP_NS;
          counts.frames++;
          counts.bytes += frame.length;
          counts.busyNs += occupiedNs;
          for (const listener of taps) listener(endNs, frame);
          for (const to of receivers(host, frame)) deliver(frame, host, to, endNs);
          queue.schedule(host, endNs, () => {
            if (attached) sent();
          });
        },
        detach() {
          attached = false;
          stations.delete(host);
        },
      };
    },
    faults: {
      set(changed) {
        rates = { ...rates, ...changed };
      },
      rates: () => rates,
      partition(groups) {
        groupOf = new Map(groups.flatMap((group, number) => group.map((id) => [id, number] as const)));
      },
      heal() {
        groupOf = new Map();
      },
      dropWhen(decide) {
        filters.add(decide);
        return () => filters.delete(decide);
      },
      delayWhen(extraNs) {
        delays.add(extraNs);
        return () => delays.delete(extraNs);
      },
    },
    counts: () => ({ ...counts }),
    tap(listener) {
      taps.add(listener);
      return () => taps.delete(listener);
    },
  };
}
