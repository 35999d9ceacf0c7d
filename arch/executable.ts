/**
 * What must hold for every executable, whatever its format: what the header claims is in the file, in the user's
 * space, in order, and disjoint by pages. Nothing in a header is believed before this has been asked.
 */
import { roundUp } from './codec.js';
import type { AddressSpaceMap, ImageDescription } from './machine.js';

export interface ImageRules {
  readonly pageSize: number;
  readonly space: AddressSpaceMap;
  /** Instructions begin at multiples of it. */
  readonly instructionAlignment: number;
}

export function isSoundImage(image: ImageDescription, fileSize: number, rules: ImageRules): boolean {
  const { code, data, bssStart, bssSize, entry } = image;
  const { pageSize, space } = rules;
  const codeEnd = code.address + Math.max(code.size, 1);
  const dataEnd = data.address + data.size;
  // Without initialised data the heap begins with the zeros.
  const heapStart = data.size === 0 ? bssStart : data.address;
  const heapEnd = Math.max(heapStart + data.size, bssStart + bssSize);
  const text = code.size === 0 ? data : code;
  return (
    code.fileOffset + code.size <= fileSize &&
    data.fileOffset + data.size <= fileSize &&
    code.address % pageSize === 0 &&
    // A page of data begins in the file where its first byte would be.
    (data.size === 0 || data.fileOffset >= data.address % pageSize) &&
    code.address >= space.lowest &&
    roundUp(codeEnd, pageSize) <= heapStart &&
    (data.size === 0 || bssSize === 0 || bssStart >= dataEnd) &&
    heapEnd <= space.stackTop - space.growthUnit &&
    entry % rules.instructionAlignment === 0 &&
    entry >= text.address &&
    entry < text.address + text.size
  );
}
