/**
 * What panes draw on: a grid of cells, each a character and its style, and areas of it with their own corner that
 * nothing can leave. A style is one number, as blessed has it: flags, foreground, background, nine bits each colour.
 */
export type Style = number;

const DEFAULT_COLOUR = 0x1ff;
export const Flag = { BOLD: 1, UNDERLINE: 2, BLINK: 4, INVERSE: 8, INVISIBLE: 16 } as const;

/** Colours are palette indices 0 .. 255; null is the terminal's own. */
export const style = (foreground: number | null, background: number | null = null, flags = 0): Style =>
  (flags << 18) | ((foreground ?? DEFAULT_COLOUR) << 9) | (background ?? DEFAULT_COLOUR);

export const PLAIN = style(null);
export const withFlags = (base: Style, flags: number): Style => base | (flags << 18);

/** A piece of text in one style. */
export type Piece = readonly [text: string, style: Style];

export interface Area {
  readonly width: number;
  readonly height: number;
  /** Characters of width 1; what does not fit is cut off. Answers the column after it. */
  put(column: number, row: number, text: string, style?: Style): number;
  pieces(column: number, row: number, pieces: readonly Piece[]): number;
  /** One cell; '' is the right half of a wide character. */
  cell(column: number, row: number, character: string, style: Style): void;
  fill(style: Style, character?: string): void;
  part(column: number, row: number, width: number, height: number): Area;
}

export interface Canvas extends Area {
  readonly styles: Int32Array;
  readonly characters: string[];
  /** As text, a line each, without blanks at the ends. */
  text(): string;
}

export function createCanvas(width: number, height: number): Canvas {
  const styles = new Int32Array(width * height).fill(PLAIN);
  const characters = new Array<string>(width * height).fill(' ');

  function area(left: number, top: number, columns: number, rows: number): Area {
    const cell = (column: number, row: number, character: string, drawn: Style): void => {
      if (column < 0 || row < 0 || column >= columns || row >= rows) return;
      const at = (top + row) * width + left + column;
      characters[at] = character;
      styles[at] = drawn;
    };
    const put = (column: number, row: number, text: string, drawn: Style = PLAIN): number => {
      let at = column;
      for (const character of text) cell(at++, row, character < ' ' ? ' ' : character, drawn);
      return at;
    };
    return {
      width: columns,
      height: rows,
      cell,
      put,
      pieces: (column, row, pieces) =>
        pieces.reduce((at, [text, drawn]) => put(at, row, text, drawn), column),
      fill(drawn, character = ' ') {
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < columns; column++) cell(column, row, character, drawn);
      },
      part(column, row, partWidth, partHeight) {
        const right = Math.max(0, Math.min(partWidth, columns - column));
        const bottom = Math.max(0, Math.min(partHeight, rows - row));
        return area(left + column, top + row, right, bottom);
      },
    };
  }

  return {
    ...area(0, 0, width, height),
    styles,
    characters,
    text: () =>
      Array.from({ length: height }, (_, row) =>
        characters
          .slice(row * width, (row + 1) * width)
          .join('')
          .trimEnd(),
      ).join('\n'),
  };
}

/** Exactly so many columns: cut off with an ellipsis, or filled up. */
export const fit = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…`.slice(0, width) : text.padEnd(width);

export const fitLeft = (text: string, width: number): string => fit(text.padStart(width), width);
