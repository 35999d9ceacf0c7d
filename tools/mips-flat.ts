/** Programs for both qemu-mipsel and our interpreter: an ELF file for the one, a flat address space for the other. */
import { ds3100 } from '../arch/ds3100/index.js';
import { type Context, ContextWord, Stop } from '../arch/machine.js';

const PAGE = 4096;
const WORD_R = ContextWord.Machine;
const LINUX_EXIT = 4001;
const LINUX_WRITE = 4004;

const PT_MIPS_ABIFLAGS = 0x70000003;
/** MIPS I, 32-bit registers, doubles in pairs: without it qemu has 64-bit FP registers. */
const ABI_FLAGS: readonly number[] = [0, 0, 1, 0, 1, 1, 0, 1, ...new Array<number>(16).fill(0)];

export interface FlatProgram {
  readonly entry: number;
  /** Loaded parts; memory around them is zero. */
  readonly parts: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

export const wordsToBytes = (words: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
};

/** A static little-endian MIPS ELF; `extraBytes` of zeroed memory follow the last part. */
export function elfOf(program: FlatProgram, extraBytes: number): Uint8Array {
  const EHDR = 52;
  const PHDR = 32;
  const headers = program.parts.length + 1;
  const abiFlagsAt = EHDR + PHDR * headers;
  let offset = Math.ceil((abiFlagsAt + ABI_FLAGS.length) / PAGE) * PAGE;
  const placed = program.parts.map((part) => {
    const at = offset;
    offset = Math.ceil((offset + part.bytes.length) / PAGE) * PAGE;
    return { ...part, at };
  });
  const file = new Uint8Array(offset);
  const view = new DataView(file.buffer);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 8, true);
  // e_version, e_entry, e_phoff, e_shoff, e_flags (o32, noreorder)
  [1, program.entry, EHDR, 0, 0x1001].forEach((value, i) => {
    view.setUint32(20 + 4 * i, value, true);
  });
  [EHDR, PHDR, headers, 0, 0, 0].forEach((value, i) => {
    view.setUint16(40 + 2 * i, value, true);
  });
  placed.forEach((part, i) => {
    const memory = part.bytes.length + (i === placed.length - 1 ? extraBytes : 0);
    [1, part.at, part.address, part.address, part.bytes.length, memory, 7, PAGE].forEach((value, j) => {
      view.setUint32(EHDR + PHDR * i + 4 * j, value, true);
    });
    file.set(part.bytes, part.at);
  });
  [PT_MIPS_ABIFLAGS, abiFlagsAt, 0, 0, ABI_FLAGS.length, ABI_FLAGS.length, 4, 4].forEach((value, j) => {
    view.setUint32(EHDR + PHDR * placed.length + 4 * j, value, true);
  });
  file.set(ABI_FLAGS, abiFlagsAt);
  return file;
}

/** Parts and entry of such an ELF, or of one a cross compiler made. @throws Error for anything else. */
export function readElf(file: Uint8Array): FlatProgram {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(18, true) !== 8)
    throw new Error('not a MIPS ELF file');
  const table = view.getUint32(28, true);
  const parts = Array.from(
    { length: view.getUint16(44, true) },
    (_, i) => table + i * view.getUint16(42, true),
  )
    .filter((at) => view.getUint32(at, true) === 1)
    .map((at) => {
      const offset = view.getUint32(at + 4, true);
      const bytes = file.subarray(offset, offset + view.getUint32(at + 16, true));
      return { address: view.getUint32(at + 8, true), bytes };
    });
  return { entry: view.getUint32(24, true), parts };
}

export interface FlatRun {
  readonly output: Uint8Array;
  readonly status: number;
  readonly cycles: number;
}

/** Run a program that uses Linux's write and exit, in slices of at most `sliceCycles`. @throws Error on any other stop. */
export function runFlat(program: FlatProgram, sliceCycles = 1_000_000_000): FlatRun {
  const memoryBytes = 96 * 1_048_576;
  const buffer = new ArrayBuffer(memoryBytes);
  const views = { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), view: new DataView(buffer) };
  const pages = new Map<number, number>();
  let nextFrame = Math.ceil(ds3100.contextSize / PAGE) * PAGE;
  const frameOf = (page: number): number => {
    let frame = pages.get(page);
    if (frame === undefined) {
      if (nextFrame >= memoryBytes) throw new Error('the program needs too much memory');
      frame = nextFrame;
      nextFrame += PAGE;
      pages.set(page, frame);
    }
    return frame;
  };
  const physical = (address: number): number => frameOf(Math.floor(address / PAGE) * PAGE) + (address % PAGE);
  for (const { address, bytes } of program.parts) {
    bytes.forEach((value, i) => {
      views.bytes[physical(address + i)] = value;
    });
  }
  const context: Context = {
    words: new Int32Array(buffer, 0, ds3100.contextSize / 4),
    lookup: (page) => frameOf(page >>> 0),
  };
  const engine = ds3100.createEngine(views);
  ds3100.startProcess(context, program.entry, 0x7fff0000);
  const output: number[] = [];
  const register = (n: number): number => context.words[WORD_R + n] >>> 0;
  let cycles = 0;
  for (;;) {
    const stop = engine.run(context, sliceCycles);
    cycles += sliceCycles - context.words[ContextWord.CyclesLeft];
    if (stop === Stop.Budget) continue;
    if (stop !== Stop.Call) {
      throw new Error(
        `stopped at 0x${(context.words[ContextWord.Pc] >>> 0).toString(16)}: ${JSON.stringify(ds3100.describeTrap(context))}`,
      );
    }
    if (register(2) === LINUX_EXIT) return { output: Uint8Array.from(output), status: register(4), cycles };
    if (register(2) !== LINUX_WRITE) throw new Error(`Linux call ${register(2)} is not served`);
    for (let i = 0; i < register(6); i++) output.push(views.bytes[physical(register(5) + i)]);
    context.words[WORD_R + 7] = 0;
    ds3100.setCallResult(context, register(6));
  }
}
