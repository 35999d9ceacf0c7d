/**
 * A module's state per process, indexed by process slot. "Nothing is left of this process" is a question one
 * can ask each table.
 */
import { PROCESS_SLOTS, type Process } from './process.js';

export interface SlotTable<T> {
  readonly name: string;
  get(process: Process): T | undefined;
  /** @throws Error when the slot is empty: a fault of the emulator, never of a guest. */
  need(process: Process): T;
  set(process: Process, value: T): void;
  clear(process: Process): void;
  isEmpty(slot: number): boolean;
}

export function createSlotTable<T>(name: string): SlotTable<T> {
  const slots: (T | undefined)[] = new Array<T | undefined>(PROCESS_SLOTS).fill(undefined);
  return {
    name,
    get: (process) => slots[process.slot],
    need(process) {
      const value = slots[process.slot];
      if (value === undefined) throw new Error(`${name}: nothing kept for process slot ${process.slot}`);
      return value;
    },
    set: (process, value) => {
      slots[process.slot] = value;
    },
    clear: (process) => {
      slots[process.slot] = undefined;
    },
    isEmpty: (slot) => slots[slot] === undefined,
  };
}
