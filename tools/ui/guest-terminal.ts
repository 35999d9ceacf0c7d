/**
 * A host's console as a terminal: what the guest writes goes through a VT100-class emulator with scrollback, and any
 * part of its screen can be painted. Widths of characters are the emulator's.
 */
import xterm, { type IBufferCell } from '@xterm/headless';
import { type Area, Flag, type Style, style } from './canvas.js';

export interface GuestTerminal {
  write(bytes: Uint8Array): void;
  /** Everything written is on the screen. */
  readonly isUpToDate: boolean;
  resize(columns: number, rows: number): void;
  readonly columns: number;
  readonly rows: number;
  /** Paint the screen, or `scrolledBy` lines above it. */
  paint(area: Area, scrolledBy: number): void;
  /** Where the cursor is in an area that is not scrolled; null when it is not shown. */
  cursor(): { readonly column: number; readonly row: number } | null;
  /** Lines above the screen. */
  scrollback(): number;
  /** What the arrow keys send. */
  readonly applicationCursorKeys: boolean;
  /** All lines, scrollback included; those that were too long for the screen are whole. */
  text(): string;
}

export interface GuestTerminalEvents {
  /** Something written is now on the screen. */
  changed(): void;
  /** The terminal answers a question of the guest. */
  answered(bytes: string): void;
}

const SCROLLBACK_LINES = 1000;

export function createGuestTerminal(
  columns: number,
  rows: number,
  { changed, answered }: GuestTerminalEvents,
): GuestTerminal {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
  });
  terminal.onWriteParsed(changed);
  terminal.onData(answered);
  const scratch = terminal.buffer.active.getNullCell();
  let unwritten = 0;

  return {
    write(bytes) {
      unwritten++;
      terminal.write(bytes, () => {
        unwritten--;
      });
    },
    get isUpToDate() {
      return unwritten === 0;
    },
    resize(newColumns, newRows) {
      if (newColumns !== terminal.cols || newRows !== terminal.rows) terminal.resize(newColumns, newRows);
    },
    get columns() {
      return terminal.cols;
    },
    get rows() {
      return terminal.rows;
    },
    paint(area, scrolledBy) {
      const buffer = terminal.buffer.active;
      const first = Math.max(0, buffer.baseY - scrolledBy);
      for (let row = 0; row < area.height; row++) {
        const line = buffer.getLine(first + row);
        if (line === undefined) continue;
        for (let column = 0; column < area.width; column++) {
          const cell = line.getCell(column, scratch);
          if (cell === undefined) break;
          area.cell(column, row, cell.getWidth() === 0 ? '' : cell.getChars() || ' ', styleOf(cell));
        }
      }
    },
    cursor() {
      const { cursorX, cursorY } = terminal.buffer.active;
      return { column: Math.min(cursorX, terminal.cols - 1), row: cursorY };
    },
    scrollback: () => terminal.buffer.active.baseY,
    get applicationCursorKeys() {
      return terminal.modes.applicationCursorKeysMode;
    },
    text() {
      const buffer = terminal.buffer.normal;
      const lines: string[] = [];
      for (let row = 0; row < buffer.length; row++) {
        const line = buffer.getLine(row);
        if (line === undefined) continue;
        const text = line.translateToString(true);
        if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
        else lines.push(text);
      }
      while (lines.at(-1) === '') lines.pop();
      return `${lines.join('\n')}\n`;
    },
  };
}

function styleOf(cell: IBufferCell): Style {
  if (cell.isAttributeDefault()) return style(null);
  const flags =
    (cell.isBold() ? Flag.BOLD : 0) |
    (cell.isUnderline() ? Flag.UNDERLINE : 0) |
    (cell.isBlink() ? Flag.BLINK : 0) |
    (cell.isInverse() ? Flag.INVERSE : 0) |
    (cell.isInvisible() ? Flag.INVISIBLE : 0);
  const foreground = cell.isFgRGB()
    ? cubeColour(cell.getFgColor())
    : cell.isFgPalette()
      ? cell.getFgColor()
      : null;
  const background = cell.isBgRGB()
    ? cubeColour(cell.getBgColor())
    : cell.isBgPalette()
      ? cell.getBgColor()
      : null;
  return style(foreground, background, flags);
}

/** A 24-bit colour in the palette's cube of 6 x 6 x 6. */
function cubeColour(rgb: number): number {
  const level = (shift: number): number => Math.round((((rgb >> shift) & 0xff) / 255) * 5);
  return 16 + 36 * level(16) + 6 * level(8) + level(0);
}
