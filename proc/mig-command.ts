/**
 * The commands that two hosts exchange about a process one of which is its home: how a migration is made, and what
 * either tells the other afterwards. Data of more than one packet train go in pieces, in order; only the answer to
 * the last piece carries data. Source: migration reference, 3.2.
 */
import { int, struct, uint, type ValueOf } from '../arch/codec.js';
import { type Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import { RpcCommand } from '../kernel/rpc/commands.js';
import { NO_BYTES } from '../kernel/rpc/packet.js';
import { callProcedure, nothing, procedure, wireRecord } from '../kernel/rpc/procedure.js';
import type { Rpc } from '../kernel/rpc/rpc.js';
import type { Task } from '../kernel/task.js';

export const MigCommand = {
  /** May a process come? Makes its record. */
  INIT: 0,
  /** The process. */
  ENTIRE: 1,
  /** Home to the process: ids or family have changed. */
  UPDATE: 2,
  /** The process is not to be. */
  DESTROY: 4,
  /** It is yours: let it run. */
  RESUME: 5,
  /** The process to home: it was stopped, or goes on. */
  SUSPEND: 6,
} as const;
export type MigCommandNumber = (typeof MigCommand)[keyof typeof MigCommand];

/** Of a process that has no record on the other host yet. */
export const NO_PID = 0xffff_ffff;
export const MOST_PIECE_BYTES = 16_384;

const ProcMigCmd = struct('ProcMigCmd', { remotePid: uint, command: int, totalSize: int, offset: int });
export type MigCommandRecord = ValueOf<typeof ProcMigCmd>;

export const migCommandProcedure = procedure<MigCommandRecord, null>({
  command: RpcCommand.PROC_MIG_COMMAND,
  request: wireRecord(ProcMigCmd),
  reply: nothing,
  replyData: 4,
});

export interface MigAnswer {
  readonly status: Status;
  readonly data: Uint8Array;
}

/** Send one command; `remotePid` is the process in that host's table. */
export function* sendMigCommand(
  rpc: Rpc,
  to: { readonly host: HostId; readonly id: number },
  command: MigCommandNumber,
  data: Uint8Array = NO_BYTES,
): Task<MigAnswer> {
  for (let offset = 0; ; offset += MOST_PIECE_BYTES) {
    const record = { remotePid: to.id, command, totalSize: data.length, offset };
    const piece = data.slice(offset, offset + MOST_PIECE_BYTES);
    const answer = yield* callProcedure(rpc, to.host, migCommandProcedure, record, piece);
    const isLast = offset + MOST_PIECE_BYTES >= data.length;
    if (isLast || answer.status !== SUCCESS) return { status: answer.status, data: answer.data };
  }
}

/** Home tells the process of new ids. */
export const updateRecord = wireRecord(
  struct('MigUpdate', { familyID: int, userID: int, effectiveUserID: int, billingRate: int }),
);
/** The process tells home that it was stopped or goes on. */
export const suspendRecord = wireRecord(
  struct('MigSuspend', { reason: int, status: int, code: int, flags: int }),
);
export const SuspendFlag = { STOPPED: 4, RESUMED: 8 } as const;
