/**
 * Remote procedure calls between kernels, composed for one host: the client and the server half over the network
 * interface, who is up, and the procedures every host serves (echo, send, the time of day).
 */
import { bind, int, struct } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Clock } from '../clock.js';
import type { Kernel } from '../kernel.js';
import type { Ethernet } from '../net/ethernet.js';
import { BROADCAST } from '../net/frame.js';
import { createNetworkInterface, type InterfaceCounts, type NetworkInterface } from '../net/interface.js';
import type { ServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { createRpcClient, type RpcClient } from './client.js';
import { RpcCommand } from './commands.js';
import { createHostStates, type HostStates } from './host-state.js';
import { createRpcLink } from './link.js';
import { type Areas, decodePacket, NO_BYTES, RpcFlag } from './packet.js';
import { createPacketTrace, type PacketTrace } from './packet-trace.js';
import { createRpcServer, type RpcServer } from './server.js';
import { createRpcStatistics, type RpcStatistics } from './statistics.js';

export interface Rpc {
  /** Byte order of this host's parameters. */
  readonly littleEndian: boolean;
  readonly call: RpcClient['call'];
  readonly serve: RpcServer['serve'];
  readonly hosts: HostStates;
  readonly statistics: RpcStatistics;
  readonly settings: RpcServer['settings'];
  channels: RpcClient['channels'];
  serverProcesses: RpcServer['processes'];
  interfaceCounts(): InterfaceCounts;
  /** Ask the network for the time, which becomes this life's boot identifier; a host with its own clock does not ask. */
  learnTime(ownClock: boolean): Task<void>;
  /** The packets that went and came. */
  readonly trace: PacketTrace;
  /** From now on requests are served, or refused. */
  enableService(on: boolean): void;
  /** Have at least so many server processes. */
  makeServers: RpcServer['makeProcesses'];
  /** Off the wire, for good. */
  detach(): void;
}

export interface RpcParts {
  readonly kernel: Kernel;
  readonly clock: Clock;
  readonly ethernet: Ethernet;
  readonly servers: ServerProcesses;
  hostName(host: HostId): string;
}

/** Reply of GETTIME. */
const TimeRecord = struct('RpcTime', { seconds: int, microseconds: int, offsetMinutes: int, daylight: int });
const TIME_BYTES = 16;

export const NO_AREAS: Readonly<Areas> = { parameters: NO_BYTES, data: NO_BYTES };
export const NO_REPLY = { parameters: 0, data: 0 } as const;

export function createRpc(parts: RpcParts): Rpc {
  const { kernel, clock } = parts;
  const { littleEndian } = kernel.machine.layout;
  const statistics = createRpcStatistics();
  const trace = createPacketTrace();
  const link = createRpcLink(kernel, () => network, statistics, trace);

  const hosts = createHostStates({
    kernel,
    servers: parts.servers,
    hostName: parts.hostName,
    *ping(host) {
      return (yield* client.call(host, RpcCommand.ECHO_2, NO_AREAS, NO_REPLY)).status;
    },
  });
  const client = createRpcClient(link, {
    answered: hosts.note,
    timedOut: hosts.timedOut,
    hostName: parts.hostName,
  });
  const server = createRpcServer(link, { heardFrom: hosts.heardFrom });

  /** Every packet is for the client half or the server half of this host, or damaged. */
  function input(_from: HostId, payload: Uint8Array): void {
    const packet = decodePacket(payload);
    if (packet === null) {
      statistics.client.badInputs++;
      return;
    }
    trace.note('in', kernel.now(), packet.header);
    const { flags, clientId, serverId } = packet.header;
    if ((flags & RpcFlag.SERVER) !== 0) {
      if (clientId === kernel.hostId) client.input(packet);
      else statistics.client.badInputs++;
    } else if (serverId === kernel.hostId || serverId === BROADCAST) {
      server.input(packet);
    }
  }

  const network: NetworkInterface = createNetworkInterface(kernel, parts.ethernet, input);
  const timeCodec = (little: boolean) => bind(TimeRecord, { littleEndian: little, maxAlignment: 4 });

  server.serve(RpcCommand.ECHO_2, ({ parameters, data }) => ({ status: SUCCESS, parameters, data }));
  server.serve(RpcCommand.SEND, () => ({ status: SUCCESS }));
  server.serve(RpcCommand.GETTIME, () => {
    const zone = clock.zone();
    const record = {
      ...clock.timeOfDay(kernel.stretchTime()),
      offsetMinutes: zone.offsetMinutes,
      daylight: zone.daylight ? 1 : 0,
    };
    return { status: SUCCESS, parameters: timeCodec(littleEndian).encode(record) };
  });
  hosts.onCrash(function* forgetServerProcesses(host) {
    server.clientDied(host);
  });
  server.start();

  return {
    littleEndian,
    call: client.call,
    serve: server.serve,
    hosts,
    statistics,
    settings: server.settings,
    channels: client.channels,
    serverProcesses: server.processes,
    interfaceCounts: () => network.counts(),
    *learnTime(ownClock) {
      if (!ownClock) {
        const reply = yield* client.call(BROADCAST, RpcCommand.GETTIME, NO_AREAS, {
          parameters: TIME_BYTES,
          data: 0,
        });
        if (reply.status === SUCCESS && reply.parameters.length === TIME_BYTES) {
          const time = timeCodec(reply.littleEndian).decode(reply.parameters);
          clock.set(kernel.stretchTime(), time, time.offsetMinutes, time.daylight !== 0);
        } else if (reply.status !== Status.RPC_TIMEOUT) {
          kernel.log(`the time of day is not known: status ${reply.status}`);
        }
      }
      link.bootId = clock.timeOfDay(kernel.stretchTime()).seconds;
    },
    enableService(on) {
      link.active = on;
    },
    trace,
    makeServers: server.makeProcesses,
    detach: () => network.detach(),
  };
}
