/**
 * The 68881's general operations: the low seven bits of the command word, and how many clock cycles each takes.
 * Source: MC68881/MC68882 user's manual, tables 4-13, 8-1 and 8-2.
 */

export const enum Opmode {
  Fmove = 0x00,
  Fint = 0x01,
  Fsinh = 0x02,
  Fintrz = 0x03,
  Fsqrt = 0x04,
  Flognp1 = 0x06,
  Fetoxm1 = 0x08,
  Ftanh = 0x09,
  Fatan = 0x0a,
  Fasin = 0x0c,
  Fatanh = 0x0d,
  Fsin = 0x0e,
  Ftan = 0x0f,
  Fetox = 0x10,
  Ftwotox = 0x11,
  Ftentox = 0x12,
  Flogn = 0x14,
  Flog10 = 0x15,
  Flog2 = 0x16,
  Fabs = 0x18,
  Fcosh = 0x19,
  Fneg = 0x1a,
  Facos = 0x1c,
  Fcos = 0x1d,
  Fgetexp = 0x1e,
  Fgetman = 0x1f,
  Fdiv = 0x20,
  Fmod = 0x21,
  Fadd = 0x22,
  Fmul = 0x23,
  Fsgldiv = 0x24,
  Frem = 0x25,
  Fscale = 0x26,
  Fsglmul = 0x27,
  Fsub = 0x28,
  /** Eight of them: the low bits name the register for the cosine. */
  Fsincos = 0x30,
  Fcmp = 0x38,
  Ftst = 0x3a,
}

const enum Kind {
  Monadic = 0,
  Dyadic = 1,
}

/** Opmode, operands, cycles between registers. */
const operations: readonly (readonly [number, Kind, number])[] = [
  [Opmode.Fmove, Kind.Monadic, 33],
  [Opmode.Fint, Kind.Monadic, 55],
  [Opmode.Fsinh, Kind.Monadic, 687],
  [Opmode.Fintrz, Kind.Monadic, 55],
  [Opmode.Fsqrt, Kind.Monadic, 107],
  [Opmode.Flognp1, Kind.Monadic, 571],
  [Opmode.Fetoxm1, Kind.Monadic, 545],
  [Opmode.Ftanh, Kind.Monadic, 661],
  [Opmode.Fatan, Kind.Monadic, 403],
  [Opmode.Fasin, Kind.Monadic, 581],
  [Opmode.Fatanh, Kind.Monadic, 693],
  [Opmode.Fsin, Kind.Monadic, 391],
  [Opmode.Ftan, Kind.Monadic, 473],
  [Opmode.Fetox, Kind.Monadic, 497],
  [Opmode.Ftwotox, Kind.Monadic, 567],
  [Opmode.Ftentox, Kind.Monadic, 567],
  [Opmode.Flogn, Kind.Monadic, 525],
  [Opmode.Flog10, Kind.Monadic, 581],
  [Opmode.Flog2, Kind.Monadic, 581],
  [Opmode.Fabs, Kind.Monadic, 35],
  [Opmode.Fcosh, Kind.Monadic, 607],
  [Opmode.Fneg, Kind.Monadic, 35],
  [Opmode.Facos, Kind.Monadic, 625],
  [Opmode.Fcos, Kind.Monadic, 391],
  [Opmode.Fgetexp, Kind.Monadic, 45],
  [Opmode.Fgetman, Kind.Monadic, 31],
  [Opmode.Fdiv, Kind.Dyadic, 103],
  [Opmode.Fmod, Kind.Dyadic, 70],
  [Opmode.Fadd, Kind.Dyadic, 51],
  [Opmode.Fmul, Kind.Dyadic, 71],
  [Opmode.Fsgldiv, Kind.Dyadic, 69],
  [Opmode.Frem, Kind.Dyadic, 100],
  [Opmode.Fscale, Kind.Dyadic, 41],
  [Opmode.Fsglmul, Kind.Dyadic, 59],
  [Opmode.Fsub, Kind.Dyadic, 51],
  [Opmode.Fcmp, Kind.Dyadic, 33],
  [Opmode.Ftst, Kind.Monadic, 33],
];
const FSINCOS_CYCLES = 451;

/**
 * What an opmode is, by its low six bits: unassigned ones do what a neighbour does (the chip does not decode all
 * bits).
 */
function operationOf(opmode: number): readonly [number, Kind, number] {
  if ((opmode & 0x38) === Opmode.Fsincos) return [Opmode.Fsincos, Kind.Monadic, FSINCOS_CYCLES];
  let found = operations[0];
  for (const operation of operations) if (operation[0] <= opmode) found = operation;
  return found;
}
const decoded = Array.from({ length: 64 }, (_, opmode) => operationOf(opmode)) as readonly (readonly [
  number,
  Kind,
  number,
])[];

export const opmodes: readonly number[] = decoded.map(([opmode]) => opmode);
export const isDyadic: readonly boolean[] = decoded.map(([, kind]) => kind === Kind.Dyadic);
/** Cycles between registers. */
export const cycles: readonly number[] = decoded.map(([, , count]) => count);

/** Formats of operands in memory, as the command word numbers them. */
export const enum Format {
  Long = 0,
  Single = 1,
  Extended = 2,
  Packed = 3,
  Word = 4,
  Double = 5,
  Byte = 6,
  /** Out: packed, with the digits' number in a data register. In: FMOVECR. */
  Special = 7,
}

export const formatBytes: readonly number[] = [4, 4, 12, 12, 2, 8, 1, 12];

/** Cycles of the table that the transfer takes: three for each long word. */
const transferCycles: readonly number[] = [3, 3, 9, 9, 3, 6, 3, 9];

/** More cycles than between registers with an operand of this format, without its transfer. */
export const formatCycles: readonly number[] = [27, 19, 23, 837, 27, 25, 27, 0].map(
  (count, format) => count - transferCycles[format],
);
/** ... and more for an operation of two operands. */
export const DYADIC_CYCLES = 2;
/** ... and less where the operand is in Dn: five less in all, but nothing is transferred. */
export const REGISTER_SOURCE_CYCLES = 2;

/** Cycles of a move out to this format, without the transfer; of packed ones, with the most digits. */
export const storeCycles: readonly number[] = [100, 80, 72, 1996, 100, 86, 100, 1996].map(
  (count, format) => count - transferCycles[format],
);

/** ... and more where the target is Dn: two less in all, but nothing is transferred. */
export const REGISTER_TARGET_CYCLES = 1;

export const FMOVECR_CYCLES = 29;
export const CONTROL_CYCLES = 29;
/** FMOVEM: to set out, for each register (its transfer not counted), and for a list in a data register. */
export const fmovemCycles = { store: 35, storeEach: 16, load: 33, loadEach: 22, dynamic: 14 } as const;
