/** Byte order, alignment and address space of the Sun 3 (exec-and-signals reference, section 1). */
import type { LayoutRules } from '../codec.js';
import type { AddressSpaceMap } from '../machine.js';

/** Nothing is aligned to more than two bytes, not even inside structures. */
export const rules: Readonly<LayoutRules> = { littleEndian: false, maxAlignment: 2 };

export const PAGE_SIZE = 8192;

export const space: Readonly<AddressSpaceMap> = {
  // Some SunOS programs have their code at 0. Sprite's own begin at the second page, and then nobody has the first.
  lowest: 0,
  stackTop: 0x0d000000,
  end: 0x0dfe0000,
  growthUnit: 256 * 1024,
  mapping: { start: 0x09fe0000, end: 0x0dfe0000, unit: 0x20000 },
};
