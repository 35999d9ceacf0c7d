/**
 * Programs for both qemu and our interpreters: an ELF file for the one, a flat address space for the other, and
 * Linux's write and exit for both. What differs between the machines is in `flat-targets.ts`.
 */
import { type Context, ContextWord, type Engine, type MemoryViews, Stop } from '../arch/machine.js';

const MEMORY_BYTES = 96 * 1_048_576;

const PT_LOAD = 1;
const ELF_HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;

export interface FlatTarget {
  readonly littleEndian: boolean;
  readonly pageSize: number;
  readonly contextSize: number;
  readonly stackTop: number;
  /** ELF's number and flags, and a note that qemu wants beside the loaded parts. */
  readonly elfMachine: number;
  readonly elfFlags: number;
  readonly note: { readonly type: number; readonly bytes: readonly number[] } | null;
  /** The command that emulates it, with its options. */
  readonly qemu: readonly string[];
  createEngine(memory: MemoryViews): Engine;
  start(context: Context, entry: number, stackPointer: number): void;
  /** The Linux call at which the program stands, and what makes it go on with a result. */
  linuxCall(words: Int32Array): { readonly number: number; readonly arguments: readonly number[] };
  finishCall(context: Context, result: number): void;
  readonly linuxExit: number;
  readonly linuxWrite: number;
  describeTrap(context: Context): string;
}

export interface FlatProgram {
  readonly entry: number;
  /** Loaded parts; memory around them is zero. */
  readonly parts: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

export function wordsToBytes(words: readonly number[], littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, littleEndian);
  });
  return bytes;
}

/** A static ELF file; `extraBytes` of zeroed memory follow the last part. */
export function elfOf(target: FlatTarget, program: FlatProgram, extraBytes: number): Uint8Array {
  const { littleEndian, pageSize, note } = target;
  const headers = program.parts.length + (note === null ? 0 : 1);
  const noteAt = ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES * headers;
  let offset = Math.ceil((noteAt + (note?.bytes.length ?? 0)) / pageSize) * pageSize;
  const placed = program.parts.map((part) => {
    const at = offset;
    offset = Math.ceil((offset + part.bytes.length) / pageSize) * pageSize;
    return { ...part, at };
  });
  const file = new Uint8Array(offset);
  const view = new DataView(file.buffer);
  const putWords = (at: number, words: readonly number[]): void => {
    file.set(wordsToBytes(words, littleEndian), at);
  };
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, littleEndian ? 1 : 2, 1]);
  view.setUint16(16, 2, littleEndian);
  view.setUint16(18, target.elfMachine, littleEndian);
  // version, entry, program headers, no sections, flags
  putWords(20, [1, program.entry, ELF_HEADER_BYTES, 0, target.elfFlags]);
  [ELF_HEADER_BYTES, PROGRAM_HEADER_BYTES, headers].forEach((value, i) => {
    view.setUint16(40 + 2 * i, value, littleEndian);
  });
  placed.forEach(({ at, address, bytes }, i) => {
    const memory = bytes.length + (i === placed.length - 1 ? extraBytes : 0);
    const header = [PT_LOAD, at, address, address, bytes.length, memory, 7, pageSize];
    putWords(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES * i, header);
    file.set(bytes, at);
  });
  if (note !== null) {
    const size = note.bytes.length;
    const header = [note.type, noteAt, 0, 0, size, size, 4, 4];
    putWords(ELF_HEADER_BYTES + PROGRAM_HEADER_BYTES * placed.length, header);
    file.set(note.bytes, noteAt);
  }
  return file;
}

/** Parts and entry of such an ELF, or of one a cross compiler made. @throws Error for another machine's file. */
export function readElf(target: FlatTarget, file: Uint8Array): FlatProgram {
  const { littleEndian } = target;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x7f454c46 || view.getUint16(18, littleEndian) !== target.elfMachine)
    throw new Error('not an ELF file of this machine');
  const table = view.getUint32(28, littleEndian);
  const headers = Array.from(
    { length: view.getUint16(44, littleEndian) },
    (_, i) => table + i * view.getUint16(42, littleEndian),
  );
  const parts = headers
    .filter((at) => view.getUint32(at, littleEndian) === PT_LOAD)
    .map((at) => {
      const offset = view.getUint32(at + 4, littleEndian);
      const bytes = file.subarray(offset, offset + view.getUint32(at + 16, littleEndian));
      return { address: view.getUint32(at + 8, littleEndian), bytes };
    });
  return { entry: view.getUint32(24, littleEndian), parts };
}

