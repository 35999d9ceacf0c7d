/**
 * Profiling of a user program (call 93): at the first timer interrupt after each 20 ms, where it finds the
 * process in user mode, the counter of the place it executes is raised by one. The interrupt only notes the place; the counter, which may
 * be paged out, is raised at the return to user mode. Fork copies the parameters, exec stops it.
 * Source: kernel-call reference, call 93; exec-and-signals reference, 5.1 and 7.
 */
import { ContextWord } from '../arch/machine.js';
import { MILLISECOND, type UserAddress } from '../arch/units.js';
import type { Kernel, Timer } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import { createSlotTable, type SlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';

/** The four words of the call. A counter is a short; `scale` is counters' bytes per code byte, times 65536. */
export interface ProfileWords {
  readonly buffer: UserAddress;
  readonly sizeBytes: number;
  readonly offset: UserAddress;
  readonly scale: number;
}

const noProfile = { buffer: 0, sizeBytes: 0, offset: 0, scale: 0 } as const;

export interface Profiles {
  get(process: Process): ProfileWords;
  /** A scale of 0 or 1 stops. */
  set(process: Process, words: ProfileWords): void;
  stop(process: Process): void;
  /** Raise the counters of what the interrupts noted. */
  count(process: Process): Task<void>;
  isEmpty(slot: number): boolean;
}

interface Profile {
  readonly words: ProfileWords;
  /** Addresses of counters to be raised. */
  noted: UserAddress[];
  timer: Timer;
}

const COUNTER_BYTES = 2;
const INTERVAL_NS = 20 * MILLISECOND;
/** A smaller scale is none. */
const LEAST_SCALE = 2;

export function createProfiles(kernel: Kernel, memory: UserMemory): Profiles {
  const table: SlotTable<Profile> = createSlotTable('profile');
  const { littleEndian } = kernel.machine.layout;

  const nextTick = (action: () => void): Timer => kernel.atTick(kernel.now() + INTERVAL_NS, action);

  function sample(process: Process, profile: Profile): void {
    profile.timer = nextTick(() => sample(process, profile));
    const { context } = process;
    if (context === null || process.task !== null || kernel.scheduler.occupant() !== process) return;
    const { buffer, sizeBytes, offset, scale } = profile.words;
    const codeOffset = (context.words[ContextWord.Pc] >>> 0) - offset;
    if (codeOffset < 0) return;
    const at = Math.floor((codeOffset * scale) / 65536 / COUNTER_BYTES) * COUNTER_BYTES;
    if (at + COUNTER_BYTES > sizeBytes) return;
    profile.noted.push(buffer + at);
    process.userReturnPending = true;
  }

  function stop(process: Process): void {
    table.get(process)?.timer.cancel();
    table.clear(process);
  }

  return {
    get: (process) => table.get(process)?.words ?? noProfile,
    set(process, words) {
      stop(process);
      if (words.scale < LEAST_SCALE) return;
      const profile: Profile = { words, noted: [], timer: nextTick(() => sample(process, profile)) };
      table.set(process, profile);
    },
    stop,
    *count(process) {
      const profile = table.get(process);
      if (profile === undefined) return;
      const noted = profile.noted;
      profile.noted = [];
      for (const address of noted) {
        const bytes = yield* memory.copyIn(process, address, COUNTER_BYTES);
        if (bytes === null) return stop(process);
        const view = new DataView(bytes.slice().buffer);
        view.setUint16(0, view.getUint16(0, littleEndian) + 1, littleEndian);
        if (!(yield* memory.copyOut(process, address, new Uint8Array(view.buffer)))) return stop(process);
      }
    },
    isEmpty: table.isEmpty,
  };
}
