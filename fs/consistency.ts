/**
 * The server's side of cache consistency: for each file of a local domain, which hosts use it, which of them may
 * keep its blocks, and who wrote last. The decision is made at each open, for the opener alone; whoever is in its
 * way is called back and the open waits for the answers. Files that are shared while somebody writes are cached
 * nowhere. This host's own opens are in the list like any other, but it is never called back: its reads and
 * writes go to the server's cache, which is here.
 *
 * Source: file system reference, 4.1-4.4; RPC reference, 8.
 */
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import { type HostId, MILLISECOND, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import type { OpenGrant } from './domain.js';
import { acquire, createLock, giveBack, type Lock } from './local/handle.js';
import { type CachedAttributes, ConsistFlag } from './remote/records.js';
import { type FileId, type Result, UseFlag } from './types.js';

/** How often a host, or everybody, has a file open. */
export interface UseCounts {
  readonly references: number;
  readonly writers: number;
  readonly executers: number;
}

/** A file of a local domain, as consistency sees it. */
export interface ServedFile {
  readonly id: FileId;
  /** Only regular files are cached by clients. */
  readonly isRegular: boolean;
  version(): number;
  raiseVersion(): Task<void>;
  /** Times, and the size of one that writes, that a caching client knew better. */
  absorb(attributes: CachedAttributes, hasWritten: boolean): void;
  /** A host has gone with what it had open. */
  dropUses(uses: UseCounts): Task<void>;
}

export interface ConsistRequest {
  readonly fileId: FileId;
  readonly flags: number;
  readonly openTimeStamp: number;
  readonly version: number;
}

export interface FileUsers {
  /** From now on there are other hosts. */
  connect(callBacks: CallBacks): void;
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
  reopened(
    file: ServedFile,
    client: HostId,
    uses: UseCounts,
    dirty: boolean,
    swap: boolean,
  ): Task<Result<OpenGrant>>;
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

/** How clients are called back. A host without a network has none, and no clients. */
export interface CallBacks {
  consist(client: HostId, request: ConsistRequest): Task<Status>;
  /** Do `body` in a kernel process of its own. */
  background(body: () => Task<void>): void;
}

const CALL_BACK_LIMIT_NS = 60 * SECOND;
const AGAIN_AFTER_NS = 100 * MILLISECOND;

interface ClientUse {
  references: number;
  writers: number;
  executers: number;
  caching: boolean;
  openTimeStamp: number;
}

interface SharedFile {
  readonly file: ServedFile;
  readonly clients: Map<HostId, ClientUse>;
  lastWriter: HostId | null;
  /** One consistency action at a time. */
  readonly action: Lock;
  /** Clients that have been called back and have not answered, with what they were asked. */
  readonly pending: Map<HostId, number>;
  readonly replied: WaitQueue;
  /** A write-back was refused. */
  failure: Status;
}

export function createFileUsers(kernel: Kernel): FileUsers {
  let callBacks: CallBacks | null = null;
  const shared = new Map<string, SharedFile>();
  let stamps = 0;
  let isCachingAllowed = true;

  // The client names a file with its own stream type: domain and number are what counts.
  const keyOf = ({ major, minor }: FileId): string => `${major}/${minor}`;

  function shareOf(file: ServedFile): SharedFile {
    const key = keyOf(file.id);
    let share = shared.get(key);
    if (share === undefined) {
      share = {
        file,
        clients: new Map(),
        lastWriter: null,
        action: createLock('consistency'),
        pending: new Map(),
        replied: createWaitQueue('call-backs'),
        failure: SUCCESS,
      };
      shared.set(key, share);
    }
    return share;
  }

  /** A file that nobody uses is not kept. */
  function settle(share: SharedFile): void {
    if (share.clients.size === 0 && !share.action.held) shared.delete(keyOf(share.file.id));
  }

  // --- Call-backs --------------------------------------------------------------------------------------------------

  function* callBack(share: SharedFile, client: HostId, flags: number): Task<void> {
    const use = share.clients.get(client);
    if (use === undefined || callBacks === null) return;
    share.pending.set(client, flags);
    const { id: fileId } = share.file;
    for (;;) {
      const request = { fileId, flags, openTimeStamp: use.openTimeStamp, version: share.file.version() };
      const status = yield* callBacks.consist(client, request);
      if (status === SUCCESS) return;
      // The client's own open is under way: its reply will tell it what this is about.
      if (status === FAILURE && share.clients.get(client) === use) {
        const pause = createWaitQueue('call-back again');
        yield* sleepOn(kernel, pause, { deadlineNs: kernel.stretchTime() + AGAIN_AFTER_NS });
        continue;
      }
      share.pending.delete(client);
      if (status === Status.RPC_TIMEOUT || status === Status.FS_STALE_HANDLE)
        yield* forgetClient(share, client);
      return;
    }
  }

  /** The client and all it had open are gone. */
  function* forgetClient(share: SharedFile, client: HostId): Task<void> {
    const use = share.clients.get(client);
    if (use === undefined) return;
    share.clients.delete(client);
    share.pending.delete(client);
    if (share.lastWriter === client) share.lastWriter = null;
    wakeAll(kernel, share.replied);
    const { references, writers, executers } = use;
    if (references > 0) yield* share.file.dropUses({ references, writers, executers });
  }

  function* awaitReplies(share: SharedFile): Task<void> {
    const deadlineNs = kernel.stretchTime() + CALL_BACK_LIMIT_NS;
    while (share.pending.size > 0) {
      const reason = yield* sleepOn(kernel, share.replied, { deadlineNs });
      if (reason !== 'timeout') continue;
      for (const laggard of [...share.pending.keys()]) yield* forgetClient(share, laggard);
    }
  }

  /** What `client`, which caches, must do before `opener` goes on; 0 for nothing. */
  function demandOn(
    share: SharedFile,
    client: HostId,
    use: ClientUse,
    mayCache: boolean,
    writes: boolean,
  ): number {
    if (!use.caching) return 0;
    const isLastWriter = share.lastWriter === client;
    const { WRITE_BACK_BLOCKS, INVALIDATE_BLOCKS } = ConsistFlag;
    if (mayCache) return isLastWriter ? WRITE_BACK_BLOCKS | (writes ? INVALIDATE_BLOCKS : 0) : 0;
    if (use.references === 0) return isLastWriter ? WRITE_BACK_BLOCKS | INVALIDATE_BLOCKS : 0;
    return use.writers > 0 || isLastWriter ? WRITE_BACK_BLOCKS | INVALIDATE_BLOCKS : INVALIDATE_BLOCKS;
  }

  function* callBackOthers(
    share: SharedFile,
    opener: HostId,
    mayCache: boolean,
    writes: boolean,
  ): Task<Status> {
    share.failure = SUCCESS;
    for (const [client, use] of [...share.clients]) {
      if (client === opener || client === kernel.hostId) continue;
      const flags = demandOn(share, client, use, mayCache, writes);
      if (flags !== 0) yield* callBack(share, client, flags);
    }
    yield* awaitReplies(share);
    return share.failure;
  }

  function* inTurn<T>(share: SharedFile, work: () => Task<T>): Task<T> {
    yield* acquire(kernel, share.action);
    try {
      return yield* work();
    } finally {
      giveBack(kernel, share.action);
      settle(share);
    }
  }

  // --- Opening -------------------------------------------------------------------------------------------------------

  const has = (flags: number, flag: number): number => ((flags & flag) !== 0 ? 1 : 0);

  function mayCacheFor(share: SharedFile, client: HostId, writes: boolean, swap: boolean): boolean {
    if (!isCachingAllowed || client === kernel.hostId || !share.file.isRegular || swap) return false;
    for (const [other, use] of share.clients) {
      if (other === client) continue;
      if (use.writers > 0 || (writes && use.references > 0)) return false;
    }
    return true;
  }

  function* decide(
    share: SharedFile,
    client: HostId,
    added: UseCounts,
    replace: boolean,
    writes: boolean,
    swap: boolean,
  ): Task<Result<OpenGrant>> {
    const cacheable = mayCacheFor(share, client, writes, swap);
    const status = yield* callBackOthers(share, client, cacheable, writes);
    if (status !== SUCCESS) {
      yield* forgetClient(share, client);
      return { status };
    }
    const before = replace ? undefined : share.clients.get(client);
    const openTimeStamp = ++stamps;
    share.clients.set(client, {
      references: (before?.references ?? 0) + added.references,
      writers: (before?.writers ?? 0) + added.writers,
      executers: (before?.executers ?? 0) + added.executers,
      caching: cacheable,
      openTimeStamp,
    });
    if (cacheable && writes) share.lastWriter = client;
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
    const writes = (flags & UseFlag.WRITE) !== 0;
    const swap = (flags & UseFlag.SWAP) !== 0;
    return yield* decide(share, target, usesOfFlags(flags), false, writes, swap);
  }

  const usesOfFlags = (flags: number): UseCounts => ({
    references: 1,
    writers: has(flags, UseFlag.WRITE),
    executers: has(flags, UseFlag.EXECUTE),
  });

  /** One use less. A host that may have dirty blocks stays on the list without any. */
  function lowerUses(share: SharedFile, client: HostId, use: ClientUse, flags: number): void {
    use.references--;
    use.writers -= has(flags, UseFlag.WRITE);
    use.executers -= has(flags, UseFlag.EXECUTE);
    if (use.references === 0 && !(use.caching && share.lastWriter === client)) share.clients.delete(client);
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
    connect(made) {
      callBacks = made;
    },
    *opened(file, client, flags) {
      const share = shareOf(file);
      const added = usesOfFlags(flags);
      const writes = added.writers > 0;
      const swap = (flags & UseFlag.SWAP) !== 0;
      return yield* inTurn(share, () => decide(share, client, added, false, writes, swap));
    },
    *moved(file, move) {
      const share = shareOf(file);
      return yield* inTurn(share, () => moved(share, move));
    },
    closed,
    *attributesWanted(file, asker) {
      const share = shared.get(keyOf(file.id));
      if (share === undefined) return;
      const tellers = [...share.clients].filter(
        ([client, use]) =>
          client !== asker &&
          client !== kernel.hostId &&
          use.caching &&
          use.executers === 0 &&
          (use.references > 0 || share.lastWriter === client),
      );
      if (tellers.length === 0) return;
      yield* inTurn(share, function* () {
        for (const [client] of tellers) yield* callBack(share, client, ConsistFlag.WRITE_BACK_ATTRS);
        yield* awaitReplies(share);
      });
    },
    removed(id) {
      const share = shared.get(keyOf(id));
      if (share === undefined) return;
      const { lastWriter } = share;
      if (lastWriter !== null && lastWriter !== kernel.hostId) {
        const use = share.clients.get(lastWriter);
        const told = callBacks;
        if (use !== undefined && told !== null) {
          const request = {
            fileId: id,
            flags: ConsistFlag.DELETE_FILE,
            openTimeStamp: use.openTimeStamp,
            version: share.file.version(),
          };
          told.background(function* tellOfRemoval() {
            yield* told.consist(lastWriter, request);
          });
        }
      }
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
        if (use !== undefined && use.references === 0) share.clients.delete(client);
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
    *reopened(file, client, uses, dirty, swap) {
      const share = shareOf(file);
      return yield* inTurn(share, function* (): Task<Result<OpenGrant>> {
        share.clients.delete(client);
        if (uses.references === 0 && !dirty) return { value: { cacheable: true, openTimeStamp: ++stamps } };
        if (uses.writers > 0) yield* file.raiseVersion();
        const grant = yield* decide(share, client, uses, true, uses.writers > 0, swap);
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
