/** UNIX calls about a process's memory. Source: kernel-call reference, 3.1. */
import { SUCCESS } from '../../arch/status.js';
import { spriteBits } from './bits.js';
import { cell, Errno, valueOr } from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';

type Names = 'brk' | 'getpagesize' | 'mmap' | 'vadvise' | 'munmap' | 'mprotect' | 'mincore';

/** mmap's protection bits, UNIX's and Sprite's. */
const protections = [
  [1, 4],
  [2, 2],
  [4, 1],
] as const;

export function createUnixMemory(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { kernel, memory, makeCall, passOn } = parts;

  return {
    *brk(process, { end }) {
      const from = memory.heapEnd(process);
      if (end <= from) return 0;
      const status = yield* makeCall('Vm_CreateVA', process, { address: from, size: end - from });
      return status === SUCCESS ? 0 : { errno: Errno.ENOMEM };
    },
    getpagesize: () => kernel.machine.pageSize,
    *mmap(process, args) {
      const mapped = cell<number>();
      const protection = spriteBits(args.protection, protections);
      const { start, length, share, streamID, offset: fileOffset } = args;
      const request = { start, length, protection, share, streamID, fileOffset, mapped };
      return valueOr(yield* makeCall('Vm_Mmap', process, request), mapped);
    },
    vadvise: () => 0,
    munmap: (process, { start, length }) => passOn('Vm_Munmap', process, { start, length, noError: 0 }),
    mprotect: (process, args) => passOn('Vm_Mprotect', process, args),
    mincore: (process, args) => passOn('Vm_Mincore', process, args),
  };
}
