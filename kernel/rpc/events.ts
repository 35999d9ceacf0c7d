/** What listeners are told of remote calls at either end; nothing is made when nobody listens to it. */
import { type Status, statusName } from '../../arch/status.js';
import type { HostId, Nanoseconds, ProcessId } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import { homeIdOf, type Process } from '../process.js';
import { commandNames } from './commands.js';
import { type Areas, areaBytes, type RpcPacket } from './packet.js';

export interface FinishedCall {
  readonly command: number;
  /** The client's number of it. */
  readonly call: number;
  /** Null when nothing is answered. */
  readonly status: Status | null;
  readonly startedNs: Nanoseconds;
  readonly request: Areas;
  readonly reply: Partial<Areas>;
  readonly littleEndian: boolean;
}

const NO_PROCESS = 0;

function finished(kernel: Kernel, done: FinishedCall) {
  return {
    timeNs: kernel.stretchTime(),
    host: kernel.hostId,
    command: commandNames[done.command] ?? String(done.command),
    call: done.call,
    status: done.status === null ? 'no reply' : statusName(done.status),
    startedNs: done.startedNs,
    requestBytes: areaBytes(done.request),
    replyBytes: areaBytes(done.reply),
    parameters: done.request.parameters,
    littleEndian: done.littleEndian,
  };
}

/** The caller has its answer, or has given up. `server` is 0 for a broadcast. */
export function reportCall(
  kernel: Kernel,
  caller: Process | null,
  server: HostId | 0,
  done: FinishedCall,
): void {
  if (!kernel.listening('rpc-call')) return;
  const pid = (caller === null ? NO_PROCESS : homeIdOf(caller)) as ProcessId;
  kernel.emit({ kind: 'rpc-call', pid, server, ...finished(kernel, done) });
}

export interface ServedCall {
  readonly packet: RpcPacket;
  readonly request: Areas;
  /** Null when nothing is answered. */
  readonly answer: (Partial<Areas> & { readonly status: Status }) | null;
  readonly startedNs: Nanoseconds;
}

export function reportServed(kernel: Kernel, { packet, request, answer, startedNs }: ServedCall): void {
  if (!kernel.listening('rpc-served')) return;
  const { header, littleEndian } = packet;
  const pid = (kernel.scheduler.current()?.id ?? NO_PROCESS) as ProcessId;
  const { command, id: call } = header;
  const done = { command, call, startedNs, request, littleEndian, status: answer?.status ?? null };
  const client = header.clientId as HostId;
  kernel.emit({ kind: 'rpc-served', pid, client, ...finished(kernel, { ...done, reply: answer ?? {} }) });
}
