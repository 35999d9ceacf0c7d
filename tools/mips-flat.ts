/**
 * Programs for both qemu-mipsel and our interpreter: an ELF file for the one, a flat address space for the other,
 * and Linux's write and exit for both.
 */
import { Word } from '../arch/ds3100/context.js';
import { ds3100 } from '../arch/ds3100/index.js';
import { type Context, ContextWord, type Engine, Stop } from '../arch/machine.js';

const PAGE = ds3100.pageSize;
const LINUX_EXIT = 4001;
const LINUX_WRITE = 4004;
const STACK_TOP = 0x7ff00000;
const MEMORY_BYTES = 96 * 1_048_576;

const PT_LOAD = 1;
const PT_MIPS_ABIFLAGS = 0x70000003;
/** MIPS I, 32-bit registers, doubles in pairs: without it qemu has 64-bit FP registers. */
const ABI_FLAGS: readonly number[] = [0, 0, 1, 0, 1, 1, 0, 1, ...new Array<number>(16).fill(0)];
const ELF_HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;

export interface FlatProgram {
  readonly entry: number;
  /** Loaded parts; memory around them is zero. */
  readonly parts: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

export function wordsToBytes(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return bytes;
}

/** A static little-endian MIPS ELF; `extraBytes` of zeroed memory follow the last part. */
export function elfOf(program: FlatProgram, extraBytes: number): Uint8Array {
  const headers = program.parts.length + 1;
  const abiFlagsAt = ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES * headers;
  let offset = Math.ceil((abiFlagsAt + ABI_FLAGS.length) / PAGE) * PAGE;
  const placed = program.parts.map((part) => {
    const at = offset;
    offset = Math.ceil((offset + part.bytes.length) / PAGE) * PAGE;
    return { ...part, at };
  });
  const file = new Uint8Array(offset);
  const view = new DataView(file.buffer);
  const putWords = (at: number, words: readonly number[]): void => {
    words.forEach((word, i) => {
      view.setUint32(at + 4 * i, word, true);
    });
  };
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 8, true);
  // version, entry, program headers, no sections, flags (o32, noreorder)
  putWords(20, [1, program.entry, ELF_HEADER_BYTES, 0, 0x1001]);
  [ELF_HEADER_BYTES, PROGRAM_HEADER_BYTES, headers].forEach((value, i) => {
    view.setUint16(40 + 2 * i, value, true);
  });
  placed.forEach(({ at, address, bytes }, i) => {
    const memory = bytes.length + (i === placed.length - 1 ? extraBytes : 0);
    const header = [PT_LOAD, at, address, address, bytes.length, memory, 7, PAGE];
    putWords(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES * i, header);
    file.set(bytes, at);
  });
  putWords(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES * placed.length, [
    PT_MIPS_ABIFLAGS,
    abiFlagsAt,
    0,
    0,
    ABI_FLAGS.length,
    ABI_FLAGS.length,
    4,
    4,
  ]);
  file.set(ABI_FLAGS, abiFlagsAt);
  return file;
}

/** Parts and entry of such an ELF, or of one a cross compiler made. @throws Error for anything else. */
export function readElf(file: Uint8Array): FlatProgram {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(18, true) !== 8)
    throw new Error('not a MIPS ELF file');
  const table = view.getUint32(28, true);
  const headers = Array.from(
    { length: view.getUint16(44, true) },
    (_, i) => table + i * view.getUint16(42, true),
  );
  const parts = headers
    .filter((at) => view.getUint32(at, true) === PT_LOAD)
    .map((at) => {
      const offset = view.getUint32(at + 4, true);
      const bytes = file.subarray(offset, offset + view.getUint32(at + 16, true));
      return { address: view.getUint32(at + 8, true), bytes };
    });
  return { entry: view.getUint32(24, true), parts };
}

