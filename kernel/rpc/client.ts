/**
 * The client half: eight channels, each with one call outstanding. A call sends its request, and until the reply
 * is whole it sends again what seems lost: after 100 ms (500 for what is large), then twice as long, until the
 * server has given no sign of life eight times in a row. The reply to one call acknowledges its request, and a
 * channel's next request acknowledges the reply before it.
 *
 * Source: RPC reference, 2.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import { type HostId, MILLISECOND, type Nanoseconds, SECOND } from '../../arch/units.js';
import { BROADCAST } from '../net/frame.js';
import type { WaitQueue } from '../process.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { commandNames, mayBroadcast, type RpcCommandNumber } from './commands.js';
import { reportCall } from './events.js';
import type { RpcLink } from './link.js';
import {
  type Areas,
  type Assembly,
  createAssembly,
  cutMessage,
  MAX_DATA_BYTES,
  MAX_PARAMETER_BYTES,
  NO_BYTES,
  RpcFlag,
  type RpcPacket,
} from './packet.js';

export interface RpcResult extends Areas {
  readonly status: Status;
  /** Byte order of the parameters. */
  readonly littleEndian: boolean;
  /** Who answered (a broadcast has one answer of many). */
  readonly server: HostId | typeof BROADCAST;
}

export interface ReplyLimits {
  readonly parameters: number;
  readonly data: number;
}

export interface RpcClient {
  /**
   * Call a procedure of `server` (or of whoever answers first, for BROADCAST). Sleeps without listening to
   * signals. RPC_TIMEOUT when the server gives no sign of life; GEN_INVALID_ARG for a host that cannot be.
   */
  call(
    server: HostId | typeof BROADCAST,
    command: RpcCommandNumber,
    request: Areas,
    limits: ReplyLimits,
  ): Task<RpcResult>;
  /** A packet for this half has come, in an interrupt. */
  input(packet: RpcPacket): void;
  channels(): readonly ChannelView[];
}

export interface ChannelView {
  readonly index: number;
  readonly server: number;
  readonly command: number;
  readonly state: 'free' | 'busy' | 'wait' | 'input' | 'timeout';
}

const CHANNELS = 8;
const FIRST_WAIT_NS = 100 * MILLISECOND;
const FIRST_LARGE_WAIT_NS = 500 * MILLISECOND;
const LARGE_BYTES = 1024;
const MAX_WAIT_NS = SECOND;
const MAX_ACK_WAIT_NS = 5 * SECOND;
/** A server without a free process makes one when it can; a full one takes longer. */
const FIRST_NACK_WAIT_NS = 100 * MILLISECOND;
const NACK_WAIT_NS = 2 * SECOND;
const MAX_TIMEOUTS = 8;
const HUNG_AFTER_ACKS = 10;

interface Channel {
  readonly index: number;
  readonly changed: WaitQueue;
  server: HostId | typeof BROADCAST | null;
  serverHint: number;
  call: Call | null;
  lastId: number;
}

/** A call in progress. */
interface Call {
  readonly id: number;
  readonly server: HostId | typeof BROADCAST;
  readonly command: number;
  readonly request: readonly RpcPacket[];
  /** Fragments of the request that the server is known to have. */
  delivered: number;
  reply: Assembly | null;
  result: RpcResult | null;
  /** What has come since the last look. */
  sign: 'none' | 'ack' | 'nack' | 'fragment' | 'partial';
}

/** `answered` is told of every sign of life of a host at the end of a call; `timedOut` of a call given up. */
export interface ClientHooks {
  answered(host: HostId, bootId: number, notActive: boolean): void;
  timedOut(host: HostId): void;
  hostName(host: HostId): string;
}

