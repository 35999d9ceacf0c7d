/**
 * What this host does when a server it depends on has been away. Whoever needs the server meanwhile waits here;
 * when it is back, everything that is open there is opened again from this host's own handles, in one go: first
 * the handles, then the streams, then the server is told that it was all. Then the waiters try again.
 *
 * Source: file system reference, 7; RPC reference, 6 and 7.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import { type HostId, SECOND } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { WaitQueue } from '../../kernel/process.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { ServerProcesses } from '../../kernel/server-processes.js';
import type { Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import { recoveryProcedure } from './records.js';

/** Something open at a server, which can be opened again there. */
export interface Reopenable {
  readonly serverId: HostId;
  /** RPC_TIMEOUT or RPC_SERVICE_DISABLED stop the recovery; anything else but SUCCESS makes it invalid. */
  reopen(): Task<Status>;
  /** It could not be opened again: later operations fail. */
  invalidate(): void;
}

export interface Recovery {
  addHandle(handle: Reopenable): void;
  dropHandle(handle: Reopenable): void;
  /** Streams whose offset the server had, asked for when all handles are open again. */
  addStreams(sharedAt: (server: HostId) => readonly Reopenable[]): void;
  /**
   * Do `operation` until it says something other than that the server is away, waiting for the server between.
   * GEN_ABORTED_BY_SIGNAL when a signal ends the wait, if it may.
   */
  untilServed<R extends { readonly status: Status }>(
    server: HostId,
    operation: () => Task<R>,
    failed: (status: Status) => R,
    interruptible?: boolean,
    /** The handle is not valid any more: nothing is to be waited for. */
    isGone?: () => boolean,
  ): Task<R>;
  /** Sleep until the server has been recovered from, or may be asked again. No signal ends it. */
  awaitServer(server: HostId): Task<void>;
  /** An open is sent to the server: recovery waits for it, and it waits for recovery. */
  duringOpen<T>(server: HostId, open: () => Task<T>): Task<T>;
  /** Whether an open is under way there. */
  isOpening(server: HostId): boolean;
  /** Watch the server's life, and re-open when it comes back. */
  dependOn(server: HostId): void;
  /** Told after every recovery, for those who wait for that server to wake them: it has forgotten. */
  onRecovered(listener: (server: HostId) => void): void;
  /** The server does not know us any more, though it is up. */
  suspectStale(server: HostId): void;
  counts(): { readonly recoveries: number; readonly reopened: number; readonly failed: number };
}

const LOOK_AGAIN_NS = 10 * SECOND;
/** An operation that is stale after that many recoveries is stale for good. */
const MOST_STALE = 2;

interface Server {
  readonly id: HostId;
  readonly changed: WaitQueue;
  recovering: boolean;
  opens: number;
  watched: boolean;
}

const isUnanswered = (status: Status): boolean =>
  status === Status.RPC_TIMEOUT || status === Status.RPC_SERVICE_DISABLED;

export const isAway = (status: Status): boolean => isUnanswered(status) || status === Status.FS_STALE_HANDLE;

