/**
 * A client opens again what it had before this host was away. With dirty blocks its version of a file may not be
 * behind this host's (a version is given once: a later one was given by an earlier life, and not written); then the ordinary decision about caching is made, from the counts it tells. From its first re-open until
 * it says that it is done, the client opens nothing else. Source: RPC reference, 7.
 */
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { RpcCommand } from '../../kernel/rpc/commands.js';
import { serveProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { RpcAnswer } from '../../kernel/rpc/server.js';
import type { Task } from '../../kernel/task.js';
import type { FileUsers, UseCounts } from '../consistency.js';
import type { Devices } from '../devices.js';
import type { ServedHandle } from '../local/served.js';
import { domainOf, type Masters } from '../pdev/masters.js';
import {
  consistReplyProcedure,
  ReopenFlag,
  recoveryProcedure,
  reopenControlRecord,
  reopenFileRecord,
  reopenFileReply,
  reopenIoRecord,
  reopenStreamRecord,
} from '../remote/records.js';
import { StreamType, UseFlag } from '../types.js';
import { fileStateOf } from './file-state.js';
import type { RemoteOpens } from './remote-opens.js';
import type { ServedDomains } from './served-domains.js';
import type { ServedStreams } from './served-streams.js';

export interface ReopenServiceParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly domains: ServedDomains;
  readonly streams: ServedStreams;
  readonly users: FileUsers;
  readonly devices: Devices;
  readonly masters: Masters;
  readonly opens: RemoteOpens;
  hostName(host: HostId): string;
}

export interface Recovering {
  isRecovering(client: HostId): boolean;
  clientDied(client: HostId): void;
}

export function serveReopens(parts: ReopenServiceParts): Recovering {
  const { kernel, rpc, domains, streams, users, opens } = parts;
  const recovering = new Set<HostId>();

  function begin(client: HostId): void {
    if (recovering.size === 0) kernel.log('initiating recovery');
    recovering.add(client);
  }

  function end(client: HostId): void {
    if (recovering.delete(client)) kernel.log(`completed client recovery of ${parts.hostName(client)}`);
  }

  function* reopenFile(client: HostId, parameters: Uint8Array, littleEndian: boolean): Task<RpcAnswer> {
    const record = reopenFileRecord.decode(parameters, littleEndian);
    if (record === null) return { status: Status.GEN_INVALID_ARG };
    const { fileId, references, writers, executers } = record;
    const domain = domains.find(fileId);
    if (domain === null) return { status: Status.FS_DOMAIN_UNAVAILABLE };
    const held = yield* domain.holdServed(fileId.minor);
    if (held === null) return { status: Status.FS_FILE_REMOVED };
    try {
      const { descriptor } = held.handle;
      if (held.handle.removed) return { status: Status.FS_FILE_REMOVED };
      // The crash took the client's file; the number is another's now.
      if (record.version < descriptor.firstVersion) return { status: Status.FS_FILE_REMOVED };
      const dirty = (record.flags & ReopenFlag.DIRTY) !== 0;
      // A later one than the disk's was given before this host was away, to the last who wrote.
      if (dirty && record.version < descriptor.version) return { status: Status.FS_VERSION_MISMATCH };
      if (dirty) descriptor.version = record.version;
      const swap = (record.flags & ReopenFlag.SWAP) !== 0;
      const uses = { references, writers, executers };
      recount(held, client, uses);
      const grant = yield* users.reopened(held.served, client, { uses, dirty, swap });
      if ('status' in grant) return grant;
      const state = fileStateOf(descriptor, grant.value, 0);
      return { status: SUCCESS, parameters: reopenFileReply.encode(state, rpc.littleEndian) };
    } finally {
      yield* held.letGo();
    }
  }

  /** The file's summary counts take the difference between what was known of the client and what it says. */
  function recount({ handle, served }: ServedHandle, client: HostId, uses: UseCounts): void {
    const known = users.usesOf(served.id, client) ?? { references: 0, writers: 0, executers: 0 };
    handle.references += uses.references - known.references;
    handle.writers += uses.writers - known.writers;
    handle.executers += uses.executers - known.executers;
  }

  function* reopenIo(client: HostId, parameters: Uint8Array, littleEndian: boolean): Task<RpcAnswer> {
    const record = reopenIoRecord.decode(parameters, littleEndian);
    if (record === null) return { status: Status.GEN_INVALID_ARG };
    if (record.fileId.type !== StreamType.RMT_DEVICE) return { status: FAILURE };
    const id = { ...record.fileId, type: StreamType.LCL_DEVICE };
    for (let missing = record.references - opens.countOf(client, id); missing > 0; missing--) {
      const flags = UseFlag.READ | (record.writers > 0 ? UseFlag.WRITE : 0);
      const opened = parts.devices.openDevice(id, flags, 0);
      if ('status' in opened) return opened;
      opens.add(client, id, opened.value, flags);
    }
    return { status: SUCCESS };
  }

  function reopenControl(client: HostId, parameters: Uint8Array, littleEndian: boolean): RpcAnswer {
    const record = reopenControlRecord.decode(parameters, littleEndian);
    if (record === null) return { status: Status.GEN_INVALID_ARG };
    const { fileId } = record;
    const domain = domainOf(fileId);
    const isServed =
      parts.masters.hostOf(domain, fileId.minor) === client ||
      parts.masters.begin(domain, fileId.minor, client);
    return { status: isServed ? SUCCESS : FAILURE };
  }

  function reopenStream(client: HostId, parameters: Uint8Array, littleEndian: boolean): RpcAnswer {
    const record = reopenStreamRecord.decode(parameters, littleEndian);
    if (record === null) return { status: Status.GEN_INVALID_ARG };
    const { streamId, ioId, offset } = record;
    return { status: streams.reopen(streamId, ioId, client, offset) ? SUCCESS : FAILURE };
  }

  rpc.serve(RpcCommand.FS_REOPEN, function* serveReopen({ client, parameters, littleEndian }) {
    begin(client);
    switch (parameters.length) {
      case reopenFileRecord.size:
        return yield* reopenFile(client, parameters, littleEndian);
      case reopenIoRecord.size:
        return yield* reopenIo(client, parameters, littleEndian);
      case reopenControlRecord.size:
        return reopenControl(client, parameters, littleEndian);
      case reopenStreamRecord.size:
        return reopenStream(client, parameters, littleEndian);
      default:
        return { status: Status.GEN_INVALID_ARG };
    }
  });
  serveProcedure(rpc, consistReplyProcedure, (client, { fileId, attributes, status }) => {
    users.answered(client, fileId, attributes, status as Status);
    return { status: SUCCESS };
  });
  serveProcedure(rpc, recoveryProcedure, (client, { begins }) => {
    if (begins !== 0) begin(client);
    else end(client);
    return { status: SUCCESS };
  });

  return {
    isRecovering: (client) => recovering.has(client),
    clientDied: (client) => {
      recovering.delete(client);
    },
  };
}
