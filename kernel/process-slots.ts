/** The host's process slots: who lives in which, with the generation that makes a reused slot a new id. */
import type { HostId, ProcessId } from '../arch/units.js';
import {
  createProcess,
  homeOf,
  PROCESS_SLOTS,
  type Process,
  ProcessState,
  processId,
  slotOf,
} from './process.js';

export interface ProcessSlots {
  /** A new record in state New at the lowest free slot, or null when the table is full. */
  allocate(): Process | null;
  isFull(): boolean;
  /** Give the slot back. The caller has emptied every module's table. */
  free(process: Process): void;
  inSlot(slot: number): Process | null;
  /** The process with this id on this host, whatever its state, or null. */
  find(id: ProcessId): Process | null;
  /** Everybody alive, by slot. */
  all(): readonly Process[];
}

export function createProcessSlots(hostId: HostId): ProcessSlots {
  const slots: (Process | null)[] = new Array<Process | null>(PROCESS_SLOTS).fill(null);
  const generations = new Uint8Array(PROCESS_SLOTS);
  return {
    allocate() {
      const slot = slots.indexOf(null);
      if (slot < 0) return null;
      generations[slot] = (generations[slot] + 1) & 0xf;
      const process = createProcess(slot, processId(slot, hostId, generations[slot]), hostId);
      slots[slot] = process;
      return process;
    },
    isFull: () => slots.indexOf(null) < 0,
    free(process) {
      process.state = ProcessState.Unused;
      slots[process.slot] = null;
    },
    inSlot: (slot) => slots[slot] ?? null,
    find(id) {
      if (homeOf(id) !== hostId) return null;
      const process = slots[slotOf(id)];
      return process !== null && process.id === id ? process : null;
    },
    all: () => slots.filter((process) => process !== null),
  };
}
