/**
 * The file system of a host on a network, composed: files, devices and domains of other hosts for its own
 * processes, and its own for other hosts. Source: file system reference, 1.1, 4, 7.
 */
import { latin1Bytes } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { BROADCAST } from '../../kernel/net/frame.js';
import type { Process } from '../../kernel/process.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { RemoteWaits } from '../../kernel/rpc/remote-waits.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { ServerProcesses } from '../../kernel/server-processes.js';
import type { Task } from '../../kernel/task.js';
import type { AdvisoryLocks } from '../advisory-lock.js';
import type { BlockCache } from '../block-cache.js';
import type { FileUsers } from '../consistency.js';
import type { Devices } from '../devices.js';
import type { FileDomain } from '../domain.js';
import type { IoObject } from '../io-object.js';
import type { OpenRemoteDevice } from '../open.js';
import type { Masters } from '../pdev/masters.js';
import type { PseudoDevices } from '../pdev/pseudo-devices.js';
import type { PrefixEntry, PrefixTable } from '../prefix-table.js';
import type { ReadAhead } from '../read-ahead.js';
import { serveIo } from '../serve/io-services.js';
import { serveNames } from '../serve/name-services.js';
import { createRemoteOpens } from '../serve/remote-opens.js';
import { serveReopens } from '../serve/reopen-services.js';
import type { ServedDomains } from '../serve/served-domains.js';
import { createServedStreams } from '../serve/served-streams.js';
import { serveStreamMoves } from '../serve/stream-moves.js';
import { isSharedAbroad, type Streams } from '../stream.js';
import { type FileId, fileKey } from '../types.js';
import { serveCallBacks } from './call-backs.js';
import {
  consistProcedure,
  copyBlockProcedure,
  deviceOpenProcedure,
  openerState,
  prefixProcedure,
} from './records.js';
import { createRecovery, type Recovery } from './recovery.js';
import { createRemoteControls } from './remote-control-streams.js';
import { createRemoteDomain } from './remote-domain.js';
import type { RemoteFile } from './remote-file.js';
import { createRemoteFileObject } from './remote-file-object.js';
import { createRemoteFiles } from './remote-files.js';
import { createRemoteIo } from './remote-io.js';
import { reopenRemoteStream } from './reopen.js';
import { createStreamArrivals, type TakeStream } from './stream-arrivals.js';

export interface NetworkParts {
  readonly rpc: Rpc;
  readonly servers: ServerProcesses;
  readonly waits: RemoteWaits;
  hostName(host: HostId): string;
  machineTypeOf(host: HostId): string;
}

export interface NetworkFilesParts extends NetworkParts {
  readonly kernel: Kernel;
  readonly cache: BlockCache;
  readonly prefixes: PrefixTable;
  readonly devices: Devices;
  readonly pseudoDevices: PseudoDevices;
  readonly masters: Masters;
  readonly domains: ServedDomains;
  readonly users: FileUsers;
  readonly locks: AdvisoryLocks;
  readonly streams: Streams;
  readonly readAhead: ReadAhead;
  familyOf(process: Process): number;
}

export interface NetworkFiles {
  /** Find out who serves a prefix: a broadcast, or a call to the server it is tied to. Null when nobody answers. */
  locate(entry: PrefixEntry): Task<FileDomain | null>;
  readonly openDevice: OpenRemoteDevice;
  /** A process here serves a pseudo-device whose name another host has; it does no more. */
  masterBegan(id: FileId): void;
  masterEnded(id: FileId): Task<void>;
  /** Have the server of two files that are open here copy a block of one to the other; a failure copies nothing. */
  copyBlock(source: FileId, target: FileId, block: number): Task<Status>;
  /** Sleep until a server that is away may answer again. */
  readonly awaitServer: Recovery['awaitServer'];
  /** This host's stream is no more: whether no other host has it either, as far as this one knows. */
  streamEnded(id: FileId): boolean;
  /** Take a stream over that another host had. */
  readonly takeStream: TakeStream;
  counts(): NetworkFileCounts;
  /** What is counted here for another host: references to files, streams, devices. */
  countedFor(client: HostId): number;
}

export interface NetworkFileCounts {
  readonly remoteHandles: number;
  readonly remoteOpen: number;
  readonly servedStreams: number;
  readonly servedDevices: number;
  readonly sharedFiles: number;
}

