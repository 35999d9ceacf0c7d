/**
 * As much of a VT100's screen as the tests need: what a person would see of a console. Characters after the last
 * column go to the next row, but not before they come. Source: the VT100's manual, chapter 3 (control functions).
 */
const ESC = '\x1b';

export interface Screen {
  /** Bytes as they come; those of UTF-8 that continue a character take no room. */
  write(text: string): void;
  /** From the top, without blanks at the ends, up to the last that is not empty. */
  rows(): readonly string[];
  /** The rows from the last one on that begins with `prompt`, joined. */
  fromPrompt(prompt: string): string;
  readonly cursor: { readonly row: number; readonly column: number };
}

export function createScreen(height: number, width: number): Screen {
  let cells: string[][] = blankRows(height);
  const cursor = { row: 0, column: 0 };
  /** Since an ESC. */
  let sequence = '';

  function blankRows(count: number): string[][] {
    return Array.from({ length: count }, () => []);
  }

  function newline(): void {
    if (cursor.row < height - 1) cursor.row++;
    else cells = [...cells.slice(1), []];
  }

  function put(c: string): void {
    const row = (): string[] => cells[cursor.row];
    if (c >= '\x80' && c < '\xc0' && cursor.column > 0 && (row()[cursor.column - 1] ?? '') >= '\x80') {
      row()[cursor.column - 1] += c;
      return;
    }
    if (cursor.column === width) {
      newline();
      cursor.column = 0;
    }
    row()[cursor.column++] = c;
  }

  function clearBelow(): void {
    cells[cursor.row].length = Math.min(cells[cursor.row].length, onScreen());
    for (let row = cursor.row + 1; row < height; row++) cells[row] = [];
  }

  /** The cursor waits in the last column when the row is full. */
  const onScreen = (): number => Math.min(cursor.column, width - 1);

  function control(): void {
    const match = /^\[(\d*)([A-Z])$/.exec(sequence.slice(1));
    if (match === null) throw new Error(`the screen does not know ${JSON.stringify(sequence)}`);
    const count = match[1] === '' ? 1 : Number(match[1]);
    switch (match[2]) {
      case 'A':
        cursor.row = Math.max(0, cursor.row - count);
        return;
      case 'B':
        cursor.row = Math.min(height - 1, cursor.row + count);
        return;
      case 'C':
        cursor.column = Math.min(width - 1, onScreen() + count);
        return;
      case 'D':
        cursor.column = Math.max(0, onScreen() - count);
        return;
      case 'H':
        cursor.row = cursor.column = 0;
        return;
      case 'J':
        if (match[1] === '2') cells = blankRows(height);
        else clearBelow();
        return;
      default:
        throw new Error(`the screen does not know ${JSON.stringify(sequence)}`);
    }
  }

  function take(c: string): void {
    if (sequence !== '' || c === ESC) {
      sequence += c;
      if (!/^(\[\d*)?$/.test(sequence.slice(1))) {
        control();
        sequence = '';
      }
    } else if (c === '\r') cursor.column = 0;
    else if (c === '\n') newline();
    else if (c === '\b') cursor.column = Math.max(0, onScreen() - 1);
    else if (c >= ' ') put(c);
  }

  function rows(): readonly string[] {
    const texts = cells.map((row) =>
      Array.from(row, (cell) => cell ?? ' ')
        .join('')
        .trimEnd(),
    );
    return texts.slice(0, 1 + texts.findLastIndex((text) => text !== ''));
  }

  return {
    write(text) {
      for (const c of text) take(c);
    },
    rows,
    fromPrompt(prompt) {
      const all = rows();
      const start = all.findLastIndex((row) => row.startsWith(prompt.trimEnd()));
      return all.slice(start).join('');
    },
    cursor,
  };
}
