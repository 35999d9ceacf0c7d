/** Which line of a list is at a row of its pane. */
import type { Placed } from './layout.js';
import { firstShown } from './list.js';
import type { Scene } from './paint.js';
import { processLines } from './process-pane.js';
import { roomPlaces, shownRows } from './room-pane.js';

/** `row` counts from below the title. Null where there is none. */
export function lineAt(
  { state, model, log }: Scene,
  { pane, width, height }: Placed,
  row: number,
): number | null {
  const inside = height - 1;
  const within = (place: number, count: number): number | null =>
    place >= 0 && place < count ? place : null;
  switch (pane) {
    case 'room': {
      const rows = shownRows(model);
      const { perHost, top, first } = roomPlaces({ width, height: inside }, rows.length, state.selected.room);
      const place = within(first + Math.floor((row - top) / perHost), rows.length);
      return place === null || row < top ? null : rows[place].index;
    }
    case 'processes': {
      const { length } = processLines(model);
      return row === 0
        ? null
        : within(firstShown(state.selected.processes, inside - 1, length) + row - 1, length);
    }
    case 'events': {
      const { length } = log.entries(state.filter);
      const selected = state.followsEvents ? length - 1 : state.selected.events;
      return within(firstShown(selected, inside, length) + row, length);
    }
    default:
      return null;
  }
}
