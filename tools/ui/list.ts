/** A list of which one line is chosen: which lines are shown, and where the choice goes with each key. */
import type { Area, Piece } from './canvas.js';
import { palette } from './palette.js';

/** First line shown so that `selected` is among `places`, with the last at the bottom when there are too many. */
export const firstShown = (selected: number, places: number, count: number): number =>
  Math.max(0, Math.min(selected - Math.floor(places / 2), count - places));

/** First line shown of a text that is scrolled, with no line chosen. */
export const firstScrolled = (wanted: number, places: number, count: number): number =>
  Math.max(0, Math.min(wanted, count - places));

/** The new choice, or null for a key that does not move it. */
export function moved(name: string, selected: number, count: number, page: number): number | null {
  const to = (place: number): number => Math.max(0, Math.min(count - 1, place));
  switch (name) {
    case 'up':
    case 'k':
    case 'wheel-up':
      return to(selected - 1);
    case 'down':
    case 'j':
    case 'wheel-down':
      return to(selected + 1);
    case 'pageup':
      return to(selected - page);
    case 'pagedown':
      return to(selected + page);
    case 'home':
    case 'g':
      return to(0);
    case 'end':
    case 'G':
      return to(count - 1);
    default:
      return null;
  }
}

/** A line of pieces; the chosen one is a bar. */
export function listLine(area: Area, row: number, pieces: readonly Piece[], isSelected: boolean): void {
  if (!isSelected) {
    area.pieces(0, row, pieces);
    return;
  }
  area.part(0, row, area.width, 1).fill(palette.selected);
  area.pieces(
    0,
    row,
    pieces.map(([text]): Piece => [text, palette.selected]),
  );
}
