/**
 * Wandering: at every Nth kernel call of a user process it is sent to another host, and from there home again, then
 * to the next host. So everything that runs at all is run away from home, and arrives there with whatever it has.
 * As with churn only calls count: they are the boundaries at which a process can go.
 */
import { SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import { type Process, ProcessFlag } from '../kernel/process.js';
import type { HostCondition } from '../kernel/rpc/host-state.js';
import { Sig } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import { isForeign } from '../proc/network.js';

export interface Wander {
  /** For the call dispatcher, before a call is looked at: the process goes when the call is over. */
  atKernelEntry(process: Process): Task<void>;
  readonly counts: { left: number; refused: number };
}

export interface WanderParts {
  /** Every `interval`-th call; 0 never. */
  readonly interval: number;
  /** Hosts of the same machine type, this one not among them. */
  readonly hosts: readonly HostId[];
  conditionOf(host: HostId): HostCondition;
  initiate(process: Process, host: HostId): Task<number>;
  send(process: Process, signal: number): void;
}

export function createWander(parts: WanderParts): Wander {
  const { interval, hosts } = parts;
  const counts = { left: 0, refused: 0 };
  let entries = 0;
  let turn = 0;

  const unmovable =
    ProcessFlag.KERNEL | ProcessFlag.DONT_MIGRATE | ProcessFlag.DYING | ProcessFlag.MIG_PENDING;

  /** The first process of a host switches off the host it is on. */
  const isFirst = ({ argString }: Process): boolean => argString.startsWith('initsprite');

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
      if ((process.genFlags & unmovable) !== 0 || process.argString === '' || isFirst(process)) return;
      if (++entries % interval !== 0) return;
      if (isForeign(process)) return parts.send(process, Sig.MIGRATE_HOME);
      const host = nextHost();
      if (host === null) return;
      if ((yield* parts.initiate(process, host)) === SUCCESS) counts.left++;
      else counts.refused++;
    },
  };
}
