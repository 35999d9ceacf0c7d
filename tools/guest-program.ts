/**
 * Tiny executables put together by hand, for benchmarks and tests that must know every instruction of their guest:
 * one row of `guestPrograms` for each machine, so that a test needs to know none of them.
 */
import { m68020Programs } from './guest/m68020.js';
import type { GuestPrograms } from './guest/programs.js';
import { r2000Programs } from './guest/r2000.js';

export const guestPrograms: { readonly sun3: GuestPrograms; readonly ds3100: GuestPrograms } = {
  sun3: m68020Programs,
  ds3100: r2000Programs,
};
