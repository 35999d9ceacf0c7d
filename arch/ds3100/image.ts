/**
 * ECOFF executables of the DECstation. Every header a file can have is answered; nothing in it is believed
 * before it has been held against the file's size and the address space.
 * Source: exec-and-signals reference, section 4.
 */
import { bind, bytes, int, struct, uint, ushort } from '../codec.js';
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

/** Magic numbers of executables that other machines run: a.out of the Suns, by its big-endian half word. */
const foreignMagics: ReadonlySet<number> = new Set([0o407, 0o410, 0o413, 0o414, 0o415]);
const SUN_68010 = 1;
const SUN_68020 = 2;

export function loadImage(header: Uint8Array, fileSize: number): ImageDescription | ImageError {
  if (header.length < Header.size || fileSize < Header.size)
    return isForeign(header) ? 'foreign' : 'not-object';
  const fields = Header.decode(header);
  if (fields.magic !== FILE_MAGIC) return isForeign(header) ? 'foreign' : 'not-object';
  const image = fields.kind === ZMAGIC ? paged(fields) : fields.kind === OMAGIC ? impure(fields) : null;
  if (image === null) return 'not-object';
  return isSound(image, fileSize) ? image : 'malformed';
}

type HeaderFields = ReturnType<typeof Header.decode>;

/** ZMAGIC: headers are part of the text, everything lies in the file in order. */
function paged(h: HeaderFields): ImageDescription {
  return {
    entry: h.entry,
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
  const alignment = h.stamp < ALIGN_16_STAMP ? 8 : 16;
  return {
    entry: h.entry,
    code: { address: DUMMY_CODE, size: 0, fileOffset: 0 },
    data: {
      address: h.codeStart,
      size: h.codeSize + h.dataSize,
      fileOffset: Math.ceil(headers / alignment) * alignment,
    },
    bssStart: h.bssStart,
    bssSize: h.bssSize,
  };
}

/** Everything the header claims is in the file, in the user's space, in order, and disjoint by pages. */
function isSound(image: ImageDescription, fileSize: number): boolean {
  const { code, data, bssStart, bssSize, entry } = image;
  const codeEnd = code.address + code.size;
  const dataEnd = data.address + data.size;
  const heapEnd = Math.max(dataEnd, bssStart + bssSize);
  const codeMapEnd = Math.max(codeEnd, code.address + PAGE_SIZE);
  const inFile = code.fileOffset + code.size <= fileSize && data.fileOffset + data.size <= fileSize;
  const inSpace = code.address >= space.lowest && heapEnd <= space.stackTop - space.growthUnit;
  const paged = code.address % PAGE_SIZE === 0 && (data.size === 0 || data.fileOffset % 4 === 0);
  const ordered = Math.ceil(codeMapEnd / PAGE_SIZE) <= Math.floor(data.address / PAGE_SIZE);
  const bssFits = bssSize === 0 || (bssStart >= dataEnd && bssStart >= data.address);
  const entryFits =
    entry % 4 === 0 &&
    ((entry >= code.address && entry < codeEnd) ||
      (code.size === 0 && entry >= data.address && entry < dataEnd));
  return inFile && inSpace && paged && ordered && bssFits && entryFits;
}

function isForeign(header: Uint8Array): boolean {
  if (header.length < 4) return false;
  const machine = header[1];
  return (machine === SUN_68010 || machine === SUN_68020) && foreignMagics.has((header[2] << 8) | header[3]);
}
