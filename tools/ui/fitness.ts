/** Whether a terminal is fit for the full-screen program; if not, why, and what to use instead. */
export const LEAST_COLUMNS = 80;
export const LEAST_ROWS = 24;

export interface TerminalFacts {
  readonly isTerminal: boolean;
  /** Of $TERM. */
  readonly type: string;
  /** Bits, as Node tells: 1 is no colour. */
  readonly colourDepth: number;
  readonly columns: number;
  readonly rows: number;
}

/** Names of terminals that move the cursor but have no colour. */
const WITHOUT_COLOUR = /^(vt\d|dumb|unknown|xterm-mono|hp|wy|adm|tvi)/;
const WITHOUT_TERMINAL = "use: sprite run -c 'COMMANDS'";
const INSTEAD = `${WITHOUT_TERMINAL}, or: sprite console`;

/** One line, or null when all is well. */
export function unfitness({ isTerminal, type, colourDepth, columns, rows }: TerminalFacts): string | null {
  if (!isTerminal) return `the full-screen program needs a terminal; without one ${WITHOUT_TERMINAL}`;
  if (type === '' || type === 'dumb')
    return `a terminal of type ${type === '' ? 'nothing' : type} cannot show the screen; ${INSTEAD}`;
  if (colourDepth <= 1 || WITHOUT_COLOUR.test(type))
    return `the screen needs colours, and this terminal (${type}) has none; ${INSTEAD}`;
  return tooSmall(columns, rows) === null
    ? null
    : `${tooSmall(columns, rows)}; make the window larger, or ${INSTEAD}`;
}

/** What is wrong with a window of this size, or null. */
export const tooSmall = (columns: number, rows: number): string | null =>
  columns >= LEAST_COLUMNS && rows >= LEAST_ROWS
    ? null
    : `the screen needs ${LEAST_COLUMNS} columns and ${LEAST_ROWS} rows; this window has ${columns} and ${rows}`;

/**
 * What speaks of the terminal itself. The rest of what Node would look at (CI, NO_COLOR, FORCE_COLOR) is about colour in
 * lines of output; this screen without colour would be no screen.
 */
const terminalsOwn = ({ TERM, COLORTERM, TMUX }: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries({ TERM, COLORTERM, TMUX }).filter(([, value]) => value !== undefined));

export const factsOf = (input: NodeJS.ReadStream, output: NodeJS.WriteStream): TerminalFacts => ({
  isTerminal: input.isTTY === true && output.isTTY === true,
  type: process.env['TERM'] ?? '',
  colourDepth: output.isTTY === true ? output.getColorDepth(terminalsOwn(process.env)) : 1,
  columns: output.columns ?? 0,
  rows: output.rows ?? 0,
});
