/**
 * The client's side of cache consistency: a server asks this host to write blocks of a file back, to forget them,
 * or to tell its attributes. The call is answered at once, the work is done by a kernel process, and a second
 * call tells the server that it is done. Source: file system reference, 4.3.
 */
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { withLock } from '../../kernel/lock.js';
import { callProcedure, serveProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { ServerProcesses } from '../../kernel/server-processes.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import { StreamType } from '../types.js';
import { ConsistFlag, consistProcedure, consistReplyProcedure } from './records.js';
import type { Recovery } from './recovery.js';
import type { RemoteFile, RemoteFiles } from './remote-file.js';

export interface CallBackParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly cache: BlockCache;
  readonly files: RemoteFiles;
  readonly recovery: Recovery;
  readonly servers: ServerProcesses;
}

export function serveCallBacks(parts: CallBackParts): void {
  const { kernel, rpc, cache, files, recovery, servers } = parts;

  function* doWork(file: RemoteFile, flags: number): Task<Status> {
    if ((flags & ConsistFlag.DELETE_FILE) !== 0) {
      files.dropAll(file);
      return SUCCESS;
    }
    // A transfer in progress comes to its end first.
    return yield* withLock(kernel, file.lock, function* () {
      let status: Status = SUCCESS;
      if ((flags & ConsistFlag.WRITE_BACK_BLOCKS) !== 0) status = yield* cache.writeBackFile(file.cached);
      if ((flags & ConsistFlag.INVALIDATE_BLOCKS) !== 0) {
        if (status === SUCCESS) files.dropAll(file);
        file.cacheable = false;
      }
      return status;
    });
  }

  function* workAndReply(server: HostId, file: RemoteFile, flags: number): Task<void> {
    const status = yield* doWork(file, flags);
    if (kernel.listening('call-back'))
      kernel.emit({
        kind: 'call-back',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        server,
        file: file.id.minor,
        flags,
      });
    for (;;) {
      const { attributes } = file;
      const request = { fileId: { ...file.id, type: StreamType.LCL_FILE }, attributes, status };
      const result = yield* callProcedure(rpc, server, consistReplyProcedure, request);
      if (result.status !== Status.RPC_TIMEOUT || rpc.hosts.condition(server) === 'dead') return;
    }
  }

  serveProcedure(rpc, consistProcedure, (server, { fileId, flags, openTimeStamp, version }) => {
    const file = files.find({ ...fileId, serverID: server });
    const demanding = ConsistFlag.WRITE_BACK_BLOCKS | ConsistFlag.DELETE_FILE;
    const isThisOpen =
      file !== null &&
      (file.openTimeStamp === openTimeStamp || ((flags & demanding) === 0 && file.version === version));
    if (!isThisOpen) return { status: recovery.isOpening(server) ? FAILURE : Status.FS_STALE_HANDLE };
    servers.callLater(() => workAndReply(server, file, flags));
    return { status: SUCCESS };
  });
}
