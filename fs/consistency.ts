/**
 * The server's side of cache consistency: for each file of a local domain, which hosts use it, which of them may
 * keep its blocks, and who wrote last. The decision is made at each open, for the opener alone; whoever is in its
 * way is called back and the open waits for the answers. Files that are shared while somebody writes are cached
 * nowhere. This host's own opens are in the list like any other, but it is never called back: its reads and
 * writes go to the server's cache, which is here.
 *
 * Source: file system reference, 4.1-4.4; RPC reference, 8.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { withLock } from '../kernel/lock.js';
import type { Task } from '../kernel/task.js';
import { wakeAll } from '../kernel/wait-queue.js';
import { type ConsistencyActions, createConsistencyActions, type Opening } from './consistency-actions.js';
import type { OpenGrant } from './domain.js';
import { type CachedAttributes, ConsistFlag } from './remote/records.js';
import {
  createSharedFile,
  lowerUses,
  type ServedFile,
  type SharedFile,
  type UseCounts,
  usesOfFlags,
} from './shared-file.js';
import { type FileId, type Result, UseFlag } from './types.js';

export type { ServedFile, UseCounts } from './shared-file.js';

export interface FileUsers extends Pick<ConsistencyActions, 'connect'> {
  /** `client` has opened the file (its version is raised already); waits for call-backs. */
  opened(file: ServedFile, client: HostId, flags: number): Task<Result<OpenGrant>>;
  /**
   * One use has moved between hosts, which is as a close at one and an open at the other, but for the version.
   * `left`: it has gone from the source; `isNew`: the target did not have it. FS_STALE_HANDLE when the source is
   * not listed.
   */
  moved(file: ServedFile, move: StreamMove): Task<Result<OpenGrant>>;
  /** FS_STALE_HANDLE for a client that is not listed. `clean`: it has no dirty blocks left. */
  closed(id: FileId, client: HostId, flags: number, clean: boolean): Status;
  /** Somebody asks for attributes: those who cache the file tell theirs first. */
  attributesWanted(file: ServedFile, asker: HostId): Task<void>;
  /** The last name and the last user are gone: who wrote last need not write back. */
  removed(id: FileId): void;
  /** `client` has done what it was called back for. */
  answered(client: HostId, id: FileId, attributes: CachedAttributes, status: Status): void;
  /** The last dirty block of a file nobody has open there has arrived. */
  lastBlockWritten(id: FileId, client: HostId): void;
  /** A client has what it had before this server went away. Absolute counts, replacing what is known. */
  reopened(file: ServedFile, client: HostId, had: Reopened): Task<Result<OpenGrant>>;
  usesOf(id: FileId, client: HostId): UseCounts | null;
  clientGone(client: HostId): Task<void>;
  /** Whether clients may cache what they open from now on; the answer is whether they might before. */
  allowCaching(isAllowed: boolean): boolean;
  count(): number;
  /** References counted for a client, of all files; and files that others have open, and it may have dirty blocks of. */
  countOf(client: HostId): number;
}

/** A stream with these use flags on its way between two hosts. */
export interface StreamMove {
  readonly source: HostId;
  readonly target: HostId;
  readonly flags: number;
  readonly left: boolean;
  readonly isNew: boolean;
}

/** What a client says it had of a file. */
export interface Reopened {
  readonly uses: UseCounts;
  readonly dirty: boolean;
  readonly swap: boolean;
}

/** How a client comes to use a file, or comes to use it more. */
interface Coming extends Opening {
  readonly added: UseCounts;
  /** Memory's own files are not cached. */
  readonly swap: boolean;
  /** Counts are absolute, whatever was known of the client. */
  readonly replaces: boolean;
}

const comingBy = (client: HostId, flags: number): Coming => ({
  client,
  added: usesOfFlags(flags),
  writes: (flags & UseFlag.WRITE) !== 0,
  swap: (flags & UseFlag.SWAP) !== 0,
  replaces: false,
});

