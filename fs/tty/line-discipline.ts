/**
 * 4.3BSD's "new" line discipline: what typed characters do. By the line, they collect until a newline, end of
 * file or break character, can be edited meanwhile, and are echoed as a screen shows them; by the character
 * (CBREAK), only the signal and flow characters are special; RAW, none is. What was typed by the character is
 * typed again, by the line, when somebody reads by the line (PENDIN). Nothing here waits: the terminal
 * around it does. Type-ahead is 256 characters. Source: user-environment reference, 2.7; 4.3BSD's tty(4).
 */
import { Sig } from '../../kernel/signal-state.js';
import {
  byCharacter,
  DISABLED,
  defaultModes,
  hasLocal,
  isRaw,
  LocalFlag,
  ModeFlag,
  type TtyModes,
} from './modes.js';
import { Char, createOutputProcessor, echoWidth } from './output-processor.js';

/** What the discipline asks of the terminal. */
export interface LineEffects {
  /** Characters for the screen. */
  echo(characters: readonly number[]): void;
  /** To the processes that own the terminal. */
  signal(signal: number): void;
  stopOutput(): void;
  startOutput(): void;
  isStopped(): boolean;
  /** Throw away what waits to be shown. */
  flushOutput(): void;
  /** Throw away what has been typed and not taken yet. */
  inputFlushed(): void;
  /** TANDEM: to the other end of the line, past all output. */
  sendNow(character: number): void;
}

export interface LineDiscipline {
  modes(): TtyModes;
  /** What has been typed stays. */
  setModes(modes: TtyModes): void;
  /** Take one typed byte; false when it has to wait until somebody reads. */
  type(byte: number): boolean;
  /** The byte acts at once, however much waits before it. */
  actsAtOnce(byte: number): boolean;
  /** Somebody looks for input: what was typed in another mode becomes lines. */
  reread(): void;
  /** The next character to read is the delayed stop: it is taken away. */
  takeDelayedStop(): boolean;
  /** There is something to read: characters, or a line, if only an empty one that means end of file. */
  isReadable(): boolean;
  readableCount(): number;
  /** Characters up to the end of one line; none for end of file. Only when `isReadable`. */
  take(count: number): Uint8Array;
  /** Nothing more will be typed: the unfinished line is a line. False when there is none. */
  finishLine(): boolean;
  flushInput(): void;
  /** Characters to send for a byte that a program writes. */
  output(byte: number): readonly number[];
}

export const TYPE_AHEAD = 256;
/** TANDEM: the other end is stopped above this, and started again below that. */
const HIGH_WATER = TYPE_AHEAD / 2;
const LOW_WATER = TYPE_AHEAD / 5;
/** Marks on queued characters: taken literally; an end of file, which reads as nothing. */
const QUOTED = 0x100;
const END_OF_FILE = 0x200;
const SEVEN_BITS = 0x7f;

const isBlank = (byte: number): boolean => byte === Char.SPACE || byte === Char.TAB;

