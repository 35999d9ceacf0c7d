/**
 * Who is up. Every packet tells of its sender: which life of the host it is (the boot identifier), and whether
 * its service is on. A new identifier, or a call that timed out, means that the host has crashed: the modules'
 * crash call-backs clean up. A sign of life after that starts the reboot call-backs, which re-open what this host
 * had open there. Hosts are pinged only while somebody has a reboot call-back registered for them.
 *
 * Source: RPC reference, 5.
 */
import type { Status } from '../../arch/status.js';
import { type HostId, type Nanoseconds, SECOND } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { ServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';

export type HostCondition = 'unknown' | 'alive' | 'dead' | 'booting';

export interface HostStates {
  condition(host: HostId): HostCondition;
  /** Boot identifier of its present life, as far as known. */
  life(host: HostId): number;
  /** A packet of `host` has been seen at the end of a call. */
  note(host: HostId, bootId: number, notActive: boolean): void;
  /** The same for a request about to be served: waits until the crash of an earlier life is cleaned up. */
  heardFrom(host: HostId, bootId: number, notActive: boolean): Task<void>;
  timedOut(host: HostId, command: string): void;
  /** For every host that dies, in order of registration. */
  onCrash(action: (host: HostId) => Task<void>): void;
  /** When `host` comes back; its life is watched from now on. The same `key` is registered once. */
  onReboot(host: HostId, key: string, action: () => Task<void>): void;
  forgetReboot(host: HostId, key: string): void;
  counts(): HostStateCounts;
  /** What is said of other hosts: 0 nothing, 1 that they were rebooted, 2 also that they are down and up. */
  setPrinting(level: number): void;
}

export interface HostStateCounts {
  readonly packets: number;
  readonly pings: number;
  readonly suppressedPings: number;
  readonly timeouts: number;
  readonly crashes: number;
  readonly reboots: number;
  readonly hostsWatched: number;
}

const PING_PERIOD_NS = 30 * SECOND;
const RECENT_NS = 10 * SECOND;

interface Peer {
  readonly host: HostId;
  condition: HostCondition;
  bootId: number;
  lastHeardNs: Nanoseconds;
  crashing: boolean;
  wantsRecovery: boolean;
  recovering: boolean;
  /** The host fell silent while the reboot call-backs ran: they are run again. */
  failed: boolean;
  readonly callbacks: Map<string, () => Task<void>>;
}

export interface HostStateParts {
  readonly kernel: Kernel;
  readonly servers: ServerProcesses;
  hostName(host: HostId): string;
  ping(host: HostId): Task<Status>;
}

export function createHostStates(parts: HostStateParts): HostStates {
  const { kernel, servers } = parts;
  const peers = new Map<HostId, Peer>();
  const crashActions: ((host: HostId) => Task<void>)[] = [];
  const cleaned = createWaitQueue('crash call-backs');
  const watching = createWaitQueue('hosts to watch');
  let watcher = false;
  let printing = 2;
  const counts = { packets: 0, pings: 0, suppressedPings: 0, timeouts: 0, crashes: 0, reboots: 0 };

  function peerOf(host: HostId): Peer {
    let peer = peers.get(host);
    if (peer === undefined) {
      peer = {
        host,
        condition: 'unknown',
        bootId: 0,
        lastHeardNs: 0,
        crashing: false,
        wantsRecovery: false,
        recovering: false,
        failed: false,
        callbacks: new Map(),
      };
      peers.set(host, peer);
    }
    return peer;
  }

  function say(peer: HostId, condition: 'down' | 'rebooted' | 'up'): void {
    if (printing >= (condition === 'rebooted' ? 1 : 2))
      kernel.log(`${parts.hostName(peer)} (${peer}) ${condition === 'rebooted' ? '' : 'is '}${condition}`);
    if (kernel.listening('peer'))
      kernel.emit({ kind: 'peer', timeNs: kernel.stretchTime(), host: kernel.hostId, peer, condition });
  }

  // --- Changes of condition ----------------------------------------------------------------------------------------

  function note(host: HostId, bootId: number, notActive: boolean): void {
    if (bootId === 0 || host === kernel.hostId) return;
    const peer = peerOf(host);
    counts.packets++;
    peer.lastHeardNs = kernel.now();
    const isNewLife = peer.bootId !== 0 && peer.bootId !== bootId;
    peer.bootId = bootId;
    if (peer.condition === 'unknown') {
      peer.condition = notActive ? 'booting' : 'alive';
    } else if (isNewLife && peer.condition !== 'dead') {
      counts.reboots++;
      say(host, 'rebooted');
      peer.condition = 'booting';
      startCrash(peer);
    }
    if (!notActive && peer.condition !== 'alive') {
      if (peer.condition === 'dead' || isNewLife || peer.wantsRecovery) say(host, 'up');
      peer.condition = 'alive';
      peer.wantsRecovery = true;
    } else if (notActive && peer.condition === 'dead') {
      peer.condition = 'booting';
    }
    if (peer.condition === 'alive' && peer.wantsRecovery && !peer.recovering) startRecovery(peer);
  }

  /** Said once: many may go on asking a host that is down. */
  function timedOut(host: HostId, command: string): void {
    const peer = peerOf(host);
    counts.timeouts++;
    if (peer.recovering) peer.failed = true;
    if (peer.condition === 'dead') return;
    peer.condition = 'dead';
    kernel.log(`<${command}> ${parts.hostName(host)} RPC timed-out`);
    say(host, 'down');
    startCrash(peer);
  }

  function startCrash(peer: Peer): void {
    counts.crashes++;
    peer.crashing = true;
    servers.callLater(function* cleanUpAfter() {
      for (const action of crashActions) yield* action(peer.host);
      peer.crashing = false;
      wakeAll(kernel, cleaned);
    });
  }

  function startRecovery(peer: Peer): void {
    peer.wantsRecovery = false;
    if (peer.callbacks.size === 0) return;
    peer.recovering = true;
    peer.failed = false;
    servers.callLater(function* recoverWith() {
      // Newest first.
      for (const action of [...peer.callbacks.values()].reverse()) yield* action();
      peer.recovering = false;
      if (peer.failed) peer.wantsRecovery = true;
    });
  }

  // --- Watching ------------------------------------------------------------------------------------------------------

  const watched = (): readonly Peer[] => [...peers.values()].filter(({ callbacks }) => callbacks.size > 0);

  function* watch(): Task<void> {
    if (watched().length === 0) {
      yield* sleepOn(kernel, watching);
      return;
    }
    // Each host at its own time of the period, or a server would hear from all at once.
    const phaseNs = (kernel.hostId / 200) * PING_PERIOD_NS;
    const rounds = Math.floor((kernel.stretchTime() - phaseNs) / PING_PERIOD_NS) + 1;
    const nextNs = Math.floor(rounds * PING_PERIOD_NS + phaseNs);
    while (kernel.stretchTime() < nextNs) yield* sleepOn(kernel, pause, { deadlineNs: nextNs });
    for (const peer of watched()) {
      const wasHeard = peer.condition !== 'dead' && kernel.stretchTime() - peer.lastHeardNs < RECENT_NS;
      if (wasHeard) {
        counts.suppressedPings++;
      } else {
        counts.pings++;
        yield* parts.ping(peer.host);
      }
    }
  }
  const pause = createWaitQueue('next ping');

  return {
    condition: (host) => peers.get(host)?.condition ?? 'unknown',
    life: (host) => peers.get(host)?.bootId ?? 0,
    note,
    *heardFrom(host, bootId, notActive) {
      note(host, bootId, notActive);
      while (peerOf(host).crashing) yield* sleepOn(kernel, cleaned);
    },
    timedOut,
    onCrash(action) {
      crashActions.push(action);
    },
    onReboot(host, key, action) {
      peerOf(host).callbacks.set(key, action);
      if (!watcher) {
        watcher = true;
        kernel.spawn('Recov_Ping', watch);
      } else {
        wakeAll(kernel, watching);
      }
    },
    forgetReboot(host, key) {
      peers.get(host)?.callbacks.delete(key);
    },
    setPrinting(level) {
      printing = level;
    },
    counts: () => ({ ...counts, hostsWatched: watched().length }),
  };
}
