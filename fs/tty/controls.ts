/**
 * I/O controls of terminals, all in structure form: parameters, special characters, local modes, flushing, owner,
 * window size. Source: kernel-call reference, 5.3; structures reference, 3 and 4.
 */
import type { LayoutRules } from '../../arch/codec.js';
import { IocOwner, Ltchars, Sgttyb, Tchars, Winsize } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Task } from '../../kernel/task.js';
import { answer, answerReadable, createControlWords } from '../control-words.js';
import type { ControlResult } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import type { LineDiscipline } from './line-discipline.js';
import { NEW_DISCIPLINE, type TtyModes } from './modes.js';

export const OwnerKind = { FAMILY: 1, PROC: 2 } as const;

export interface TtyOwner {
  readonly id: number;
  readonly procOrFamily: number;
}
export interface WindowSize {
  readonly row: number;
  readonly col: number;
  readonly xpixel: number;
  readonly ypixel: number;
}

export interface TtyControlParts {
  readonly layout: LayoutRules;
  readonly discipline: LineDiscipline;
  /** Until everything has been shown, or a signal. */
  untilShown(): Task<Status>;
  flushOutput(): void;
  stopOutput(): void;
  startOutput(): void;
  /** Bytes that are not yet shown. */
  outputLength(): number;
  keysTyped(bytes: Uint8Array): void;
  modesChanged(): void;
  owner(): TtyOwner;
  setOwner(owner: TtyOwner): void;
  setExclusive(on: boolean): void;
  size(): WindowSize;
  resize(size: WindowSize): void;
}

const TTY = 1 << 16;
export const TtyCommand = {
  GET_PARAMS: TTY | 0x02,
  SET_PARAMS: TTY | 0x03,
  SETN: TTY | 0x04,
  EXCL: TTY | 0x05,
  NXCL: TTY | 0x06,
  HUP_ON_CLOSE: TTY | 0x07,
  FLUSH: TTY | 0x08,
  INSERT_CHAR: TTY | 0x09,
  SET_BREAK: TTY | 0x0a,
  CLEAR_BREAK: TTY | 0x0b,
  SET_DTR: TTY | 0x0c,
  CLEAR_DTR: TTY | 0x0d,
  GET_TCHARS: TTY | 0x11,
  SET_TCHARS: TTY | 0x12,
  GET_LTCHARS: TTY | 0x13,
  SET_LTCHARS: TTY | 0x14,
  BIS_LM: TTY | 0x15,
  BIC_LM: TTY | 0x16,
  GET_LM: TTY | 0x17,
  SET_LM: TTY | 0x20,
  GET_DISCIPLINE: TTY | 0x21,
  SET_DISCIPLINE: TTY | 0x22,
  ADD_EVENT: TTY | 0x23,
  GET_TERMIO: TTY | 0x24,
  SET_TERMIO: TTY | 0x25,
  GET_WINDOW_SIZE: TTY | 0x26,
  SET_WINDOW_SIZE: TTY | 0x27,
  NOT_CONTROL_TTY: TTY | 0x28,
  /** Ours: 4.3BSD's requests that Sprite's library refuses. */
  GET_OUTPUT_LENGTH: TTY | 0x29,
  STOP_OUTPUT: TTY | 0x2a,
  START_OUTPUT: TTY | 0x2b,
} as const;

/** FLUSH's argument: 0 means both. */
const FlushWhat = { INPUT: 1, OUTPUT: 2 } as const;

type Control = (command: number, input: Uint8Array, outSize: number) => Task<ControlResult>;

