/** An I/O control of something on another host: the bytes go as they are, with the byte order they are in. */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { homeIdOf } from '../../kernel/process.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import { Format } from '../control-words.js';
import type { ControlResult, Transfer } from '../io-object.js';
import type { FileId } from '../types.js';
import { ioControlProcedure } from './records.js';

/** A control's result, and what is to be sent to the process; 0: nothing. */
interface SignallingResult extends ControlResult {
  readonly signal: number;
}

export interface RemoteControl {
  readonly fileId: FileId;
  readonly streamId: FileId;
  readonly command: number;
  readonly input: Uint8Array;
  readonly outSize: number;
  readonly transfer: Transfer;
  readonly family?: number;
}

export function* callIoControl(
  rpc: Rpc,
  littleEndian: boolean,
  control: RemoteControl,
): Task<SignallingResult> {
  const { fileId, streamId, command, input, outSize, transfer } = control;
  const request = {
    fileId,
    streamId,
    pid: homeIdOf(transfer.process),
    family: control.family ?? 0,
    command,
    inSize: input.length,
    outSize,
    format: littleEndian ? Format.LITTLE : Format.BIG,
    uid: transfer.process.effectiveUserId,
  };
  const result = yield* callProcedure(rpc, fileId.serverID as HostId, ioControlProcedure, request, input);
  const status = result.status === Status.RPC_NULL_ERROR ? SUCCESS : result.status;
  return { status, out: result.data, signal: result.reply?.signal ?? 0 };
}
