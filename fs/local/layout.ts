/**
 * How a domain lies on its disk: a header block, a bitmap of descriptors, a bitmap of blocks, the descriptors,
 * then data. The format is our own, after Sprite's of 1989: 4 KB blocks, 128-byte descriptors with ten direct
 * block pointers, a single and a double indirect one. All numbers are little-endian. Block pointer 0 is a hole.
 */
import { array, bind, int, struct, uint, ushort, type ValueOf } from '../../arch/codec.js';
import { BLOCK_SIZE } from '../types.js';

const rules = { littleEndian: true, maxAlignment: 4 } as const;

export const DOMAIN_MAGIC = 0x5350_4653;
/** Raised whenever an older emulator could not read the disk any more. */
export const FORMAT_VERSION = 1;

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
    /** 1 when it was shut down in order. */
    clean: uint,
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
  pad: array(uint, 5),
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
  return DescriptorCodec.encode({ ...descriptor, magic: DESCRIPTOR_MAGIC, pad: [0, 0, 0, 0, 0] });
}

/** Null when the bytes are not a descriptor in use. */
export function decodeDescriptor(block: Uint8Array, offset: number): Descriptor | null {
  const { magic, pad: _pad, direct, indirect, ...rest } = DescriptorCodec.decode(block, offset);
  if (magic !== DESCRIPTOR_MAGIC) return null;
  return { ...rest, direct: [...direct], indirect: [...indirect] };
}

/** Descriptor 0 is nobody's, 1 is kept for what a check finds, 2 is the root directory. */
export const ROOT_NUMBER = 2;
export const FIRST_FREE_NUMBER = 3;

/** Bytes of data for which one descriptor is provided. */
const BYTES_PER_DESCRIPTOR = 8192;

/** @throws RangeError for a disk too small to hold anything. */
export function planDomain(blockCount: number): DomainHeader {
  const descriptorBlocks = Math.ceil(
    (blockCount * BLOCK_SIZE) / BYTES_PER_DESCRIPTOR / DESCRIPTORS_PER_BLOCK,
  );
  const descriptorCount = descriptorBlocks * DESCRIPTORS_PER_BLOCK;
  const descriptorMapStart = 1;
  const blockMapStart = descriptorMapStart + Math.ceil(descriptorCount / BITS_PER_BLOCK);
  const descriptorStart = blockMapStart + Math.ceil(blockCount / BITS_PER_BLOCK);
  const dataStart = descriptorStart + descriptorBlocks;
  if (dataStart + 8 > blockCount) throw new RangeError(`a disk of ${blockCount} blocks is too small`);
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
  };
}
