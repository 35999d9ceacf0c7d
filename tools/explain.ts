/**
 * `sprite explain TRACE`: the migrations in a trace, and one of them, or one kernel call of a process, as a ladder.
 *
 *   sprite explain t.txt                 which migrations there are, and the first
 *   sprite explain t.txt 3               the third
 *   sprite explain t.txt 30211 Proc_Fork a kernel call of a process: the first that asked another host
 */
import { readFileSync } from 'node:fs';
import { UserError } from './errors.js';
import { reason } from './host-files.js';
import { drawLadder, type Exchange, type Rung, rungsOf } from './ladder.js';
import {
  type KernelCallLine,
  type MigrationLine,
  type RemoteCallLine,
  readTraceLine,
} from './trace-lines.js';

interface Span {
  readonly startNs: number;
  readonly endNs: number;
}

interface History {
  readonly asked: readonly RemoteCallLine[];
  readonly served: ReadonlyMap<string, RemoteCallLine>;
  readonly migrations: readonly MigrationLine[];
  readonly calls: readonly KernelCallLine[];
}

/** @throws UserError for a trace that cannot be read, or has not what is asked for. */
export function explain(operands: readonly string[]): string {
  const [path, which, callName] = operands;
  if (path === undefined || operands.length > 3)
    throw new UserError('explain wants a trace: sprite explain TRACE [NUMBER | PID CALL]');
  const history = readHistory(path);
  if (callName !== undefined) return explainCall(history, which, callName);
  if (history.migrations.length === 0) throw new UserError(`${path}: nobody migrates in this trace`);
  const number = which === undefined ? 1 : Number(which);
  const migration = history.migrations[number - 1];
  if (migration === undefined)
    throw new UserError(`explain ${which}: the trace has migrations 1 to ${history.migrations.length}`);
  return `${which === undefined ? listing(history.migrations) : ''}${explainMigration(history, migration)}`;
}

function readHistory(path: string): History {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch (error) {
    throw new UserError(`${path}: ${reason(error)}`);
  }
  const asked: RemoteCallLine[] = [];
  const served = new Map<string, RemoteCallLine>();
  const migrations: MigrationLine[] = [];
  const calls: KernelCallLine[] = [];
  for (const source of text.split('\n')) {
    const line = readTraceLine(source);
    if (line === null) continue;
    if (line.kind === 'migration') migrations.push(line);
    else if (line.kind === 'call') calls.push(line);
    else if (line.kind === 'asks') asked.push(line);
    else served.set(keyOf(line.peer, line), line);
  }
  return { asked, served, migrations, calls };
}

const keyOf = (client: string, { id }: RemoteCallLine): string => `${client} ${id}`;

const seconds = (ns: number): string => (ns / 1e9).toFixed(6);

const listing = (migrations: readonly MigrationLine[]): string =>
  `${migrations
    .map(
      ({ host, pid, text, startNs }, i) =>
        `${i + 1}. ${seconds(startNs)} ${host} ${pid} ${text.split(' (')[0]}`,
    )
    .join('\n')}\n\n`;

// --- What belongs to it --------------------------------------------------------------------------------------------

const isWithin = (line: Span, { startNs, endNs }: Span): boolean =>
  line.startNs >= startNs && line.endNs <= endNs;

/** The call, and all that its server, and that one's servers, asked in order to serve it. */
function exchangesOf(history: History, asked: RemoteCallLine): readonly Exchange[] {
  const found = history.served.get(keyOf(asked.host, asked));
  const served = found !== undefined && isWithin(found, asked) ? found : null;
  const own = { asked, served };
  if (served === null) return [own];
  const nested = history.asked.filter(
    (line) => line.host === served.host && line.pid === served.pid && isWithin(line, served),
  );
  return [own, ...nested.flatMap((line) => exchangesOf(history, line))];
}

const rungsFor = (history: History, roots: readonly RemoteCallLine[]): readonly Rung[] =>
  roots.flatMap((line) => exchangesOf(history, line)).flatMap(rungsOf);

function explainMigration(history: History, migration: MigrationLine): string {
  const { host, pid, peer, text, startNs, endNs, phases } = migration;
  // The total is printed in tenths of a millisecond.
  const span = { startNs: startNs - 1e5, endNs: endNs + 1e5 };
  const roots = history.asked.filter(
    (line) =>
      line.host === host &&
      isWithin(line, span) &&
      (line.pid === pid || (line.peer === peer && line.what.startsWith('mig command'))),
  );
  let atNs = startNs;
  const notes: Rung[] = phases.map(({ name, ms }) => {
    const note = { atNs, from: host, to: null, text: `${name}: ${ms} ms` };
    atNs += ms * 1e6;
    return note;
  });
  const rungs = [
    ...notes,
    ...rungsFor(history, roots),
    { atNs: endNs, from: host, to: null, text: 'it is gone' },
  ];
  const others = meanwhile(history, host, span, new Set(roots));
  return `${host} ${pid} at ${seconds(startNs)}: ${text}\n\n${drawLadder(startNs, rungs)}${others}`;
}

/** What other processes of the host asked at the same time: pages and blocks are written by its daemons. */
function meanwhile(history: History, host: string, span: Span, known: ReadonlySet<RemoteCallLine>): string {
  const counts = new Map<string, number>();
  for (const line of history.asked) {
    if (line.host !== host || known.has(line) || !isWithin(line, span)) continue;
    const what = `${line.what} of ${line.peer}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  const list = [...counts].map(([what, count]) => `${count} ${what}`).join(', ');
  return `\nOther processes of ${host} meanwhile asked: ${list}.\n`;
}

function explainCall(history: History, pid: string, name: string): string {
  const own = history.calls.filter((line) => line.pid === pid);
  if (own.length === 0) throw new UserError(`explain: process ${pid} makes no kernel call in this trace`);
  for (const [i, call] of own.entries()) {
    if (call.name !== name) continue;
    const span = { startNs: i === 0 ? 0 : own[i - 1].endNs, endNs: call.endNs };
    const roots = history.asked.filter(
      (line) => line.host === call.host && line.pid === pid && isWithin(line, span),
    );
    if (roots.length === 0) continue;
    const notes: Rung[] = [{ atNs: call.endNs, from: call.host, to: null, text: 'returns' }];
    const ladder = drawLadder(roots[0].startNs, [...rungsFor(history, roots), ...notes]);
    return `${call.host} ${pid} until ${seconds(call.endNs)}: ${call.text}\n\n${ladder}`;
  }
  throw new UserError(`explain: no ${name} of process ${pid} asks another host in this trace`);
}
