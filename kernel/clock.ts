/** A host's time of day: virtual time on top of the date at which the cluster was switched on. */
import type { Time } from '../arch/layouts.js';
import { microsecondsOf, timeOfMicroseconds } from '../arch/time.js';
import { MICROSECOND, type Nanoseconds } from '../arch/units.js';

export interface Clock {
  timeOfDay(atNs: Nanoseconds): Time;
  /** Minutes from universal time, negative = west; and whether daylight saving is observed. */
  zone(): { readonly offsetMinutes: number; readonly daylight: boolean };
  set(atNs: Nanoseconds, time: Time, offsetMinutes: number, daylight: boolean): void;
}

/** Berkeley: eight hours west of Greenwich. */
const BERKELEY_OFFSET_MINUTES = -480;

/** `startSeconds`: seconds since 1970 (UT) at virtual time 0. */
export function createClock(startSeconds: number): Clock {
  /** Microseconds since 1970 at virtual time 0. */
  let originMicroseconds = startSeconds * 1_000_000;
  let offsetMinutes = BERKELEY_OFFSET_MINUTES;
  let daylight = true;
  const elapsedMicroseconds = (ns: Nanoseconds): number => Math.floor(ns / MICROSECOND);
  return {
    timeOfDay(atNs) {
      return timeOfMicroseconds(originMicroseconds + elapsedMicroseconds(atNs));
    },
    zone: () => ({ offsetMinutes, daylight }),
    set(atNs, time, offset, dst) {
      originMicroseconds = microsecondsOf(time) - elapsedMicroseconds(atNs);
      offsetMinutes = offset;
      daylight = dst;
    },
  };
}
