/**
 * How a domain lies on its disk: a header block, a bitmap of descriptors, a bitmap of blocks, the descriptors,
 * then data. The format is our own, after Sprite's of 1989: 4 KB blocks, 128-byte descriptors with ten direct
 * block pointers, a single and a double indirect one. All numbers are little-endian. Block pointer 0 is a hole.
 */
import { array, bind, int, struct, uint, ushort, type ValueOf } from '../../arch/codec.js';
import { BLOCK_SIZE } from '../types.js';

const rules = { littleEndian: true, maxAlignment: 4 } as const;

const DOMAIN_MAGIC = 0x5350_4653;
/** Raised whenever an older emulator could not read the disk any more. */
const FORMAT_VERSION = 2;

export const DomainHeader = bind(
  struct('domain header', {
    magic: uint,
    version: uint,
    blockCount: uint,
    descriptorCount: uint,
    descriptorMapStart: uint,
    blockMapStart: uint,
    descriptorStart: uint,
    dataStart: uint,
    /** 1 when it was shut down in order: the bitmaps can be believed. */
    clean: uint,
    /** 1 when directories are little-endian: they are in the byte order of the machine that made the disk. */
    littleEndian: uint,
    /** Every version that a file has had is below it (`versions.ts`). */
    versionBound: uint,
  }),
  rules,
);
export type DomainHeader = ReturnType<typeof DomainHeader.decode>;

export const DIRECT_POINTERS = 10;
export const POINTERS_PER_BLOCK = BLOCK_SIZE / 4;
export const DESCRIPTOR_SIZE = 128;
export const DESCRIPTORS_PER_BLOCK = BLOCK_SIZE / DESCRIPTOR_SIZE;
const DESCRIPTOR_MAGIC = 0xd5c1;
const BITS_PER_BLOCK = BLOCK_SIZE * 8;

const DescriptorLayout = struct('descriptor', {
  magic: ushort,
  type: ushort,
  permissions: uint,
  uid: int,
  gid: int,
  size: uint,
  numLinks: int,
  version: int,
  userType: int,
  devServerID: int,
  devType: int,
  devUnit: int,
  createTime: int,
  accessTime: int,
  descModifyTime: int,
  dataModifyTime: int,
  direct: array(uint, DIRECT_POINTERS),
  indirect: array(uint, 2),
  /** Of the file when it was made: lower ones are of files that had the number before. */
  firstVersion: int,
  pad: array(uint, 4),
});
const DescriptorCodec = bind(DescriptorLayout, rules);

/** A descriptor in memory: the record of one file, changed in place by those who hold its handle. */
export type Descriptor = {
  -readonly [K in Exclude<
    keyof ValueOf<typeof DescriptorLayout>,
    'magic' | 'pad' | 'direct' | 'indirect'
  >]: number;
} & { readonly direct: number[]; readonly indirect: number[] };

/** A descriptor of an empty file, made now. */
export function newDescriptor(
  file: Pick<Descriptor, 'type' | 'permissions' | 'uid' | 'gid' | 'numLinks'>,
  nowSeconds: number,
): Descriptor {
  return {
    ...file,
    size: 0,
    version: 1,
    firstVersion: 1,
    userType: 0,
    devServerID: 0,
    devType: 0,
    devUnit: 0,
    createTime: nowSeconds,
    accessTime: nowSeconds,
    descModifyTime: nowSeconds,
    dataModifyTime: nowSeconds,
    direct: new Array<number>(DIRECT_POINTERS).fill(0),
    indirect: [0, 0],
  };
}

export function encodeDescriptor(descriptor: Descriptor): Uint8Array {
  return DescriptorCodec.encode({ ...descriptor, magic: DESCRIPTOR_MAGIC, pad: [0, 0, 0, 0] });
}

/** Null when the bytes are not a descriptor in use. */
export function decodeDescriptor(block: Uint8Array, offset: number): Descriptor | null {
  const { magic, pad: _pad, direct, indirect, ...rest } = DescriptorCodec.decode(block, offset);
  if (magic !== DESCRIPTOR_MAGIC) return null;
  return { ...rest, direct: [...direct], indirect: [...indirect] };
}

