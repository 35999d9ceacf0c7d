/**
 * a.out executables of the Sun 3, and how Sprite tells its own programs from those of SunOS: by the first words of
 * the start-up code. Which magic number goes with which is a table. Nothing in a header is believed before it has
 * been held against the file's size and the address space.
 * Source: exec-and-signals reference, section 3.
 */
import { bind, byte, struct, uint, ushort } from '../codec.js';
import { type ImageRules, isSoundImage } from '../executable.js';
import type { ImageDescription, ImageError, Personality } from '../machine.js';
import { PAGE_SIZE, rules, space } from './layouts.js';

const OMAGIC = 0o407;
const NMAGIC = 0o410;
const ZMAGIC = 0o413;
const UNIX_ZMAGIC = 0o415;
/** 68010 and 68020 programs; 3 is the SPARC's. */
const OWN_MACHINES: ReadonlySet<number> = new Set([1, 2]);
const SPARC = 3;
const AOUT_MAGICS: ReadonlySet<number> = new Set([OMAGIC, NMAGIC, ZMAGIC, UNIX_ZMAGIC]);
/** First half of a MIPS ECOFF file, little- and big-endian. */
const ECOFF_MAGICS: ReadonlySet<number> = new Set([0x6201, 0x0160]);

const CODE_START = PAGE_SIZE;
const DATA_GRANULE = 0x20000;
const imageRules: Readonly<ImageRules> = { pageSize: PAGE_SIZE, space, instructionAlignment: 2 };

const Header = bind(
  struct('a.out header', {
    toolVersion: byte,
    machineType: byte,
    magic: ushort,
    codeSize: uint,
    dataSize: uint,
    bssSize: uint,
    symbolSize: uint,
    entry: uint,
    codeRelocation: uint,
    dataRelocation: uint,
  }),
  rules,
);
type HeaderFields = ReturnType<typeof Header.decode>;

/** Where the text and the data of a format lie. */
type Parts = Pick<ImageDescription, 'code' | 'data'>;
const formats: {
  readonly [magic: number]: { readonly accepted: readonly Personality[]; parts(h: HeaderFields): Parts };
} = {
  [OMAGIC]: { accepted: ['sprite'], parts: impure },
  [NMAGIC]: { accepted: ['unix'], parts: (h) => shared(h, CODE_START, Header.size) },
  [ZMAGIC]: {
    accepted: ['sprite', 'unix'],
    parts: (h) => shared(h, h.entry < CODE_START ? 0 : CODE_START, 0),
  },
  [UNIX_ZMAGIC]: { accepted: ['unix'], parts: (h) => shared(h, CODE_START, 0) },
};

/** `header`: as much of the file's beginning as is at hand; start-up code beyond it is not recognised as Sprite's. */
export function loadImage(header: Uint8Array, fileSize: number): ImageDescription | ImageError {
  if (isForeign(header)) return 'foreign';
  if (header.length < Header.size || fileSize < Header.size) return 'not-object';
  const fields = Header.decode(header);
  if (!OWN_MACHINES.has(fields.machineType)) return 'not-object';
  const format = formats[fields.magic];
  const personality = personalityOf(header, fields.entry);
  if (format === undefined || !format.accepted.includes(personality)) return 'not-object';
  const { code, data } = format.parts(fields);
  const { entry, bssSize } = fields;
  const image = { entry, personality, code, data, bssStart: data.address + data.size, bssSize };
  return isSoundImage(image, fileSize, imageRules) ? image : 'malformed';
}

// --- Sprite or SunOS ---------------------------------------------------------------------------------------------

/** The start-up code: take argc and argv from the stack, and (argc + 1) * 4 by a multiplication routine. */
const START_WORDS = [0x241747ef, 0x00042002] as const;
/** With the factor in a register by the short or the long instruction; then the call, or the factor itself. */
const FACTOR_WORDS: ReadonlySet<number> = new Set([0x52807204, 0x5280223c]);
const CALL_HALF = 0x4eb9;
const FACTOR = 4;
/** Emacs begins with code of its own. */
const EMACS_WORDS = [0x4e560000, 0x61064e5e, 0x4e750000] as const;

function personalityOf(header: Uint8Array, entry: number): Personality {
  const at = entry - CODE_START;
  if (at < 0 || at + 16 > header.length) return 'unix';
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const words = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset));
  const startsWith = (pattern: readonly number[]): boolean => pattern.every((word, i) => words[i] === word);
  const isSprite =
    startsWith(START_WORDS) &&
    FACTOR_WORDS.has(words[2]) &&
    (words[3] >>> 16 === CALL_HALF || words[3] === FACTOR);
  return isSprite || startsWith(EMACS_WORDS) ? 'sprite' : 'unix';
}

// --- Where things go ---------------------------------------------------------------------------------------------

/** A shared text; in ZMAGIC files the header is its first 32 bytes. Data begin at the next granule after it. */
function shared(h: HeaderFields, address: number, fileOffset: number): Parts {
  // Counted as if the code began at its usual place, even where it does not.
  const lastByte = Math.max(0, CODE_START + h.codeSize - 1);
  return {
    code: { address, size: h.codeSize, fileOffset },
    data: {
      address: DATA_GRANULE * (1 + Math.floor(lastByte / DATA_GRANULE)),
      size: h.dataSize,
      fileOffset: fileOffset + h.codeSize,
    },
  };
}

/** OMAGIC: text and data together, writable, behind a dummy code segment. */
function impure(h: HeaderFields): Parts {
  return {
    code: { address: 0, size: 0, fileOffset: 0 },
    data: { address: CODE_START, size: h.codeSize + h.dataSize, fileOffset: Header.size },
  };
}

function isForeign(header: Uint8Array): boolean {
  if (header.length < 4) return false;
  const half = (at: number): number => (header[at] << 8) | header[at + 1];
  return ECOFF_MAGICS.has(half(0)) || (header[1] === SPARC && AOUT_MAGICS.has(half(2)));
}
