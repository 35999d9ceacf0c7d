/**
 * What a terminal sends, taken apart: keys by name with the bytes they were, reports of the mouse, pasted text.
 * Several may come in one piece, and a report may be cut in two. An escape at the end of a piece is the Escape key.
 * Source: xterm's control sequences (SGR mouse reports, bracketed paste); VT100 manual, cursor keys.
 */
export type MouseAction = 'press' | 'drag' | 'release' | 'wheel-up' | 'wheel-down';

export type InputEvent =
  | { readonly kind: 'key'; readonly name: string; readonly bytes: string }
  | {
      readonly kind: 'mouse';
      readonly action: MouseAction;
      readonly column: number;
      readonly row: number;
    }
  | { readonly kind: 'paste'; readonly text: string };

const names: { readonly [sequence: string]: string } = {
  '\r': 'enter',
  '\n': 'C-j',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b': 'escape',
  '\x1b[Z': 'backtab',
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x1bOA': 'up',
  '\x1bOB': 'down',
  '\x1bOC': 'right',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1b[F': 'end',
  '\x1bOH': 'home',
  '\x1bOF': 'end',
  '\x1b[1~': 'home',
  '\x1b[4~': 'end',
  '\x1b[3~': 'delete',
  '\x1b[5~': 'pageup',
  '\x1b[6~': 'pagedown',
  '\x1b[5;2~': 'S-pageup',
  '\x1b[6;2~': 'S-pagedown',
  '\x1bOP': 'f1',
  '\x1bOQ': 'f2',
  '\x1bOR': 'f3',
  '\x1bOS': 'f4',
  '\x1b[11~': 'f1',
  '\x1b[12~': 'f2',
  '\x1b[13~': 'f3',
  '\x1b[14~': 'f4',
  '\x1b[15~': 'f5',
  '\x1b[17~': 'f6',
  '\x1b[18~': 'f7',
  '\x1b[19~': 'f8',
  '\x1b[20~': 'f9',
  '\x1b[21~': 'f10',
};

const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const MOUSE = /^\x1b\[<(\d+);(\d+);(\d+)([Mm])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const SEQUENCE = /^\x1b(\[[0-9;?]*[A-Za-z~]|O[A-Za-z])/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of them
const CUT_OFF = /^\x1b\[(<[0-9;]*|2|20|200|201)?$/;

export interface InputDecoder {
  /** Bytes as they came, one character each. */
  take(bytes: string): readonly InputEvent[];
}

export function createInputDecoder(): InputDecoder {
  let rest = '';
  let pasted: string | null = null;

  function next(): InputEvent | null {
    const mouse = MOUSE.exec(rest);
    if (mouse !== null) {
      consume(mouse[0].length);
      return mouseEvent(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4] === 'm');
    }
    const sequence = SEQUENCE.exec(rest)?.[0] ?? altKey() ?? rest[0];
    consume(sequence.length);
    return { kind: 'key', name: names[sequence] ?? nameOf(sequence), bytes: sequence };
  }

  /** Escape and a character in one piece. */
  const altKey = (): string | null => (rest.length >= 2 && rest[0] === '\x1b' ? rest.slice(0, 2) : null);

  function consume(length: number): void {
    rest = rest.slice(length);
  }

  return {
    take(bytes) {
      rest += bytes;
      const events: InputEvent[] = [];
      while (rest !== '') {
        if (pasted !== null) {
          const end = rest.indexOf(PASTE_ENDS);
          if (end < 0) break;
          events.push({ kind: 'paste', text: rest.slice(0, end) });
          pasted = null;
          consume(end + PASTE_ENDS.length);
        } else if (rest.startsWith(PASTE_BEGINS)) {
          pasted = '';
          consume(PASTE_BEGINS.length);
        } else if (rest.length > 1 && CUT_OFF.test(rest)) break;
        else {
          const event = next();
          if (event !== null) events.push(event);
        }
      }
      return events;
    },
  };
}

function nameOf(sequence: string): string {
  if (sequence.length === 2 && sequence[0] === '\x1b') return `M-${names[sequence[1]] ?? sequence[1]}`;
  const code = sequence.charCodeAt(0);
  if (sequence.length === 1 && code < 0x20) return `C-${String.fromCharCode(code + 0x40).toLowerCase()}`;
  return sequence;
}

const WHEEL = 64;
const MOTION = 32;

function mouseEvent(button: number, column: number, row: number, isUp: boolean): InputEvent | null {
  const at = { column: column - 1, row: row - 1 };
  if ((button & WHEEL) !== 0) {
    const action = (button & 3) === 0 ? 'wheel-up' : (button & 3) === 1 ? 'wheel-down' : null;
    return action === null ? null : { kind: 'mouse', action, ...at };
  }
  const action = isUp ? 'release' : (button & MOTION) !== 0 ? 'drag' : 'press';
  return { kind: 'mouse', action, ...at };
}
