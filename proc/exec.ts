/**
 * Exec: a new image for a process, from an object file or through the interpreter its `#!` line names. The old
 * image stays whole until the new segments exist; what is closed or changed before that is not undone, as in
 * Sprite. Source: exec-and-signals reference, 5.
 */
import type { ImageDescription, ImageError } from '../arch/machine.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { ExecutableFile, FileSystem } from '../fs/file-system.js';
import { type Failure, Permission, type Result } from '../fs/types.js';
import { type CallResult, NO_RESULT } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process, ProcessFlag } from '../kernel/process.js';
import { defaultActions, SIGNAL_COUNT, Sig, signalBit } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import type { ExecRequest } from './exec-request.js';
import type { Exit } from './exit.js';
import type { HomeLink } from './home.js';
import { isForeign } from './network.js';
import { Destroyed, Reason } from './process-table.js';
import type { Profiles } from './profile.js';
import { HEADER_BYTES, parseScriptLine, type ScriptLine, scriptArguments } from './script.js';
import { isHandler } from './signals.js';
import { buildStackImage, type Vectors } from './stack-image.js';
import type { VforkWaits } from './vfork.js';

export interface ExecParts {
  readonly kernel: Kernel;
  readonly vm: VirtualMemory;
  readonly fs: FileSystem;
  readonly profiles: Profiles;
  readonly vforks: VforkWaits;
  readonly home: HomeLink | null;
  readonly exit: Exit;
}

export interface Exec {
  /** Answers NO_RESULT when the process has its new image, or is no more. */
  exec(process: Process, request: ExecRequest): Task<CallResult>;
  /**
   * The first half: the file is found good, close-on-exec and set-id are done, and the vectors have been fetched.
   * What is left can be done on another host.
   */
  prepare(process: Process, request: ExecRequest): Task<Result<Vectors>>;
}

interface Program {
  readonly file: ExecutableFile;
  readonly image: ImageDescription;
  /** The file whose set-id bits count: the script, where there is one. */
  readonly named: ExecutableFile;
  readonly script: ScriptLine | null;
}

