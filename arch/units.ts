/**
 * The units in which the emulator counts, as branded numbers: a host id cannot be passed where a process id is
 * wanted. Virtual time is in nanoseconds since the cluster was switched on (an integer below 2^53: 104 days).
 */
export type Nanoseconds = number & { readonly brand?: 'Nanoseconds' };
/** Address in a process's address space, 0 .. 2^32-1. */
export type UserAddress = number & { readonly brand?: 'UserAddress' };
/** Byte offset in the emulator's one memory. */
export type PhysicalAddress = number & { readonly brand?: 'PhysicalAddress' };
/** Sprite id of a host, 1 .. 199. */
export type HostId = number & { readonly brand: 'HostId' };
/** Bits 0-7 slot in the home host's table, 8-15 home host, 16-19 generation. */
export type ProcessId = number & { readonly brand: 'ProcessId' };

export const MICROSECOND = 1_000;
export const MILLISECOND = 1_000_000;
export const SECOND = 1_000_000_000;

/** The null pointer of user programs, and the kernel's "no such thing". */
export const USER_NIL = 0;
export const NIL = -1;