export function createTtyControls(parts: TtyControlParts): Control {
  const { discipline } = parts;
  const words = createControlWords(parts.layout);
  const sgttyb = words.codec(Sgttyb);
  const tchars = words.codec(Tchars);
  const ltchars = words.codec(Ltchars);
  const winsize = words.codec(Winsize);
  const ownerCodec = words.codec(IocOwner);
  const done = answer(SUCCESS);
  const invalid = answer(Status.GEN_INVALID_ARG);

  /** An answer that must fit into what the user has room for. */
  const give = (bytes: Uint8Array, outSize: number): ControlResult =>
    outSize < bytes.length ? invalid : { status: SUCCESS, out: bytes };

  function setModes(change: Partial<TtyModes>): ControlResult {
    discipline.setModes({ ...discipline.modes(), ...change });
    parts.modesChanged();
    return done;
  }

  function setLocal(input: Uint8Array, combine: (old: number, value: number) => number): ControlResult {
    const value = words.int(input);
    return value === null ? invalid : setModes({ local: combine(discipline.modes().local, value) });
  }

  function flush(input: Uint8Array): ControlResult {
    const given = words.int(input) ?? 0;
    const what = given === 0 ? FlushWhat.INPUT | FlushWhat.OUTPUT : given;
    if ((what & FlushWhat.INPUT) !== 0) discipline.flushInput();
    if ((what & FlushWhat.OUTPUT) !== 0) parts.flushOutput();
    return done;
  }

  return function* control(command, input, outSize) {
    const modes = discipline.modes();
    const has = ({ size }: { readonly size: number }): boolean => input.length >= size;
    switch (command) {
      case IocCommand.NUM_READABLE:
        return answerReadable(words, outSize, discipline.readableCount());
      case IocCommand.GET_OWNER:
        return give(ownerCodec.encode(parts.owner()), outSize);
      case IocCommand.SET_OWNER:
        if (!has(ownerCodec)) return invalid;
        parts.setOwner(ownerCodec.decode(input));
        return done;
      case TtyCommand.GET_PARAMS:
        return give(sgttyb.encode(modes), outSize);
      case TtyCommand.SET_PARAMS: {
        if (!has(sgttyb)) return invalid;
        const status = yield* parts.untilShown();
        if (status !== SUCCESS) return answer(status);
        discipline.flushInput();
        return setModes(sgttyb.decode(input));
      }
      case TtyCommand.SETN:
        return has(sgttyb) ? setModes(sgttyb.decode(input)) : invalid;
      case TtyCommand.EXCL:
      case TtyCommand.NXCL:
        parts.setExclusive(command === TtyCommand.EXCL);
        return done;
      case TtyCommand.FLUSH:
        return flush(input);
      case TtyCommand.INSERT_CHAR:
        if (input.length < 1) return invalid;
        parts.keysTyped(input.slice(0, 1));
        return done;
      case TtyCommand.GET_TCHARS:
        return give(tchars.encode(modes), outSize);
      case TtyCommand.SET_TCHARS: {
        if (!has(tchars)) return invalid;
        return setModes(tchars.decode(input));
      }
      case TtyCommand.GET_LTCHARS:
        return give(ltchars.encode(modes), outSize);
      case TtyCommand.SET_LTCHARS:
        return has(ltchars) ? setModes(ltchars.decode(input)) : invalid;
      case TtyCommand.BIS_LM:
        return setLocal(input, (old, value) => old | value);
      case TtyCommand.BIC_LM:
        return setLocal(input, (old, value) => old & ~value);
      case TtyCommand.SET_LM:
        return setLocal(input, (_old, value) => value);
      case TtyCommand.GET_LM:
        return give(words.answerInt(modes.local).out, outSize);
      case TtyCommand.GET_DISCIPLINE:
        return give(words.answerInt(NEW_DISCIPLINE).out, outSize);
      case TtyCommand.GET_OUTPUT_LENGTH:
        return give(words.answerInt(parts.outputLength()).out, outSize);
      case TtyCommand.STOP_OUTPUT:
        parts.stopOutput();
        return done;
      case TtyCommand.START_OUTPUT:
        parts.startOutput();
        return done;
      case TtyCommand.SET_DISCIPLINE:
        return words.int(input) === NEW_DISCIPLINE ? done : invalid;
      case TtyCommand.GET_WINDOW_SIZE:
        return give(winsize.encode(parts.size()), outSize);
      case TtyCommand.SET_WINDOW_SIZE:
        if (!has(winsize)) return invalid;
        parts.resize(winsize.decode(input));
        return done;
      // A line that has no modem and no controlling terminals has nothing to do here.
      case TtyCommand.HUP_ON_CLOSE:
      case TtyCommand.SET_BREAK:
      case TtyCommand.CLEAR_BREAK:
      case TtyCommand.SET_DTR:
      case TtyCommand.CLEAR_DTR:
      case TtyCommand.NOT_CONTROL_TTY:
        return done;
      case TtyCommand.ADD_EVENT:
      case TtyCommand.GET_TERMIO:
      case TtyCommand.SET_TERMIO:
        return answer(Status.GEN_NOT_IMPLEMENTED);
      default:
        return invalid;
    }
  };
}
