/**
 * Wandering: at every Nth kernel call of a user process it is sent to another host, and from there home again, then
 * to the next host. So everything that runs at all is run away from home, and arrives there with whatever it has.
 * As with churn only calls count: they are the boundaries at which a process can go.
 */
import { SUCCESS } from '../arch/status.js';
import type { HostId, Nanoseconds, ProcessId } from '../arch/units.js';
import { callTable } from '../kernel/call-table.js';
import { homeIdOf, type Process, ProcessFlag } from '../kernel/process.js';
import type { HostCondition } from '../kernel/rpc/host-state.js';
import { Sig } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import { isForeign } from '../proc/network.js';

export interface Wander {
  /** For the call dispatcher, before a call is looked at: the process goes when the call is over. */
  atKernelEntry(process: Process): Task<void>;
  readonly counts: { left: number; refused: number };
}

/** Who is sent away, and when. */
export interface Wandering {
  /** At every `interval`-th call of a host; 0 never. */
  readonly interval: number;
  /** Processes of this host only, wherever they are; of all hosts unless given. */
  readonly home?: HostId;
  /** Not before this virtual time. */
  readonly fromNs?: Nanoseconds;
}

export interface WanderParts extends Wandering {
  /** Hosts of the same machine type, this one not among them. */
  readonly hosts: readonly HostId[];
  /** Of a process at a trap. */
  callNumber(process: Process): number;
  conditionOf(host: HostId): HostCondition;
  now(): Nanoseconds;
  initiate(process: Process, host: HostId): Task<number>;
  send(process: Process, signal: number): void;
}

const waits: ReadonlySet<number> = new Set([callTable.Fs_Select.number, callTable.Sync_WaitTime.number]);

export function createWander(parts: WanderParts): Wander {
  const { interval, hosts, home, fromNs = 0 } = parts;
  const counts = { left: 0, refused: 0 };
  /** By home id: the wait from which the process was last sent away from here. */
  const leftFrom = new Map<ProcessId, number>();
  let entries = 0;
  let turn = 0;

  const unmovable =
    ProcessFlag.KERNEL | ProcessFlag.DONT_MIGRATE | ProcessFlag.DYING | ProcessFlag.MIG_PENDING;

  /** The first process of a host switches off the host it is on. */
  const isFirst = ({ argString }: Process): boolean => argString.startsWith('initsprite');

  const isToGo = (process: Process): boolean =>
    (process.genFlags & unmovable) === 0 &&
    process.argString !== '' &&
    !isFirst(process) &&
    (home === undefined || process.homeHost === home) &&
    parts.now() >= fromNs;

  /**
   * A wait for a time begins anew where the process arrives; who is sent away each time never comes to its end. So it
   * may wait in peace when it is back.
   */
  function mayWait(process: Process): boolean {
    const call = parts.callNumber(process);
    const id = homeIdOf(process);
    const wasSent = leftFrom.get(id) === call;
    leftFrom.delete(id);
    if (!wasSent && waits.has(call)) leftFrom.set(id, call);
    return wasSent;
  }

  function nextHost(): HostId | null {
    for (let tries = 0; tries < hosts.length; tries++) {
      const host = hosts[turn++ % hosts.length];
      if (parts.conditionOf(host) === 'alive') return host;
    }
    return null;
  }

  return {
    counts,
    *atKernelEntry(process) {
      if (!isToGo(process) || ++entries % interval !== 0 || mayWait(process)) return;
      if (isForeign(process)) return parts.send(process, Sig.MIGRATE_HOME);
      const host = nextHost();
      if (host === null) return;
      if ((yield* parts.initiate(process, host)) === SUCCESS) counts.left++;
      else counts.refused++;
    },
  };
}
