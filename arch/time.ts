/** Virtual time, in nanoseconds, and the records of seconds and microseconds in which calls tell it. */
import type { Time } from './layouts.js';
import { MICROSECOND, type Nanoseconds, SECOND } from './units.js';

const SECOND_MICROSECONDS = 1_000_000;

export function timeOfMicroseconds(microseconds: number): Time {
  const seconds = Math.floor(microseconds / SECOND_MICROSECONDS);
  return { seconds, microseconds: microseconds - seconds * SECOND_MICROSECONDS };
}

export const microsecondsOf = ({ seconds, microseconds }: Time): number =>
  seconds * SECOND_MICROSECONDS + microseconds;

export const timeOf = (ns: Nanoseconds): Time => timeOfMicroseconds(Math.floor(ns / MICROSECOND));

export const nanosecondsOf = ({ seconds, microseconds }: Time): Nanoseconds =>
  seconds * SECOND + microseconds * MICROSECOND;
