/**
 * ECOFF executables of the DECstation. Every header a file can have is answered; nothing in it is believed
 * before it has been held against the file's size and the address space.
 * Source: exec-and-signals reference, section 4.
 */
import { bind, bytes, int, roundUp, struct, uint, ushort } from '../codec.js';
import { type ImageRules, isSoundImage } from '../executable.js';
import type { ImageDescription, ImageError } from '../machine.js';
import { PAGE_SIZE, rules, space } from './layouts.js';

const FILE_MAGIC = 0x0162;
const ZMAGIC = 0o413;
const OMAGIC = 0o407;
/** Linkers before this version stamp aligned the end of the headers to 8, later ones to 16. */
const ALIGN_16_STAMP = 23;
const SECTION_HEADER_BYTES = 40;
/** The dummy code segment of an OMAGIC image. */
const DUMMY_CODE = 0x400000;
const imageRules: Readonly<ImageRules> = { pageSize: PAGE_SIZE, space, instructionAlignment: 4 };

const Header = bind(
  struct('ECOFF header', {
    magic: ushort,
    sections: ushort,
    timeStamp: int,
    symbolOffset: int,
    symbolCount: int,
    optionalSize: ushort,
    flags: ushort,
    kind: ushort,
    stamp: ushort,
    codeSize: uint,
    dataSize: uint,
    bssSize: uint,
    entry: uint,
    codeStart: uint,
    dataStart: uint,
    bssStart: uint,
    masks: bytes(20),
    gp: uint,
  }),
  rules,
);

/** Executables of other machines: a.out (machine type in byte 1, magic in bytes 2 and 3), big-endian MIPS ECOFF. */
const foreignMachines: ReadonlySet<number> = new Set([1, 2, 3]);
const foreignMagics: ReadonlySet<number> = new Set([0o407, 0o410, 0o413, 0o414, 0o415]);
const BIG_ENDIAN_ECOFF = 0x0160;

export function loadImage(header: Uint8Array, fileSize: number): ImageDescription | ImageError {
  if (isForeign(header)) return 'foreign';
  if (header.length < Header.size || fileSize < Header.size) return 'not-object';
  const fields = Header.decode(header);
  if (fields.magic !== FILE_MAGIC || (fields.kind !== ZMAGIC && fields.kind !== OMAGIC)) return 'not-object';
  const image = fields.kind === ZMAGIC ? paged(fields) : impure(fields);
  return image !== null && isSoundImage(image, fileSize, imageRules) ? image : 'malformed';
}

type HeaderFields = ReturnType<typeof Header.decode>;

/** ZMAGIC: headers are part of the text, everything lies in the file in order. */
function paged(h: HeaderFields): ImageDescription | null {
  if (h.codeSize < Header.size) return null;
  return {
    entry: h.entry,
    personality: 'sprite',
    code: { address: h.codeStart, size: h.codeSize, fileOffset: 0 },
    data: { address: h.dataStart, size: h.dataSize, fileOffset: h.codeSize },
    bssStart: h.bssStart,
    bssSize: h.bssSize,
  };
}

/** OMAGIC: text and data together, writable, behind a dummy code segment. */
function impure(h: HeaderFields): ImageDescription | null {
  if (h.codeStart <= DUMMY_CODE || h.dataStart !== h.codeStart + h.codeSize) return null;
  const headers = Header.size + SECTION_HEADER_BYTES * h.sections;
  return {
    entry: h.entry,
    personality: 'sprite',
    code: { address: DUMMY_CODE, size: 0, fileOffset: 0 },
    data: {
      address: h.codeStart,
      size: h.codeSize + h.dataSize,
      fileOffset: roundUp(headers, h.stamp < ALIGN_16_STAMP ? 8 : 16),
    },
    bssStart: h.bssStart,
    bssSize: h.bssSize,
  };
}

function isForeign(header: Uint8Array): boolean {
  if (header.length < 4) return false;
  const half = (at: number): number => (header[at] << 8) | header[at + 1];
  return half(0) === BIG_ENDIAN_ECOFF || (foreignMachines.has(header[1]) && foreignMagics.has(half(2)));
}
