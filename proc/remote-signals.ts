/**
 * Signals between hosts. A process id says which host its home is: a signal for another host's process or family is
 * sent there, and the home sends it on to where the process runs. What the kernel itself posts to a process that is
 * away goes the same way, in order, and nobody waits for it. Source: migration reference, 5.2.
 */
import { int, struct, uint, type ValueOf } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessState } from '../kernel/process.js';
import { RpcCommand } from '../kernel/rpc/commands.js';
import { callProcedure, nothing, procedure, serveProcedure, wireRecord } from '../kernel/rpc/procedure.js';
import { NO_CODE, type PostedSignal } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { createSlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { ProcessNetwork } from './network.js';
import { isForeign } from './network.js';

const SigSend = struct('SigSend', {
  sigNum: int,
  code: int,
  id: uint,
  isFamily: int,
  effectiveUserID: int,
  address: uint,
});
type SigSend = ValueOf<typeof SigSend>;

const sendProcedure = procedure<SigSend, null>({
  command: RpcCommand.SIG_SEND,
  request: wireRecord(SigSend),
  reply: nothing,
  replyData: 0,
});

export interface RemoteSignals {
  /** A user's signal for a process or family of another host. */
  sendAbroad(
    host: HostId,
    to: { readonly id: number; readonly isFamily: boolean },
    signal: number,
    effectiveUserId: number,
  ): Task<Status>;
  /** To a process of this host that has migrated away; returns when it has got it. */
  sendOn(shadow: Process, posted: PostedSignal): Task<Status>;
  /** The same in the background, in the order in which they were posted. */
  forwardSignal(shadow: Process, posted: PostedSignal): void;
  /** To the record at home, of a process that has just gone there. */
  sendHome(host: HostId, id: ProcessId, posted: PostedSignal): void;
}

export interface RemoteSignalParts {
  readonly kernel: Kernel;
  readonly network: ProcessNetwork;
  /** To this host's process, with the sender's rights. */
  deliver(id: number, signal: number, effectiveUserId: number): Task<Status>;
  deliverToFamily(family: number, signal: number, effectiveUserId: number): Status;
  /** Without asking: from the process's home. */
  post(process: Process, posted: PostedSignal): void;
  /** The host that should have the process has never heard of it. */
  denied(shadow: Process): void;
}

const ROOT = 0;

export function createRemoteSignals(parts: RemoteSignalParts): RemoteSignals {
  const { kernel } = parts;
  const { rpc, servers } = parts.network;
  const outgoing = createSlotTable<PostedSignal[]>('signals on their way');

  function* sendTo(host: HostId, request: SigSend): Task<Status> {
    return (yield* callProcedure(rpc, host, sendProcedure, request)).status;
  }

  const kernelRequest = (id: number, { signal, code, address }: PostedSignal): SigSend => ({
    sigNum: signal,
    code,
    id,
    isFamily: 0,
    effectiveUserID: ROOT,
    address,
  });

  function* sendOn(shadow: Process, posted: PostedSignal): Task<Status> {
    for (;;) {
      const { peer } = shadow;
      if (shadow.state !== ProcessState.Migrated || peer === null) {
        // It has come home, or is no more.
        parts.post(shadow, posted);
        return SUCCESS;
      }
      const status = yield* sendTo(peer.host, kernelRequest(peer.id, posted));
      if (status !== Status.PROC_INVALID_PID || shadow.peer !== peer) {
        if (status !== Status.PROC_INVALID_PID) return status;
        continue;
      }
      if (shadow.state === ProcessState.Migrated) parts.denied(shadow);
      return status;
    }
  }

  function* drain(shadow: Process, queue: PostedSignal[]): Task<void> {
    while (queue.length > 0) {
      const id = shadow.id;
      const posted = queue[0];
      if (kernel.processes.find(id) === shadow) yield* sendOn(shadow, posted);
      queue.shift();
    }
    if (outgoing.get(shadow) === queue) outgoing.clear(shadow);
  }

  serveProcedure(rpc, sendProcedure, function* serveSignal(client, request) {
    const { id, sigNum, code, address } = request;
    if (request.isFamily !== 0) {
      return { status: parts.deliverToFamily(id | 0, sigNum, request.effectiveUserID) };
    }
    const process = kernel.processes.find(id as ProcessId);
    if (process !== null && isForeign(process)) {
      if (process.peer?.host !== client || process.state === ProcessState.New) {
        return { status: Status.PROC_INVALID_PID };
      }
      if (sigNum !== 0) parts.post(process, { signal: sigNum, code, address });
      return { status: SUCCESS };
    }
    if (process !== null && code !== NO_CODE) {
      postSignal(kernel, process, sigNum, code, address);
      return { status: SUCCESS };
    }
    return { status: yield* parts.deliver(id, sigNum, request.effectiveUserID) };
  });

  return {
    sendAbroad: (host, { id, isFamily }, signal, effectiveUserId) =>
      sendTo(host, {
        sigNum: signal,
        code: NO_CODE,
        id: id >>> 0,
        isFamily: isFamily ? 1 : 0,
        effectiveUserID: effectiveUserId,
        address: 0,
      }),
    sendOn,
    forwardSignal(shadow, posted) {
      const waiting = outgoing.get(shadow);
      if (waiting !== undefined) {
        waiting.push(posted);
        return;
      }
      const queue = [posted];
      outgoing.set(shadow, queue);
      servers.callLater(() => drain(shadow, queue));
    },
    sendHome(host, id, posted) {
      servers.callLater(function* sendAfter() {
        yield* sendTo(host, kernelRequest(id, posted));
      });
    },
  };
}
