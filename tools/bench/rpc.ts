/**
 * Remote procedure calls between two quiet hosts of one type, by the bytes that are sent. The cost tables take the
 * empty call and what each further packet and byte takes on either side from there; every other point is what the
 * wire, the interrupts and the queues make of them (measurements reference, 4.1).
 */
import { machineTypeOf } from '../../index.js';
import type { Bench, Figure } from './figure.js';
import { clientOf, guestFigures } from './guest.js';

const SIZES = [
  0, 399, 799, 1198, 1454, 1853, 2253, 2652, 2898, 3297, 3697, 4096, 8049, 12_001, 16_353,
] as const;

const published: { readonly [machine: string]: readonly number[] } = {
  sun3: [2.45, 2.73, 3.13, 3.5, 4.22, 4.49, 4.73, 5.09, 5.81, 6.05, 6.31, 6.7, 10.98, 15.42, 20.31],
  ds3100: [0.95, 1.58, 2.24, 2.88, 3.38, 3.75, 4.07, 4.54, 5.04, 5.32, 5.65, 6.13, 10.58, 15.69, 20.8],
};

const CALLS = 20;

function run(machine: string): readonly Figure[] {
  const argv = ['--machine', machine, '--clients', '1', '--on', clientOf(machine)];
  // The first calls find server processes and channels.
  const warm = `rpcecho -h mint -n ${CALLS} > /dev/null`;
  const found = guestFigures(
    argv,
    `${warm}; for s in ${SIZES.join(' ')}; do rpcecho -h mint -n ${CALLS} -s -d $s; done`,
  );
  return SIZES.map((size, i) => ({
    name: `send ${size} bytes`,
    unit: 'ms',
    measured: (found.get(String(size)) ?? Number.NaN) * 1000,
    published: published[machineTypeOf(machine)][i],
    kind: size === 0 ? 'calibration' : 'prediction',
    basis: 'measured',
  }));
}

export const rpcBench: Bench = {
  name: 'rpc',
  about: 'a remote call that sends so many bytes, kernel to kernel',
  source: 'Sprite rpcecho results, March 1990: nutmeg (Sun 3/75), arson (DECstation 3100)',
  tolerance: 0.05,
  run,
};
