/**
 * What arrives for the client half of a host, by interrupt: replies, put together from their fragments, and signs that
 * the server is at work. Source: RPC reference, 2.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { BROADCAST } from '../net/frame.js';
import { wakeAll } from '../wait-queue.js';
import type { Call, Channel, Channels } from './channel.js';
import type { RpcLink } from './link.js';
import { type Areas, createAssembly, RpcFlag, type RpcPacket } from './packet.js';
import type { Sign } from './patience.js';

/** `answered` is told of every sign of life of a host at the end of a call. */
export function createReplyInput(
  link: RpcLink,
  channels: Channels,
  answered: (host: HostId, bootId: number, notActive: boolean) => void,
): (packet: RpcPacket) => void {
  const { kernel } = link;
  const { costs } = kernel.machine;
  const counters = link.statistics.client;

  function tell(channel: Channel, own: Call, sign: Sign): void {
    own.sign = sign;
    wakeAll(kernel, channel.changed);
  }

  function input(packet: RpcPacket): void {
    const { header } = packet;
    counters.toClient++;
    const channel = channels.at(header.channel);
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
    answered(from, header.bootId, (header.flags & RpcFlag.NOT_ACTIVE) !== 0);
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

  return input;
}
