/** Waiting for what a console shows: time passes until a text is there. */
import { type Nanoseconds, SECOND } from './arch/units.js';
import type { RunLimits } from './cluster-config.js';

const LIMIT_NS = 60 * SECOND;
/** So much of the console's end is told when a text does not come. */
const TOLD_LETTERS = 300;

export interface Watched {
  readonly hostName: string;
  /** All that the console has shown. */
  readonly shown: { readonly text: string };
  now(): Nanoseconds;
  run(limits: RunLimits): void;
}

/** Where the text that is looked for ends in `text`, from `from` on; -1 where it is not. */
function endOf(pattern: string | RegExp, text: string, from: number): number {
  const rest = text.slice(from);
  if (typeof pattern === 'string') {
    const at = rest.indexOf(pattern);
    return at < 0 ? -1 : from + at + pattern.length;
  }
  const match = pattern.exec(rest);
  return match === null ? -1 : from + match.index + match[0].length;
}

/** The console's `expect`: each begins behind what the last one found. */
export function createExpect({
  hostName,
  shown,
  now,
  run,
}: Watched): (pattern: string | RegExp, limitNs?: Nanoseconds) => string {
  let expectedUpTo = 0;
  return (pattern, limitNs = LIMIT_NS) => {
    const untilNs = now() + limitNs;
    const end = (): number => endOf(pattern, shown.text, expectedUpTo);
    let seen = -1;
    const isAwaited = (): boolean => {
      if (shown.text.length === seen) return true;
      seen = shown.text.length;
      return end() < 0;
    };
    if (isAwaited()) run({ untilNs, keepGoing: isAwaited });
    const found = end();
    if (found < 0) {
      const last = JSON.stringify(shown.text.slice(-TOLD_LETTERS));
      throw new Error(
        `${hostName}: ${JSON.stringify(String(pattern))} did not appear; the console ends in ${last}`,
      );
    }
    const text = shown.text.slice(expectedUpTo, found);
    expectedUpTo = found;
    return text;
  };
}
