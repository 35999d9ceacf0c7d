/** The last frames of the Ethernet, as much of each as a ladder of remote calls shows. Reading the wire changes nothing. */
import type { Cluster } from '../../index.js';
import { decodeFrame, SPRITE_TYPE } from '../../kernel/net/frame.js';
import { commandNames } from '../../kernel/rpc/commands.js';
import { decodePacket, RpcFlag } from '../../kernel/rpc/packet.js';

export interface WireCall {
  /** When the frame left the wire. */
  readonly timeNs: number;
  readonly from: number;
  /** 0 is everybody. */
  readonly to: number;
  readonly what: string;
  readonly bytes: number;
}

export interface FrameLog {
  /** Frames of that time, oldest first, for whose sender and receiver (0 is everybody) `concerns` is true. */
  between(fromNs: number, toNs: number, concerns: (from: number, to: number) => boolean): readonly WireCall[];
}

const KEPT = 8192;

interface Kept {
  readonly timeNs: number;
  readonly frame: Uint8Array;
}

export function createFrameLog(cluster: Cluster): FrameLog {
  const ring: Kept[] = [];
  let next = 0;
  cluster.network.tap((timeNs, frame) => {
    ring[next % KEPT] = { timeNs, frame };
    next++;
  });
  return {
    between(fromNs, toNs, concerns) {
      const found: WireCall[] = [];
      for (let i = Math.max(0, next - KEPT); i < next; i++) {
        const { timeNs, frame } = ring[i % KEPT];
        if (timeNs < fromNs || timeNs > toNs) continue;
        const call = wireCall(timeNs, frame);
        if (call !== null && concerns(call.from, call.to)) found.push(call);
      }
      return found;
    },
  };
}

function wireCall(timeNs: number, frame: Uint8Array): WireCall | null {
  const fields = decodeFrame(frame);
  if (fields === null || fields.type !== SPRITE_TYPE) return null;
  const packet = decodePacket(fields.payload);
  if (packet === null) return null;
  const { flags, command, fragmentCount, fragmentMask } = packet.header;
  const kind =
    (flags & RpcFlag.REQUEST) !== 0
      ? (commandNames[command] ?? `call ${command}`)
      : (flags & RpcFlag.REPLY) !== 0
        ? (flags & RpcFlag.ERROR) !== 0
          ? 'reply: error'
          : 'reply'
        : (flags & RpcFlag.NACK) !== 0
          ? 'no server free'
          : 'acknowledged';
  const piece = fragmentCount > 1 ? ` ${pieceNumber(fragmentMask)}/${fragmentCount}` : '';
  return { timeNs, from: fields.from, to: fields.to, what: `${kind}${piece}`, bytes: frame.length };
}

const pieceNumber = (mask: number): number => 32 - Math.clz32(mask & -mask);
