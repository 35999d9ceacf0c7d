/**
 * The encapsulation table: which modules keep state for a process, and how each packs it up and builds it
 * again. One buffer holds everything: a header and the bytes of each module, in table order. Adding a module is
 * adding an entry. Bad bytes are answered with a status, never with an exception.
 * Source: migration reference, 4.
 */
import { bind, type LayoutRules } from '../arch/codec.js';
import { ProcEncapInfo } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { Nanoseconds } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import { isTask, type MaybeTask, type Task } from '../kernel/task.js';

/** Module tokens as they stand in the buffer; CALL is ours, beyond Sprite's. */
export const enum Token {
  Proc = 0,
  Vm = 1,
  Fs = 2,
  Mach = 3,
  Prof = 4,
  Sig = 5,
  Exec = 6,
  Call = 16,
}

export type Sized = { readonly size: number } | { readonly status: Status };
export type Packed = { readonly bytes: Uint8Array } | { readonly status: Status };

export interface Module {
  readonly token: Token;
  readonly name: string;
  /** Before anything is packed: make ready, and say how many bytes it will take, or why it cannot be. */
  size(process: Process): MaybeTask<Sized>;
  /** Exactly as many bytes as `size` said. */
  encapsulate(process: Process): MaybeTask<Packed>;
  /** At the source, when all is packed: let go of the process. It is built again on this host, or on another. */
  forget(process: Process, comesBack: boolean): MaybeTask<void>;
  /** Rebuild from the bytes alone; a failure leaves nothing of this module behind. */
  deencapsulate(process: Process, bytes: Uint8Array): MaybeTask<Status>;
  /** Nothing is kept for this slot. */
  isEmpty(slot: number): boolean;
}

/** In the order in which they are packed and unpacked. */
export type EncapsulationTable = readonly Module[];

/** All sizes, in table order, or the first refusal: nothing has been taken apart yet. */
export function* sizeAll(
  table: EncapsulationTable,
  process: Process,
): Task<{ readonly sizes: readonly number[] } | { readonly status: Status }> {
  const sizes: number[] = [];
  for (const module of table) {
    const sized = yield* finish(module.size(process));
    if ('status' in sized) return sized;
    sizes.push(sized.size);
  }
  return { sizes };
}

export interface EncapsulateOptions {
  readonly layout: LayoutRules;
  /** The target is the process's home: the PROC header says so. */
  readonly goingHome: boolean;
}

/** Everything in one buffer, or the status of the module that failed. */
export function* encapsulateAll(
  table: EncapsulationTable,
  process: Process,
  sizes: readonly number[],
  options: EncapsulateOptions,
): Task<Packed> {
  const header = bind(ProcEncapInfo, options.layout);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + header.size + size, 0));
  let at = 0;
  for (const [i, module] of table.entries()) {
    const packed = yield* finish(module.encapsulate(process));
    if ('status' in packed) return packed;
    if (packed.bytes.length !== sizes[i]) {
      throw new Error(`${module.name}: ${packed.bytes.length} bytes packed where ${sizes[i]} were announced`);
    }
    const data = module.token === Token.Proc && options.goingHome ? 1 : 0;
    const info = { token: module.token, size: sizes[i], data, special: 0, specialToken: 0, processed: 1 };
    header.encodeInto(info, bytes, at);
    bytes.set(packed.bytes, at + header.size);
    at += header.size + packed.bytes.length;
  }
  return { bytes };
}

/** Let go of the process at the source, last module first: memory, and with it the context, near the end. */
export function* forgetAll(table: EncapsulationTable, process: Process, comesBack: boolean): Task<void> {
  for (const module of table.toReversed()) yield* finish(module.forget(process, comesBack));
}

/** Names of the modules that still keep something for the slot. */
export const leftovers = (table: EncapsulationTable, slot: number): readonly string[] =>
  table.filter((module) => !module.isEmpty(slot)).map((module) => module.name);

/**
 * Rebuild a process. Modules of the table that the buffer lacks are skipped, so the buffer must be in table
 * order. The first module that fails ends it; what the others have built is the caller's to drop. `built` hears how
 * long each took by the clock `nowNs`.
 */
export function* deencapsulateAll(
  table: EncapsulationTable,
  process: Process,
  buffer: Uint8Array,
  layout: LayoutRules,
  nowNs: () => Nanoseconds = () => 0,
  built: (module: string, ns: Nanoseconds) => void = () => {},
): Task<Status> {
  const entries = splitBuffer(buffer, layout);
  if (entries === null) return Status.PROC_MIGRATION_REFUSED;
  let next = 0;
  for (const module of table) {
    const entry = entries[next];
    if (entry === undefined) break;
    if (entry.token !== module.token) continue;
    const sinceNs = nowNs();
    const status = yield* finish(module.deencapsulate(process, entry.bytes));
    if (status !== SUCCESS) return status;
    built(module.name, nowNs() - sinceNs);
    next++;
  }
  return next === entries.length ? SUCCESS : Status.PROC_MIGRATION_REFUSED;
}

export interface BufferEntry {
  readonly token: number;
  readonly bytes: Uint8Array;
}

/** The buffer's entries; null when it is cut short, runs over, or asks for special treatment. */
export function splitBuffer(buffer: Uint8Array, layout: LayoutRules): readonly BufferEntry[] | null {
  const header = bind(ProcEncapInfo, layout);
  const entries: BufferEntry[] = [];
  let at = 0;
  while (at < buffer.length) {
    if (buffer.length - at < header.size) return null;
    const info = header.decode(buffer, at);
    at += header.size;
    if (info.special !== 0 || info.size < 0 || info.size > buffer.length - at) return null;
    entries.push({ token: info.token, bytes: buffer.slice(at, at + info.size) });
    at += info.size;
  }
  return entries;
}

function* finish<T>(result: MaybeTask<T>): Task<T> {
  return isTask(result) ? yield* result : result;
}
