/**
 * What this folder gives a migrating process to take along: the PROC, PROF and SIG modules of Sprite's
 * encapsulation table, and CALL, a module of ours with what a dropped kernel call keeps, so that the call can
 * be entered again where Sprite's would be aborted. Children, family and parent stay with the record at home.
 * Bytes that are no such record are refused, never an exception. Source: migration reference, 4.1 and 4.4.
 */
import { array, bind, int, latin1Bytes, latin1Text, nested, roundUp, struct, uint } from '../arch/codec.js';
import { ProcTimerInterval, usageFields } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { nanosecondsOf } from '../arch/time.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag } from '../kernel/process.js';
import {
  defaultActions,
  deliverable,
  migrateSignals,
  NO_CODE,
  SIGNAL_COUNT,
  signalBit,
} from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import type { SlotTable } from '../kernel/slot-table.js';
import type { Families } from './family.js';
import { isForeign } from './network.js';
import { type ProcessTable, parentId } from './process-table.js';
import type { Profiles } from './profile.js';
import type { IntervalTimers } from './timers.js';
import { usageRecord } from './usage.js';

/** One module's part in taking a process apart and building it again; none of these ever waits. */
export interface Encapsulation {
  size(process: Process): number;
  encapsulate(process: Process): Uint8Array;
  /** Empty the module's state of the process, which the bytes now hold. */
  forget(process: Process): void;
  deencapsulate(process: Process, bytes: Uint8Array): Status;
  /** Nothing is left in the module's tables for this slot. */
  isEmpty(slot: number): boolean;
}

export interface Encapsulations {
  readonly proc: Encapsulation;
  readonly prof: Encapsulation;
  readonly sig: Encapsulation;
  readonly call: Encapsulation;
}

export interface EncapsulateParts {
  readonly kernel: Kernel;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly timers: IntervalTimers;
  readonly profiles: Profiles;
  readonly pausedMask: SlotTable<number>;
}

const ProcRecord = struct('PROC record', {
  migFlags: int,
  parentID: int,
  familyID: int,
  userID: int,
  effectiveUserID: int,
  genFlags: int,
  syncFlags: int,
  schedFlags: int,
  exitFlags: int,
  billingRate: int,
  ...usageFields,
  timer: nested(ProcTimerInterval),
  argStringLength: int,
  unixProgress: int,
});
const ProfRecord = struct('PROF record', { buffer: uint, size: int, offset: uint, scale: uint });
const SigRecord = struct('SIG record', {
  holdMask: int,
  pendingMask: int,
  actions: array(uint, SIGNAL_COUNT),
  masks: array(int, SIGNAL_COUNT),
  codes: array(int, SIGNAL_COUNT),
  flags: int,
});
/** Absent values are null in the process; the flags say which are there. */
const CallRecord = struct('CALL record', {
  flags: int,
  bytesMoved: int,
  deadlineHigh: uint,
  deadlineLow: uint,
  pausedMask: int,
  faultAddress: uint,
});
const CallFlag = { PROGRESS: 1, DEADLINE: 2, PAUSED: 4 } as const;
const WORD_RANGE = 0x100000000;

/** Flags that are about the transfer, or about where the process runs, and do not travel. */
const TRANSFER_FLAGS =
  ProcessFlag.MIG_PENDING | ProcessFlag.MIGRATING | ProcessFlag.MIGRATION_DONE | ProcessFlag.FOREIGN;
const PADDING = 8;
/** In the flags of the SIG record: ours. */
const STOPPED = 1;

export function createEncapsulations(parts: EncapsulateParts): Encapsulations {
  return { proc: procModule(parts), prof: profModule(parts), sig: sigModule(parts), call: callModule(parts) };
}

function procModule({ kernel, table, families, timers }: EncapsulateParts): Encapsulation {
  const codec = bind(ProcRecord, kernel.machine.layout);
  const stringSize = (length: number): number => roundUp(length + 1, PADDING);
  return {
    size: (process) => codec.size + stringSize(process.argString.length),
    encapsulate(process) {
      kernel.scheduler.refreshUsage(process);
      const kin = table.kin(process);
      const text = latin1Bytes(process.argString);
      const bytes = new Uint8Array(codec.size + stringSize(text.length));
      const record = {
        migFlags: 0,
        parentID: parentId(kin),
        familyID: families.of(process),
        userID: process.userId,
        effectiveUserID: process.effectiveUserId,
        genFlags: process.genFlags & ~TRANSFER_FLAGS,
        syncFlags: 0,
        schedFlags: 0,
        exitFlags: 0,
        billingRate: process.priority,
        recentUsage: process.recentUsage,
        weightedUsage: process.weightedUsage,
        unweightedUsage: process.unweightedUsage,
        ...usageRecord(process, kin.childUsage),
        schedQuantumTicks: kernel.machine.quantumTicks,
        timer: timers.take(process),
        argStringLength: text.length,
        unixProgress: process.personality === 'unix' ? 1 : 0,
      };
      codec.encodeInto(record, bytes, 0);
      bytes.set(text, codec.size);
      return bytes;
    },
    forget(process) {
      timers.cancel(process);
      const { childUsage } = table.kin(process);
      childUsage.kernelCpuNs = childUsage.userCpuNs = 0;
      process.recentUsage = process.weightedUsage = process.unweightedUsage = 0;
      process.kernelCpuNs = process.userCpuNs = 0;
      process.quantumEnds = process.waitEvents = 0;
    },
    deencapsulate(process, bytes) {
      if (bytes.length < codec.size) return Status.PROC_MIGRATION_REFUSED;
      const record = codec.decode(bytes);
      const length = record.argStringLength;
      if (length < 0 || bytes.length !== codec.size + stringSize(length)) {
        return Status.PROC_MIGRATION_REFUSED;
      }
      process.userId = record.userID;
      process.effectiveUserId = record.effectiveUserID;
      process.personality = record.unixProgress === 0 ? 'sprite' : 'unix';
      process.genFlags = record.genFlags | (process.genFlags & TRANSFER_FLAGS);
      process.priority = record.billingRate;
      // What was used while on the way is added to what the record brings.
      process.recentUsage += record.recentUsage;
      process.weightedUsage += record.weightedUsage;
      process.unweightedUsage += record.unweightedUsage;
      process.kernelCpuNs += nanosecondsOf(record.kernelCpuUsage);
      process.userCpuNs += nanosecondsOf(record.userCpuUsage);
      process.quantumEnds += record.numQuantumEnds;
      process.waitEvents += record.numWaitEvents;
      const { childUsage } = table.kin(process);
      childUsage.kernelCpuNs += nanosecondsOf(record.childKernelCpuUsage);
      childUsage.userCpuNs += nanosecondsOf(record.childUserCpuUsage);
      process.argString = latin1Text(bytes.subarray(codec.size, codec.size + length));
      timers.give(process, record.timer);
      if (isForeign(process)) {
        families.remember(process, record.familyID);
        table.kin(process).parentAtHome = record.parentID;
      }
      return SUCCESS;
    },
    isEmpty: timers.isEmpty,
  };
}

