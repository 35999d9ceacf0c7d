/**
 * What becomes of a character on its way to the screen: newlines get their carriage return, tabs become blanks,
 * and the column is known, so that echo can take back what it has written.
 */
import { hasLocal, isRaw, LocalFlag, ModeFlag, type TtyModes } from './modes.js';

export interface OutputProcessor {
  column(): number;
  /** The characters to send for `byte`. */
  process(modes: TtyModes, byte: number): readonly number[];
  /** The characters that show a typed character: control characters as ^X. */
  show(modes: TtyModes, byte: number): readonly number[];
}

export const Char = {
  BELL: 0x07,
  BACKSPACE: 0x08,
  TAB: 0x09,
  NEWLINE: 0x0a,
  RETURN: 0x0d,
  SPACE: 0x20,
  SLASH: 0x2f,
  CARET: 0x5e,
  BACKSLASH: 0x5c,
  DELETE: 0x7f,
} as const;

const TAB_STOP = 8;
/** Most characters that `process` answers. */
export const MAX_EXPANSION = TAB_STOP;

const isControl = (byte: number): boolean => byte < Char.SPACE || byte === Char.DELETE;

/** Columns a typed character takes when it is echoed at `column`. */
export function echoWidth(modes: TtyModes, byte: number, column: number): number {
  if (byte === Char.TAB) return TAB_STOP - (column % TAB_STOP);
  if (isControl(byte)) return hasLocal(modes, LocalFlag.CTLECH) ? 2 : 0;
  return 1;
}

export function createOutputProcessor(): OutputProcessor {
  let column = 0;

  function advance(byte: number): void {
    if (byte === Char.BACKSPACE) column = Math.max(0, column - 1);
    else if (byte === Char.RETURN) column = 0;
    else if (byte === Char.TAB) column += TAB_STOP - (column % TAB_STOP);
    else if (!isControl(byte)) column++;
  }

  function process(modes: TtyModes, byte: number): readonly number[] {
    if (isRaw(modes) || hasLocal(modes, LocalFlag.LITOUT)) {
      advance(byte);
      return [byte];
    }
    if (byte === Char.NEWLINE && (modes.flags & ModeFlag.CRMOD) !== 0) {
      column = 0;
      return [Char.RETURN, Char.NEWLINE];
    }
    if (byte === Char.TAB && (modes.flags & ModeFlag.XTABS) === ModeFlag.XTABS) {
      const blanks = TAB_STOP - (column % TAB_STOP);
      column += blanks;
      return new Array<number>(blanks).fill(Char.SPACE);
    }
    advance(byte);
    return [byte];
  }

  function show(modes: TtyModes, byte: number): readonly number[] {
    const asIs = byte === Char.NEWLINE || byte === Char.TAB;
    if (isControl(byte) && !asIs && hasLocal(modes, LocalFlag.CTLECH) && !isRaw(modes)) {
      return [Char.CARET, byte ^ 0x40].flatMap((character) => process(modes, character));
    }
    return process(modes, byte);
  }

  return { column: () => column, process, show };
}