export const pointerAt = (block: Uint8Array, slot: number): number =>
  new DataView(block.buffer, block.byteOffset).getUint32(4 * slot, true);

export function setPointer(block: Uint8Array, slot: number, value: number): void {
  new DataView(block.buffer, block.byteOffset).setUint32(4 * slot, value, true);
}

/** Descriptors 0 and 1 are nobody's, 2 is the root directory, 3 the directory of what a check finds. */
export const ROOT_NUMBER = 2;
export const LOST_NUMBER = 3;
export const LOST_NAME = 'lost+found';
export const FIRST_FREE_NUMBER = 4;

/** Where a descriptor is. */
export const descriptorBlock = (header: DomainHeader, number: number): number =>
  header.descriptorStart + Math.floor(number / DESCRIPTORS_PER_BLOCK);
export const descriptorOffset = (number: number): number =>
  (number % DESCRIPTORS_PER_BLOCK) * DESCRIPTOR_SIZE;

/** Bytes of data for which one descriptor is provided. */
const BYTES_PER_DESCRIPTOR = 8192;

/** Below this the plan does not fit. */
const LEAST_BLOCKS = 16;
/** 64 GB: block numbers and sizes in Kbytes are ints, and nobody would wait for more to be checked. */
const MOST_BLOCKS = 0x100_0000;

/** @throws RangeError for a disk too small to hold anything, or too large. */
export function planDomain(blockCount: number, littleEndian: boolean): DomainHeader {
  const descriptorBlocks = Math.ceil(
    (blockCount * BLOCK_SIZE) / BYTES_PER_DESCRIPTOR / DESCRIPTORS_PER_BLOCK,
  );
  const descriptorCount = descriptorBlocks * DESCRIPTORS_PER_BLOCK;
  const descriptorMapStart = 1;
  const blockMapStart = descriptorMapStart + Math.ceil(descriptorCount / BITS_PER_BLOCK);
  const descriptorStart = blockMapStart + Math.ceil(blockCount / BITS_PER_BLOCK);
  const dataStart = descriptorStart + descriptorBlocks;
  if (blockCount < LEAST_BLOCKS) throw new RangeError(`a disk of ${blockCount} blocks is too small`);
  if (blockCount > MOST_BLOCKS) throw new RangeError(`a disk of ${blockCount} blocks is too large`);
  return {
    magic: DOMAIN_MAGIC,
    version: FORMAT_VERSION,
    blockCount,
    descriptorCount,
    descriptorMapStart,
    blockMapStart,
    descriptorStart,
    dataStart,
    clean: 1,
    littleEndian: littleEndian ? 1 : 0,
    versionBound: 0,
  };
}

/** The header in a disk's first block, or in words why there is none that this emulator can use. */
export function readDomainHeader(
  block: Uint8Array,
  deviceBlocks: number,
): { readonly header: DomainHeader } | { readonly problem: string } {
  const header = DomainHeader.decode(block);
  if (header.magic !== DOMAIN_MAGIC) return { problem: 'is not a disk of this emulator' };
  if (header.version !== FORMAT_VERSION) {
    return { problem: `has format ${header.version}; this emulator uses format ${FORMAT_VERSION}` };
  }
  const { blockCount, clean, littleEndian, versionBound } = header;
  if (blockCount > deviceBlocks) {
    return { problem: `is too short: ${deviceBlocks} of its ${blockCount} blocks are there` };
  }
  // Everything else in a header follows from the size.
  const isRight =
    blockCount >= LEAST_BLOCKS &&
    clean <= 1 &&
    littleEndian <= 1 &&
    sameHeader(header, { ...planDomain(blockCount, littleEndian === 1), clean, versionBound });
  return isRight ? { header } : { problem: 'has a damaged header' };
}

function sameHeader(a: DomainHeader, b: DomainHeader): boolean {
  const bytes = DomainHeader.encode(b);
  return DomainHeader.encode(a).every((byte, i) => byte === bytes[i]);
}