export function createRpcClient(link: RpcLink, hooks: ClientHooks): RpcClient {
  const { kernel, statistics } = link;
  const { costs, layout } = kernel.machine;
  const counters = statistics.client;
  const channels: readonly Channel[] = Array.from({ length: CHANNELS }, (_, index) => ({
    index,
    changed: createWaitQueue('remote call'),
    server: null,
    serverHint: 0,
    call: null,
    lastId: 0,
  }));
  const channelFreed = createWaitQueue('RPC channel');
  let nextId = 1;

  const failed = (status: Status, server: HostId | typeof BROADCAST): RpcResult => ({
    status,
    parameters: NO_BYTES,
    data: NO_BYTES,
    littleEndian: layout.littleEndian,
    server,
  });

  // --- Channels --------------------------------------------------------------------------------------------------

  /** Last used with this server; else never used; else the one unused for longest. */
  function freeChannel(server: HostId | typeof BROADCAST): Channel | null {
    const free = channels.filter((channel) => channel.call === null);
    const same = free.find((channel) => channel.server === server);
    if (same !== undefined) {
      counters.chanHits++;
      return same;
    }
    const fresh = free.find((channel) => channel.server === null);
    if (fresh !== undefined) {
      counters.chanNew++;
      return fresh;
    }
    if (free.length === 0) return null;
    counters.chanReuse++;
    return free.reduce((oldest, channel) => (channel.lastId < oldest.lastId ? channel : oldest));
  }

  function* takeChannel(server: HostId | typeof BROADCAST): Task<Channel> {
    for (;;) {
      const channel = freeChannel(server);
      if (channel !== null) return channel;
      counters.chanWaits++;
      yield* sleepOn(kernel, channelFreed);
    }
  }

  // --- A call ----------------------------------------------------------------------------------------------------

  function* call(
    server: HostId | typeof BROADCAST,
    command: RpcCommandNumber,
    request: Areas,
    limits: ReplyLimits,
  ): Task<RpcResult> {
    const sensible = server === BROADCAST ? mayBroadcast(command) : server !== kernel.hostId && server <= 199;
    if (!sensible) return failed(Status.GEN_INVALID_ARG, server);
    if (request.parameters.length > MAX_PARAMETER_BYTES) return failed(Status.RPC_PARAMS_TOOBIG, server);
    if (request.data.length > MAX_DATA_BYTES) return failed(Status.RPC_DATA_TOOBIG, server);
    const caller = kernel.scheduler.current();
    const startedNs = kernel.stretchTime();
    const channel = yield* takeChannel(server);
    const own = begin(channel, server, command, request);
    try {
      kernel.charge(costs.rpcClientNs);
      link.send(server, own.request);
      const result = yield* awaitReply(channel, own, request, limits);
      counters.replies++;
      statistics.callNs[command] += kernel.stretchTime() - startedNs;
      report(command, result);
      reportCall(kernel, caller, server, {
        command,
        call: own.id,
        status: result.status,
        startedNs,
        request,
        reply: result,
        littleEndian: layout.littleEndian,
      });
      return result;
    } finally {
      channel.call = null;
      wakeAll(kernel, channelFreed);
    }
  }

  function begin(
    channel: Channel,
    server: HostId | typeof BROADCAST,
    command: RpcCommandNumber,
    request: Areas,
  ): Call {
    const id = nextId++;
    counters.requests++;
    statistics.calls[command]++;
    const base = {
      flags: RpcFlag.REQUEST,
      clientId: kernel.hostId,
      serverId: server,
      channel: channel.index,
      serverHint: channel.server === server ? channel.serverHint : 0,
      bootId: 0,
      id,
      delay: 500,
      command,
    };
    const own: Call = {
      id,
      server,
      command,
      request: cutMessage(base, request, layout.littleEndian),
      delivered: 0,
      reply: null,
      result: null,
      sign: 'none',
    };
    channel.server = server;
    channel.lastId = id;
    channel.call = own;
    return own;
  }

  function report(command: number, { status, server }: RpcResult): void {
    if (server === BROADCAST) return;
    if (status === Status.RPC_TIMEOUT) {
      kernel.log(`<${commandNames[command]}> ${hooks.hostName(server)} RPC timed-out`);
      hooks.timedOut(server);
    }
  }

  function* awaitReply(channel: Channel, own: Call, request: Areas, limits: ReplyLimits): Task<RpcResult> {
    const bytes = request.parameters.length + request.data.length;
    const isLarge = bytes > LARGE_BYTES || limits.parameters + limits.data > LARGE_BYTES;
    let waitNs: Nanoseconds = isLarge ? FIRST_LARGE_WAIT_NS : FIRST_WAIT_NS;
    let nackWaitNs = FIRST_NACK_WAIT_NS;
    let silent = 0;
    let acks = 0;
    let hung = false;
    let deadlineNs = kernel.stretchTime() + waitNs;
    while (own.result === null) {
      const reason = yield* sleepOn(kernel, channel.changed, { deadlineNs });
      if (own.result !== null) break;
      const { sign } = own;
      own.sign = 'none';
      if (sign === 'ack' && own.server !== BROADCAST) {
        silent = 0;
        waitNs = Math.min(2 * waitNs, MAX_ACK_WAIT_NS);
        deadlineNs = kernel.stretchTime() + waitNs;
        if (++acks > HUNG_AFTER_ACKS) {
          acks = 0;
          if (!hung) kernel.log(`<${commandNames[own.command]}> to ${hooks.hostName(own.server)} is hung`);
          hung = true;
        }
      } else if (sign === 'nack') {
        silent = 0;
        waitNs = nackWaitNs;
        nackWaitNs = Math.min(2 * nackWaitNs, NACK_WAIT_NS);
        deadlineNs = kernel.stretchTime() + waitNs;
      } else if (sign === 'fragment' || sign === 'partial') {
        silent = 0;
        deadlineNs = kernel.stretchTime() + waitNs;
        // What the server lacks is known now: no need to wait before sending it.
        if (sign === 'partial') sendAgain(own);
      }
      if (reason !== 'timeout' || sign !== 'none') continue;
      counters.timeouts++;
      if (++silent >= MAX_TIMEOUTS) {
        counters.aborts++;
        return failed(Status.RPC_TIMEOUT, own.server);
      }
      waitNs = Math.min(2 * waitNs, MAX_WAIT_NS);
      deadlineNs = kernel.stretchTime() + waitNs;
      if (own.reply !== null) askForRest(channel, own);
      else sendAgain(own);
    }
    if (hung && own.server !== BROADCAST)
      kernel.log(`<${commandNames[own.command]}> to ${hooks.hostName(own.server)}: RPC ok`);
    return cutToLimits(own.result, limits);
  }

  /** The request again: the fragments not known to be there, or the last one as a probe while nothing is known. */
  function sendAgain(own: Call): void {
    counters.resends++;
    const packets =
      own.request.length === 1 || own.delivered !== 0
        ? own.request.filter(
            ({ header }) => (header.fragmentMask & own.delivered) === 0 || header.fragmentMask === 0,
          )
        : own.request.slice(-1);
    const again = (packets.length > 0 ? packets : own.request.slice(-1)).map((packet) => ({
      ...packet,
      header: { ...packet.header, flags: packet.header.flags | RpcFlag.PLSACK },
    }));
    link.send(own.server, again);
  }

  /** Tell the server which fragments of the reply are here. */
  function askForRest(channel: Channel, own: Call): void {
    if (own.reply === null || own.server === BROADCAST) return;
    counters.sentPartial++;
    link.sendControl(own.server, {
      ...own.request[0].header,
      flags: RpcFlag.ACK | RpcFlag.LASTFRAG,
      serverHint: channel.serverHint,
      fragmentCount: 0,
      fragmentMask: own.reply.mask(),
      parameterSize: 0,
      dataSize: 0,
      parameterOffset: 0,
      dataOffset: 0,
    });
  }

  function cutToLimits(result: RpcResult, limits: ReplyLimits): RpcResult {
    if (result.parameters.length > limits.parameters) counters.paramOverrun++;
    if (result.data.length > limits.data) counters.dataOverrun++;
    return {
      ...result,
      parameters: result.parameters.subarray(0, limits.parameters),
      data: result.data.subarray(0, limits.data),
    };
  }

  // --- What arrives ------------------------------------------------------------------------------------------------

  function tell(channel: Channel, own: Call, sign: Call['sign']): void {
    own.sign = sign;
    wakeAll(kernel, channel.changed);
  }

  function input(packet: RpcPacket): void {
    const { header } = packet;
    counters.toClient++;
    const channel = channels[header.channel];
    if (channel === undefined) {
      counters.badChannel++;
      return;
    }
    const own = channel.call;
    if ((header.flags & RpcFlag.CLOSE) !== 0) return answerClose(channel, packet);
    if (own === null || header.id !== own.id) {
      counters.badId++;
      return;
    }
    const from = header.serverId as HostId;
    if (own.server !== BROADCAST && from !== own.server) return;
    if (own.result !== null) return;
    hooks.answered(from, header.bootId, (header.flags & RpcFlag.NOT_ACTIVE) !== 0);
    if ((header.flags & RpcFlag.NACK) !== 0) {
      counters.nacks++;
      tell(channel, own, 'nack');
    } else if ((header.flags & RpcFlag.ACK) !== 0) {
      acknowledged(channel, own, packet);
    } else if ((header.flags & RpcFlag.REPLY) !== 0) {
      channel.serverHint = header.serverHint;
      replied(channel, own, packet);
    } else {
      counters.badInputs++;
    }
  }

  function acknowledged(channel: Channel, own: Call, { header }: RpcPacket): void {
    counters.acks++;
    const all = own.request.length > 1 ? (1 << own.request.length) - 1 : 0;
    const known = own.delivered | (header.fragmentMask & all);
    if (all !== 0 && known !== own.delivered && known !== all) {
      own.delivered = known;
      counters.recvPartial++;
      tell(channel, own, 'partial');
    } else {
      own.delivered = known;
      tell(channel, own, 'ack');
    }
  }

  function replied(channel: Channel, own: Call, packet: RpcPacket): void {
    const { header } = packet;
    const bytes = packet.parameters.length + packet.data.length;
    kernel.charge(bytes * costs.receiveNsPerByte);
    if (header.fragmentCount === 0) return finished(channel, own, packet, packet);
    own.reply ??= createAssembly(header.fragmentCount);
    const added = own.reply.add(packet);
    if (added === 'duplicate') counters.dupFrag++;
    if (added !== 'added') return;
    if (own.reply.mask() !== header.fragmentMask) kernel.charge(costs.packetReceiveNs);
    if (own.reply.complete()) finished(channel, own, packet, own.reply.areas());
    else tell(channel, own, 'fragment');
  }

  function finished(channel: Channel, own: Call, { header, littleEndian }: RpcPacket, areas: Areas): void {
    let status: Status = SUCCESS;
    if ((header.flags & RpcFlag.ERROR) !== 0) {
      counters.errors++;
      status = header.command as Status;
      if (status === SUCCESS) {
        counters.nullErrors++;
        status = Status.RPC_NULL_ERROR;
      }
    }
    own.result = {
      status,
      littleEndian,
      parameters: areas.parameters.slice(),
      data: areas.data.slice(),
      server: header.serverId as HostId,
    };
    wakeAll(kernel, channel.changed);
  }

  /** The server asks whether it may forget the last reply. */
  function answerClose(channel: Channel, { header }: RpcPacket): void {
    counters.close++;
    if (channel.call !== null) return;
    link.sendControl(header.serverId as HostId, {
      ...header,
      flags: RpcFlag.ACK | RpcFlag.CLOSE,
      fragmentCount: 0,
      fragmentMask: 0,
      parameterSize: 0,
      dataSize: 0,
    });
  }

  return {
    call,
    input,
    channels: () =>
      channels.map(({ index, server, call: own }) => ({
        index,
        server: server ?? -1,
        command: own?.command ?? 0,
        state: own === null ? 'free' : own.reply !== null ? 'input' : 'wait',
      })),
  };
}
