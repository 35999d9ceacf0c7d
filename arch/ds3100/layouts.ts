/** Byte order, alignment and address space of the DECstation 3100 (exec-and-signals reference, section 1). */
import type { LayoutRules } from '../codec.js';
import type { AddressSpaceMap } from '../machine.js';

export const rules: Readonly<LayoutRules> = { littleEndian: true, maxAlignment: 8 };

export const PAGE_SIZE = 4096;

export const space: Readonly<AddressSpaceMap> = {
  lowest: 0x1000,
  stackTop: 0x7de00000,
  end: 0x7fe00000,
  growthUnit: 256 * 1024,
  mapping: { start: 0x7de00000, end: 0x7fe00000, unit: 0x20000 },
};
