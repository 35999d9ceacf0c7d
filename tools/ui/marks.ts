/** Small pictures in a line of text: sparklines, bars of several parts, and numbers short enough to stand beside. */
import type { Piece, Style } from './canvas.js';
import { palette } from './palette.js';

const LEVELS = '▁▂▃▄▅▆▇█';

/** The last `width` values of 0 .. `most`, each a column; older ones are blanks when there are not so many. */
export function sparkline(values: readonly number[], width: number, most: number): string {
  const shown = values.slice(-width).map((value) => {
    const level = Math.ceil((value / most) * LEVELS.length) - 1;
    return value <= 0 ? LEVELS[0] : LEVELS[Math.max(0, Math.min(LEVELS.length - 1, level))];
  });
  return shown.join('').padStart(width);
}

/** Parts of `whole`, one after the other, each rounded so that the ends are right; the rest is a quiet line. */
export function bar(
  parts: readonly (readonly [value: number, style: Style])[],
  whole: number,
  width: number,
): readonly Piece[] {
  let sum = 0;
  let filled = 0;
  const pieces = parts.map(([value, style]): Piece => {
    sum += value;
    const end = whole === 0 ? 0 : Math.min(width, Math.round((sum / whole) * width));
    const piece: Piece = ['■'.repeat(Math.max(0, end - filled)), style];
    filled = Math.max(filled, end);
    return piece;
  });
  return [...pieces, ['·'.repeat(width - filled), palette.muted]];
}

/** 7s, 4m, 2h, 3d. */
export function shortTime(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** h:mm:ss or m:ss. */
export function clockTime(ns: number): string {
  const seconds = Math.floor(ns / 1e9);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** 0, 7.5, 42, 3.1k. */
export function shortNumber(value: number): string {
  if (value >= 10_000) return `${Math.round(value / 1000)}k`;
  if (value >= 1000) return `${(value / 1000).toFixed(1)}k`;
  return value >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

export const percent = (fraction: number): string => `${Math.round(100 * fraction)}%`;
