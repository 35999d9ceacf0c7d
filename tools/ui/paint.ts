/** The whole screen: header, panes with their titles, and the line at the bottom. */
import { type Area, type Canvas, fit, type Piece, type Style } from './canvas.js';
import type { CommandLine } from './command-line.js';
import type { Consoles } from './consoles.js';
import type { EventLog } from './event-log.js';
import { formatSeconds, paintEvents, paintLadder, paintPhases } from './event-pane.js';
import { type HelpLine, paintHelp } from './help-pane.js';
import { layout, type PaneName, type Placed } from './layout.js';
import { firstScrolled } from './list.js';
import { clockTime, percent } from './marks.js';
import type { Model } from './model.js';
import type { Pacer } from './pacer.js';
import { palette } from './palette.js';
import { paintProcesses, processLines } from './process-pane.js';
import { machineNames, paintRoom, powerWord, roomRows } from './room-pane.js';
import type { ScreenState } from './state.js';
import type { Timeline } from './timeline.js';
import { paintTimeline } from './timeline-pane.js';

export interface Scene {
  readonly state: ScreenState;
  readonly model: Model;
  readonly consoles: Consoles;
  readonly pacer: Pacer;
  readonly timeline: Timeline;
  readonly log: EventLog;
  readonly line: CommandLine;
  readonly help: readonly HelpLine[];
  /** Seconds since 1970 UT at virtual time 0. */
  readonly startSeconds: number;
}

export interface Cursor {
  readonly column: number;
  readonly row: number;
}

export function panesOf({ state, model }: Pick<Scene, 'state' | 'model'>): readonly Placed[] {
  const hosts = model.rows().filter(({ state: { power } }) => power !== 'off').length;
  return layout({
    columns: state.columns,
    rows: state.rows,
    view: state.view,
    tiles: state.tiles,
    zoomed: state.zoomed,
    roomRows: (width) => roomRows(hosts, width),
  });
}

/** Which host a tile of consoles shows. */
export const hostOfTile = ({ state, model }: Pick<Scene, 'state' | 'model'>, tile: number): number =>
  (state.shown + tile) % model.rows().length;

/** Paints, and answers where the cursor is; null for nowhere. */
export function paintScreen(canvas: Canvas, scene: Scene): Cursor | null {
  const { state } = scene;
  let cursor: Cursor | null = null;
  paintHeader(canvas.part(0, 0, canvas.width, 1), scene);
  const panes = panesOf(scene);
  for (const placed of panes) {
    const { column, row, width, height } = placed;
    paintTitle(canvas.part(column, row, width, 1), scene, placed);
    const inside = canvas.part(column, row + 1, width, height - 1);
    const at = paintPane(inside, scene, placed);
    if (at !== null) cursor = { column: column + at.column, row: row + 1 + at.row };
    if (column > 0 && column + width === canvas.width) paintSeparator(canvas, placed);
  }
  const below = paintFooter(canvas.part(0, canvas.height - 1, canvas.width, 1), scene);
  if (below !== null) return { column: below, row: canvas.height - 1 };
  return state.commanding ? null : cursor;
}

function paintSeparator(canvas: Canvas, { column, row, height }: Placed): void {
  for (let y = row + 1; y < row + height; y++) canvas.cell(column - 1, y, '│', palette.muted);
  canvas.cell(column - 1, row, ' ', palette.title);
}

// --- Header ----------------------------------------------------------------------------------------------------------

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const BERKELEY_SECONDS = -8 * 3600;

/** From here on the header has room for everything. */
const ROOMY_COLUMNS = 100;