export function createExec(parts: ExecParts): Exec {
  const { kernel, vm, fs } = parts;
  const { machine } = kernel;

  function* exec(process: Process, request: ExecRequest): Task<CallResult> {
    kernel.charge(machine.costs.execNs);
    process.personality = 'sprite';
    parts.profiles.stop(process);
    const prepared = yield* prepareProgram(process, request);
    if ('status' in prepared) return prepared.status;
    const { program, vectors } = prepared.value;
    const status = yield* vm.exec(process, program.image, program.file.file);
    if (status !== SUCCESS) return yield* giveUp(program, Status.VM_NO_SEGMENTS);
    const args = withInterpreter(program, request.path, vectors);
    yield* enterImage(process, program.image, args, request.debugMe);
    if (parts.home !== null && isForeign(process)) yield* parts.home.execed(process);
    return NO_RESULT;
  }

  function* prepareProgram(
    process: Process,
    request: ExecRequest,
  ): Task<Result<{ readonly program: Program; readonly vectors: Vectors }>> {
    const found = yield* findProgram(process, request.path);
    if ('status' in found) return found;
    const program = found.value;
    const given = yield* request.vectors();
    if ('status' in given) return { status: yield* giveUp(program, given.status) };
    yield* fs.closeOnExec(process);
    setIds(process, program.named);
    return { value: { program, vectors: given.value } };
  }

  function* prepare(process: Process, request: ExecRequest): Task<Result<Vectors>> {
    const prepared = yield* prepareProgram(process, request);
    if ('status' in prepared) return prepared;
    const { program, vectors } = prepared.value;
    yield* fs.backingStore.close(program.file.file);
    return { value: vectors };
  }

  function* giveUp(program: Program, status: Status): Task<Status> {
    yield* fs.backingStore.close(program.file.file);
    return status;
  }

  // --- The file ------------------------------------------------------------------------------------------------

  function* findProgram(process: Process, path: string): Task<Result<Program>> {
    const opened = yield* fs.openExecutable(process, path);
    if ('status' in opened) return opened;
    const named = opened.value;
    const script = parseScriptLine(named.header);
    if (script === null) return yield* checkImage(named, named, null);
    yield* fs.backingStore.close(named.file);
    if (script === 'bad') return { status: Status.PROC_BAD_FILE_NAME };
    const interpreter = yield* fs.openExecutable(process, script.interpreter);
    if ('status' in interpreter) return interpreter;
    return yield* checkImage(interpreter.value, named, script);
  }

  function* checkImage(
    file: ExecutableFile,
    named: ExecutableFile,
    script: ScriptLine | null,
  ): Task<Result<Program>> {
    const image = machine.loadImage(file.header, file.size);
    if (typeof image !== 'string') return { value: { file, image, named, script } };
    yield* fs.backingStore.close(file.file);
    return imageFailure(image, file.header);
  }

  function withInterpreter(program: Program, path: string, vectors: Vectors): Vectors {
    if (program.script === null) return vectors;
    return { ...vectors, args: scriptArguments(program.script, path, vectors.args) };
  }

  // --- The process ---------------------------------------------------------------------------------------------

  function setIds(process: Process, { attributes }: ExecutableFile): void {
    if ((attributes.permissions & Permission.SET_UID) !== 0) process.effectiveUserId = attributes.uid;
    if ((attributes.permissions & Permission.SET_GID) === 0) return;
    const groups = fs.groups(process);
    if (!groups.includes(attributes.gid)) fs.setGroups(process, [...groups, attributes.gid]);
  }

  /** The old image is gone: what fails now destroys the process. */
  function* enterImage(
    process: Process,
    image: ImageDescription,
    vectors: Vectors,
    debugMe: boolean,
  ): Task<void> {
    process.personality = image.personality;
    process.argString = vectors.args.map((arg) => `${arg} `).join('');
    process.callProgress = null;
    resetSignals(process, debugMe);
    parts.vforks.childDone(process);
    const stack = buildStackImage(vectors, machine.space.stackTop, machine.layout);
    if (!(yield* vm.copyOut(process, stack.address, stack.bytes))) {
      const outcome = { reason: Reason.Destroyed, status: Destroyed.BAD_STACK, code: 0 };
      return yield* parts.exit(process, outcome);
    }
    if (process.context === null) throw new Error(`process ${process.slot} execed without a context`);
    machine.startProcess(process.context, image.entry, stack.address);
    if (kernel.listening('exec')) {
      kernel.emit({
        kind: 'exec',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid: homeIdOf(process),
        argString: process.argString,
      });
    }
  }

  /**
   * Handled signals go back to their defaults, ignored ones stay ignored; the hold mask is kept. Pending signals
   * are forgotten, but not a SIG_KILL that came while the files were being read.
   */
  function resetSignals(process: Process, debugMe: boolean): void {
    const state = process.signals;
    for (let signal = 1; signal < SIGNAL_COUNT; signal++) {
      if (isHandler(state.actions[signal])) state.actions[signal] = defaultActions[signal];
    }
    state.masks.fill(0);
    state.pendingMask &= signalBit(Sig.KILL);
    if (!debugMe) return;
    process.genFlags |= ProcessFlag.DEBUG_ON_EXEC;
    postSignal(kernel, process, Sig.DEBUG);
  }

  return { exec, prepare };
}

/** Statuses of files that are no image of this machine; a plain text is left to the shells. */
function imageFailure(error: ImageError, header: Uint8Array): Failure {
  if (error === 'malformed') return { status: Status.VM_NO_SEGMENTS };
  const binary = header.subarray(0, HEADER_BYTES).some((value) => value >= 0x80);
  return { status: error === 'foreign' || binary ? Status.GEN_EINVAL : Status.PROC_BAD_AOUT_FORMAT };
}
