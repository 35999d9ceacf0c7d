/**
 * Streams that other hosts have on this host's objects: which client has each, so that a stream can be opened
 * again after this host was away, and moved between clients. The offset lives with the only client; when several
 * share the stream it lives here, and is that of this host's own stream if it is one of them.
 * Source: RPC reference, 7, 10; migration reference, 4.3.1.
 */
import type { HostId } from '../../arch/units.js';
import { createPosition, type Position, type Streams } from '../stream.js';
import { type FileId, fileKey } from '../types.js';

export interface ServedStream {
  readonly id: FileId;
  readonly ioId: FileId;
  readonly clients: Set<HostId>;
  /** Several hosts have, or have had, it at once: the offset here is the right one. */
  shared: boolean;
  readonly position: Position;
}

export interface ServedStreams {
  create(ioId: FileId, client: HostId): FileId;
  find(id: FileId): ServedStream | null;
  /** The one there is, or a new one of a stream that this host has not heard of: `client` has it. */
  adopt(id: FileId, ioId: FileId, client: HostId): ServedStream;
  /**
   * A client that shared it with others has it again after this host was away; false when the id is another object's.
   * Each tells the offset that it has seen last: the furthest is where the stream was, unless somebody sought back.
   */
  reopen(id: FileId, ioId: FileId, client: HostId, offset: number): boolean;
  closeFor(id: FileId, client: HostId): void;
  clientDied(client: HostId): void;
  count(): number;
  /** Streams the client has. */
  countOf(client: HostId): number;
}

export function createServedStreams(streams: Pick<Streams, 'newId' | 'find'>): ServedStreams {
  const served = new Map<string, ServedStream>();

  function drop(stream: ServedStream, client: HostId): void {
    stream.clients.delete(client);
    if (stream.clients.size === 0) served.delete(fileKey(stream.id));
  }

  function enter(id: FileId, ioId: FileId, client: HostId, offset: number): ServedStream {
    const position = streams.find(id)?.position ?? createPosition(offset);
    const stream = { id, ioId, clients: new Set([client]), shared: false, position };
    served.set(fileKey(id), stream);
    return stream;
  }

  const find = (id: FileId): ServedStream | null => served.get(fileKey(id)) ?? null;

  return {
    create(ioId, client) {
      const id = streams.newId();
      enter(id, ioId, client, 0);
      return id;
    },
    find,
    adopt: (id, ioId, client) => find(id) ?? enter(id, ioId, client, 0),
    reopen(id, ioId, client, offset) {
      const stream = find(id) ?? enter(id, ioId, client, offset);
      if (stream.ioId.minor !== ioId.minor || stream.ioId.major !== ioId.major) return false;
      stream.clients.add(client);
      stream.shared = true;
      stream.position.offset = Math.max(stream.position.offset, offset);
      return true;
    },
    closeFor(id, client) {
      const stream = find(id);
      if (stream !== null) drop(stream, client);
    },
    clientDied(client) {
      for (const stream of [...served.values()]) drop(stream, client);
    },
    count: () => served.size,
    countOf: (client) => [...served.values()].filter(({ clients }) => clients.has(client)).length,
  };
}