/** As the clocks at Berkeley show it in winter. */
function berkeleyTime(seconds: number): string {
  const date = new Date((seconds + BERKELEY_SECONDS) * 1000);
  const time = date.toISOString().slice(11, 19);
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${date.getUTCDate()} ${time} ${date.getUTCFullYear()}`;
}

function paintHeader(area: Area, { model, pacer, startSeconds, log }: Scene): void {
  area.fill(palette.header);
  const now = model.cluster.now();
  const rows = model.rows().filter(({ state }) => state.power !== 'off');
  const up = rows.filter(({ state }) => state.power === 'up').length;
  const ethernet = model.ethernet().at(-1) ?? 0;
  area.pieces(0, 0, [
    [' sprite ', palette.headerStrong],
    [`  ${berkeleyTime(startSeconds + Math.floor(now / 1e9))}   `, palette.header],
    paceOf(pacer),
  ]);
  const all = [`Ethernet ${percent(ethernet)}`, `${log.count} events`, `${up} of ${rows.length} up `];
  const right = (area.width >= ROOMY_COLUMNS ? all : all.slice(-1)).join('   ');
  area.put(area.width - right.length, 0, right, palette.header);
}

/** How fast virtual time goes, and whether the machine keeps up. */
function paceOf(pacer: Pacer): Piece {
  if (pacer.racing) return ['booting, as fast as it goes', palette.headerStrong];
  if (pacer.paused) return ['paused ', palette.alarm];
  if (pacer.speed === Number.POSITIVE_INFINITY)
    return [`as fast as it goes: ${pacer.rate().toFixed(1)}x`, palette.headerStrong];
  const kept = pacer.keeping();
  if (kept >= 0.95) return [`${pacer.speed}x real time`, palette.header];
  return [` ${pacer.speed}x, keeps ${percent(kept)} `, palette.alarm];
}

// --- Titles ----------------------------------------------------------------------------------------------------------

const titles: { readonly [pane in PaneName]: string } = {
  room: 'Machine room',
  consoles: '',
  processes: 'Processes',
  timeline: 'Who ran where',
  events: 'Events',
  ladder: 'Remote calls',
  help: 'Help',
};

function paintTitle(area: Area, scene: Scene, placed: Placed): void {
  const { state } = scene;
  const hasKeys = state.commanding
    ? placed.pane === state.focus
    : placed.pane === 'consoles' && placed.tile === 0 && state.view === 'consoles';
  const [base, strong]: readonly [Style, Style] = hasKeys
    ? [palette.focus, palette.focusStrong]
    : [palette.title, palette.titleStrong];
  area.fill(base);
  const [left, right] = titleTexts(scene, placed);
  area.put(0, 0, fit(` ${left} `, Math.min(area.width, left.length + 2)), strong);
  if (left.length + right.length + 4 <= area.width) area.put(area.width - right.length - 1, 0, right, base);
}

function titleTexts(scene: Scene, { pane, tile }: Placed): readonly [string, string] {
  const { state, model } = scene;
  switch (pane) {
    case 'consoles': {
      const index = hostOfTile(scene, tile);
      const { state: host } = model.rows()[index];
      const back = scene.consoles.scrolledBy(index);
      const about =
        host.power === 'up'
          ? `${machineNames[host.machine] ?? host.machine}, up ${clockTime(model.cluster.now() - host.bootedNs)}`
          : `${machineNames[host.machine] ?? host.machine}, ${powerWord(host)}`;
      return [`${index + 1} ${host.name}`, back > 0 ? `${back} lines back` : about];
    }
    case 'room':
      return [titles.room, ''];
    case 'processes':
      return [titles.processes, `${processLines(model).length}`];
    case 'timeline':
      return [titles.timeline, `the last ${Math.round(state.timelineNs / 1e9)} s`];
    case 'events':
      return [titles.events, state.filter === '' ? '' : `with "${state.filter}"`];
    case 'ladder':
      return state.ladder === null
        ? [titles.ladder, '']
        : [
            `${state.ladder.entry.host} ${state.ladder.entry.text}`,
            `at ${formatSeconds(state.ladder.entry.timeNs)} s`,
          ];
    case 'help':
      return [titles.help, 'arrows scroll, Esc closes'];
  }
}

// --- Panes -----------------------------------------------------------------------------------------------------------

/** Answers where the cursor of the pane is, if it is the one that has it. */
function paintPane(area: Area, scene: Scene, { pane, tile }: Placed): Cursor | null {
  const { state, model, log } = scene;
  const focused = state.commanding && state.focus === pane;
  switch (pane) {
    case 'consoles':
      return paintConsole(area, scene, tile);
    case 'room':
      paintRoom(area, model, { shown: state.shown, selected: state.selected.room, focused });
      return null;
    case 'processes':
      paintProcesses(area, processLines(model), state.selected.processes, focused);
      return null;
    case 'timeline':
      paintTimeline(area, model, scene.timeline, state.timelineNs, state.selected.timeline);
      return null;
    case 'events': {
      const entries = log.entries(state.filter);
      const selected = state.followsEvents ? entries.length - 1 : state.selected.events;
      paintEvents(area, model, entries, selected, focused);
      return null;
    }
    case 'ladder':
      if (state.ladder !== null) {
        const { entry, calls } = state.ladder;
        const used = paintPhases(area, entry);
        const below = area.part(0, used, area.width, area.height - used);
        const first = firstScrolled(state.selected.ladder, below.height - 1, calls.length);
        const hosts = [
          ...entry.concerned,
          ...calls.flatMap(({ from, to }) => (to === 0 ? [from] : [from, to])),
        ];
        paintLadder(below, model, hosts, calls, first);
      }
      return null;
    case 'help':
      paintHelp(area, scene.help, firstScrolled(state.selected.help, area.height, scene.help.length));
      return null;
  }
}

function paintConsole(area: Area, scene: Scene, tile: number): Cursor | null {
  const { consoles, model } = scene;
  const index = hostOfTile(scene, tile);
  const { state: host } = model.rows()[index];
  if (host.power === 'off') {
    area.put(2, 1, `${host.name} has never been switched on; the command add does it.`, palette.muted);
    return null;
  }
  const terminal = consoles.terminal(index);
  const back = consoles.scrolledBy(index);
  terminal.paint(area, back);
  if (tile !== 0 || back > 0) return null;
  return terminal.cursor();
}

// --- Footer ----------------------------------------------------------------------------------------------------------

type Hint = readonly [key: string, what: string];

/** Answers the cursor's column while a line is typed. */
function paintFooter(area: Area, { state, line }: Scene): number | null {
  if (state.typing) {
    const room = area.width - 2;
    const skipped = Math.max(0, line.cursor - room);
    area.pieces(0, 0, [
      [':', palette.key],
      [line.text.slice(skipped, skipped + room), palette.text],
    ]);
    return 1 + line.cursor - skipped;
  }
  if (state.message !== null) {
    area.put(1, 0, state.message.text, state.message.style);
    return null;
  }
  const hints = state.commanding ? commandHints(state) : consoleHints;
  let column = 1;
  for (const [key, what] of hints) {
    if (column + key.length + what.length + 1 > area.width) break;
    column = area.pieces(column, 0, [
      [key, palette.key],
      [` ${what}   `, palette.muted],
    ]);
  }
  return null;
}

const consoleHints: readonly Hint[] = [
  ['Ctrl-]', 'commands'],
  ['Alt-1…9', 'other hosts'],
  ['F1', 'help'],
  ['F3', 'processes'],
  ['F4', 'timeline'],
  ['F5', 'events'],
];

function commandHints({ focus }: ScreenState): readonly Hint[] {
  const first: { readonly [pane in PaneName]: readonly Hint[] } = {
    room: [['Enter', 'console']],
    consoles: [['Enter', 'type']],
    processes: [['Enter', 'its console']],
    timeline: [],
    events: [
      ['Enter', 'remote calls'],
      ['/', 'filter'],
    ],
    ladder: [['Esc', 'close']],
    help: [['Esc', 'close']],
  };
  return [
    ...first[focus],
    ['Tab', 'pane'],
    ['c', 'crash'],
    ['r', 'reboot'],
    [':', 'command'],
    ['z', 'zoom'],
    ['+ -', 'speed'],
    ['?', 'all keys'],
    ['q', 'quit'],
    ['Esc', 'back'],
  ];
}
