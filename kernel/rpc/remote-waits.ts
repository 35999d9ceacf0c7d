/**
 * Waits of this host's processes for something at another host: the operation that would block there is answered at
 * once, with a promise to call back; the process sleeps here, and does the operation again. A token names the wait,
 * so that a call-back that comes late, or before the sleep, does no harm. Source: RPC reference, 9.
 */
import { int, struct, uint, type ValueOf } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import { homeIdOf, type Process } from '../process.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { RpcCommand } from './commands.js';
import { callProcedure, nothing, procedure, serveProcedure, wireRecord } from './procedure.js';
import type { Rpc } from './rpc.js';

export const Waiter = struct('Waiter', { next: int, previous: int, hostID: int, pid: uint, token: int });
export type Waiter = ValueOf<typeof Waiter>;
export const NO_WAITER = { next: 0, previous: 0, hostID: 0, pid: 0, token: 0 } as const;

/** To the host of somebody who waits. */
const wakeupProcedure = procedure<Waiter, null>({
  command: RpcCommand.REMOTE_WAKEUP,
  request: wireRecord(Waiter),
  reply: nothing,
  replyData: 0,
});

export interface RemoteWaits {
  /** What to send with an operation that may block; `woken` is called when the other host says so. */
  begin(server: HostId, process: Process | null, woken: () => void): Waiter;
  end(waiter: Waiter): void;
  /** Do `operation` until it moves something, sleeping here while it would block there (FS_WOULD_BLOCK). */
  whenReady<R extends { readonly status: Status }>(
    server: HostId,
    process: Process,
    operation: (waiter: Waiter) => Task<R>,
    failed: (status: Status) => R,
  ): Task<R>;
  /** A server has been away, and has forgotten its promises: whoever waits asks again. */
  wakeThoseOf(server: HostId): void;
  /** Waits under way. */
  count(): number;
}

export function createRemoteWaits(kernel: Kernel, rpc: Rpc): RemoteWaits {
  const waiting = new Map<number, { readonly server: HostId; readonly woken: () => void }>();
  let nextToken = 1;
  serveProcedure(rpc, wakeupProcedure, (_client, { token }) => {
    waiting.get(token)?.woken();
    return { status: SUCCESS };
  });

  function begin(server: HostId, process: Process | null, woken: () => void): Waiter {
    const token = nextToken++;
    waiting.set(token, { server, woken });
    return { ...NO_WAITER, hostID: kernel.hostId, pid: process === null ? 0 : homeIdOf(process), token };
  }

  function end({ token }: Waiter): void {
    waiting.delete(token);
  }

  return {
    begin,
    end,
    *whenReady(server, process, operation, failed) {
      const changed = createWaitQueue('remote host');
      const state = { woken: false };
      const waiter = begin(server, process, () => {
        state.woken = true;
        wakeAll(kernel, changed);
      });
      try {
        for (;;) {
          state.woken = false;
          const result = yield* operation(waiter);
          if (result.status !== Status.FS_WOULD_BLOCK) return result;
          while (!state.woken) {
            const reason = yield* sleepOn(kernel, changed, { interruptible: true });
            if (reason === 'signal') return failed(Status.GEN_ABORTED_BY_SIGNAL);
          }
        }
      } finally {
        end(waiter);
      }
    },
    wakeThoseOf(gone) {
      for (const { server, woken } of [...waiting.values()]) if (server === gone) woken();
    },
    count: () => waiting.size,
  };
}

/** Keep the promise. Its answer does not matter: who is not there does not wait. */
export function* wakeWaiter(rpc: Rpc, waiter: Waiter): Task<void> {
  yield* callProcedure(rpc, waiter.hostID as HostId, wakeupProcedure, waiter);
}
