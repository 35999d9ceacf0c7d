/**
 * Devices of this host that other hosts have open: the object behind each, once for every open, and the promises
 * to wake those who found nothing to do. Source: RPC reference, 9; file system reference, 3.5.
 */
import type { HostId } from '../../arch/units.js';
import { type Waiter, wakeWaiter } from '../../kernel/rpc/remote-waits.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { ServerProcesses } from '../../kernel/server-processes.js';
import type { Task } from '../../kernel/task.js';
import type { IoObject } from '../io-object.js';
import { type FileId, fileKey } from '../types.js';

export interface RemoteOpens {
  add(client: HostId, id: FileId, object: IoObject, flags: number): void;
  /** Any of the client's opens of the object; null when it has none. */
  find(client: HostId, id: FileId): IoObject | null;
  /** One open less; null when there is none. */
  take(client: HostId, id: FileId): IoObject | null;
  countOf(client: HostId, id: FileId): number;
  /** Wake `waiter` when the object may be ready. */
  promise(object: Pick<IoObject, 'id' | 'watch'>, waiter: Waiter): void;
  clientGone(client: HostId): Task<void>;
  count(): number;
  /** Opens of the client, of all objects. */
  totalOf(client: HostId): number;
}

interface Opened {
  readonly object: IoObject;
  readonly flags: number;
}

const MOST_HOSTS = 199;

export function createRemoteOpens(rpc: Rpc, servers: ServerProcesses): RemoteOpens {
  const opens = new Map<string, Opened[]>();
  /** One promise for each process that waits for an object: a new one takes the place of the old, of another host too. */
  const promises = new Map<string, { readonly client: HostId; readonly stop: () => void }>();
  const keyOf = (client: HostId, id: FileId): string => `${client} ${fileKey(id)}`;

  return {
    add(client, id, object, flags) {
      const key = keyOf(client, id);
      const list = opens.get(key);
      if (list === undefined) opens.set(key, [{ object, flags }]);
      else list.push({ object, flags });
    },
    find: (client, id) => opens.get(keyOf(client, id))?.[0]?.object ?? null,
    take(client, id) {
      const key = keyOf(client, id);
      const list = opens.get(key);
      const taken = list?.pop();
      if (list?.length === 0) opens.delete(key);
      return taken?.object ?? null;
    },
    countOf: (client, id) => opens.get(keyOf(client, id))?.length ?? 0,
    promise(object, waiter) {
      // A poll: nobody waits.
      if (waiter.hostID < 1 || waiter.hostID > MOST_HOSTS) return;
      const client = waiter.hostID as HostId;
      const who = waiter.pid === 0 ? `${client} ${waiter.token}` : `${waiter.pid}`;
      const key = `${who} ${fileKey(object.id)}`;
      promises.get(key)?.stop();
      const stop = object.watch(() => {
        stop();
        promises.delete(key);
        servers.callLater(() => wakeWaiter(rpc, waiter));
      });
      promises.set(key, { client, stop });
    },
    *clientGone(client) {
      for (const [key, list] of [...opens]) {
        if (!key.startsWith(`${client} `)) continue;
        opens.delete(key);
        for (const { object, flags } of list) yield* object.close(flags);
      }
      for (const [key, { client: promised, stop }] of [...promises]) {
        if (promised !== client) continue;
        stop();
        promises.delete(key);
      }
    },
    totalOf: (client) =>
      [...opens].reduce((sum, [key, { length }]) => sum + (key.startsWith(`${client} `) ? length : 0), 0),
    count: () => [...opens.values()].reduce((sum, list) => sum + list.length, 0),
  };
}
