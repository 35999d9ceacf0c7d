/**
 * The terminal itself: blessed holds the screen and sends what has changed. All that blessed is too old for is put
 * right here: it is never told the terminal's real type, gets no input and no signals, and every way out leaves the
 * terminal as it was found.
 */
import { createRequire } from 'node:module';
import { PassThrough, Writable } from 'node:stream';
import type { Canvas } from './canvas.js';

/** What is used of blessed. */
interface Blessed {
  program(options: object): Program;
  screen(options: object): Screen;
  readonly unicode: { charWidth(text: string, at?: number): number };
}
interface Program {
  cols: number;
  rows: number;
  flush(): void;
}
interface Screen {
  readonly lines: Line[];
  alloc(): void;
  draw(first: number, last: number): void;
}
type Line = [style: number, character: string][] & { dirty: boolean };

export interface TerminalOutput {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

export interface Surface {
  /** Show the canvas; the cursor is at a cell, or hidden. Answers the bytes that were sent. */
  show(canvas: Canvas, cursor: { readonly column: number; readonly row: number } | null): number;
  /** The window has another size, or somebody else has written on it: the next `show` sends everything. */
  refresh(columns: number, rows: number): void;
  /** Begin to use the terminal: alternate screen, mouse, bracketed paste. */
  enter(): void;
  /** Leave it as it was found. May be called more than once. */
  leave(): void;
}

const ENTER =
  '\x1b[?1049h\x1b[?1l\x1b>\x1b[r\x1b[m\x1b[2J\x1b[?1000h\x1b[?1002h\x1b[?1006h\x1b[?2004h\x1b[?25l';
const LEAVE = '\x1b[?2004l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1l\x1b>\x1b[r\x1b[m\x1b[?1049l\x1b[?25h';
/** The terminal shows what comes between at once. */
const BEGIN_FRAME = '\x1b[?2026h\x1b[?25l';
const END_FRAME = '\x1b[?2026l';

export function createSurface(output: TerminalOutput, colourDepth: number): Surface {
  let frame = '';
  let entered = false;
  // blessed's own beginnings and ends go nowhere; of what it draws, frames are made.
  let listening = false;
  const proxy = Object.assign(
    new Writable({
      write(chunk: Buffer | string, _encoding, done) {
        if (listening) frame += chunk.toString();
        done();
      },
      decodeStrings: false,
    }),
    { columns: output.columns, rows: output.rows, isTTY: true },
  );
  const { blessed, program, screen } = quietly(() => {
    const blessed = createRequire(import.meta.url)('blessed') as Blessed;
    const program = blessed.program({
      input: new PassThrough(),
      output: proxy,
      // Its own description of that name; newer ones it cannot read.
      terminal: colourDepth >= 8 ? 'xterm-256color' : 'xterm',
      forceUnicode: true,
      resizeTimeout: 0,
    });
    const screen = blessed.screen({ program, fullUnicode: true, cursor: { shape: null } });
    program.flush();
    return { blessed, program, screen };
  });
  listening = true;

  function copyCells(canvas: Canvas): void {
    const { width, height, characters, styles } = canvas;
    for (let row = 0; row < height; row++) {
      const line = screen.lines[row];
      if (line === undefined) return;
      for (let column = 0; column < width; column++) {
        const cell = line[column];
        if (cell === undefined) break;
        const at = row * width + column;
        const drawn = characters[at];
        const character = drawn === '' ? '\0' : drawn;
        if (cell[0] === styles[at] && cell[1] === character) continue;
        cell[0] = styles[at];
        cell[1] = character;
        line.dirty = true;
      }
    }
  }

  /** Characters whose width blessed and the guest's terminal do not agree on would move all that follows. */
  function replaceUnsure(canvas: Canvas): void {
    const { characters } = canvas;
    for (let at = 0; at < characters.length; at++) {
      const character = characters[at];
      if (character.length === 1 && character < '\u1100') continue;
      if (character === '') continue;
      const isWide = characters[at + 1] === '';
      if (blessed.unicode.charWidth(character) === (isWide ? 2 : 1)) continue;
      characters[at] = '?';
      if (isWide) characters[at + 1] = ' ';
    }
  }

  return {
    show(canvas, cursor) {
      replaceUnsure(canvas);
      copyCells(canvas);
      frame = '';
      screen.draw(0, canvas.height - 1);
      program.flush();
      const place = cursor === null ? '' : `\x1b[${cursor.row + 1};${cursor.column + 1}H\x1b[?25h`;
      const text = `${BEGIN_FRAME}${frame}${place}${END_FRAME}`;
      if (entered) output.write(text);
      return text.length;
    },
    refresh(columns, rows) {
      proxy.columns = program.cols = columns;
      proxy.rows = program.rows = rows;
      screen.alloc();
      program.flush();
      if (entered) output.write('\x1b[m\x1b[2J');
    },
    enter() {
      if (entered) return;
      entered = true;
      output.write(ENTER);
    },
    leave() {
      if (!entered) return;
      entered = false;
      output.write(LEAVE);
    },
  };
}

const QUIET_EVENTS = ['uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'exit'] as const;

/** blessed puts handlers of its own on the process and reads the environment: neither is left behind. */
function quietly<T>(make: () => T): T {
  const before = QUIET_EVENTS.map((event) => new Set(process.listeners(event as 'exit')));
  const { TMUX: tmux } = process.env;
  delete process.env['TMUX'];
  process.env['NCURSES_NO_UTF8_ACS'] = '1';
  try {
    return make();
  } finally {
    delete process.env['NCURSES_NO_UTF8_ACS'];
    if (tmux !== undefined) process.env['TMUX'] = tmux;
    for (const [i, event] of QUIET_EVENTS.entries())
      for (const listener of process.listeners(event as 'exit'))
        if (!before[i].has(listener)) process.removeListener(event, listener);
  }
}
