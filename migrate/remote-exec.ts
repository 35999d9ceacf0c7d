/**
 * Exec on another host: the caller gives up its memory at home and is built on the target from its ids, its open
 * files and what it wants to become; the exec itself is done there. The EXEC module of the encapsulation table
 * carries the file's name and the strings. Source: migration reference, 1.2 and 4.4.
 */
import { bind, int, latin1Bytes, latin1Text, struct } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import { NO_RESULT } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import { Sig } from '../kernel/signal-state.js';
import { createSlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { Exec } from '../proc/exec.js';
import type { Exit } from '../proc/exit.js';
import { Reason } from '../proc/process-table.js';
import type { Vectors } from '../proc/stack-image.js';
import { type Module, Token } from './encapsulation.js';

/** What a process will become on the target. */
export interface PendingExec {
  readonly path: string;
  readonly vectors: Vectors;
}

export interface RemoteExecs {
  readonly module: Module;
  /** At the source: the process goes to exec. */
  goToExec(process: Process, exec: PendingExec): void;
  isPending(process: Process): boolean;
  clear(process: Process): void;
  /** At the target: what the process does before it enters user mode; null for one that only moved. */
  taskFor(process: Process): Task<void> | null;
}

export interface RemoteExecParts {
  readonly kernel: Kernel;
  readonly exec: Exec['exec'];
  readonly exit: Exit;
}

/** The strings follow: the name, the arguments, the environment, each with its NUL. */
const ExecRecord = struct('EXEC record', { size: int, argumentCount: int, environmentCount: int });

export function createRemoteExecs(parts: RemoteExecParts): RemoteExecs {
  const { kernel, exec, exit } = parts;
  const pending = createSlotTable<PendingExec>('remote exec');
  const codec = bind(ExecRecord, kernel.machine.layout);

  function pack({ path, vectors: { args, environment } }: PendingExec): Uint8Array {
    const strings = [path, ...args, ...environment].map((text) => latin1Bytes(`${text}\0`));
    const size = strings.reduce((sum, bytes) => sum + bytes.length, 0);
    const bytes = new Uint8Array(codec.size + size);
    codec.encodeInto({ size, argumentCount: args.length, environmentCount: environment.length }, bytes, 0);
    let at = codec.size;
    for (const string of strings) {
      bytes.set(string, at);
      at += string.length;
    }
    return bytes;
  }

  function unpack(bytes: Uint8Array): PendingExec | null {
    if (bytes.length < codec.size) return null;
    const { size, argumentCount, environmentCount } = codec.decode(bytes);
    if (size !== bytes.length - codec.size || argumentCount < 0 || environmentCount < 0) return null;
    const strings = latin1Text(bytes.subarray(codec.size)).split('\0');
    // Behind the last NUL there is nothing.
    if (strings.pop() !== '' || strings.length !== 1 + argumentCount + environmentCount) return null;
    const [path, ...rest] = strings;
    const args = rest.slice(0, argumentCount);
    return { path, vectors: { args, environment: rest.slice(argumentCount) } };
  }

  function need(process: Process): PendingExec {
    const known = pending.get(process);
    if (known === undefined) throw new Error(`process ${process.slot} has no exec to take along`);
    return known;
  }

  /** There is no old image to come back to: whatever fails ends the process. */
  function* become(process: Process, { path, vectors }: PendingExec): Task<void> {
    const result = yield* exec(process, {
      path,
      debugMe: false,
      *vectors() {
        return { value: vectors };
      },
    });
    if (result === NO_RESULT) return;
    yield* exit(process, { reason: Reason.Destroyed, status: Sig.KILL, code: 0 });
  }

  return {
    module: {
      token: Token.Exec,
      name: 'EXEC',
      size: (process) => ({ size: pack(need(process)).length }),
      encapsulate: (process) => ({ bytes: pack(need(process)) }),
      forget: pending.clear,
      deencapsulate(process, bytes) {
        const known = unpack(bytes);
        if (known === null) return Status.PROC_MIGRATION_REFUSED;
        pending.set(process, known);
        return SUCCESS;
      },
      isEmpty: pending.isEmpty,
    },
    goToExec: pending.set,
    isPending: (process) => pending.get(process) !== undefined,
    clear: pending.clear,
    taskFor(process) {
      const known = pending.get(process);
      pending.clear(process);
      return known === undefined ? null : become(process, known);
    },
  };
}
