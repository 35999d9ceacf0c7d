/**
 * The state of a terminal that programs see and set: 4.3BSD's sgttyb, tchars, ltchars and local mode word, with
 * Sprite's defaults. Source: structures reference, 4; user-environment reference, 2.7.
 */

/** sg_flags that mean something here; delays, parity and upper-case terminals are kept and have no effect. */
export const ModeFlag = {
  TANDEM: 0x1,
  CBREAK: 0x2,
  ECHO: 0x8,
  CRMOD: 0x10,
  RAW: 0x20,
  XTABS: 0xc00,
} as const;

/** Bits of the local mode word. */
export const LocalFlag = {
  CRTBS: 0x1,
  PRTERA: 0x2,
  CRTERA: 0x4,
  LITOUT: 0x20,
  TOSTOP: 0x40,
  FLUSHO: 0x80,
  CRTKIL: 0x400,
  PASS8: 0x800,
  CTLECH: 0x1000,
  PENDIN: 0x2000,
  DECCTQ: 0x4000,
  NOFLSH: 0x8000,
} as const;

export interface TtyModes {
  readonly ispeed: number;
  readonly ospeed: number;
  readonly erase: number;
  readonly kill: number;
  readonly flags: number;
  readonly intrc: number;
  readonly quitc: number;
  readonly startc: number;
  readonly stopc: number;
  readonly eofc: number;
  readonly brkc: number;
  readonly suspc: number;
  readonly dsuspc: number;
  readonly rprntc: number;
  readonly flushc: number;
  readonly werasc: number;
  readonly lnextc: number;
  readonly local: number;
}

/** A special character that does not exist. */
export const DISABLED = 0xff;
/** EVENP and ODDP: either parity is taken. */
const ANY_PARITY = 0xc0;
/** B9600. */
const SPEED_9600 = 13;
const control = (letter: string): number => letter.charCodeAt(0) & 0x1f;

export const defaultModes: Readonly<TtyModes> = {
  ispeed: SPEED_9600,
  ospeed: SPEED_9600,
  erase: 0x7f,
  kill: control('U'),
  flags: ModeFlag.ECHO | ModeFlag.CRMOD | ANY_PARITY,
  intrc: control('C'),
  quitc: control('\\'),
  startc: control('Q'),
  stopc: control('S'),
  eofc: control('D'),
  brkc: DISABLED,
  suspc: control('Z'),
  dsuspc: control('Y'),
  rprntc: control('R'),
  flushc: control('O'),
  werasc: control('W'),
  lnextc: control('V'),
  local: LocalFlag.CRTBS | LocalFlag.CRTERA | LocalFlag.CRTKIL | LocalFlag.CTLECH,
};

/** The new line discipline, the only one there is. */
export const NEW_DISCIPLINE = 2;

export const isRaw = (modes: TtyModes): boolean => (modes.flags & ModeFlag.RAW) !== 0;
/** Characters are read as they come, not by the line. */
export const byCharacter = (modes: TtyModes): boolean =>
  (modes.flags & (ModeFlag.RAW | ModeFlag.CBREAK)) !== 0;
export const hasLocal = (modes: TtyModes, flag: number): boolean => (modes.local & flag) !== 0;
