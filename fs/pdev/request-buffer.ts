/**
 * Where requests lie in the server's buffer. A message goes behind the one before it if it fits before the end, and
 * to the beginning when the buffer is empty; first and last byte of what the server has not done with are -1 when
 * there is nothing. Its bytes are stored in the server's memory when the server next asks where its requests are: until
 * then it cannot know of them. Source: structures reference, 9.2.
 */
import type { UserAddress } from '../../arch/units.js';

export interface BufferPlace {
  readonly address: UserAddress;
  readonly size: number;
}

/** A message, and where it goes. */
export interface PlacedMessage {
  readonly address: UserAddress;
  readonly bytes: Uint8Array;
}

export interface RequestBuffer {
  /** Use this buffer from when the present one is empty. */
  use(place: BufferPlace): void;
  place(): BufferPlace | null;
  /** 'never': it is larger than the buffer. */
  fits(sizeBytes: number): 'now' | 'later' | 'never';
  /** @throws Error when it does not fit now. */
  put(bytes: Uint8Array): void;
  /** Those that are not in the server's memory yet. */
  unstored(): readonly PlacedMessage[];
  stored(): void;
  firstByte(): number;
  lastByte(): number;
  /** The server has done with everything before. Outside the buffer: nothing changes. */
  doneBefore(firstByte: number): void;
}

export const NOTHING = -1;

export function createRequestBuffer(): RequestBuffer {
  let present: BufferPlace | null = null;
  let next: BufferPlace | null = null;
  let first = NOTHING;
  let last = NOTHING;
  let waiting: PlacedMessage[] = [];

  function becomeEmpty(): void {
    first = last = NOTHING;
    if (next === null) return;
    present = next;
    next = null;
  }

  const startOf = (): number => (first === NOTHING ? 0 : last + 1);

  function fits(sizeBytes: number): 'now' | 'later' | 'never' {
    if (present === null) return 'later';
    if (sizeBytes > present.size) return next !== null && sizeBytes <= next.size ? 'later' : 'never';
    return startOf() + sizeBytes <= present.size && (next === null || first === NOTHING) ? 'now' : 'later';
  }

  return {
    use(place) {
      next = place;
      if (first === NOTHING) becomeEmpty();
    },
    place: () => present,
    fits,
    put(bytes) {
      if (present === null || fits(bytes.length) !== 'now') throw new Error('a request does not fit');
      const start = startOf();
      if (first === NOTHING) first = start;
      last = start + bytes.length - 1;
      waiting.push({ address: present.address + start, bytes });
    },
    unstored: () => waiting,
    stored() {
      waiting = [];
    },
    firstByte: () => first,
    lastByte: () => last,
    doneBefore(firstByte) {
      if (present === null || first === NOTHING || firstByte < 0 || firstByte > present.size) return;
      if (firstByte > last) becomeEmpty();
      else first = firstByte;
    },
  };
}
