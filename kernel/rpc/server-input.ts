/**
 * What arrives for the server half of a host, by interrupt: requests are put together from their fragments and handed
 * to a server process; repeated ones are answered with what the client lacks; acknowledgements end the keeping of a
 * reply. Sequence numbers suppress duplicates. Source: RPC reference, 3.
 */
import type { HostId } from '../../arch/units.js';
import { wakeAll } from '../wait-queue.js';
import { COMMAND_COUNT } from './commands.js';
import type { RpcLink } from './link.js';
import { type Areas, type Assembly, createAssembly, RpcFlag, type RpcPacket } from './packet.js';
import { createSequences } from './sequence.js';
import type { ServerPool } from './server-pool.js';
import { type ServerProcess, unbind } from './server-process.js';

export function createRequestInput(link: RpcLink, pool: ServerPool): (packet: RpcPacket) => void {
  const { kernel } = link;
  const { costs } = kernel.machine;
  const counters = link.statistics.server;
  const sequences = createSequences();

  function input(packet: RpcPacket): void {
    const { header } = packet;
    counters.toServer++;
    if (header.clientId < 1 || header.clientId > 199) {
      counters.invClient++;
      return;
    }
    if (header.command >= COMMAND_COUNT) {
      counters.badState++;
      return;
    }
    const isRequest = (header.flags & RpcFlag.REQUEST) !== 0;
    const own = pool.processFor(packet);
    const isOther = isRequest && header.id !== own?.id;
    if (isOther && sequences.isOld(header)) {
      if (own?.id === -1) unbind(own);
      counters.discards++;
      return;
    }
    const isNew = isOther && own?.state !== 'busy';
    if (own === null || (isNew && pool.isTooMany(header.command))) {
      // Refused or not, a new call says that the reply to the one before has come.
      if (own !== null) unbind(own);
      return refuse(packet);
    }
    if (isOther) return newRequest(own, packet);
    if (header.id !== own.id) {
      if (own.id === -1) own.client = 0;
      counters.discards++;
      return;
    }
    if (isRequest) return sameRequest(own, packet);
    if ((header.flags & RpcFlag.ACK) === 0) {
      counters.badState++;
      return;
    }
    acknowledged(own, packet);
  }

  function refuse(packet: RpcPacket): void {
    counters.noAlloc++;
    pool.missed();
    if (pool.settings.nacks && (packet.header.flags & RpcFlag.REQUEST) !== 0) {
      counters.nacks++;
      sendBack(packet, RpcFlag.NACK, 0);
    }
  }

  /** An acknowledgement of some kind to the sender of `packet`. */
  function sendBack({ header }: RpcPacket, flags: number, mask: number): void {
    link.sendControl(header.clientId as HostId, {
      flags: flags | RpcFlag.SERVER,
      clientId: header.clientId,
      serverId: kernel.hostId,
      channel: header.channel,
      serverHint: header.serverHint,
      id: header.id,
      command: header.command,
      fragmentMask: mask,
    });
  }

  const wantsAck = ({ header }: RpcPacket): boolean =>
    (header.flags & RpcFlag.PLSACK) !== 0 && header.serverId !== 0;

  function newRequest(own: ServerProcess, packet: RpcPacket): void {
    const { header } = packet;
    if (own.state === 'busy') {
      // The client gave up what is being done for it: another process serves it now.
      own.state = 'stuck';
      counters.serverBusy++;
      return;
    }
    if (own.state === 'wait' || own.state === 'aging') counters.impAcks++;
    if (own.state === 'frag') counters.fragAborts++;
    own.reply = [];
    sequences.taken(header);
    own.id = header.id;
    own.command = header.command;
    own.age = 0;
    if (header.fragmentCount === 0) {
      own.assembly = null;
      handOver(own, packet, { parameters: packet.parameters.slice(), data: packet.data.slice() });
      if (wantsAck(packet)) sendBack(packet, RpcFlag.ACK, 0);
      return;
    }
    counters.fragMsgs++;
    own.state = 'frag';
    own.assembly = createAssembly(header.fragmentCount);
    fragment(own, own.assembly, packet);
  }

  function fragment(own: ServerProcess, assembly: Assembly, packet: RpcPacket): void {
    const isFirst = assembly.mask() === 0;
    const added = assembly.add(packet);
    if (added === 'bad') {
      counters.badState++;
      return;
    }
    if (added === 'added') {
      kernel.charge((packet.parameters.length + packet.data.length) * costs.receiveNsPerByte);
      if (!isFirst) kernel.charge(costs.packetReceiveNs);
    } else {
      counters.dupFrag++;
    }
    if (assembly.complete()) {
      counters.reassembly++;
      handOver(own, packet, assembly.areas(), false);
    } else if (added === 'duplicate' || wantsAck(packet)) {
      counters.fragAcks++;
      sendBack(packet, RpcFlag.ACK, assembly.mask());
    }
  }

  function handOver(own: ServerProcess, packet: RpcPacket, areas: Areas, chargeBytes = true): void {
    counters.requests++;
    counters.handoffs++;
    if (chargeBytes) kernel.charge((packet.parameters.length + packet.data.length) * costs.receiveNsPerByte);
    own.assembly = null;
    own.state = 'busy';
    own.request = { packet, areas };
    wakeAll(kernel, own.wanted);
  }

  function sameRequest(own: ServerProcess, packet: RpcPacket): void {
    switch (own.state) {
      case 'busy':
        counters.busyAcks++;
        if (packet.header.serverId !== 0) sendBack(packet, RpcFlag.ACK, 0);
        return;
      case 'frag':
        if (own.assembly !== null) fragment(own, own.assembly, packet);
        return;
      case 'wait':
      case 'aging':
        counters.resends++;
        own.state = 'wait';
        own.age = 0;
        link.send(packet.header.clientId as HostId, own.reply);
        return;
      default:
        counters.extra++;
    }
  }

  function acknowledged(own: ServerProcess, { header }: RpcPacket): void {
    if ((header.flags & RpcFlag.CLOSE) !== 0) {
      counters.closeAcks++;
      if (own.state === 'wait' || own.state === 'aging') unbind(own);
      return;
    }
    if ((header.flags & RpcFlag.LASTFRAG) === 0 || (own.state !== 'wait' && own.state !== 'aging')) {
      counters.unknownAcks++;
      return;
    }
    counters.recvPartial++;
    const missing = own.reply.filter(
      ({ header: { fragmentMask } }) => (fragmentMask & header.fragmentMask) === 0,
    );
    link.send(header.clientId as HostId, missing.length > 0 ? missing : own.reply.slice(-1));
  }

  return input;
}