export function createLineDiscipline(effects: LineEffects): LineDiscipline {
  const processor = createOutputProcessor();
  let modes: TtyModes = defaultModes;
  let queue: number[] = [];
  /** Characters of the queue that belong to finished lines. */
  let finished = 0;
  /** The next character is taken literally. */
  let literalNext = false;
  /** Where the unfinished line begins on the screen. */
  let lineColumn = 0;
  /** TANDEM: the other end has been told to stop. */
  let hasStoppedSender = false;
  /** On a printing terminal: between the \ and the / around what has been erased. */
  let erasing = false;
  /** What was typed by the character is typed again: all of it has room. */
  let rereading = false;

  const is = (byte: number, special: number): boolean => special !== DISABLED && byte === special;
  const echoes = (): boolean => (modes.flags & ModeFlag.ECHO) !== 0;

  function echo(byte: number): void {
    if (echoes()) effects.echo(processor.show(modes, byte));
  }

  function send(bytes: readonly number[]): void {
    effects.echo(bytes.flatMap((byte) => processor.process(modes, byte)));
  }

  // --- Typing ----------------------------------------------------------------------------------------------------

  function type(typed: number): boolean {
    if (isRaw(modes)) return append(typed);
    if (!byCharacter(modes)) reread();
    let byte = hasLocal(modes, LocalFlag.PASS8) ? typed : typed & SEVEN_BITS;
    // One character may do for both.
    if (is(byte, modes.stopc) && !literalNext && (byte !== modes.startc || !effects.isStopped())) {
      effects.stopOutput();
      return true;
    }
    if (!literalNext && !is(byte, modes.flushc)) setLocal(LocalFlag.FLUSHO, false);
    if (byte === Char.RETURN && (modes.flags & ModeFlag.CRMOD) !== 0 && !literalNext) byte = Char.NEWLINE;
    const taken = literalNext ? typeLiteral(byte) : typeCooked(byte);
    if (taken && (!hasLocal(modes, LocalFlag.DECCTQ) || is(byte, modes.startc))) effects.startOutput();
    return taken;
  }

  function typeLiteral(byte: number): boolean {
    if (!append(byte | QUOTED)) return false;
    literalNext = false;
    return true;
  }

  function typeCooked(byte: number): boolean {
    if (is(byte, modes.startc)) return true;
    const signal = signalOf(byte);
    if (signal !== 0) return raise(byte, signal);
    if (is(byte, modes.flushc)) return toggleFlushing(byte);
    if (is(byte, modes.lnextc)) {
      literalNext = true;
      if (echoes()) send(hasLocal(modes, LocalFlag.CTLECH) ? [Char.CARET, Char.BACKSPACE] : []);
      return true;
    }
    return byCharacter(modes) ? append(byte) : typeIntoLine(byte);
  }

  function signalOf(byte: number): number {
    if (is(byte, modes.intrc)) return Sig.INTERRUPT;
    if (is(byte, modes.quitc)) return Sig.DEBUG;
    return is(byte, modes.suspc) ? Sig.TTY_SUSPEND : 0;
  }

  function raise(byte: number, signal: number): boolean {
    if (!hasLocal(modes, LocalFlag.NOFLSH)) {
      flushInput();
      if (signal !== Sig.TTY_SUSPEND) effects.flushOutput();
    }
    echo(byte);
    lineColumn = processor.column();
    effects.signal(signal);
    return true;
  }

  function toggleFlushing(byte: number): boolean {
    if (hasLocal(modes, LocalFlag.FLUSHO)) {
      setLocal(LocalFlag.FLUSHO, false);
    } else {
      effects.flushOutput();
      echo(byte);
      if (queue.length > finished) retype();
      setLocal(LocalFlag.FLUSHO, true);
    }
    return true;
  }

  function typeIntoLine(byte: number): boolean {
    if (is(byte, modes.erase) || is(byte, modes.kill)) {
      if (queue.length > finished && queue[queue.length - 1] === Char.BACKSLASH) {
        rubOut(queue.pop() ?? 0);
        return append(byte | QUOTED);
      }
      if (is(byte, modes.kill)) killLine(byte);
      else eraseOne(byte);
      return true;
    }
    if (is(byte, modes.werasc)) {
      while (queue.length > finished && isBlank(lastTyped())) eraseOne(byte);
      while (queue.length > finished && !isBlank(lastTyped())) eraseOne(byte);
      return true;
    }
    if (is(byte, modes.rprntc)) {
      echo(byte);
      retype();
      return true;
    }
    return append(byte);
  }

  const lastTyped = (): number => queue[queue.length - 1] & 0xff;

  /** Put a character into the queue and show it. */
  function append(code: number): boolean {
    const byte = code & 0xff;
    const plain = (code & QUOTED) === 0 && !isRaw(modes);
    const ends = !byCharacter(modes) && plain && endsLine(byte);
    const most = ends || rereading || byCharacter(modes) ? TYPE_AHEAD : TYPE_AHEAD - 1;
    if (queue.length >= most && !(ends && finished === 0)) {
      // A reader will make room, except in a line that is too long: that one takes nothing but its end.
      if (byCharacter(modes) || finished > 0) return false;
      effects.echo([Char.BELL]);
      return true;
    }
    endErasing();
    if (queue.length === finished) lineColumn = processor.column();
    const isEnd = ends && is(byte, modes.eofc);
    queue.push(isEnd ? byte | END_OF_FILE : code);
    if (isEnd) echoEndOfFile(byte);
    else echo(byte);
    if (ends) finished = queue.length;
    if (queue.length > HIGH_WATER) stopSender(true);
    return true;
  }

  function stopSender(stop: boolean): void {
    const character = stop ? modes.stopc : modes.startc;
    if ((modes.flags & ModeFlag.TANDEM) === 0 || character === DISABLED || stop === hasStoppedSender) return;
    hasStoppedSender = stop;
    effects.sendNow(character);
  }

  const endsLine = (byte: number): boolean =>
    byte === Char.NEWLINE || is(byte, modes.eofc) || is(byte, modes.brkc);

  /** Shown, and overwritten by what comes next. */
  function echoEndOfFile(byte: number): void {
    if (!echoes() || !hasLocal(modes, LocalFlag.CTLECH)) return;
    const shown = processor.show(modes, byte);
    effects.echo(shown);
    send(shown.map(() => Char.BACKSPACE));
  }

  // --- Editing ---------------------------------------------------------------------------------------------------

  function eraseOne(byte: number): void {
    if (queue.length === finished) return;
    const code = queue.pop() ?? 0;
    if (!echoes()) return;
    if (hasLocal(modes, LocalFlag.CRTERA | LocalFlag.CRTBS)) rubOut(code);
    else if (hasLocal(modes, LocalFlag.PRTERA)) {
      if (!erasing) send([Char.BACKSLASH]);
      erasing = true;
      echo(code & 0xff);
    } else echo(byte);
  }

  function endErasing(): void {
    if (erasing) send([Char.SLASH]);
    erasing = false;
  }

  /** Take a character, already out of the queue, from the screen. */
  function rubOut(code: number): void {
    if (!echoes()) return;
    const byte = code & 0xff;
    const from = queue
      .slice(finished)
      .reduce((column, c) => column + echoWidth(modes, c & 0xff, column), lineColumn);
    const blank = hasLocal(modes, LocalFlag.CRTERA) && byte !== Char.TAB;
    for (let width = echoWidth(modes, byte, from); width > 0; width--) {
      send(blank ? [Char.BACKSPACE, Char.SPACE, Char.BACKSPACE] : [Char.BACKSPACE]);
    }
  }

  function killLine(byte: number): void {
    const onOneLine = queue.slice(finished).every((code) => (code & 0xff) !== Char.NEWLINE);
    if (hasLocal(modes, LocalFlag.CRTKIL) && onOneLine) {
      while (queue.length > finished) eraseOne(byte);
      return;
    }
    queue.length = finished;
    echo(byte);
    if (echoes()) send([Char.NEWLINE]);
    erasing = false;
  }

  /** Show the unfinished line again on a new one. */
  function retype(): void {
    if (!echoes()) return;
    send([Char.NEWLINE]);
    erasing = false;
    lineColumn = processor.column();
    for (const code of queue.slice(finished)) echo(code & 0xff);
  }

  // --- Reading ---------------------------------------------------------------------------------------------------

  function reread(): void {
    if (!hasLocal(modes, LocalFlag.PENDIN)) return;
    setLocal(LocalFlag.PENDIN, false);
    const codes = queue;
    queue = [];
    finished = 0;
    rereading = true;
    for (const code of codes) {
      if (!((code & QUOTED) === 0 ? type(code & 0xff) : append(code))) effects.echo([Char.BELL]);
    }
    rereading = false;
  }

  /** A character that a program reads stops it. */
  const stopsReader = (code: number): boolean =>
    !isRaw(modes) && (code & QUOTED) === 0 && is(code & 0xff, modes.dsuspc);

  function takeDelayedStop(): boolean {
    if (queue.length === 0 || !stopsReader(queue[0])) return false;
    remove(1);
    return true;
  }

  function remove(count: number): void {
    queue.splice(0, count);
    finished = Math.max(0, finished - count);
    if (queue.length < LOW_WATER) stopSender(false);
  }

  function take(count: number): Uint8Array {
    const bytes: number[] = [];
    let used = 0;
    for (const code of byCharacter(modes) ? queue : queue.slice(0, finished)) {
      if (bytes.length >= count || stopsReader(code)) break;
      used++;
      if (byCharacter(modes)) {
        bytes.push(code & 0xff);
        continue;
      }
      if ((code & END_OF_FILE) !== 0) break;
      bytes.push(code & 0xff);
      if ((code & QUOTED) === 0 && endsLine(code)) break;
    }
    remove(used);
    return Uint8Array.from(bytes);
  }

  function flushInput(): void {
    remove(queue.length);
    literalNext = erasing = false;
    effects.inputFlushed();
  }

  function setLocal(flag: number, on: boolean): void {
    if (hasLocal(modes, flag) !== on) modes = { ...modes, local: modes.local ^ flag };
  }

  return {
    modes: () => modes,
    setModes(next) {
      const wasByCharacter = byCharacter(modes);
      modes = next;
      if (byCharacter(next) === wasByCharacter) return;
      literalNext = erasing = false;
      finished = 0;
      setLocal(LocalFlag.PENDIN, !byCharacter(next) && queue.length > 0);
    },
    type,
    reread,
    takeDelayedStop,
    actsAtOnce: (byte) => {
      if (isRaw(modes) || literalNext) return false;
      const character = hasLocal(modes, LocalFlag.PASS8) ? byte : byte & SEVEN_BITS;
      return signalOf(character) !== 0 || is(character, modes.stopc) || is(character, modes.startc);
    },
    isReadable: () => (byCharacter(modes) ? queue.length > 0 : finished > 0),
    readableCount: () =>
      byCharacter(modes)
        ? queue.length
        : queue.slice(0, finished).filter((code) => (code & END_OF_FILE) === 0).length,
    take,
    finishLine() {
      finished = queue.length;
      return finished > 0;
    },
    flushInput,
    output: (byte) => (hasLocal(modes, LocalFlag.FLUSHO) ? [] : processor.process(modes, byte)),
  };
}
