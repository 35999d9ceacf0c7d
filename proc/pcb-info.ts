/**
 * The process table as `ps` reads it (call 38): one record, and one argument string, for each slot asked for.
 * Source: kernel-call reference, call 38; structures reference, 5.
 */
import { bind, int, latin1Bytes, struct, type ValueOf } from '../arch/codec.js';
import { ProcPCBInfo } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { timeOf } from '../arch/time.js';
import { type HostId, NIL, USER_NIL } from '../arch/units.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessState } from '../kernel/process.js';
import { RpcCommand } from '../kernel/rpc/commands.js';
import { callProcedure, procedure, serveProcedure, wireRecord } from '../kernel/rpc/procedure.js';
import { SIGNAL_COUNT } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import type { Families } from './family.js';
import { MY_PID } from './lookup.js';
import type { ProcessNetwork } from './network.js';
import { type ProcessTable, parentId } from './process-table.js';
import { noChildUsage, usageRecord } from './usage.js';

export interface PcbParts {
  readonly kernel: Kernel;
  readonly vm: VirtualMemory;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly network: ProcessNetwork | null;
}

type PcbRecord = ValueOf<typeof ProcPCBInfo>;
interface SlotInfo {
  readonly record: PcbRecord;
  readonly text: Uint8Array;
}

/** What is asked of another host. */
const PCB = 1;
const pcbProcedure = procedure<{ readonly kind: number; readonly slot: number }, PcbRecord>({
  command: RpcCommand.PROC_GETPCB,
  request: wireRecord(struct('GetPcb', { kind: int, slot: int })),
  reply: wireRecord(ProcPCBInfo),
  replyData: 256,
});

const ARGUMENT_STRING_BYTES = 256;
/** PROC_MY_HOSTID. */
const MY_HOST = -1;
const MAX_HOST = 200;
const SLOT_MASK = 0xff;
/** Of a slot that nobody is in. */
const noSegments: readonly number[] = [NIL, NIL, NIL, NIL];

export function createPcbInfo(parts: PcbParts) {
  const { kernel, vm, table, families, network } = parts;
  const codec = bind(ProcPCBInfo, kernel.machine.layout);

  if (network !== null) {
    serveProcedure(network.rpc, pcbProcedure, (_client, { kind, slot }) => {
      if (kind !== PCB || slot < 0 || slot > SLOT_MASK) return { status: Status.GEN_INVALID_ARG };
      const { record, text } = infoHere(slot);
      return { status: SUCCESS, reply: record, data: text };
    });
  }

  return function* getPcbInfo(caller: Process, args: CallArguments<'Proc_GetPCBInfo'>): Task<CallResult> {
    const { hostID, infoSize } = args;
    const first = args.first === MY_PID ? caller.slot : args.first & SLOT_MASK;
    const last = args.first === MY_PID ? caller.slot : args.last & SLOT_MASK;
    if (first > last || infoSize <= 0) return Status.GEN_INVALID_ARG;
    if (hostID !== MY_HOST && (hostID < 1 || hostID > MAX_HOST)) return Status.GEN_INVALID_ARG;
    if (args.buffer === USER_NIL) return Status.SYS_ARG_NOACCESS;
    const host = hostID === MY_HOST ? kernel.hostId : hostID;
    for (let slot = first; slot <= last; slot++) {
      const known = host === kernel.hostId ? infoHere(slot) : yield* infoAt(host as HostId, slot);
      if ('status' in known) return known.status;
      const record = codec.encode(known.record).subarray(0, infoSize);
      const argument = new Uint8Array(ARGUMENT_STRING_BYTES);
      argument.set(known.text);
      const at = slot - first;
      if (!(yield* vm.copyOut(caller, args.buffer + at * infoSize, record))) return Status.SYS_ARG_NOACCESS;
      if (args.args === USER_NIL) continue;
      if (!(yield* vm.copyOut(caller, args.args + at * ARGUMENT_STRING_BYTES, argument))) {
        return Status.SYS_ARG_NOACCESS;
      }
    }
    args.numUsed.value = last - first + 1;
    return SUCCESS;
  };

  function infoHere(slot: number): SlotInfo {
    const process = kernel.processes.inSlot(slot);
    const text = latin1Bytes((process?.argString ?? '').slice(0, ARGUMENT_STRING_BYTES - 1));
    return { record: describe(process, slot), text };
  }

  function* infoAt(host: HostId, slot: number): Task<SlotInfo | { readonly status: Status }> {
    if (network === null) return { status: Status.RPC_TIMEOUT };
    const request = { kind: PCB, slot };
    const { status, reply, data } = yield* callProcedure(network.rpc, host, pcbProcedure, request);
    return reply === null ? { status } : { record: reply, text: data.subarray(0, ARGUMENT_STRING_BYTES) };
  }

  function describe(process: Process | null, slot: number): PcbRecord {
    if (process === null) return emptySlot(slot);
    kernel.scheduler.refreshUsage(process);
    const kin = table.isEmpty(slot) ? null : table.kin(process);
    const { signals } = process;
    return {
      processor: 0,
      state: process.state,
      genFlags: process.genFlags,
      processID: process.id,
      parentID: kin === null ? NIL : parentId(kin),
      familyID: families.of(process),
      userID: process.userId,
      effectiveUserID: process.effectiveUserId,
      event: process.waitQueue === null ? NIL : eventNumber(process.waitQueue.name),
      billingRate: process.priority,
      recentUsage: process.recentUsage,
      weightedUsage: process.weightedUsage,
      unweightedUsage: process.unweightedUsage,
      ...usageRecord(process, kin?.childUsage ?? noChildUsage()),
      schedQuantumTicks: kernel.machine.quantumTicks,
      vmSegments: vm.isEmpty(slot) ? noSegments : vm.segmentNumbers(process),
      sigHoldMask: signals.holdMask,
      sigPendingMask: signals.pendingMask,
      sigActions: Array.from(signals.actions, (action) => action | 0),
      peerHostID: process.peer?.host ?? NIL,
      peerProcessID: process.peer?.id ?? NIL,
    };
  }

  function emptySlot(slot: number): PcbRecord {
    const nothing = timeOf(0);
    return {
      processor: 0,
      state: ProcessState.Unused,
      genFlags: 0,
      processID: slot,
      parentID: NIL,
      familyID: NIL,
      userID: 0,
      effectiveUserID: 0,
      event: NIL,
      billingRate: 0,
      recentUsage: 0,
      weightedUsage: 0,
      unweightedUsage: 0,
      kernelCpuUsage: nothing,
      userCpuUsage: nothing,
      childKernelCpuUsage: nothing,
      childUserCpuUsage: nothing,
      numQuantumEnds: 0,
      numWaitEvents: 0,
      schedQuantumTicks: 0,
      vmSegments: noSegments,
      sigHoldMask: 0,
      sigPendingMask: 0,
      sigActions: new Array<number>(SIGNAL_COUNT).fill(0),
      peerHostID: NIL,
      peerProcessID: NIL,
    };
  }
}

/** What a process waits for has an address in a real kernel; here a number made from its name. */
function eventNumber(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
  return hash & 0x7fffffff;
}
