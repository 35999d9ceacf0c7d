/**
 * Streams that other hosts have on this host's objects: which client has each, so that a stream can be opened
 * again after this host was away, and moved between clients. The offset lives with the only client; when several
 * share the stream it lives here. Source: RPC reference, 7, 10.
 */
import type { HostId } from '../../arch/units.js';
import { type FileId, fileKey, StreamType } from '../types.js';

export interface ServedStream {
  readonly id: FileId;
  readonly ioId: FileId;
  readonly clients: Set<HostId>;
  flags: number;
  offset: number;
}

export interface ServedStreams {
  create(ioId: FileId, client: HostId, flags: number): FileId;
  find(id: FileId): ServedStream | null;
  /** The client has it again after this host was away; false when the id is another object's. */
  reopen(id: FileId, ioId: FileId, client: HostId, flags: number, offset: number): boolean;
  closeFor(id: FileId, client: HostId): void;
  clientDied(client: HostId): void;
  count(): number;
}

/** Numbers of this life of the host begin where no earlier life's are likely to be. */
export function createServedStreams(hostId: HostId, firstNumber: () => number): ServedStreams {
  const streams = new Map<string, ServedStream>();
  let next: number | null = null;

  function drop(stream: ServedStream, client: HostId): void {
    stream.clients.delete(client);
    if (stream.clients.size === 0) streams.delete(fileKey(stream.id));
  }

  return {
    create(ioId, client, flags) {
      next ??= firstNumber();
      const id = { type: StreamType.STREAM, serverID: hostId, major: 0, minor: next++ };
      streams.set(fileKey(id), { id, ioId, clients: new Set([client]), flags, offset: 0 });
      return id;
    },
    find: (id) => streams.get(fileKey(id)) ?? null,
    reopen(id, ioId, client, flags, offset) {
      const key = fileKey(id);
      const present = streams.get(key);
      if (present === undefined) {
        streams.set(key, { id, ioId, clients: new Set([client]), flags, offset });
        return true;
      }
      if (present.ioId.minor !== ioId.minor || present.ioId.major !== ioId.major) return false;
      present.clients.add(client);
      return true;
    },
    closeFor(id, client) {
      const stream = streams.get(fileKey(id));
      if (stream !== undefined) drop(stream, client);
    },
    clientDied(client) {
      for (const stream of [...streams.values()]) drop(stream, client);
    },
    count: () => streams.size,
  };
}
