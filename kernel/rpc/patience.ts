/**
 * How long a client waits for a server: at first 100 ms (500 for what is large), then twice as long each time, until the
 * server has given no sign of life eight times in a row. Source: RPC reference, 2.
 */
import { MILLISECOND, type Nanoseconds, SECOND } from '../../arch/units.js';

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

/** 'ack': it is at work. 'nack': it has no process free. 'fragment', 'partial': a part has come, here or there. */
export type Sign = 'ack' | 'nack' | 'fragment' | 'partial';

export interface Patience {
  deadlineNs(): Nanoseconds;
  heard(sign: Sign): void;
  /** The deadline has passed in silence: false when it is time to give up. */
  waitsOn(): boolean;
  /** It only ever says that it is at work. */
  isHung(): boolean;
}

/** `requestBytes` of a request, at most `replyBytes` of its reply. */
export function createPatience(now: () => Nanoseconds, requestBytes: number, replyBytes: number): Patience {
  const isLarge = requestBytes > LARGE_BYTES || replyBytes > LARGE_BYTES;
  let waitNs: Nanoseconds = isLarge ? FIRST_LARGE_WAIT_NS : FIRST_WAIT_NS;
  let nackWaitNs = FIRST_NACK_WAIT_NS;
  let silent = 0;
  let acks = 0;
  let hung = false;
  let deadlineNs = now() + waitNs;
  return {
    deadlineNs: () => deadlineNs,
    heard(sign) {
      silent = 0;
      if (sign === 'ack') {
        waitNs = Math.min(2 * waitNs, MAX_ACK_WAIT_NS);
        if (++acks > HUNG_AFTER_ACKS) hung = true;
      } else if (sign === 'nack') {
        waitNs = nackWaitNs;
        nackWaitNs = Math.min(2 * nackWaitNs, NACK_WAIT_NS);
      }
      deadlineNs = now() + waitNs;
    },
    waitsOn() {
      if (++silent >= MAX_TIMEOUTS) return false;
      waitNs = Math.min(2 * waitNs, MAX_WAIT_NS);
      deadlineNs = now() + waitNs;
      return true;
    },
    isHung: () => hung,
  };
}
