/**
 * Which calls have been taken lately, so that a copy of a packet that comes long after its call (a replay) does not do
 * it again when the process that had it serves somebody else. Numbers of calls are a host's, over all its channels.
 * They are kept one by one, not as the highest: somebody else's packet with a high number must not shut a host out.
 * Broadcasts may be asked again, and a host without a boot identifier has no life yet.
 */
import { BROADCAST } from '../net/frame.js';
import type { RpcHeader } from './packet.js';

export interface Sequences {
  /** Done before, or given up for a later one. */
  isOld(header: RpcHeader): boolean;
  taken(header: RpcHeader): void;
}

/** Of each host. */
const KEPT_CALLS = 1024;

interface Recent {
  readonly bootId: number;
  /** In the order in which they came. */
  readonly ids: Set<number>;
}

export function createSequences(): Sequences {
  const hosts = new Map<number, Recent>();
  return {
    isOld({ serverId, clientId, bootId, id }) {
      if (serverId === BROADCAST || bootId === 0) return false;
      const recent = hosts.get(clientId);
      return recent !== undefined && recent.bootId === bootId && recent.ids.has(id);
    },
    taken({ clientId, bootId, id }) {
      let recent = hosts.get(clientId);
      if (recent === undefined || recent.bootId !== bootId)
        hosts.set(clientId, (recent = { bootId, ids: new Set() }));
      recent.ids.add(id);
      if (recent.ids.size <= KEPT_CALLS) return;
      for (const oldest of recent.ids) {
        recent.ids.delete(oldest);
        return;
      }
    },
  };
}
