/**
 * Waiting for children: one that has exited is reported once and is then no more, one that detached itself once
 * and is then no child, one that was stopped or resumed once for each event and only if asked.
 * A wait keeps nothing: entered again, it looks at the children again. The children of a process that is away from
 * home are known there: it asks, and is called back.
 * Source: exec-and-signals reference, 8; migration reference, 5.1.
 */
import { int, nested, struct, uint, type ValueOf } from '../arch/codec.js';
import { ProcResUsage } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { nanosecondsOf } from '../arch/time.js';
import { USER_NIL } from '../arch/units.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import { RpcCommand } from '../kernel/rpc/commands.js';
import { NO_BYTES } from '../kernel/rpc/packet.js';
import { callProcedure, procedure, serveProcedure, wireRecord } from '../kernel/rpc/procedure.js';
import { Waiter } from '../kernel/rpc/remote-waits.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { sleepOn } from '../kernel/wait-queue.js';
import { isForeign, type ProcessNetwork } from './network.js';
import { hasExited, type Outcome, type ProcessTable, Reason } from './process-table.js';
import { usageRecord } from './usage.js';

export const WaitFlag = { BLOCK: 1, FOR_SUSPEND: 2 } as const;

export interface WaitParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly table: ProcessTable;
  /** Null on a host without a network. */
  readonly network: ProcessNetwork | null;
}

type Wait = (process: Process, args: CallArguments<'Proc_Wait'>) => Task<CallResult>;
type Usage = ValueOf<typeof ProcResUsage>;

/** What a parent is told of a child, once. */
interface News {
  readonly pid: number;
  readonly outcome: Outcome;
  readonly usage: Usage;
  /** The child is no more, and its usage becomes its parent's. */
  readonly isOver: boolean;
}

const WORD = 4;
/** More children than the process table has slots cannot be named. */
const MAX_PIDS = 0x10000;

export interface Waits {
  readonly wait: Wait;
  /** The same with the ids already here; null for any child. */
  waitForChild(process: Process, ids: readonly number[] | null, args: WaitRequest): Task<Status>;
}
/** What to wait for, and where to say what came of it. */
export type WaitRequest = Omit<CallArguments<'Proc_Wait'>, 'numPids' | 'pidArray'>;

const remoteWaitProcedure = procedure<RemoteWaitRecord, RemoteNews>({
  command: RpcCommand.PROC_REMOTE_WAIT,
  request: wireRecord(struct('RemoteWait', { pid: uint, numPids: int, flags: int, waiter: nested(Waiter) })),
  reply: wireRecord(
    struct('RemoteNews', {
      pid: uint,
      reason: int,
      status: int,
      code: int,
      usage: nested(ProcResUsage),
      isOver: int,
    }),
  ),
  replyData: 0,
});
interface RemoteWaitRecord {
  readonly pid: number;
  readonly numPids: number;
  readonly flags: number;
  readonly waiter: Waiter;
}
interface RemoteNews {
  readonly pid: number;
  readonly reason: number;
  readonly status: number;
  readonly code: number;
  readonly usage: Usage;
  readonly isOver: number;
}

