/**
 * I/O controls: what holds for every stream (seeking, flags, locks, the prefix) is served here, the rest by the
 * object behind it. Source: kernel-call reference 5.3.
 */
import { latin1Bytes } from '../arch/codec.js';
import { IocLockArgs, IocRepositionArgs, IocWriteBackArgs } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { NIL, USER_NIL, type UserAddress } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { attributesOf } from './attribute-calls.js';
import { answer, answerReadable, createControlWords, INT_SIZE, NO_BYTES } from './control-words.js';
import { type FsCore, streamOfCall } from './core.js';
import type { FileSystem, FsCalls } from './file-system.js';
import type { ControlResult } from './io-object.js';
import { IocCommand, IocFlag } from './ioc.js';
import { hasOffset, isFile, isSharedAbroad, type Stream, withOffset } from './stream.js';
import { localId, StreamType, UseFlag } from './types.js';

const MAX_BUFFER_BYTES = 4096;
/** What a pseudo-device's own commands may have, if its server is on this host. */
const MAX_PSEUDO_BYTES = 65_536;
const LAST_GENERIC_COMMAND = 0xffff;
const MAX_OFFSET = 0x7fff_ffff;
const NIL_ADDRESS: UserAddress = NIL >>> 0;
/** Seek bases. */
const Base = { START: 0, CURRENT: 1, END: 2 } as const;
const isLockedHere = ({ object }: Stream): boolean =>
  object.id.type === StreamType.LCL_FILE || object.id.type === StreamType.CONTROL;
const invalid = (): ControlResult => answer(Status.GEN_INVALID_ARG);

interface Control {
  readonly process: Process;
  readonly streamID: number;
  readonly stream: Stream;
  readonly command: number;
  readonly input: Uint8Array;
  readonly outSize: number;
}

export interface ControlCalls {
  readonly calls: Pick<FsCalls, 'Fs_IOControl' | 'Fs_WriteBackID'>;
  readonly control: FileSystem['control'];
}

