/**
 * Call-backs: hosts that cache a file are told to write back, to forget, or to tell its attributes, and whoever is in
 * their way waits until they have. One that does not answer is taken for gone. Source: file system reference, 4.1-4.4;
 * RPC reference, 8.
 */
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import { type HostId, MILLISECOND, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import { ConsistFlag } from './remote/records.js';
import type { ClientUse, SharedFile } from './shared-file.js';
import type { FileId } from './types.js';

export interface ConsistRequest {
  readonly fileId: FileId;
  readonly flags: number;
  readonly openTimeStamp: number;
  readonly version: number;
}

/** How clients are called back. A host without a network has none, and no clients. */
export interface CallBacks {
  consist(client: HostId, request: ConsistRequest): Task<Status>;
  /** Do `body` in a kernel process of its own. */
  background(body: () => Task<void>): void;
}

/** An open that others may be in the way of. */
export interface Opening {
  readonly client: HostId;
  readonly writes: boolean;
}

export interface ConsistencyActions {
  /** From now on there are other hosts. */
  connect(callBacks: CallBacks): void;
  /** Those who are in the way of an open do what they must; why one of them could not. */
  callBackOthers(share: SharedFile, opening: Opening, mayCache: boolean): Task<Status>;
  /** These tell the attributes that they know better. */
  askAttributes(share: SharedFile, tellers: readonly HostId[]): Task<void>;
  /** Who wrote last need not write back: the file is gone. */
  tellRemoved(share: SharedFile): void;
  /** The client and all it had open are gone. */
  forgetClient(share: SharedFile, client: HostId): Task<void>;
}

const CALL_BACK_LIMIT_NS = 60 * SECOND;
const AGAIN_AFTER_NS = 100 * MILLISECOND;

/** What a client, which caches, must do before an open goes on; 0 for nothing. */
function demandOn(use: ClientUse, isLastWriter: boolean, mayCache: boolean, writes: boolean): number {
  if (!use.caching) return 0;
  const { WRITE_BACK_BLOCKS, INVALIDATE_BLOCKS } = ConsistFlag;
  if (mayCache) return isLastWriter ? WRITE_BACK_BLOCKS | (writes ? INVALIDATE_BLOCKS : 0) : 0;
  if (use.references === 0) return isLastWriter ? WRITE_BACK_BLOCKS | INVALIDATE_BLOCKS : 0;
  return use.writers > 0 || isLastWriter ? WRITE_BACK_BLOCKS | INVALIDATE_BLOCKS : INVALIDATE_BLOCKS;
}

export function createConsistencyActions(kernel: Kernel): ConsistencyActions {
  let callBacks: CallBacks | null = null;

  function* callBack(share: SharedFile, client: HostId, flags: number): Task<void> {
    const use = share.clients.get(client);
    if (use === undefined || callBacks === null) return;
    share.pending.set(client, flags);
    for (;;) {
      const status = yield* callBacks.consist(client, requestOf(share, use, flags));
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

  const requestOf = ({ file }: SharedFile, { openTimeStamp }: ClientUse, flags: number): ConsistRequest => ({
    fileId: file.id,
    flags,
    openTimeStamp,
    version: file.version(),
  });

  function* callBackOthers(share: SharedFile, opening: Opening, mayCache: boolean): Task<Status> {
    share.failure = SUCCESS;
    for (const [client, use] of [...share.clients]) {
      if (client === opening.client || client === kernel.hostId) continue;
      const flags = demandOn(use, share.lastWriter === client, mayCache, opening.writes);
      if (flags !== 0) yield* callBack(share, client, flags);
    }
    yield* awaitReplies(share);
    return share.failure;
  }

  return {
    connect(made) {
      callBacks = made;
    },
    callBackOthers,
    *askAttributes(share, tellers) {
      for (const client of tellers) yield* callBack(share, client, ConsistFlag.WRITE_BACK_ATTRS);
      yield* awaitReplies(share);
    },
    tellRemoved(share) {
      const { lastWriter } = share;
      if (lastWriter === null || lastWriter === kernel.hostId) return;
      const use = share.clients.get(lastWriter);
      const told = callBacks;
      if (use === undefined || told === null) return;
      const request = requestOf(share, use, ConsistFlag.DELETE_FILE);
      told.background(function* tellOfRemoval() {
        yield* told.consist(lastWriter, request);
      });
    },
    forgetClient,
  };
}
