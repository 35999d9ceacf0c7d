/**
 * A host's network interface: packets leave one after the other, and each that waited for the one before it is
 * prepared at the interrupt that tells that the wire is free; what arrives is an interrupt. The processor's work
 * is charged here, the wire's time is the wire's.
 */
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { Ethernet } from './ethernet.js';
import { type BROADCAST, decodeFrame, encodeFrame, SPRITE_TYPE } from './frame.js';

export interface Packet {
  readonly to: HostId | typeof BROADCAST;
  readonly payload: Uint8Array;
  /** The processor's work to prepare it. */
  readonly costNs: number;
}

export interface NetworkInterface {
  /** Queue a packet; its work is charged to the present stretch, or to the interrupt that ends the one before. */
  output(packet: Packet): void;
  counts(): InterfaceCounts;
  /** Off the wire, for good. */
  detach(): void;
}

export interface InterfaceCounts {
  readonly packetsSent: number;
  readonly bytesSent: number;
  readonly packetsReceived: number;
  readonly bytesReceived: number;
  readonly broadcastsReceived: number;
  readonly badPackets: number;
}

/** `input` is called in an interrupt with the payload of each packet of Sprite's protocol. */
export function createNetworkInterface(
  kernel: Kernel,
  ethernet: Ethernet,
  input: (from: HostId, payload: Uint8Array) => void,
): NetworkInterface {
  const waiting: Packet[] = [];
  let transmitting = false;
  const counts = {
    packetsSent: 0,
    bytesSent: 0,
    packetsReceived: 0,
    bytesReceived: 0,
    broadcastsReceived: 0,
    badPackets: 0,
  };

  function arrived(bytes: Uint8Array): void {
    kernel.scheduler.interrupt(() => {
      const frame = decodeFrame(bytes);
      if (frame === null || frame.type !== SPRITE_TYPE || frame.from === kernel.hostId) {
        counts.badPackets++;
        return;
      }
      counts.packetsReceived++;
      counts.bytesReceived += bytes.length;
      if (frame.to !== kernel.hostId) counts.broadcastsReceived++;
      input(frame.from, frame.payload);
    });
  }

  const transmitter = ethernet.attach(kernel.hostId, arrived);

  function prepare(packet: Packet): void {
    kernel.charge(packet.costNs);
    transmitting = true;
    kernel.deviceAt(kernel.stretchTime(), () => {
      const frame = encodeFrame({
        from: kernel.hostId,
        to: packet.to,
        type: SPRITE_TYPE,
        payload: packet.payload,
      });
      counts.packetsSent++;
      counts.bytesSent += frame.length;
      transmitter.transmit(frame, sent);
    });
  }

  function sent(): void {
    transmitting = false;
    const next = waiting.shift();
    if (next !== undefined) kernel.scheduler.interrupt(() => prepare(next));
  }

  return {
    output(packet) {
      if (transmitting) waiting.push(packet);
      else prepare(packet);
    },
    counts: () => ({ ...counts }),
    detach: () => transmitter.detach(),
  };
}
