/** What the screen shows at present, as far as the person decides it. */
import type { Style } from './canvas.js';
import type { LogEntry } from './event-log.js';
import type { WireCall } from './frame-log.js';
import type { PaneName, ViewName } from './layout.js';

/** Panes with a line that is chosen. */
export type ListName = 'room' | 'processes' | 'timeline' | 'events' | 'ladder' | 'help';
export const isList = (pane: PaneName): pane is ListName => pane !== 'consoles';

/** Of these, the choice is the first line that is shown. */
export const isScrolled = (list: ListName): boolean =>
  list === 'help' || list === 'ladder' || list === 'timeline';

export interface Ladder {
  readonly entry: LogEntry;
  readonly calls: readonly WireCall[];
}

export interface ScreenState {
  columns: number;
  rows: number;
  view: ViewName;
  /** Where help and a ladder go back to. */
  viewBefore: ViewName;
  tiles: number;
  zoomed: boolean;
  /** Place of the host whose console is shown, the first of several. */
  shown: number;
  /** Keys are commands; otherwise they are the guest's. */
  commanding: boolean;
  /** A line after `:` is being typed. */
  typing: boolean;
  /** The pane that keys go to among the commands. */
  focus: PaneName;
  readonly selected: { [list in ListName]: number };
  /** The newest event stays chosen. */
  followsEvents: boolean;
  filter: string;
  timelineNs: number;
  ladder: Ladder | null;
  message: { readonly text: string; readonly style: Style } | null;
  /** A second `q` leaves. */
  quitting: boolean;
}

export const createScreenState = (columns: number, rows: number): ScreenState => ({
  columns,
  rows,
  view: 'consoles',
  viewBefore: 'consoles',
  tiles: 1,
  zoomed: false,
  shown: 0,
  commanding: false,
  typing: false,
  focus: 'room',
  selected: { room: 0, processes: 0, timeline: 0, events: 0, ladder: 0, help: 0 },
  followsEvents: true,
  filter: '',
  timelineNs: 60e9,
  ladder: null,
  message: null,
  quitting: false,
});
