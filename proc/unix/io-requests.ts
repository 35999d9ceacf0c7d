/**
 * ioctl's requests in Sprite's terms. A request's number tells the direction and the size of its argument; those
 * that Sprite's terminals serve under another number need nothing more. Source: kernel-call reference, 3.1.
 */
export interface IoRequest {
  readonly command: number;
  readonly inSize: number;
  readonly outSize: number;
}

/** Sprite's terminal commands are numbered from here. */
const TTY = 1 << 16;

const ttyCommands: ReadonlyMap<number, number> = new Map([
  [0x40067408, 2], // TIOCGETP
  [0x80067409, 3], // TIOCSETP
  [0x8006740a, 4], // TIOCSETN
  [0x2000740d, 5], // TIOCEXCL
  [0x2000740e, 6], // TIOCNXCL
  [0x20007402, 7], // TIOCHPCL
  // TIOCFLUSH flushes nothing: Sprite's kernel has the wrong number here.
  [0x80047410, 6],
  [0x80017472, 9], // TIOCSTI
  [0x2000747b, 0xa], // TIOCSBRK
  [0x2000747a, 0xb], // TIOCCBRK
  [0x20007479, 0xc], // TIOCSDTR
  [0x20007478, 0xd], // TIOCCDTR
  [0x40067412, 0x11], // TIOCGETC
  [0x80067411, 0x12], // TIOCSETC
  [0x40067474, 0x13], // TIOCGLTC
  [0x80067475, 0x14], // TIOCSLTC
  [0x8004747f, 0x15], // TIOCLBIS
  [0x8004747e, 0x16], // TIOCLBIC
  [0x4004747c, 0x17], // TIOCLGET
  [0x8004747d, 0x20], // TIOCLSET
  [0x40047400, 0x21], // TIOCGETD
  [0x80047401, 0x22], // TIOCSETD
  [0x20007471, 0x28], // TIOCNOTTY
  [0x40047473, 0x29], // TIOCOUTQ
  [0x2000746f, 0x2a], // TIOCSTOP
  [0x2000746e, 0x2b], // TIOCSTART
  [0x40087468, 0x26], // TIOCGWINSZ
  [0x80087467, 0x27], // TIOCSWINSZ
]);

/** FIONREAD */
const READABLE = 0x4004667f;
const NUM_READABLE = 9;

/** Requests that change or tell something of the stream rather than of what is behind it. */
export const StreamRequest = {
  FIOCLEX: 0x20006601,
  FIONCLEX: 0x20006602,
  FIONBIO: 0x8004667e,
  FIOASYNC: 0x8004667d,
} as const;
const setOwner: ReadonlySet<number> = new Set([0x8004667c, 0x80047308, 0x80047476]);
const getOwner: ReadonlySet<number> = new Set([0x4004667b, 0x40047309, 0x40047477]);
export const setsOwner = (request: number): boolean => setOwner.has(request);
export const getsOwner = (request: number): boolean => getOwner.has(request);

const IN = 0x80000000;
const OUT = 0x40000000;
const sizeOf = (request: number): number => (request >>> 16) & 0x7f;

/** Null for a request that is none of Sprite's. */
export function ioRequest(request: number): IoRequest | null {
  const ttyCommand = ttyCommands.get(request);
  if (ttyCommand === undefined && request !== READABLE) return null;
  const size = sizeOf(request);
  return {
    command: ttyCommand === undefined ? NUM_READABLE : TTY | ttyCommand,
    inSize: (request & IN) !== 0 ? size : 0,
    outSize: (request & OUT) !== 0 ? size : 0,
  };
}