export function createFileUsers(kernel: Kernel): FileUsers {
  const actions = createConsistencyActions(kernel);
  const { callBackOthers, forgetClient } = actions;
  const shared = new Map<string, SharedFile>();
  let stamps = 0;
  let isCachingAllowed = true;

  // The client names a file with its own stream type: domain and number are what counts.
  const keyOf = ({ major, minor }: FileId): string => `${major}/${minor}`;

  function shareOf(file: ServedFile): SharedFile {
    const key = keyOf(file.id);
    let share = shared.get(key);
    if (share === undefined) {
      share = createSharedFile(file);
      shared.set(key, share);
    }
    return share;
  }

  /** A file that nobody uses is not kept. */
  function settle(share: SharedFile): void {
    if (share.clients.size === 0 && !share.action.held) shared.delete(keyOf(share.file.id));
  }

  function* inTurn<T>(share: SharedFile, work: () => Task<T>): Task<T> {
    try {
      return yield* withLock(kernel, share.action, work);
    } finally {
      settle(share);
    }
  }

  // --- Opening -------------------------------------------------------------------------------------------------------

  function mayCacheFor(share: SharedFile, { client, writes, swap }: Coming): boolean {
    if (!isCachingAllowed || client === kernel.hostId || !share.file.isRegular || swap) return false;
    for (const [other, use] of share.clients) {
      if (other === client) continue;
      if (use.writers > 0 || (writes && use.references > 0)) return false;
    }
    return true;
  }

  function* decide(share: SharedFile, coming: Coming): Task<Result<OpenGrant>> {
    const { client, added } = coming;
    const cacheable = mayCacheFor(share, coming);
    const status = yield* callBackOthers(share, coming, cacheable);
    if (status !== SUCCESS) {
      yield* forgetClient(share, client);
      return { status };
    }
    const before = coming.replaces ? undefined : share.clients.get(client);
    const openTimeStamp = ++stamps;
    share.clients.set(client, {
      references: (before?.references ?? 0) + added.references,
      writers: (before?.writers ?? 0) + added.writers,
      executers: (before?.executers ?? 0) + added.executers,
      caching: cacheable,
      openTimeStamp,
    });
    if (cacheable && coming.writes) share.lastWriter = client;
    return { value: { cacheable, openTimeStamp } };
  }

  function* moved(
    share: SharedFile,
    { source, target, flags, left, isNew }: StreamMove,
  ): Task<Result<OpenGrant>> {
    const from = share.clients.get(source);
    if (from === undefined || from.references === 0) return { status: Status.FS_STALE_HANDLE };
    if (left) lowerUses(share, source, from, flags);
    const present = share.clients.get(target);
    if (!isNew && present !== undefined) {
      return { value: { cacheable: present.caching, openTimeStamp: present.openTimeStamp } };
    }
    return yield* decide(share, comingBy(target, flags));
  }

  /** Better than the server: times, and the size of a file that it writes. */
  function knowsAttributes(share: SharedFile, client: HostId): boolean {
    const use = share.clients.get(client);
    if (use === undefined || !use.caching || use.executers > 0) return false;
    return use.references > 0 || share.lastWriter === client;
  }

  function closed(id: FileId, client: HostId, flags: number, clean: boolean): Status {
    const share = shared.get(keyOf(id));
    const use = share?.clients.get(client);
    if (share === undefined || use === undefined || use.references === 0) return Status.FS_STALE_HANDLE;
    if (clean && share.lastWriter === client) share.lastWriter = null;
    lowerUses(share, client, use, flags);
    settle(share);
    return SUCCESS;
  }

  return {
    connect: actions.connect,
    *opened(file, client, flags) {
      const share = shareOf(file);
      return yield* inTurn(share, () => decide(share, comingBy(client, flags)));
    },
    *moved(file, move) {
      const share = shareOf(file);
      return yield* inTurn(share, () => moved(share, move));
    },
    closed,
    *attributesWanted(file, asker) {
      const share = shared.get(keyOf(file.id));
      if (share === undefined) return;
      const tellers = [...share.clients.keys()].filter(
        (client) => client !== asker && client !== kernel.hostId && knowsAttributes(share, client),
      );
      if (tellers.length > 0) yield* inTurn(share, () => actions.askAttributes(share, tellers));
    },
    removed(id) {
      const share = shared.get(keyOf(id));
      if (share === undefined) return;
      actions.tellRemoved(share);
      share.clients.clear();
      settle(share);
    },
    answered(client, id, attributes, status) {
      const share = shared.get(keyOf(id));
      const flags = share?.pending.get(client);
      if (share === undefined || flags === undefined) return;
      share.pending.delete(client);
      const use = share.clients.get(client);
      if (status === SUCCESS) {
        const hasWritten = share.lastWriter === client || (use !== undefined && use.writers > 0);
        if (use?.caching === true) share.file.absorb(attributes, hasWritten);
        if ((flags & ConsistFlag.WRITE_BACK_BLOCKS) !== 0 && share.lastWriter === client)
          share.lastWriter = null;
        if (use !== undefined && (flags & ConsistFlag.INVALIDATE_BLOCKS) !== 0) use.caching = false;
        // Who has only told its attributes still has what it wrote.
        if (use?.references === 0 && share.lastWriter !== client) share.clients.delete(client);
      } else {
        share.failure = status;
      }
      wakeAll(kernel, share.replied);
    },
    lastBlockWritten(id, client) {
      const share = shared.get(keyOf(id));
      const use = share?.clients.get(client);
      if (share === undefined || use === undefined || use.references > 0 || share.action.held) return;
      if (share.lastWriter === client) share.lastWriter = null;
      share.clients.delete(client);
      settle(share);
    },
    *reopened(file, client, { uses, dirty, swap }) {
      const share = shareOf(file);
      return yield* inTurn(share, function* (): Task<Result<OpenGrant>> {
        share.clients.delete(client);
        if (uses.references === 0 && !dirty) return { value: { cacheable: true, openTimeStamp: ++stamps } };
        if (uses.writers > 0) yield* file.raiseVersion();
        const writes = uses.writers > 0;
        const grant = yield* decide(share, { client, added: uses, writes, swap, replaces: true });
        const use = share.clients.get(client);
        if (dirty && use !== undefined) {
          share.lastWriter = client;
          use.caching = true;
        }
        return grant;
      });
    },
    usesOf(id, client) {
      return shared.get(keyOf(id))?.clients.get(client) ?? null;
    },
    *clientGone(client) {
      for (const share of [...shared.values()]) {
        yield* forgetClient(share, client);
        settle(share);
      }
    },
    allowCaching(isAllowed) {
      const before = isCachingAllowed;
      isCachingAllowed = isAllowed;
      return before;
    },
    count: () => shared.size,
    countOf(client) {
      let count = 0;
      for (const { clients, lastWriter } of shared.values()) {
        const references = clients.get(client)?.references ?? 0;
        const isWanted = [...clients.values()].some((use) => use.references > 0);
        count += references === 0 && lastWriter === client && isWanted ? 1 : references;
      }
      return count;
    },
  };
}
