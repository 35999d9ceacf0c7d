/**
 * The client half: eight channels, each with one call outstanding. A call sends its request, and until the reply
 * is whole it sends again what seems lost (`patience.ts`). The reply to one call acknowledges its request, and a
 * channel's next request acknowledges the reply before it. Source: RPC reference, 2.
 */
import { Status } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { BROADCAST } from '../net/frame.js';
import type { Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import {
  type Call,
  type Callee,
  type Channel,
  type ChannelView,
  createChannels,
  type RpcResult,
} from './channel.js';
import { createReplyInput } from './client-input.js';
import { commandNames, mayBroadcast, type RpcCommandNumber } from './commands.js';
import { reportCall } from './events.js';
import type { RpcLink } from './link.js';
import {
  type Areas,
  cutMessage,
  MAX_DATA_BYTES,
  MAX_PARAMETER_BYTES,
  NO_BYTES,
  RpcFlag,
  type RpcPacket,
} from './packet.js';
import { createPatience, type Patience, type Sign } from './patience.js';

export interface ReplyLimits {
  readonly parameters: number;
  readonly data: number;
}

export interface RpcClient {
  /**
   * Call a procedure of `server` (or of whoever answers first, for BROADCAST). Sleeps without listening to
   * signals. RPC_TIMEOUT when the server gives no sign of life; GEN_INVALID_ARG for a host that cannot be.
   */
  call(server: Callee, command: RpcCommandNumber, request: Areas, limits: ReplyLimits): Task<RpcResult>;
  /** A packet for this half has come, in an interrupt. */
  input(packet: RpcPacket): void;
  channels(): readonly ChannelView[];
}

/** `answered` is told of every sign of life of a host at the end of a call; `timedOut` of a call given up. */
export interface ClientHooks {
  answered(host: HostId, bootId: number, notActive: boolean): void;
  timedOut(host: HostId, command: string): void;
  hostName(host: HostId): string;
}

export function createRpcClient(link: RpcLink, hooks: ClientHooks): RpcClient {
  const { kernel, statistics } = link;
  const { costs, layout } = kernel.machine;
  const counters = statistics.client;
  const channels = createChannels(kernel, counters);
  let nextId = 1;

  const failed = (status: Status, server: Callee): RpcResult => ({
    status,
    parameters: NO_BYTES,
    data: NO_BYTES,
    littleEndian: layout.littleEndian,
    server,
  });

  function* call(
    server: Callee,
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
    const channel = yield* channels.takeChannel(server);
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
      channels.releaseChannel(channel);
    }
  }

  function begin(channel: Channel, server: Callee, command: RpcCommandNumber, request: Areas): Call {
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
      sign: null,
    };
    channel.server = server;
    channel.lastId = id;
    channel.call = own;
    return own;
  }

  function report(command: number, { status, server }: RpcResult): void {
    if (server === BROADCAST) return;
    if (status === Status.RPC_TIMEOUT) hooks.timedOut(server, commandNames[command]);
  }

  function* awaitReply(channel: Channel, own: Call, request: Areas, limits: ReplyLimits): Task<RpcResult> {
    const bytes = request.parameters.length + request.data.length;
    const patience = createPatience(kernel.stretchTime, bytes, limits.parameters + limits.data);
    while (own.result === null) {
      const reason = yield* sleepOn(kernel, channel.changed, { deadlineNs: patience.deadlineNs() });
      if (own.result !== null) break;
      const { sign } = own;
      own.sign = null;
      if (sign !== null) {
        heard(own, patience, sign);
      } else if (reason === 'timeout') {
        counters.timeouts++;
        if (!patience.waitsOn()) {
          counters.aborts++;
          return failed(Status.RPC_TIMEOUT, own.server);
        }
        if (own.reply !== null) askForRest(channel, own);
        else sendAgain(own);
      }
    }
    if (patience.isHung()) sayOf(own, ': RPC ok');
    return cutToLimits(own.result, limits);
  }

  function heard(own: Call, patience: Patience, sign: Sign): void {
    // Of a broadcast it says nothing: others may still answer.
    if (sign === 'ack' && own.server === BROADCAST) return;
    const wasHung = patience.isHung();
    patience.heard(sign);
    if (!wasHung && patience.isHung()) sayOf(own, ' is hung');
    // What the server lacks is known now: no need to wait before sending it.
    if (sign === 'partial') sendAgain(own);
  }

  function sayOf({ command, server }: Call, text: string): void {
    if (server !== BROADCAST) kernel.log(`<${commandNames[command]}> to ${hooks.hostName(server)}${text}`);
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

  return { call, input: createReplyInput(link, channels, hooks.answered), channels: channels.views };
}
