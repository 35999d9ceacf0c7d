/** The machine room: a line or a card for each host, the servers' disks, the Ethernet. */
import { type Area, Flag, fit, fitLeft, type Piece, PLAIN, type Style, withFlags } from './canvas.js';
import { bar, percent, shortNumber, shortTime, sparkline } from './marks.js';
import type { HostRow, Model } from './model.js';
import { hostStyle, palette } from './palette.js';

export const machineNames: { readonly [machine: string]: string } = {
  sun3: 'Sun 3/75',
  'sun3/60': 'Sun 3/60',
  ds3100: 'DS 3100',
};

const powerStyles: { readonly [power: string]: Style } = {
  up: palette.good,
  booting: palette.warning,
  off: palette.muted,
  halted: palette.bad,
};
export const powerWord = ({ power }: HostRow['state']): string => (power === 'halted' ? 'DOWN' : power);

/** Rows that a room of so many hosts wants at this width. */
export const roomRows = (hosts: number, width: number): number => (isWide(width) ? 1 + hosts : 2 * hosts) + 1;
/** A line for each host when all columns fit, a card of two lines otherwise. */
const isWide = (width: number): boolean => width >= 80;

export interface RoomChoice {
  /** Host whose console is shown, and the one that keys act on; places in the cluster. */
  readonly shown: number;
  readonly selected: number;
  readonly focused: boolean;
}

/** Hosts that are or have been on. */
export const shownRows = (model: Model): readonly HostRow[] =>
  model.rows().filter(({ state }) => state.power !== 'off');

/** Where hosts stand in an area: rows for each, the first row, how many there is room for, the first of them. */
export function roomPlaces(
  { width, height }: Pick<Area, 'width' | 'height'>,
  hosts: number,
  selected: number,
) {
  const wide = isWide(width);
  const perHost = wide ? 1 : 2;
  const top = wide ? 1 : 0;
  const places = Math.max(1, Math.floor((height - top - 1) / perHost));
  const first = Math.max(0, Math.min(selected - Math.floor(places / 2), hosts - places));
  return { perHost, top, places, first };
}

export function paintRoom(area: Area, model: Model, choice: RoomChoice): void {
  const rows = shownRows(model);
  const wide = isWide(area.width);
  if (wide) area.put(0, 0, fit(wideHeading, area.width), palette.muted);
  const { perHost, top, places, first } = roomPlaces(area, rows.length, choice.selected);
  for (const [i, row] of rows.slice(first, first + places).entries()) {
    const at = area.part(0, top + i * perHost, area.width, perHost);
    const mark: Piece = [row.index === choice.shown ? '▸' : ' ', palette.accent];
    const isSelected = choice.focused && row.index === choice.selected;
    const name = withFlags(isSelected ? palette.selected : hostStyle(row.index), Flag.BOLD);
    if (wide) paintLine(at, row, mark, name);
    else paintCard(at, row, mark, name);
  }
  paintWire(area.part(0, top + Math.min(places, rows.length) * perHost, area.width, 1), model);
}

/** Widths of the bars. */
const PROCESSOR = 8;
const MEMORY = 8;
const wideHeading = `   # ${fit('host', 9)} ${fit('machine', 8)} ${fit('state', 7)} idle load  ${fit('processor', PROCESSOR + 1)} ${fit('memory', MEMORY)} procs rpc/s`;

const numberOf = ({ index }: HostRow): string => fitLeft(String(index + 1), 2);

function paintLine(area: Area, row: HostRow, mark: Piece, name: Style): void {
  const { state, load, rates } = row;
  const isOn = state.power === 'up' || state.power === 'booting';
  const at = area.pieces(0, 0, [
    mark,
    [`${numberOf(row)} `, palette.muted],
    [fit(state.name, 9), name],
    [` ${fit(machineNames[state.machine] ?? state.machine, 8)} `, PLAIN],
    [fit(powerWord(state), 7), powerStyles[state.power]],
  ]);
  if (!isOn) return;
  const then = area.pieces(at, 0, [
    [`${fitLeft(shortTime(state.idleNs), 5)}${fitLeft(load.toFixed(1), 5)}  `, PLAIN],
    ...processorBar(row, PROCESSOR),
    ['  ', PLAIN],
    ...memoryBar(row, MEMORY),
    [`${fitLeft(processCounts(row), 6)}${fitLeft(shortNumber(rates.rpc), 6)} `, PLAIN],
  ]);
  area.put(then, 0, sparkline(row.busy, Math.max(0, Math.min(24, area.width - then - 1)), 1), palette.accent);
}

function paintCard(area: Area, row: HostRow, mark: Piece, name: Style): void {
  const { state, load, rates } = row;
  const isOn = state.power === 'up' || state.power === 'booting';
  area.pieces(0, 0, [
    mark,
    [`${numberOf(row)} `, palette.muted],
    [fit(state.name, 10), name],
    [`${fit(machineNames[state.machine] ?? state.machine, 9)}`, PLAIN],
    [fit(powerWord(state), 8), powerStyles[state.power]],
    [isOn ? `idle ${fit(shortTime(state.idleNs), 4)} load ${load.toFixed(1)}` : '', palette.muted],
  ]);
  if (!isOn) return;
  const at = area.pieces(4, 1, [
    ...processorBar(row, 10),
    [' ', PLAIN],
    ...memoryBar(row, 10),
    [` ${fit(`${processCounts(row)} pr`, 9)}${fit(`${shortNumber(rates.rpc)} rpc/s`, 10)}`, palette.muted],
  ]);
  area.put(at, 1, sparkline(row.busy, Math.max(0, area.width - at - 1), 1), palette.accent);
}

const processorBar = ({ rates }: HostRow, width: number): readonly Piece[] =>
  bar(
    [
      [rates.user, palette.user],
      [rates.kernel, palette.kernel],
      [rates.serving, palette.serving],
    ],
    1,
    width,
  );

const memoryBar = ({ state: { memory } }: HostRow, width: number): readonly Piece[] =>
  bar(
    [
      [memory.kernelBytes, palette.kernelMemory],
      [memory.pageBytes, palette.pages],
      [memory.cacheBytes, palette.cache],
    ],
    memory.totalBytes,
    width,
  );

/** At home, away, foreign; the last two only when there are any. */
function processCounts({ state: { processes } }: HostRow): string {
  const away = processes.filter(({ state }) => state === 'away').length;
  const foreign = processes.filter(({ isForeign }) => isForeign).length;
  const home = processes.length - away - foreign;
  return away + foreign === 0 ? String(home) : `${home}/${away}/${foreign}`;
}

/** The last line: the Ethernet and the disks. */
function paintWire(area: Area, model: Model): void {
  const use = model.ethernet();
  const { loss } = model.cluster.network.faults.rates();
  const pieces: Piece[] = [
    ['    Ethernet ', palette.muted],
    [sparkline(use, 10, 0.5), palette.accent],
    [` ${fit(percent(use.at(-1) ?? 0), 5)}`, PLAIN],
  ];
  if (loss > 0) pieces.push([`losing ${percent(loss)} `, palette.bad]);
  for (const { state, rates } of model.rows())
    for (const [i, disk] of state.disks.entries()) {
      const full = 1 - disk.freeKbytes / disk.sizeKbytes;
      pieces.push([`  ${state.name}:${disk.prefix} `, palette.muted]);
      pieces.push(...bar([[rates.disks[i] ?? 0, palette.warning]], 1, 5));
      pieces.push([` ${percent(full)} full`, PLAIN]);
    }
  area.pieces(0, 0, pieces);
}
