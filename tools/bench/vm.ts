/**
 * Virtual memory: what a fault takes, and fork against the size of the parent's data. The Sun's figures are Nelson's
 * (thesis, 7.6 and table 7-1); a DECstation's are scaled from them, kernel paths by 4.4 and copying by its own rate
 * (measurements reference, 3). The machines' cost tables take the fault, the copy and the ends of the fork curves
 * from there; what is between the ends, and every figure that several of them make together, is found.
 */
import { machineTypeOf } from '../../index.js';
import type { Bench, Figure } from './figure.js';
import { guestFigures } from './guest.js';

const PROGRAM = '/sprite/tests/vmtest';
/** Twice as much, in a Sun's pages, is half of its memory: parent's and child's fit. */
const FAULT_PAGES = 500;
/** So many that the clock's second of work is a small part of them. */
const FORK_ROUNDS = 100;

interface Published {
  readonly memory: string;
  readonly basis: Figure['basis'];
  /** Milliseconds a page. */
  readonly faults: { readonly [name: string]: number };
  /** Milliseconds of fork, exit and wait, by kilobytes of data. */
  readonly forkResident: ReadonlyMap<number, number>;
  readonly forkSwapped: ReadonlyMap<number, number>;
}

const sizesKb = [0, 64, 128, 256, 512, 1024, 2048] as const;
const bySize = (values: readonly number[]): ReadonlyMap<number, number> =>
  new Map(sizesKb.map((size, i) => [size, values[i]]));

const sun3: Published = {
  memory: '16M',
  basis: 'measured',
  faults: { unprotect: 1.1, 'zero-fill': 2.1, 'copy-on-write': 3.6, 'copy-on-reference': 3.6 },
  forkResident: bySize([22.8, 24.7, 25.8, 28.0, 32.3, 41.1, 58.7]),
  forkSwapped: bySize([22.8, 24.0, 24.3, 24.6, 25.3, 26.8, 29.7]),
};

/** The Sun's pages are twice as large: as many DECstation pages are as much work, in half the data. */
const KERNEL_SCALE = 4.4;
const scaledCurve = (curve: ReadonlyMap<number, number>): ReadonlyMap<number, number> =>
  new Map(
    sizesKb.map((size) => {
      const base = curve.get(0) ?? Number.NaN;
      const growth = (curve.get(size) ?? Number.NaN) - base;
      return [size, (base + 2 * growth) / KERNEL_SCALE];
    }),
  );

const ds3100: Published = {
  memory: '24M',
  basis: 'scaled',
  faults: { unprotect: 0.25, 'zero-fill': 0.65, 'copy-on-write': 1.2, 'copy-on-reference': 1.2 },
  forkResident: scaledCurve(sun3.forkResident),
  forkSwapped: scaledCurve(sun3.forkSwapped),
};

const publishedBy: { readonly [machine: string]: Published } = { sun3, ds3100 };

/** Only these ends of the curves have been used to set constants. */
const isCalibrated = (sizeKb: number): boolean => sizeKb === 0 || sizeKb === 2048;

function faultFigures(argv: readonly string[], { faults, basis }: Published): readonly Figure[] {
  const found = guestFigures(argv, `${PROGRAM} faults ${FAULT_PAGES}`);
  const loopUs = found.get('no-fault') ?? 0;
  return Object.entries(faults).map(([name, published]) => ({
    name: `${name} fault`,
    unit: 'ms',
    measured: ((found.get(name) ?? Number.NaN) - loopUs) / 1000,
    published,
    kind: 'calibration',
    basis,
  }));
}

function forkFigures(argv: readonly string[], published: Published, isSwapped: boolean): readonly Figure[] {
  const curve = isSwapped ? published.forkSwapped : published.forkResident;
  return sizesKb.map((sizeKb) => {
    const command = `${PROGRAM} fork ${sizeKb} ${FORK_ROUNDS}${isSwapped ? ' swapped' : ''}`;
    return {
      name: `fork, exit, wait: ${sizeKb} KB ${isSwapped ? 'on swap' : 'in memory'}`,
      unit: 'ms',
      measured: (guestFigures(argv, command).get('fork') ?? Number.NaN) / 1000,
      published: curve.get(sizeKb) ?? null,
      kind: isCalibrated(sizeKb) ? 'calibration' : 'prediction',
      basis: published.basis,
    };
  });
}

export const vmBench: Bench = {
  name: 'vm',
  about: 'page faults, and fork with copy-on-write against the size of the data',
  source: 'Nelson, thesis, 7.6.2 and table 7-1 (Sun 3/75); a DECstation 3100 scaled from it',
  tolerance: 0.1,
  run(machine) {
    const published = publishedBy[machineTypeOf(machine)];
    const argv = ['--machine', machine, '--memory', published.memory];
    return [
      ...faultFigures(argv, published),
      ...forkFigures(argv, published, false),
      ...forkFigures(argv, published, true),
    ];
  },
};