export function createNetworkFiles(parts: NetworkFilesParts): NetworkFiles {
  const { kernel, rpc, cache, prefixes, devices, domains, users, locks, servers, streams, waits } = parts;
  const recovery = createRecovery(kernel, rpc, servers, parts.hostName);
  const files = createRemoteFiles({ kernel, rpc, cache, recovery, hostName: parts.hostName });
  recovery.onRecovered(waits.wakeThoseOf);
  recovery.addStreams((server) =>
    streams
      .all()
      .filter((stream) => isSharedAbroad(stream) && stream.object.id.serverID === server)
      .map((stream) => ({
        serverId: server,
        // What this host has seen of the offset goes along: the server has forgotten it.
        reopen: () =>
          reopenRemoteStream(rpc, stream.id, stream.object.id, stream.flags, stream.position.offset),
        // Its transfers go on from what this host has seen.
        invalidate: () => {},
      })),
  );
  const opens = createRemoteOpens(rpc, servers);
  const served = createServedStreams(streams);
  const known = new Map<string, FileDomain>();

  serveCallBacks({ kernel, rpc, cache, files, recovery, servers });
  const reopens = serveReopens({
    kernel,
    rpc,
    domains,
    streams: served,
    users,
    devices,
    masters: parts.masters,
    opens,
    hostName: parts.hostName,
  });
  serveNames({
    kernel,
    rpc,
    prefixes,
    domains,
    streams: served,
    machineTypeOf: parts.machineTypeOf,
    isRecovering: reopens.isRecovering,
  });
  serveIo({
    kernel,
    rpc,
    domains,
    streams: served,
    users,
    devices,
    pseudoDevices: parts.pseudoDevices,
    masters: parts.masters,
    opens,
    locks,
  });

  users.connect({
    *consist(client, request) {
      return (yield* callProcedure(rpc, client, consistProcedure, request)).status;
    },
    background: servers.callLater,
  });
  rpc.hosts.onCrash(function* cleanUpFiles(host) {
    reopens.clientDied(host);
    parts.masters.forgetHost(host);
    served.clientDied(host);
    locks.hostGone((stream) => served.find(stream) !== null || streams.find(stream) !== null);
    yield* opens.clientGone(host);
    yield* users.clientGone(host);
  });

  const fileObject = (file: RemoteFile, streamId: FileId): IoObject =>
    createRemoteFileObject(
      { kernel, rpc, cache, files, recovery, waits, readAhead: parts.readAhead },
      file,
      streamId,
    );
  const ioObject = (id: FileId, streamId: FileId, flags: number): IoObject =>
    createRemoteIo({ kernel, rpc, waits, recovery, familyOf: parts.familyOf }, id, streamId, flags);

  function domainOf(root: FileId): FileDomain {
    const key = fileKey(root);
    let domain = known.get(key);
    if (domain === undefined) {
      domain = createRemoteDomain(
        {
          kernel,
          rpc,
          files,
          recovery,
          objectOf: fileObject,
        },
        root,
      );
      known.set(key, domain);
    }
    return domain;
  }

  const controls = createRemoteControls(rpc, recovery);
  const moves = serveStreamMoves({ kernel, rpc, domains, served, streams, users, opens });

  return {
    streamEnded(id) {
      served.closeFor(id, kernel.hostId);
      return served.find(id) === null;
    },
    takeStream: createStreamArrivals({
      kernel,
      rpc,
      streams,
      prefixes,
      domains,
      files,
      moves,
      domainOf,
      fileObject,
      ioObject,
    }),
    *locate({ prefix, serverId }) {
      const to = serverId ?? BROADCAST;
      if (to === kernel.hostId) return null;
      const { status, reply } = yield* callProcedure(
        rpc,
        to,
        prefixProcedure,
        null,
        latin1Bytes(`${prefix}\0`),
      );
      if (status !== SUCCESS || reply === null) return null;
      const domain = domainOf(reply.rootId);
      prefixes.importPrefix(prefix, domain);
      recovery.dependOn(domain.serverId);
      return domain;
    },
    masterBegan: controls.beginControl,
    masterEnded: controls.endControl,
    *openDevice(id, flags, { pid, user }) {
      const request = { ioId: id, useFlags: flags, size: 0, state: openerState(pid, user) };
      const { status, reply } = yield* callProcedure(
        rpc,
        id.serverID as HostId,
        deviceOpenProcedure,
        request,
      );
      if (status !== SUCCESS || reply === null) return { status };
      return { value: ioObject(reply.ioId, reply.ioId, flags) };
    },
    *copyBlock(source, target, block) {
      const file = files.find(target);
      if (file === null || source.serverID !== target.serverID) return Status.FS_STALE_HANDLE;
      const request = { sourceId: source, targetId: target, block };
      const { status } = yield* callProcedure(rpc, file.server, copyBlockProcedure, request);
      if (status === SUCCESS) file.unstable.given(null, rpc.hosts.life(file.server), kernel.stretchTime());
      return status;
    },
    awaitServer: recovery.awaitServer,
    countedFor: (client) => users.countOf(client) + served.countOf(client) + opens.totalOf(client),
    counts: () => ({
      remoteHandles: files.counts().handles,
      remoteOpen: files.counts().open,
      servedStreams: served.count(),
      servedDevices: opens.count(),
      sharedFiles: users.count(),
    }),
  };
}
