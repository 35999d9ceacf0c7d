/**
 * The kernel's way to a process's memory. Pages are faulted in on the way, as the program itself would; a bad
 * address is an answer, never an exception. Supplied by virtual memory; charges the copy by the byte.
 */
import type { UserAddress } from '../arch/units.js';
import type { Process } from './process.js';
import type { Task } from './task.js';

export interface UserMemory {
  /** The bytes at `address`, or null if any of them cannot be read (SYS_ARG_NOACCESS). */
  copyIn(process: Process, address: UserAddress, size: number): Task<Uint8Array | null>;
  /** Store all of `bytes`; false, with nothing stored, if any of them cannot be written. */
  copyOut(process: Process, address: UserAddress, bytes: Uint8Array): Task<boolean>;
  /**
   * A NUL-terminated string of at most `limit` bytes, NUL included: its text (a byte is a character),
   * 'no-access', or 'too-long' when no NUL is found within the limit.
   */
  copyInString(
    process: Process,
    address: UserAddress,
    limit: number,
  ): Task<{ readonly text: string } | 'no-access' | 'too-long'>;
  /** Bytes from `address` on that can be read, at most `size` (Vm_MakeAccessible's clipping). */
  accessible(process: Process, address: UserAddress, size: number): number;
}
