/**
 * The kernel's copies from and to user memory. A resident page is copied at once; one that is not is faulted in
 * as the program would do it, and copied before anything else can happen, so no page need be held in memory while
 * the next one comes. A range is checked as a whole before its first byte.
 * Source: memory-and-scheduling reference, 5.5.
 */
import { Access } from '../../arch/machine.js';
import type { PhysicalAddress, UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import type { UserMemory } from '../user-memory.js';
import type { VmCore } from './core.js';
import type { Faults } from './fault.js';
import { Pte } from './page-table.js';
import { entryOf, type Segment, SegmentType, tableEnd } from './segment.js';
import type { Spaces } from './space.js';

/** What is done with one stretch inside one page: `done` bytes come before it. False ends the walk. */
type Piece = (at: PhysicalAddress, length: number, done: number) => boolean;

export function createCopies(core: VmCore, spaces: Spaces, faults: Faults): UserMemory {
  const { kernel } = core;
  const { pageSize, costs } = kernel.machine;
  const { bytes } = kernel.memory.views;

  /** Apply `piece` page by page; false when a page cannot be had. */
  function* walk(
    process: Process,
    range: { readonly address: UserAddress; readonly size: number },
    access: Access,
    piece: Piece,
  ): Task<boolean> {
    const { size } = range;
    for (let done = 0; done < size; ) {
      const address = range.address + done;
      if (address > 0xffff_ffff || process.context === null) return false;
      const page = process.context.lookup(address, access);
      if (page < 0) {
        if ((yield* faults.resolve(process, address, access)) !== 'ok') return false;
        continue;
      }
      const offset = address % pageSize;
      const length = Math.min(size - done, pageSize - offset);
      if (!piece(page + offset, length, done)) return true;
      done += length;
    }
    return true;
  }

  /** Every page of the range is there for such an access. */
  function isWhole(process: Process, address: UserAddress, size: number, access: Access): boolean {
    if (size === 0) return true;
    if (size < 0) return false;
    const last = Math.floor((address + size - 1) / pageSize);
    for (let page = Math.floor(address / pageSize); page <= last; page++) {
      if (!faults.wouldAllow(process, page, access)) return false;
    }
    return true;
  }

  /** Whether the page is one of the same segment. */
  function continues(process: Process, segment: Segment, page: number): boolean {
    const place = spaces.placeOf(process, page);
    return place?.segment === segment && (entryOf(segment, place.page) & Pte.Valid) !== 0;
  }

  return {
    *copyIn(process, address, size) {
      // Before the buffer is made: the size may be anything.
      if (!isWhole(process, address, size, Access.Read)) return null;
      const copy = new Uint8Array(size);
      kernel.charge(size * costs.copyNsPerByte);
      const whole = yield* walk(process, { address, size }, Access.Read, (at, length, done) => {
        copy.set(bytes.subarray(at, at + length), done);
        return true;
      });
      return whole ? copy : null;
    },
    *copyOut(process, address, source) {
      const size = source.length;
      if (!isWhole(process, address, size, Access.Write)) return false;
      kernel.charge(size * costs.copyNsPerByte);
      return yield* walk(process, { address, size }, Access.Write, (at, length, done) => {
        bytes.set(source.subarray(done, done + length), at);
        return true;
      });
    },
    *copyInString(process, address, limit) {
      let text = '';
      let isEnded = false;
      const isReadable = yield* walk(process, { address, size: limit }, Access.Read, (at, length) => {
        for (let i = at; i < at + length; i++) {
          if (bytes[i] === 0) {
            isEnded = true;
            return false;
          }
          text += String.fromCharCode(bytes[i]);
        }
        return true;
      });
      kernel.charge(text.length * costs.copyNsPerByte);
      if (isEnded) return { text };
      return isReadable ? 'too-long' : 'no-access';
    },
    accessible(process, address, size) {
      if (size <= 0) return 0;
      const first = Math.floor(address / pageSize);
      if (!faults.wouldAllow(process, first, Access.Read)) return 0;
      const place = spaces.placeOf(process, first);
      if (place === null) return 0;
      let end = first + 1;
      if (place.segment.type === SegmentType.Stack) end = tableEnd(place.segment);
      else while (continues(process, place.segment, end)) end++;
      return Math.min(size, end * pageSize - address);
    },
  };
}
