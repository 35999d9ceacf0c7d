/** A canvas as a picture: rectangles of background, runs of text, in the colours of a terminal. */
import { type Canvas, Flag } from './canvas.js';

const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 17;
const MARGIN = 10;
const DEFAULT = 0x1ff;
const PAPER = '#16181d';
const INK = '#d8dae0';

const basic = [
  '#1c1c1c',
  '#cd3131',
  '#0dbc79',
  '#c5a332',
  '#2472c8',
  '#bc3fbc',
  '#11a8cd',
  '#c8c8c8',
  '#666666',
  '#f14c4c',
  '#23d18b',
  '#f5f543',
  '#3b8eea',
  '#d670d6',
  '#29b8db',
  '#ffffff',
] as const;
const cubeLevels = [0, 95, 135, 175, 215, 255] as const;

/** Of the 256-colour palette. */
function colourOf(index: number): string {
  if (index < basic.length) return basic[index];
  if (index >= 232) return rgb(8 + 10 * (index - 232), 8 + 10 * (index - 232), 8 + 10 * (index - 232));
  const place = index - 16;
  return rgb(
    cubeLevels[Math.floor(place / 36)],
    cubeLevels[Math.floor(place / 6) % 6],
    cubeLevels[place % 6],
  );
}

const rgb = (...parts: readonly number[]): string =>
  `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Run {
  readonly column: number;
  readonly text: string;
  readonly style: number;
}

function runsOf({ width, characters, styles }: Canvas, row: number): readonly Run[] {
  const runs: Run[] = [];
  for (let column = 0; column < width; ) {
    const style = styles[row * width + column];
    let end = column;
    while (end < width && styles[row * width + end] === style) end++;
    runs.push({ column, text: characters.slice(row * width + column, row * width + end).join(''), style });
    column = end;
  }
  return runs;
}

/** `cursor`: where it is shown, or null. */
export function svgOf(
  canvas: Canvas,
  cursor: { readonly column: number; readonly row: number } | null,
): string {
  const width = canvas.width * CELL_WIDTH + 2 * MARGIN;
  const height = canvas.height * CELL_HEIGHT + 2 * MARGIN;
  const x = (column: number): string => (MARGIN + column * CELL_WIDTH).toFixed(1);
  const y = (row: number): number => MARGIN + row * CELL_HEIGHT;
  const back: string[] = [];
  const front: string[] = [];
  for (let row = 0; row < canvas.height; row++)
    for (const { column, text, style } of runsOf(canvas, row)) {
      const flags = style >> 18;
      const isInverse = (flags & Flag.INVERSE) !== 0;
      const [ink, paper] = [(style >> 9) & DEFAULT, style & DEFAULT];
      const inkColour = ink === DEFAULT ? INK : colourOf(ink);
      const paperColour = paper === DEFAULT ? PAPER : colourOf(paper);
      const [foreground, background] = isInverse ? [paperColour, inkColour] : [inkColour, paperColour];
      if (background !== PAPER)
        back.push(
          `<rect x="${x(column)}" y="${y(row)}" width="${(text.length * CELL_WIDTH).toFixed(1)}" height="${CELL_HEIGHT}" fill="${background}"/>`,
        );
      if (text.trim() === '') continue;
      const bold = (flags & Flag.BOLD) !== 0 ? ' font-weight="bold"' : '';
      front.push(
        `<text x="${x(column)}" y="${y(row) + 13}" textLength="${(text.length * CELL_WIDTH).toFixed(1)}" fill="${foreground}"${bold}>${escaped(text)}</text>`,
      );
    }
  if (cursor !== null)
    back.push(
      `<rect x="${x(cursor.column)}" y="${y(cursor.row)}" width="${CELL_WIDTH}" height="${CELL_HEIGHT}" fill="${INK}"/>`,
    );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height.toFixed(0)}" viewBox="0 0 ${width.toFixed(0)} ${height.toFixed(0)}">`,
    `<rect width="100%" height="100%" rx="6" fill="${PAPER}"/>`,
    ...back,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="14" xml:space="preserve">',
    ...front,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}
