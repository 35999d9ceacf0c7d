/**
 * Who asked whom, and when, as a ladder: a post for each host, a rung for each request and each reply. Calls that a
 * host made in order to serve another stand between that one's rungs.
 */
import type { RemoteCallLine } from './trace-lines.js';

export interface Rung {
  readonly atNs: number;
  readonly from: string;
  /** Null for what a host does by itself. */
  readonly to: string | null;
  readonly text: string;
}

/** A remote call as both ends saw it; `served` is null when the trace does not have it. */
export interface Exchange {
  readonly asked: RemoteCallLine;
  readonly served: RemoteCallLine | null;
}

const POST_WIDTH = 30;
const TIME_WIDTH = 10;

const ms = (ns: number): string => `${(ns / 1e6).toFixed(2)}`;

export function rungsOf({ asked, served }: Exchange): readonly Rung[] {
  const { host, peer } = asked;
  const failed = asked.status === 'GEN_SUCCESS' ? '' : `${asked.status} `;
  const rungs: Rung[] = [{ atNs: asked.startNs, from: host, to: peer, text: asked.what }];
  if (asked.status !== 'RPC_TIMEOUT') {
    const servedText = served === null ? '' : `, ${ms(served.endNs - served.startNs)} there`;
    const took = `${failed}${ms(asked.endNs - asked.startNs)} ms${servedText}`;
    rungs.push({ atNs: asked.endNs, from: peer, to: host, text: took });
  } else {
    rungs.push({ atNs: asked.endNs, from: host, to: null, text: 'gives up: no answer' });
  }
  return rungs;
}

/** Times are milliseconds since `startNs`. */
export function drawLadder(startNs: number, rungs: readonly Rung[]): string {
  const posts = postsOf(rungs);
  const heading = `${'ms'.padStart(TIME_WIDTH)}  ${posts.map((name) => name.padEnd(POST_WIDTH)).join('')}`;
  const ordered = rungs
    .map((rung, index) => ({ rung, index }))
    .sort((a, b) => a.rung.atNs - b.rung.atNs || a.index - b.index)
    .map(({ rung }) => rung);
  const lines = ordered.map(
    (rung) => `${ms(rung.atNs - startNs).padStart(TIME_WIDTH)}  ${drawRung(posts, rung)}`,
  );
  return `${[heading, ...lines].map((line) => line.trimEnd()).join('\n')}\n`;
}

/** In order of appearance. */
function postsOf(rungs: readonly Rung[]): readonly string[] {
  return [...new Set(rungs.flatMap(({ from, to }) => (to === null ? [from] : [from, to])))];
}

function drawRung(posts: readonly string[], { from, to, text }: Rung): string {
  const row: string[] = [];
  posts.forEach((_, i) => {
    row[i * POST_WIDTH] = '|';
  });
  for (let i = 0; i < posts.length * POST_WIDTH; i++) row[i] ??= ' ';
  const put = (at: number, what: string): void => {
    for (let i = 0; i < what.length; i++) row[at + i] = what[i];
  };
  const start = posts.indexOf(from) * POST_WIDTH;
  if (to === null) {
    put(start + 2, text);
    return row.join('');
  }
  const end = posts.indexOf(to) * POST_WIDTH;
  const [left, right] = [Math.min(start, end), Math.max(start, end)];
  for (let i = left + 1; i < right; i++) row[i] = '-';
  put(start < end ? right - 1 : left + 1, start < end ? '>' : '<');
  const room = right - left - 5;
  put(left + 3, ` ${text.length > room - 2 ? text.slice(0, room - 2) : text} `);
  return row.join('');
}