/** A program loaded into memory of its own, ready to run. */
export interface FlatMachine {
  readonly context: Context;
  readonly engine: Engine;
  readonly bytesAt: (address: number, size: number) => Uint8Array;
  readonly putWord: (address: number, value: number) => void;
  /** Serve the Linux call at which the program stands: its exit status, or null to go on. */
  readonly serveCall: () => number | null;
  readonly output: () => Uint8Array;
}

export function loadFlat(
  target: FlatTarget,
  program: FlatProgram,
  argv: readonly string[] = [],
): FlatMachine {
  const { littleEndian, pageSize } = target;
  const buffer = new ArrayBuffer(MEMORY_BYTES);
  const views = { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), view: new DataView(buffer) };
  const frames = new Map<number, number>();
  let nextFrame = Math.ceil(target.contextSize / pageSize) * pageSize;
  const frameOf = (page: number): number => {
    let frame = frames.get(page);
    if (frame === undefined) {
      if (nextFrame >= MEMORY_BYTES) throw new Error('the program needs too much memory');
      frame = nextFrame;
      nextFrame += pageSize;
      frames.set(page, frame);
    }
    return frame;
  };
  const physical = (address: number): number =>
    frameOf(Math.floor(address / pageSize) * pageSize) + (address % pageSize);
  const store = (address: number, bytes: Uint8Array): void => {
    for (let i = 0; i < bytes.length; ) {
      const count = Math.min(bytes.length - i, pageSize - ((address + i) % pageSize));
      views.bytes.set(bytes.subarray(i, i + count), physical(address + i));
      i += count;
    }
  };
  for (const { address, bytes } of program.parts) store(address, bytes);

  // argc, argv, an empty environment; the strings above them.
  const strings = argv.map((text, i) => ({
    address: target.stackTop + 64 * i,
    bytes: Buffer.from(`${text}\0`),
  }));
  const stack = target.stackTop - Math.ceil((argv.length + 3) / 2) * 8;
  for (const { address, bytes } of strings) store(address, bytes);
  const pointers = strings.map(({ address }) => address);
  store(stack, wordsToBytes([argv.length, ...pointers, 0, 0], littleEndian));

  const words = new Int32Array(buffer, 0, target.contextSize / 4);
  const context: Context = { words, lookup: (page) => frameOf(page >>> 0) };
  const engine = target.createEngine(views);
  target.start(context, program.entry, stack);
  const output: number[] = [];
  return {
    context,
    engine,
    bytesAt: (address, size) =>
      Uint8Array.from({ length: size }, (_, i) => views.bytes[physical(address + i)]),
    putWord: (address, value) => store(address, wordsToBytes([value], littleEndian)),
    serveCall() {
      const call = target.linuxCall(words);
      if (call.number === target.linuxExit) return call.arguments[0];
      if (call.number !== target.linuxWrite) throw new Error(`Linux call ${call.number} is not served`);
      const [, address, size] = call.arguments;
      for (let i = 0; i < size; i++) output.push(views.bytes[physical(address + i)]);
      target.finishCall(context, size);
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
  target: FlatTarget,
  program: FlatProgram,
  argv: readonly string[] = [],
  sliceCycles = 1_000_000_000,
): FlatRun {
  const { context, engine, serveCall, output } = loadFlat(target, program, argv);
  let granted = 0;
  let left = 0;
  for (;;) {
    granted += sliceCycles;
    const stop = engine.run(context, left + sliceCycles);
    left = context.words[ContextWord.CyclesLeft];
    if (stop === Stop.Budget) continue;
    if (stop !== Stop.Call) {
      const at = (context.words[ContextWord.Pc] >>> 0).toString(16);
      throw new Error(`stopped at 0x${at}: ${target.describeTrap(context)}`);
    }
    const status = serveCall();
    if (status !== null) return { output: output(), status, cycles: granted - left };
  }
}
