/** An I/O control of something on another host: the bytes go as they are, with the byte order they are in. */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { ControlResult, Transfer } from '../io-object.js';
import type { FileId } from '../types.js';
import { ioControlProcedure } from './records.js';

export interface RemoteControl {
  readonly fileId: FileId;
  readonly streamId: FileId;
  readonly command: number;
  readonly input: Uint8Array;
  readonly outSize: number;
  readonly transfer: Transfer;
}

/** Byte orders as the records name them. */
export const Format = { BIG: 1, LITTLE: 2 } as const;

export function* callIoControl(rpc: Rpc, littleEndian: boolean, control: RemoteControl): Task<ControlResult> {
  const { fileId, streamId, command, input, outSize, transfer } = control;
  const request = {
    fileId,
    streamId,
    pid: transfer.process.id,
    family: 0,
    command,
    inSize: input.length,
    outSize,
    format: littleEndian ? Format.LITTLE : Format.BIG,
    uid: transfer.process.effectiveUserId,
  };
  const result = yield* callProcedure(rpc, fileId.serverID as HostId, ioControlProcedure, request, input);
  const status = result.status === Status.RPC_NULL_ERROR ? SUCCESS : result.status;
  return { status, out: result.data };
}
