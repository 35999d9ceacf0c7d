/** Every user process of the cluster: where its home is, where it runs, what it does. */
import type { ProcessView } from '../../index.js';
import { type Area, fit, fitLeft, type Piece, PLAIN } from './canvas.js';
import { firstShown, listLine } from './list.js';
import type { HostRow, Model } from './model.js';
import { hostStyle, palette } from './palette.js';

export interface ProcessLine {
  readonly process: ProcessView;
  /** Null for a home that is no host of the cluster. */
  readonly home: HostRow | null;
  readonly at: HostRow;
}

/** Those that run or could first, then foreign ones, then by host and id. Shadows of those that are away are left out. */
export function processLines(model: Model): readonly ProcessLine[] {
  const lines = model
    .rows()
    .flatMap((at) =>
      at.state.processes
        .filter(({ state }) => state !== 'away')
        .map((process): ProcessLine => ({ process, home: model.row(process.home), at })),
    );
  const rank = ({ process }: ProcessLine): number =>
    (process.isForeign ? 2 : 0) + (process.state === 'running' || process.state === 'ready' ? 1 : 0);
  return lines
    .map((line, place) => ({ line, place, rank: rank(line) }))
    .sort((a, b) => b.rank - a.rank || a.place - b.place)
    .map(({ line }) => line);
}

export const formatPid = (pid: number): string => (pid >>> 0).toString(16);

export function paintProcesses(
  area: Area,
  lines: readonly ProcessLine[],
  selected: number,
  focused: boolean,
): void {
  area.put(0, 0, fit(' pid    home      runs on   state     time  command', area.width), palette.muted);
  const places = area.height - 1;
  const first = firstShown(selected, places, lines.length);
  for (const [i, line] of lines.slice(first, first + places).entries())
    listLine(area, i + 1, pieces(line, area.width), focused && first + i === selected);
}

const FIXED_COLUMNS = 45;

function pieces({ process, home, at }: ProcessLine, width: number): readonly Piece[] {
  const { pid, state, userNs, kernelNs, command, isForeign, waitsFor } = process;
  const isBusy = state === 'running' || state === 'ready';
  const where = isForeign ? palette.foreign : PLAIN;
  const room = Math.max(0, width - FIXED_COLUMNS);
  const waits = waitsFor === null || command.length + waitsFor.length + 3 > room ? '' : ` (${waitsFor})`;
  return [
    [` ${fit(formatPid(pid), 6)} `, palette.accent],
    [fit(home?.state.name ?? String(process.home), 10), home === null ? PLAIN : hostStyle(home.index)],
    [fit(at.state.name, 10), isForeign ? where : hostStyle(at.index)],
    [fit(state, 9), isBusy ? palette.good : state === 'suspended' ? palette.warning : palette.muted],
    [`${fitLeft(((userNs + kernelNs) / 1e9).toFixed(1), 5)}  `, PLAIN],
    [fit(command, Math.min(command.length, room)), PLAIN],
    [waits, palette.muted],
  ];
}
