/** Calls that read and write. The amount word is set whatever the status. Source: kernel-call reference 1, note c. */
import { bind } from '../arch/codec.js';
import { FsIOVector } from '../arch/layouts.js';
import { type Status, Status as Statuses, SUCCESS } from '../arch/status.js';
import type { UserAddress } from '../arch/units.js';
import type { Out } from '../kernel/call-table.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { type FsCore, streamOfCall } from './core.js';
import type { FsCalls } from './file-system.js';
import type { UserRange } from './transfer.js';
import { type Result, UseFlag } from './types.js';

type Names = 'Fs_Read' | 'Fs_Write' | 'Fs_ReadVector' | 'Fs_WriteVector';

interface Request {
  readonly process: Process;
  readonly streamID: number;
  /** UseFlag.READ or WRITE. */
  readonly direction: number;
  readonly amount: Out<number>;
}

/** Ours: more would not fit into a call's time. */
const MAX_VECTORS = 1024;

export function createTransferCalls(core: FsCore): Pick<FsCalls, Names> {
  const { kernel, transfers } = core;
  const vectorCodec = bind(FsIOVector, kernel.machine.layout);

  function* transfer(request: Request, ranges: () => Task<Result<readonly UserRange[]>>): Task<Status> {
    const { process, streamID, direction, amount } = request;
    amount.value = process.callProgress?.bytesMoved ?? 0;
    const found = streamOfCall(core, process, streamID);
    if ('status' in found) return found.status;
    const stream = found.value;
    if ((stream.flags & direction) === 0) return Statuses.FS_NO_ACCESS;
    const given = yield* ranges();
    if ('status' in given) return given.status;
    if (given.value.every(({ size }) => size === 0)) return SUCCESS;
    const move = direction === UseFlag.READ ? transfers.readStream : transfers.writeStream;
    const { status, count } = yield* move(process, stream, given.value);
    amount.value = count;
    return status;
  }

  /** One buffer, as the call gives it. */
  const buffer = (address: UserAddress, size: number) =>
    function* (): Task<Result<readonly UserRange[]>> {
      return size < 0 ? { status: Statuses.GEN_INVALID_ARG } : { value: [{ address, size }] };
    };

  const vector = (process: Process, address: UserAddress, count: number) =>
    function* (): Task<Result<readonly UserRange[]>> {
      if (count < 0 || count > MAX_VECTORS) return { status: Statuses.GEN_INVALID_ARG };
      const bytes = yield* core.memory().copyIn(process, address, count * vectorCodec.size);
      if (bytes === null) return { status: Statuses.SYS_ARG_NOACCESS };
      const ranges = Array.from({ length: count }, (_, i) => {
        const { bufSize, buffer } = vectorCodec.decode(bytes, i * vectorCodec.size);
        return { address: buffer, size: bufSize };
      });
      const isGood = ranges.every(({ size }) => size >= 0);
      return isGood ? { value: ranges } : { status: Statuses.GEN_INVALID_ARG };
    };

  return {
    Fs_Read: (process, { streamID, count, buffer: address, amountRead: amount }) =>
      transfer({ process, streamID, direction: UseFlag.READ, amount }, buffer(address, count)),
    Fs_Write: (process, { streamID, count, buffer: address, amountWritten: amount }) =>
      transfer({ process, streamID, direction: UseFlag.WRITE, amount }, buffer(address, count)),
    Fs_ReadVector: (process, { streamID, count, vector: address, amountRead: amount }) =>
      transfer({ process, streamID, direction: UseFlag.READ, amount }, vector(process, address, count)),
    Fs_WriteVector: (process, { streamID, count, vector: address, amountWritten: amount }) =>
      transfer({ process, streamID, direction: UseFlag.WRITE, amount }, vector(process, address, count)),
  };
}
