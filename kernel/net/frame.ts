/**
 * Ethernet frames as bytes: destination, source, type, payload. The check sum is the wire's and not kept.
 * Sprite's own protocol has type 0x500. Source: IEEE 802.3 sizes; migration reference, 3.1.
 */
import type { HostId } from '../../arch/units.js';

export const SPRITE_TYPE = 0x500;
export const HEADER_BYTES = 14;
const MIN_PAYLOAD_BYTES = 46;
export const MAX_PAYLOAD_BYTES = 1500;
const CRC_BYTES = 4;
const PREAMBLE_BYTES = 8;
/** 10 Mbit/s. */
const NS_PER_BYTE = 800;
/** Between two frames the medium is silent for 9.6 us. */
export const GAP_NS = 9_600;

/** The host id that means everybody. */
export const BROADCAST = 0;

/** Host n's Ethernet address is 08:00:20:00:00:n; all ones is everybody's. */
const ADDRESS_PREFIX: readonly number[] = [0x08, 0x00, 0x20, 0x00, 0x00];

export interface FrameFields {
  readonly from: HostId;
  /** A host, or BROADCAST. */
  readonly to: HostId | typeof BROADCAST;
  readonly type: number;
  readonly payload: Uint8Array;
}

/** @throws RangeError for a payload that no frame can hold: a fault of the emulator. */
export function encodeFrame({ from, to, type, payload }: FrameFields): Uint8Array {
  if (payload.length > MAX_PAYLOAD_BYTES) throw new RangeError(`a frame of ${payload.length} bytes`);
  const frame = new Uint8Array(HEADER_BYTES + Math.max(MIN_PAYLOAD_BYTES, payload.length));
  if (to === BROADCAST) frame.fill(0xff, 0, 6);
  else frame.set([...ADDRESS_PREFIX, to]);
  frame.set([...ADDRESS_PREFIX, from], 6);
  frame[12] = type >> 8;
  frame[13] = type & 0xff;
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** Null for bytes that are no frame between hosts. The payload has its padding. */
export function decodeFrame(frame: Uint8Array): FrameFields | null {
  if (frame.length < HEADER_BYTES + MIN_PAYLOAD_BYTES) return null;
  const to = destinationOf(frame);
  const from = hostAt(frame, 6);
  if (to === null || from === null) return null;
  return { from, to, type: (frame[12] << 8) | frame[13], payload: frame.subarray(HEADER_BYTES) };
}

/** To whom the bytes are addressed, or null when to nobody here. */
export function destinationOf(frame: Uint8Array): HostId | typeof BROADCAST | null {
  if (frame.length < HEADER_BYTES) return null;
  for (let i = 0; i < 6; i++) if (frame[i] !== 0xff) return hostAt(frame, 0);
  return BROADCAST;
}

function hostAt(frame: Uint8Array, at: number): HostId | null {
  for (let i = 0; i < 5; i++) if (frame[at + i] !== ADDRESS_PREFIX[i]) return null;
  const id = frame[at + 5];
  return id >= 1 && id <= 199 ? (id as HostId) : null;
}

/** How long the frame occupies the medium, without the gap after it. */
export const wireTimeNs = (frame: Uint8Array): number =>
  (PREAMBLE_BYTES + Math.max(HEADER_BYTES + MIN_PAYLOAD_BYTES, frame.length) + CRC_BYTES) * NS_PER_BYTE;

/** The shortest frame: nothing a host sends is felt elsewhere sooner. */
export const MIN_FRAME_NS = (PREAMBLE_BYTES + HEADER_BYTES + MIN_PAYLOAD_BYTES + CRC_BYTES) * NS_PER_BYTE;
