/** Opening a handle or stream again at a server that has been away. Source: RPC reference, 7. */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { RpcCommand } from '../../kernel/rpc/commands.js';
import { NO_BYTES } from '../../kernel/rpc/packet.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import type { FileId } from '../types.js';
import {
  ReopenFlag,
  reopenControlRecord,
  reopenFileRecord,
  reopenFileReply,
  reopenIoRecord,
  reopenStreamRecord,
} from './records.js';
import type { RemoteFile, RemoteFiles } from './remote-file.js';

/** With dirty blocks the version may not be behind the server's: then somebody else has written, and ours are lost. */
export function* reopenRemoteFile(
  rpc: Rpc,
  files: Pick<RemoteFiles, 'isDirty' | 'recallUnstable' | 'dropAll' | 'accept'> & {
    readonly cache: BlockCache;
  },
  file: RemoteFile,
): Task<Status> {
  files.recallUnstable(file);
  const dirty = files.isDirty(file);
  // Clean blocks without users are judged by their version at the next open.
  if (file.uses.references === 0 && !dirty) return SUCCESS;
  const request = {
    fileId: file.id,
    prefixId: file.id,
    ...file.uses,
    flags: (dirty ? ReopenFlag.DIRTY : 0) | (file.isSwap ? ReopenFlag.SWAP : 0),
    version: file.version,
  };
  const parameters = reopenFileRecord.encode(request, rpc.littleEndian);
  const result = yield* rpc.call(
    file.server,
    RpcCommand.FS_REOPEN,
    { parameters, data: NO_BYTES },
    { parameters: reopenFileReply.size, data: 0 },
  );
  if (result.status !== SUCCESS) return result.status;
  const state = reopenFileReply.decode(result.parameters, result.littleEndian);
  if (state === null) return Status.FS_STALE_HANDLE;
  if (dirty) {
    // Written before anything is thrown away.
    yield* files.cache.writeBackFile(file.cached);
    file.version = state.version;
  }
  files.accept(file, state, file.uses.writers > 0);
  return SUCCESS;
}

export function* reopenRemoteIo(
  rpc: Rpc,
  fileId: FileId,
  uses: { readonly references: number; readonly writers: number; readonly executers: number },
): Task<Status> {
  const parameters = reopenIoRecord.encode({ fileId, ...uses }, rpc.littleEndian);
  return (yield* rpc.call(
    fileId.serverID as Parameters<Rpc['call']>[0],
    RpcCommand.FS_REOPEN,
    { parameters, data: NO_BYTES },
    { parameters: 0, data: 0 },
  )).status;
}

export function* reopenRemoteStream(
  rpc: Rpc,
  streamId: FileId,
  ioId: FileId,
  flags: number,
  offset: number,
): Task<Status> {
  const parameters = reopenStreamRecord.encode({ streamId, ioId, flags, offset }, rpc.littleEndian);
  return (yield* rpc.call(
    ioId.serverID as Parameters<Rpc['call']>[0],
    RpcCommand.FS_REOPEN,
    { parameters, data: NO_BYTES },
    { parameters: 0, data: 0 },
  )).status;
}

export function* reopenRemoteControl(rpc: Rpc, server: HostId, fileId: FileId): Task<Status> {
  const record = { fileId, serverHost: fileId.serverID, seed: 0 };
  const parameters = reopenControlRecord.encode(record, rpc.littleEndian);
  const request = { parameters, data: NO_BYTES };
  return (yield* rpc.call(server, RpcCommand.FS_REOPEN, request, { parameters: 0, data: 0 })).status;
}
