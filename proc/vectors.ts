/**
 * The argument and environment vectors of an exec, copied out of the old image with Sprite's limits.
 * Source: exec-and-signals reference, 5.2.
 */
import { Status } from '../arch/status.js';
import { USER_NIL, type UserAddress } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import type { Vectors } from './stack-image.js';

const WORD = 4;
/** Pointers are read this many at a time, so that a short vector costs little. */
const CHUNK_WORDS = 64;

interface VectorLimits {
  /** More entries are dropped silently. */
  readonly entries: number;
  /** Longest string, NUL included. */
  readonly stringBytes: number;
}
const ARGUMENTS = { entries: 20481, stringBytes: 20482 } as const;
const ENVIRONMENT = { entries: 101, stringBytes: 8192 } as const;
/** All argument strings together, NULs included. */
const MAX_ARGUMENT_BYTES = 20480;

type Failed = { readonly status: Status };

export function createVectorReader(memory: UserMemory, littleEndian: boolean) {
  /** Pointers up to the null, the limit, or the end of the accessible region. */
  function* pointers(process: Process, address: UserAddress, limit: number): Task<readonly number[] | null> {
    if (address === USER_NIL) return [];
    const found: number[] = [];
    while (found.length < limit) {
      const at = address + found.length * WORD;
      const wanted = Math.min(CHUNK_WORDS, limit - found.length);
      const words = Math.floor(memory.accessible(process, at, wanted * WORD) / WORD);
      if (words === 0) return found.length === 0 ? null : found;
      const bytes = yield* memory.copyIn(process, at, words * WORD);
      if (bytes === null) return null;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let i = 0; i < words; i++) {
        const pointer = view.getUint32(i * WORD, littleEndian);
        if (pointer === USER_NIL) return found;
        found.push(pointer);
      }
    }
    return found;
  }

  function* strings(
    process: Process,
    address: UserAddress,
    limits: VectorLimits,
  ): Task<readonly string[] | Failed> {
    const found = yield* pointers(process, address, limits.entries);
    if (found === null) return { status: Status.SYS_ARG_NOACCESS };
    const texts: string[] = [];
    let total = 0;
    for (const pointer of found) {
      const string = yield* memory.copyInString(process, pointer, limits.stringBytes);
      if (string === 'no-access') return { status: Status.SYS_ARG_NOACCESS };
      if (string === 'too-long') return { status: Status.GEN_E2BIG };
      total += string.text.length + 1;
      if (limits === ARGUMENTS && total > MAX_ARGUMENT_BYTES) return { status: Status.GEN_INVALID_ARG };
      texts.push(string.text);
    }
    return texts;
  }

  return function* readVectors(
    process: Process,
    argv: UserAddress,
    envp: UserAddress,
  ): Task<{ readonly value: Vectors } | Failed> {
    const args = yield* strings(process, argv, ARGUMENTS);
    if ('status' in args) return args;
    const environment = yield* strings(process, envp, ENVIRONMENT);
    if ('status' in environment) return environment;
    return { value: { args, environment } };
  };
}
