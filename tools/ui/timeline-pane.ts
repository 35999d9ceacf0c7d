/** Who ran where in the last minutes: a line for each process, its colour the host it ran on at each time. */
import { type Area, fit, type Piece, PLAIN } from './canvas.js';
import { firstScrolled } from './list.js';
import { clockTime } from './marks.js';
import type { Model } from './model.js';
import { hostStyle, palette } from './palette.js';
import { formatPid } from './process-pane.js';
import type { Life, Timeline } from './timeline.js';

const LABEL_COLUMNS = 26;
/** How a process came to where a span begins. */
const marks = {
  seen: ['', palette.muted],
  migrate: ['◆', palette.warning],
  exec: ['◇', palette.warning],
  home: ['◀', palette.good],
  evict: ['▼', palette.bad],
} as const;

/** `spanNs` of virtual time up to now, from line `selected` on. */
export function paintTimeline(
  area: Area,
  model: Model,
  timeline: Timeline,
  spanNs: number,
  selected: number,
): void {
  const nowNs = model.cluster.now();
  const fromNs = nowNs - spanNs;
  const lives = timeline.lives(fromNs);
  const columns = Math.max(1, area.width - LABEL_COLUMNS - 1);
  paintScale(area, fromNs, spanNs, columns);
  const places = area.height - 2;
  const first = firstScrolled(selected, places, lives.length);
  for (const [i, life] of lives.slice(first, first + places).entries())
    paintLife(area, i + 1, life, { model, fromNs, spanNs, columns });
  paintLegend(area, model);
}

interface Scale {
  readonly model: Model;
  readonly fromNs: number;
  readonly spanNs: number;
  readonly columns: number;
}

function paintScale(area: Area, fromNs: number, spanNs: number, columns: number): void {
  area.put(0, 0, fit(' pid    command', LABEL_COLUMNS), palette.muted);
  const steps = Math.max(1, Math.floor(columns / 16));
  for (let step = 0; step < steps; step++) {
    const timeNs = fromNs + (step * spanNs) / steps;
    if (timeNs < 0) continue;
    area.put(LABEL_COLUMNS + Math.floor((step * columns) / steps), 0, `╷${clockTime(timeNs)}`, palette.muted);
  }
}

function paintLife(area: Area, row: number, life: Life, { model, fromNs, spanNs, columns }: Scale): void {
  const isAlive = life.endNs === null;
  area.pieces(0, row, [
    [` ${fit(formatPid(life.pid), 6)} `, isAlive ? palette.accent : palette.muted],
    [fit(life.command, LABEL_COLUMNS - 9), isAlive ? PLAIN : palette.muted],
  ]);
  const nowNs = fromNs + spanNs;
  const columnOf = (ns: number): number => Math.floor(((ns - fromNs) / spanNs) * columns);
  for (const { host, fromNs: beganNs, toNs, arrival } of life.spans) {
    const style = hostStyle(model.row(host)?.index ?? 0);
    const from = Math.max(0, columnOf(beganNs));
    const to = Math.min(columns - 1, columnOf(toNs ?? nowNs));
    for (let column = from; column <= to; column++)
      area.cell(LABEL_COLUMNS + column, row, host === life.home ? '━' : '═', style);
    const [mark, markStyle] = marks[arrival];
    if (mark !== '' && beganNs >= fromNs) area.cell(LABEL_COLUMNS + from, row, mark, markStyle);
  }
}

const legend: readonly Piece[] = [
  ['═ away  ', palette.muted],
  marks.migrate,
  [' moves  ', palette.muted],
  marks.exec,
  [' execs  ', palette.muted],
  marks.home,
  [' home  ', palette.muted],
  marks.evict,
  [' evicted', palette.muted],
];

function paintLegend(area: Area, model: Model): void {
  const hosts = model
    .rows()
    .filter(({ state }) => state.power !== 'off')
    .map(({ state, index }): Piece => [`${state.name} `, hostStyle(index)]);
  area.pieces(0, area.height - 1, [[' ', PLAIN], ...hosts, ...legend]);
}