export function createControlCalls(core: FsCore): ControlCalls {
  const { kernel, table, locks } = core;
  const words = createControlWords(kernel.machine.layout);
  const repositionCodec = words.codec(IocRepositionArgs);
  const lockCodec = words.codec(IocLockArgs);
  const writeBackCodec = words.codec(IocWriteBackArgs);

  function serve(control: Control): Task<ControlResult> {
    switch (control.command) {
      case IocCommand.REPOSITION:
        return reposition(control);
      case IocCommand.GET_FLAGS:
      case IocCommand.SET_FLAGS:
      case IocCommand.SET_BITS:
      case IocCommand.CLEAR_BITS:
        return flagWord(control);
      case IocCommand.LOCK:
      case IocCommand.UNLOCK:
        // The locks of another host's file are there.
        return isLockedHere(control.stream) ? lockControl(control) : byObject(control);
      case IocCommand.NUM_READABLE:
        return readable(control);
      case IocCommand.PREFIX:
        return prefix(control);
      default:
        return byObject(control);
    }
  }

  function* byObject({ process, stream, command, input, outSize }: Control): Task<ControlResult> {
    const { flags } = stream;
    const { offset } = stream.position;
    const result = yield* stream.object.control(command, input, outSize, { process, offset, flags });
    const size = command === IocCommand.TRUNCATE && result.status === SUCCESS ? words.int(input) : null;
    if (size !== null) yield* core.mapped.afterCut(stream, size);
    return result;
  }

  // --- Offsets ---------------------------------------------------------------------------------------------------

  function* reposition(control: Control): Task<ControlResult> {
    const { stream, input } = control;
    if (input.length < repositionCodec.size) return invalid();
    if (isSharedAbroad(stream)) return yield* byObject(control);
    const { base, offset } = repositionCodec.decode(input);
    return yield* withOffset(kernel, stream, function* () {
      const from = yield* baseOffset(stream, base);
      if (typeof from === 'object') return from;
      if (from + offset < 0 || from + offset > MAX_OFFSET) return invalid();
      // What has no offset says so itself.
      if (!hasOffset(stream)) return yield* byObject(control);
      stream.position.offset = from + offset;
      return words.answerInt(stream.position.offset);
    });
  }

  function* baseOffset(stream: Stream, base: number): Task<number | ControlResult> {
    if (base === Base.START) return 0;
    if (base === Base.CURRENT) return stream.position.offset;
    if (base !== Base.END) return invalid();
    const attributes = yield* attributesOf(stream);
    return 'status' in attributes ? answer(attributes.status) : attributes.value.size;
  }

  function* readable(control: Control): Task<ControlResult> {
    const { stream, outSize } = control;
    if (outSize !== INT_SIZE) return invalid();
    if (!isFile(stream)) return yield* byObject(control);
    const attributes = yield* attributesOf(stream);
    if ('status' in attributes) return answer(attributes.status);
    const offset = isSharedAbroad(stream) ? yield* offsetAbroad(control) : stream.position.offset;
    return answerReadable(words, outSize, Math.max(0, attributes.value.size - offset));
  }

  /** Where the server says that a stream is that it shares between hosts. */
  function* offsetAbroad(control: Control): Task<number> {
    const input = repositionCodec.encode({ base: Base.CURRENT, offset: 0 });
    const { out } = yield* byObject({ ...control, command: IocCommand.REPOSITION, input, outSize: INT_SIZE });
    return words.int(out) ?? control.stream.position.offset;
  }

  /** A pseudo-device's control stream has none but close-on-exec, which is the id's. */
  const hasFlags = ({ object }: Stream): boolean => object.id.type !== StreamType.CONTROL;

  // --- Flags -----------------------------------------------------------------------------------------------------

  function flagsOf({ process, streamID, stream }: Control): number {
    const flags = hasFlags(stream) ? stream.flags : 0;
    return (
      ((flags & UseFlag.READ) !== 0 ? IocFlag.READ : 0) |
      ((flags & UseFlag.WRITE) !== 0 ? IocFlag.WRITE : 0) |
      ((flags & UseFlag.APPEND) !== 0 ? IocFlag.APPEND : 0) |
      ((flags & UseFlag.NON_BLOCKING) !== 0 ? IocFlag.NON_BLOCKING : 0) |
      (table.need(process).closeOnExec[streamID] ? IocFlag.CLOSE_ON_EXEC : 0)
    );
  }

  function* flagWord(control: Control): Task<ControlResult> {
    const { command, input, outSize } = control;
    const before = flagsOf(control);
    if (command === IocCommand.GET_FLAGS) return outSize === INT_SIZE ? words.answerInt(before) : invalid();
    const given = words.int(input);
    if (given === null || input.length !== INT_SIZE) return invalid();
    if (command === IocCommand.SET_BITS) return setFlags(control, before | given, given);
    if (command === IocCommand.CLEAR_BITS) return setFlags(control, before & ~given, given);
    return setFlags(control, given, ~0);
  }

  /** `asked`: the bits the user has spoken of. */
  function setFlags(control: Control, next: number, asked: number): ControlResult {
    const { process, streamID, stream } = control;
    table.need(process).closeOnExec[streamID] = (next & IocFlag.CLOSE_ON_EXEC) !== 0;
    if (!hasFlags(stream)) return answer(SUCCESS);
    const appends = (next & IocFlag.APPEND) !== 0;
    const speaksOfAppend = (asked & IocFlag.APPEND) !== 0;
    const isPipe = localId(stream.object.id).type === StreamType.LCL_PIPE;
    if (isPipe && speaksOfAppend && !appends) return invalid();
    if (speaksOfAppend && appends && (stream.flags & UseFlag.WRITE) === 0) return answer(Status.FS_NO_ACCESS);
    const set = (flag: number, on: boolean): void => {
      stream.flags = on ? stream.flags | flag : stream.flags & ~flag;
    };
    if (!isPipe) set(UseFlag.APPEND, appends);
    set(UseFlag.NON_BLOCKING, (next & IocFlag.NON_BLOCKING) !== 0);
    return answer(SUCCESS);
  }

  // --- Locks and the rest ----------------------------------------------------------------------------------------

  function* lockControl({ process, stream, command, input }: Control): Task<ControlResult> {
    if (input.length < lockCodec.size) return invalid();
    const { flags } = lockCodec.decode(input);
    const owner = { host: kernel.hostId, pid: process.id, stream: stream.id };
    const file = stream.object.id;
    if (command === IocCommand.UNLOCK) return answer(locks.giveLockBack(file, owner, flags));
    return answer(yield* locks.takeLock(file, owner, flags));
  }

  function* prefix({ stream, outSize }: Control): Task<ControlResult> {
    if (stream.named === null) return invalid();
    const out = latin1Bytes(`${stream.named.prefix}\0`);
    return out.length > outSize ? invalid() : { status: SUCCESS, out };
  }

  const mostBytes = ({ object }: Stream, command: number): number =>
    object.id.type === StreamType.LCL_PSEUDO && command > LAST_GENERIC_COMMAND
      ? MAX_PSEUDO_BYTES
      : MAX_BUFFER_BYTES;

  // --- Buffers ---------------------------------------------------------------------------------------------------

  const presentSize = (size: number, address: UserAddress): number =>
    size <= 0 || address === USER_NIL || address === NIL_ADDRESS ? 0 : size;

  const calls: ControlCalls['calls'] = {
    *Fs_IOControl(process, args) {
      const { streamID, command } = args;
      const found = streamOfCall(core, process, streamID);
      if ('status' in found) return found.status;
      const most = mostBytes(found.value, command);
      if (args.inSize > most || args.outSize > most) return Status.SYS_INVALID_ARG;
      const inSize = presentSize(args.inSize, args.inBuffer);
      const outSize = presentSize(args.outSize, args.outBuffer);
      const input = inSize === 0 ? NO_BYTES : yield* core.memory().copyIn(process, args.inBuffer, inSize);
      if (input === null) return Status.SYS_ARG_NOACCESS;
      const stream = found.value;
      const result = yield* serve({ process, streamID, stream, command, input, outSize });
      const out = result.out.subarray(0, outSize);
      if (result.status !== SUCCESS || out.length === 0) return result.status;
      const stored = yield* core.memory().copyOut(process, args.outBuffer, out);
      return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
    },

    *Fs_WriteBackID(process, args) {
      const { streamID, firstByte, lastByte } = args;
      const found = streamOfCall(core, process, streamID);
      if ('status' in found) return found.status;
      const input = writeBackCodec.encode({ firstByte, lastByte, shouldBlock: args.block });
      const command = IocCommand.WRITE_BACK;
      return (yield* byObject({ process, streamID, stream: found.value, command, input, outSize: 0 })).status;
    },
  };

  return {
    calls,
    *control(process, { streamID, command, input, outSize }) {
      const found = streamOfCall(core, process, streamID);
      if ('status' in found) return answer(found.status);
      return yield* serve({ process, streamID, stream: found.value, command, input, outSize });
    },
  };
}