/** A program loaded into memory of its own, ready to run. */
export interface FlatMachine {
  readonly context: Context;
  readonly engine: Engine;
  /** The instruction or data word at an address. */
  readonly wordAt: (address: number) => number;
  readonly putWord: (address: number, value: number) => void;
  /** Serve the Linux call at which the program stands: its exit status, or null to go on. */
  readonly serveCall: () => number | null;
  readonly output: () => Uint8Array;
}

export function loadFlat(program: FlatProgram, argv: readonly string[] = []): FlatMachine {
  const buffer = new ArrayBuffer(MEMORY_BYTES);
  const views = { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), view: new DataView(buffer) };
  const frames = new Map<number, number>();
  let nextFrame = Math.ceil(ds3100.contextSize / PAGE) * PAGE;
  const frameOf = (page: number): number => {
    let frame = frames.get(page);
    if (frame === undefined) {
      if (nextFrame >= MEMORY_BYTES) throw new Error('the program needs too much memory');
      frame = nextFrame;
      nextFrame += PAGE;
      frames.set(page, frame);
    }
    return frame;
  };
  const physical = (address: number): number => frameOf(Math.floor(address / PAGE) * PAGE) + (address % PAGE);
  const store = (address: number, bytes: Uint8Array): void => {
    bytes.forEach((value, i) => {
      views.bytes[physical(address + i)] = value;
    });
  };
  const wordAt = (address: number): number => views.view.getInt32(physical(address), true);
  for (const { address, bytes } of program.parts) store(address, bytes);

  // argc, argv, an empty environment; the strings above them.
  const strings = argv.map((text, i) => ({ address: STACK_TOP + 64 * i, bytes: Buffer.from(`${text}\0`) }));
  const stack = STACK_TOP - Math.ceil((argv.length + 3) / 2) * 8;
  for (const { address, bytes } of strings) store(address, bytes);
  store(stack, wordsToBytes([argv.length, ...strings.map(({ address }) => address), 0, 0]));

  const words = new Int32Array(buffer, 0, ds3100.contextSize / 4);
  const context: Context = { words, lookup: (page) => frameOf(page >>> 0) };
  const engine = ds3100.createEngine(views);
  ds3100.startProcess(context, program.entry, stack);
  const register = (n: number): number => words[Word.R + n] >>> 0;
  const output: number[] = [];
  return {
    context,
    engine,
    wordAt,
    putWord: (address, value) => store(address, wordsToBytes([value])),
    serveCall() {
      if (register(2) === LINUX_EXIT) return register(4);
      if (register(2) !== LINUX_WRITE) throw new Error(`Linux call ${register(2)} is not served`);
      for (let i = 0; i < register(6); i++) output.push(views.bytes[physical(register(5) + i)]);
      words[Word.R + 7] = 0;
      ds3100.setCallResult(context, register(6));
      return null;
    },
    output: () => Uint8Array.from(output),
  };
}

export interface FlatRun {
  readonly output: Uint8Array;
  readonly status: number;
  readonly cycles: number;
}

/**
 * Run a program to its exit, granting `sliceCycles` cycles at a time (what one slice leaves, the next has too).
 * @throws Error on any stop that is not a Linux call.
 */
export function runFlat(
  program: FlatProgram,
  argv: readonly string[] = [],
  sliceCycles = 1_000_000_000,
): FlatRun {
  const { context, engine, serveCall, output } = loadFlat(program, argv);
  let granted = 0;
  let left = 0;
  for (;;) {
    granted += sliceCycles;
    const stop = engine.run(context, left + sliceCycles);
    left = context.words[ContextWord.CyclesLeft];
    if (stop === Stop.Budget) continue;
    if (stop !== Stop.Call) {
      const at = (context.words[ContextWord.Pc] >>> 0).toString(16);
      throw new Error(`stopped at 0x${at}: ${JSON.stringify(ds3100.describeTrap(context))}`);
    }
    const status = serveCall();
    if (status !== null) return { output: output(), status, cycles: granted - left };
  }
}
