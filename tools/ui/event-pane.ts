/** The event log, and a ladder of the remote calls around an event that is opened. */
import { type Area, fit, fitLeft, type Piece, PLAIN } from './canvas.js';
import type { LogEntry } from './event-log.js';
import type { WireCall } from './frame-log.js';
import { firstShown, listLine } from './list.js';
import { bar } from './marks.js';
import type { Model } from './model.js';
import { hostStyle, palette } from './palette.js';

export const formatSeconds = (ns: number, digits = 3): string => (ns / 1e9).toFixed(digits);

export function paintEvents(
  area: Area,
  model: Model,
  entries: readonly LogEntry[],
  selected: number,
  focused: boolean,
): void {
  const first = firstShown(selected, area.height, entries.length);
  for (const [i, entry] of entries.slice(first, first + area.height).entries()) {
    const row = model.row(entry.concerned[0] ?? 0);
    const pieces: readonly Piece[] = [
      [`${fitLeft(formatSeconds(entry.timeNs), 10)} `, palette.muted],
      [fit(entry.host, 9), row === null ? PLAIN : hostStyle(row.index)],
      [` ${entry.text}`, entry.style],
    ];
    listLine(area, i, pieces, focused && first + i === selected);
  }
}

const phaseStyles = [palette.user, palette.kernel, palette.serving, palette.foreign] as const;

/** The phases of a migration: a bar of all, and each with its time. Answers the rows it took. */
export function paintPhases(area: Area, { phases }: LogEntry): number {
  if (phases.length === 0) return 0;
  const total = phases.reduce((sum, { ns }) => sum + ns, 0);
  const styled = phases.map((phase, i) => [phase, phaseStyles[i % phaseStyles.length]] as const);
  area.pieces(
    1,
    0,
    bar(
      styled.map(([{ ns }, style]) => [ns, style]),
      total,
      area.width - 2,
    ),
  );
  let row = 1;
  let column = 1;
  for (const [{ name, ns }, style] of styled) {
    const text = ` ${name} ${(ns / 1e6).toFixed(1)} ms   `;
    if (column + text.length + 1 > area.width) {
      row++;
      column = 1;
    }
    column = area.pieces(column, row, [
      ['■', style],
      [text, palette.text],
    ]);
  }
  return row + 2;
}

const TIME_COLUMNS = 12;

/** A column for each host, an arrow for each frame. */
export function paintLadder(
  area: Area,
  model: Model,
  hosts: readonly number[],
  calls: readonly WireCall[],
  first: number,
): void {
  const places = [...new Set(hosts)].sort((a, b) => a - b);
  const step = Math.floor((area.width - TIME_COLUMNS - 12) / Math.max(1, places.length - 1));
  const columnOf = (host: number): number => TIME_COLUMNS + 4 + Math.max(0, places.indexOf(host)) * step;
  for (const host of places) {
    const row = model.row(host);
    const name = row?.state.name ?? String(host);
    area.put(Math.max(0, columnOf(host) - Math.floor(name.length / 2)), 0, name, hostStyle(row?.index ?? 0));
  }
  if (calls.length === 0) area.put(2, 2, 'no frames of that time are left', palette.muted);
  let beforeNs = calls[first]?.timeNs ?? 0;
  for (const [i, call] of calls.slice(first, first + area.height - 1).entries()) {
    const apartUs = Math.round((call.timeNs - beforeNs) / 1000);
    beforeNs = call.timeNs;
    area.put(0, i + 1, `${fitLeft(`+${apartUs} us`, TIME_COLUMNS - 1)} `, palette.muted);
    for (const host of places) area.cell(columnOf(host), i + 1, '│', palette.muted);
    paintArrow(area, i + 1, columnOf(call.from), call.to === 0 ? null : columnOf(call.to), call);
  }
}

function paintArrow(area: Area, row: number, from: number, to: number | null, call: WireCall): void {
  const text = ` ${call.what} ${call.bytes} `;
  if (to === null) {
    area.put(from + 1, row, `─▶ everybody:${text}`, palette.accent);
    return;
  }
  const left = Math.min(from, to) + 1;
  const right = Math.max(from, to) - 1;
  const style =
    call.what.startsWith('reply') || call.what === 'acknowledged' ? palette.muted : palette.accent;
  for (let column = left; column <= right; column++) area.cell(column, row, '─', style);
  if (to > from) area.cell(right, row, '▶', style);
  else area.cell(left, row, '◀', style);
  const room = right - left - 3;
  const shown = text.length > room ? fit(text, Math.max(0, room)) : text;
  area.put(left + 2 + Math.floor((room - shown.length) / 2), row, shown, style);
}
