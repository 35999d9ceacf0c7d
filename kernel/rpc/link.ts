/**
 * What both halves of the RPC system stand on: packets out with what they cost, this host's boot identifier and
 * byte order, and the counters.
 */
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { BROADCAST } from '../net/frame.js';
import type { NetworkInterface } from '../net/interface.js';
import { encodePacket, RpcFlag, type RpcHeader, type RpcPacket } from './packet.js';
import type { PacketTrace } from './packet-trace.js';
import type { RpcStatistics } from './statistics.js';

export interface RpcLink {
  readonly kernel: Kernel;
  readonly statistics: RpcStatistics;
  /** Identifies this life of the host; 0 before it has one. */
  bootId: number;
  /** Service is not enabled yet: packets say so. */
  active: boolean;
  /** Send a message's packets. `first` ones are paid for by their call, further ones each by itself. */
  send(to: HostId | typeof BROADCAST, packets: readonly RpcPacket[]): void;
  /** Send a packet without areas. */
  sendControl(to: HostId, header: Partial<RpcHeader> & { readonly flags: number }): void;
}

/** Sun 3s and DECstations wish for half a millisecond between fragments, which equal machines need not wait. */
const WISHED_DELAY_US = 500;

const emptyHeader: Readonly<RpcHeader> = {
  flags: 0,
  clientId: 0,
  serverId: 0,
  channel: 0,
  serverHint: 0,
  bootId: 0,
  id: 0,
  delay: WISHED_DELAY_US,
  fragmentCount: 0,
  fragmentMask: 0,
  command: 0,
  parameterSize: 0,
  dataSize: 0,
  parameterOffset: 0,
  dataOffset: 0,
};

export function createRpcLink(
  kernel: Kernel,
  network: () => NetworkInterface,
  statistics: RpcStatistics,
  trace: PacketTrace,
): RpcLink {
  const { costs, layout } = kernel.machine;
  const { littleEndian } = layout;
  const none = new Uint8Array(0);

  /** Boot id and activity are those of the moment of sending. */
  function stamped(packet: RpcPacket): RpcPacket {
    const header = {
      ...packet.header,
      bootId: link.bootId,
      flags: link.active ? packet.header.flags : packet.header.flags | RpcFlag.NOT_ACTIVE,
    };
    trace.note('out', kernel.stretchTime(), header);
    return { ...packet, header };
  }

  const link: RpcLink = {
    kernel,
    statistics,
    bootId: 0,
    active: false,
    send(to, packets) {
      packets.forEach((packet, i) => {
        const bytes = packet.parameters.length + packet.data.length;
        const costNs = (i === 0 ? 0 : costs.packetSendNs) + bytes * costs.sendNsPerByte;
        network().output({ to, payload: encodePacket(stamped(packet)), costNs });
      });
    },
    sendControl(to, header) {
      const packet = { header: { ...emptyHeader, ...header }, littleEndian, parameters: none, data: none };
      network().output({ to, payload: encodePacket(stamped(packet)), costNs: costs.packetSendNs });
    },
  };
  return link;
}