export function createWait(parts: WaitParts): Waits {
  const { kernel, memory, table, network } = parts;
  const { littleEndian } = kernel.machine.layout;
  if (network !== null) serveWaits(network);

  function* wait(process: Process, args: CallArguments<'Proc_Wait'>): Task<CallResult> {
    if (args.numPids < 0) return Status.SYS_INVALID_ARG;
    const wanted = yield* wantedIds(process, args.numPids, args.pidArray);
    if ('status' in wanted) return wanted.status;
    return yield* waitForChild(process, wanted.ids, args);
  }

  function* waitForChild(process: Process, ids: readonly number[] | null, args: WaitRequest): Task<Status> {
    kernel.charge(kernel.machine.costs.waitNs);
    const away = isForeign(process) ? network : null;
    const told =
      away === null
        ? yield* waitHere(process, ids, args.flags)
        : yield* waitAway(away, process, ids, args.flags);
    if ('status' in told) return told.status;
    report(process, told.news, args);
    return SUCCESS;
  }

  // --- What is asked -------------------------------------------------------------------------------------------

  /** The ids asked for; null for any child. */
  function* wantedIds(
    process: Process,
    count: number,
    address: number,
  ): Task<{ readonly ids: readonly number[] | null } | { readonly status: Status }> {
    if (count === 0) return { ids: null };
    if (address === USER_NIL) return { status: Status.SYS_INVALID_ARG };
    if (count > MAX_PIDS) return { status: Status.SYS_ARG_NOACCESS };
    const bytes = yield* memory.copyIn(process, address, count * WORD);
    return bytes === null ? { status: Status.SYS_ARG_NOACCESS } : { ids: idsIn(bytes) };
  }

  function idsIn(bytes: Uint8Array): readonly number[] {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Array.from({ length: bytes.length / WORD }, (_, i) => view.getUint32(i * WORD, littleEndian));
  }

  // --- At home -------------------------------------------------------------------------------------------------

  function* waitHere(process: Process, ids: readonly number[] | null, flags: number): Task<Told> {
    for (;;) {
      const told = takeNews(process, ids, flags);
      if (told !== null) return told;
      if ((flags & WaitFlag.BLOCK) === 0) return { status: Status.PROC_NO_EXITS };
      const reason = yield* sleepOn(kernel, table.kin(process).childNews, { interruptible: true });
      if (reason === 'signal') return { status: Status.GEN_ABORTED_BY_SIGNAL };
    }
  }

  /** The first news of the children asked for; null when there is none yet. */
  function takeNews(process: Process, ids: readonly number[] | null, flags: number): Told | null {
    const children = eligible(process, ids);
    if ('status' in children) return children;
    for (const child of children.list) {
      const outcome = takeOutcome(child, (flags & WaitFlag.FOR_SUSPEND) !== 0);
      if (outcome !== null) return { news: settle(child, outcome) };
    }
    return null;
  }

  function eligible(
    process: Process,
    ids: readonly number[] | null,
  ): { readonly list: readonly Process[] } | { readonly status: Status } {
    const { children } = table.kin(process);
    if (ids === null) {
      return children.length === 0 ? { status: Status.PROC_NO_CHILDREN } : { list: children };
    }
    const list: Process[] = [];
    for (const id of ids) {
      const child = children.find((candidate) => candidate.id === id);
      if (child === undefined) return { status: Status.PROC_INVALID_PID };
      list.push(child);
    }
    return { list };
  }

  /** What is to be told of a child, now told; null when there is nothing. */
  function takeOutcome(child: Process, forSuspend: boolean): Outcome | null {
    const kin = table.kin(child);
    const { news, end } = kin;
    const detachment = news !== null && news.reason === Reason.Detached;
    if (end !== null && !detachment) return end;
    if (news === null || !(detachment || forSuspend)) return null;
    kin.news = null;
    return news;
  }

  /** A child that has been told of may be no more, or nobody's child. */
  function settle(child: Process, outcome: Outcome): News {
    const isOver = hasExited(child);
    const news = {
      pid: child.id,
      outcome,
      usage: usageRecord(child, table.kin(child).childUsage),
      isOver,
    };
    if (isOver) table.removeRecord(child);
    else if (outcome.reason === Reason.Detached) table.leaveParent(child);
    return news;
  }

  // --- Away ----------------------------------------------------------------------------------------------------

  function* waitAway(
    { rpc, waits, forwarding }: ProcessNetwork,
    process: Process,
    ids: readonly number[] | null,
    flags: number,
  ): Task<Told> {
    const { peer } = process;
    if (peer === null) throw new Error(`process ${process.slot} is foreign and has no home`);
    const bytes = ids === null ? NO_BYTES : bytesOf(ids);
    const answer = yield* waits.whenReady<{ readonly status: Status; readonly reply: RemoteNews | null }>(
      peer.host,
      process,
      (waiter) =>
        forwarding.withHome(process, ({ host, id }) => {
          const request = { pid: id, numPids: ids?.length ?? 0, flags, waiter };
          return callProcedure(rpc, host, remoteWaitProcedure, request, bytes);
        }),
      (status) => ({ status, reply: null }),
    );
    return answer.reply === null ? { status: answer.status } : { news: newsOf(answer.reply) };
  }

  function bytesOf(ids: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(ids.length * WORD);
    const view = new DataView(bytes.buffer);
    ids.forEach((id, i) => {
      view.setUint32(i * WORD, id, littleEndian);
    });
    return bytes;
  }

  function newsOf({ pid, reason, status, code, usage, isOver }: RemoteNews): News {
    return { pid, outcome: { reason, status, code }, usage, isOver: isOver !== 0 };
  }

  function serveWaits({ rpc, forwarding }: ProcessNetwork): void {
    serveProcedure(
      rpc,
      remoteWaitProcedure,
      function* serveWait(client, { pid, numPids, flags, waiter }, data) {
        const shadow = yield* forwarding.awaitShadow(pid, client);
        if (shadow === null) return { status: Status.PROC_NO_PEER };
        if (numPids < 0 || data.length !== numPids * WORD) return { status: Status.GEN_INVALID_ARG };
        const told = takeNews(shadow, numPids === 0 ? null : idsIn(data), flags);
        if (told === null) {
          if ((flags & WaitFlag.BLOCK) === 0) return { status: Status.PROC_NO_EXITS };
          table.kin(shadow).waitingAway = waiter;
          return { status: Status.FS_WOULD_BLOCK };
        }
        if ('status' in told) return told;
        const { outcome, usage, isOver } = told.news;
        return {
          status: SUCCESS,
          reply: { pid: told.news.pid, ...outcome, usage, isOver: isOver ? 1 : 0 },
        };
      },
    );
  }

  // --- The answer ----------------------------------------------------------------------------------------------

  function report(process: Process, { pid, outcome, usage, isOver }: News, args: WaitRequest): void {
    args.pid.value = pid;
    args.reason.value = outcome.reason;
    args.status.value = outcome.status;
    args.subStatus.value = outcome.code;
    args.usage.value = usage;
    if (!isOver) return;
    const sums = table.kin(process).childUsage;
    sums.kernelCpuNs += nanosecondsOf(usage.kernelCpuUsage) + nanosecondsOf(usage.childKernelCpuUsage);
    sums.userCpuNs += nanosecondsOf(usage.userCpuUsage) + nanosecondsOf(usage.childUserCpuUsage);
  }

  return { wait, waitForChild };
}

type Told = { readonly news: News } | { readonly status: Status };