export function createRecovery(
  kernel: Kernel,
  rpc: Rpc,
  processes: ServerProcesses,
  hostName: (id: HostId) => string,
): Recovery {
  const servers = new Map<HostId, Server>();
  const handles = new Set<Reopenable>();
  const streams: ((server: HostId) => readonly Reopenable[])[] = [];
  const listeners: ((server: HostId) => void)[] = [];
  const counts = { recoveries: 0, reopened: 0, failed: 0 };

  function serverOf(id: HostId): Server {
    let server = servers.get(id);
    if (server === undefined) {
      server = { id, changed: createWaitQueue('server'), recovering: false, opens: 0, watched: false };
      servers.set(id, server);
    }
    return server;
  }

  // --- Re-opening ----------------------------------------------------------------------------------------------------

  function* reopenAll(server: Server): Task<void> {
    if (server.recovering) return;
    server.recovering = true;
    try {
      while (server.opens > 0) yield* sleepOn(kernel, server.changed);
      kernel.log(`${hostName(server.id)} - recovering handles`);
      report(server.id, 'begins', { reopened: 0, failed: 0 });
      counts.recoveries++;
      const outcome = yield* reopenHandles(server.id);
      report(server.id, outcome.stopped === SUCCESS ? 'complete' : 'failed', outcome);
      kernel.log(
        outcome.stopped === SUCCESS
          ? `Recovery complete ${outcome.reopened} handles reopened ${outcome.failed} failed reopens`
          : `Recovery failed: ${hostName(server.id)} does not answer`,
      );
      yield* callProcedure(rpc, server.id, recoveryProcedure, { begins: 0 });
    } finally {
      server.recovering = false;
      wakeAll(kernel, server.changed);
      for (const listener of listeners) listener(server.id);
    }
  }

  function report(
    server: HostId,
    stage: 'begins' | 'complete' | 'failed',
    { reopened, failed }: { readonly reopened: number; readonly failed: number },
  ): void {
    if (!kernel.listening('recovery')) return;
    const timeNs = kernel.stretchTime();
    kernel.emit({ kind: 'recovery', timeNs, host: kernel.hostId, server, stage, reopened, failed });
  }

  function* reopenHandles(
    serverId: HostId,
  ): Task<{ readonly reopened: number; readonly failed: number; readonly stopped: Status }> {
    let reopened = 0;
    let failed = 0;
    function* reopenOne(handle: Reopenable): Task<Status> {
      const status = yield* handle.reopen();
      if (isUnanswered(status)) return status;
      if (status === SUCCESS) {
        reopened++;
        counts.reopened++;
      } else {
        failed++;
        counts.failed++;
        handle.invalidate();
      }
      return SUCCESS;
    }

    for (const handle of [...handles]) {
      if (handle.serverId !== serverId || !handles.has(handle)) continue;
      const stopped = yield* reopenOne(handle);
      if (stopped !== SUCCESS) return { reopened, failed, stopped };
    }
    for (const stream of streams.flatMap((sharedAt) => sharedAt(serverId))) {
      const stopped = yield* reopenOne(stream);
      if (stopped !== SUCCESS) return { reopened, failed, stopped };
    }
    return { reopened, failed, stopped: SUCCESS };
  }

  // --- Waiting -------------------------------------------------------------------------------------------------------

  function* waitFor(server: Server, interruptible: boolean): Task<'again' | 'signal'> {
    const reason = yield* sleepOn(kernel, server.changed, {
      interruptible,
      deadlineNs: kernel.stretchTime() + LOOK_AGAIN_NS,
    });
    return reason === 'signal' ? 'signal' : 'again';
  }

  function suspectStale(id: HostId): void {
    const server = serverOf(id);
    if (!server.recovering) processes.callLater(() => reopenAll(server));
  }

  return {
    addHandle(handle) {
      handles.add(handle);
    },
    dropHandle(handle) {
      handles.delete(handle);
    },
    addStreams(sharedAt) {
      streams.push(sharedAt);
    },
    *untilServed(id, operation, failed, interruptible = true, isGone = () => false) {
      const server = serverOf(id);
      let refused = 0;
      for (let stale = 0; ; ) {
        const result = yield* operation();
        if (!isAway(result.status)) return result;
        if (result.status === Status.FS_STALE_HANDLE) {
          if (isGone() || ++stale > MOST_STALE) return result;
          suspectStale(id);
        }
        // It serves others, and waits for this host to say that its recovery is over.
        const isRefused = result.status === Status.RPC_SERVICE_DISABLED;
        if (isRefused && rpc.hosts.condition(id) === 'alive' && ++refused > 1) suspectStale(id);
        const next = yield* waitFor(server, interruptible);
        if (next === 'signal') return failed(Status.GEN_ABORTED_BY_SIGNAL);
      }
    },
    *awaitServer(id) {
      yield* waitFor(serverOf(id), false);
    },
    *duringOpen(id, open) {
      const server = serverOf(id);
      while (server.recovering) yield* sleepOn(kernel, server.changed);
      server.opens++;
      try {
        return yield* open();
      } finally {
        server.opens--;
        if (server.recovering) wakeAll(kernel, server.changed);
      }
    },
    isOpening: (id) => (servers.get(id)?.opens ?? 0) > 0,
    dependOn(id) {
      const server = serverOf(id);
      if (server.watched) return;
      server.watched = true;
      rpc.hosts.onReboot(id, 'fs', () => reopenAll(server));
    },
    onRecovered(listener) {
      listeners.push(listener);
    },
    suspectStale,
    counts: () => ({ ...counts }),
  };
}