function profModule({ kernel, profiles }: EncapsulateParts): Encapsulation {
  const codec = bind(ProfRecord, kernel.machine.layout);
  return {
    size: () => codec.size,
    encapsulate(process) {
      const { buffer, sizeBytes, offset, scale } = profiles.get(process);
      return codec.encode({ buffer, size: sizeBytes, offset, scale });
    },
    forget: profiles.stop,
    deencapsulate(process, bytes) {
      if (bytes.length !== codec.size) return Status.PROC_MIGRATION_REFUSED;
      const { buffer, size, offset, scale } = codec.decode(bytes);
      profiles.set(process, { buffer, sizeBytes: size, offset, scale });
      return SUCCESS;
    },
    isEmpty: profiles.isEmpty,
  };
}

function sigModule({ kernel }: EncapsulateParts): Encapsulation {
  const codec = bind(SigRecord, kernel.machine.layout);
  return {
    size: () => codec.size,
    encapsulate({ signals }) {
      return codec.encode({
        holdMask: signals.holdMask,
        pendingMask: signals.pendingMask,
        actions: Array.from(signals.actions),
        masks: Array.from(signals.masks),
        codes: Array.from(signals.codes),
        flags: signals.isStopped ? STOPPED : 0,
      });
    },
    forget({ signals }) {
      signals.holdMask = signals.pendingMask = 0;
      signals.actions.set(defaultActions);
      signals.masks.fill(0);
      signals.codes.fill(NO_CODE);
      signals.isStopped = false;
    },
    deencapsulate(process, bytes) {
      if (bytes.length !== codec.size) return Status.PROC_MIGRATION_REFUSED;
      const record = codec.decode(bytes);
      const { signals } = process;
      // The timer has been running here for as long as memory and streams took.
      const early = signals.pendingMask;
      const earlyCodes = signals.codes.slice();
      signals.holdMask = record.holdMask;
      signals.pendingMask = record.pendingMask & ~migrateSignals;
      signals.actions.set(record.actions);
      signals.masks.set(record.masks);
      signals.codes.set(record.codes);
      signals.isStopped = (record.flags & STOPPED) !== 0;
      for (let signal = 1; signal < SIGNAL_COUNT; signal++)
        if ((early & signalBit(signal)) !== 0) postSignal(kernel, process, signal, earlyCodes[signal]);
      if (deliverable(signals) !== 0) process.userReturnPending = true;
      return SUCCESS;
    },
    isEmpty: () => true,
  };
}

function callModule({ kernel, pausedMask }: EncapsulateParts): Encapsulation {
  const codec = bind(CallRecord, kernel.machine.layout);
  return {
    size: () => codec.size,
    encapsulate(process) {
      const progress = process.callProgress;
      const deadlineNs = progress?.deadlineNs ?? null;
      const paused = pausedMask.get(process);
      return codec.encode({
        flags:
          (progress === null ? 0 : CallFlag.PROGRESS) |
          (deadlineNs === null ? 0 : CallFlag.DEADLINE) |
          (paused === undefined ? 0 : CallFlag.PAUSED),
        bytesMoved: progress?.bytesMoved ?? 0,
        deadlineHigh: Math.floor((deadlineNs ?? 0) / WORD_RANGE),
        deadlineLow: (deadlineNs ?? 0) % WORD_RANGE,
        pausedMask: paused ?? 0,
        faultAddress: process.signals.faultAddress,
      });
    },
    forget(process) {
      process.callProgress = null;
      process.signals.faultAddress = 0;
      pausedMask.clear(process);
    },
    deencapsulate(process, bytes) {
      if (bytes.length !== codec.size) return Status.PROC_MIGRATION_REFUSED;
      const record = codec.decode(bytes);
      const has = (flag: number): boolean => (record.flags & flag) !== 0;
      const deadlineNs = has(CallFlag.DEADLINE)
        ? record.deadlineHigh * WORD_RANGE + record.deadlineLow
        : null;
      process.callProgress = has(CallFlag.PROGRESS) ? { bytesMoved: record.bytesMoved, deadlineNs } : null;
      process.signals.faultAddress = record.faultAddress;
      if (has(CallFlag.PAUSED)) pausedMask.set(process, record.pausedMask);
      return SUCCESS;
    },
    isEmpty: pausedMask.isEmpty,
  };
}
