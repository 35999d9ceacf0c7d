/**
 * The buffer that a pseudo-device's server fills ahead of its client's reads. The server says up to which byte it is
 * filled; the kernel takes the new bytes then, and gives them to the client without a request. When it is empty the
 * server sees so, and fills it from the beginning. Source: structures reference, 9.2.
 */
import type { UserAddress } from '../../arch/units.js';
import type { BufferPlace } from './request-buffer.js';
import { NOTHING } from './request-buffer.js';

export interface ReadAheadBuffer {
  use(place: BufferPlace | null): void;
  isUsed(): boolean;
  firstByte(): number;
  lastByte(): number;
  /** Where the bytes lie that the server has added when it says that `lastByte` is the last; null for none. */
  added(lastByte: number): { readonly address: UserAddress; readonly size: number } | null;
  /** They are here. */
  fill(lastByte: number, bytes: Uint8Array): void;
  available(): number;
  take(length: number): Uint8Array;
  /** It has become empty, and the server has not been told. */
  isNews(): boolean;
  told(): void;
}

export function createReadAheadBuffer(): ReadAheadBuffer {
  let place: BufferPlace | null = null;
  let held: Uint8Array = new Uint8Array(0);
  let first = NOTHING;
  let last = NOTHING;
  let news = false;

  return {
    use(given) {
      place = given;
    },
    isUsed: () => place !== null,
    firstByte: () => first,
    lastByte: () => last,
    added(lastByte) {
      if (place === null || lastByte < 0 || lastByte >= place.size || lastByte <= last) return null;
      const from = last === NOTHING ? 0 : last + 1;
      return { address: place.address + from, size: lastByte + 1 - from };
    },
    fill(lastByte, bytes) {
      const joined = new Uint8Array(held.length + bytes.length);
      joined.set(held);
      joined.set(bytes, held.length);
      held = joined;
      if (first === NOTHING) first = 0;
      last = lastByte;
    },
    available: () => held.length,
    take(length) {
      const taken = held.slice(0, length);
      held = held.slice(taken.length);
      first += taken.length;
      if (held.length === 0 && taken.length > 0) {
        first = last = NOTHING;
        news = true;
      }
      return taken;
    },
    isNews: () => news,
    told() {
      news = false;
    },
  };
}
