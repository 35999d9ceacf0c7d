/**
 * Naming operations on a file of another host and of a local disk (Nelson's thesis, table 4-1). A DECstation's
 * figures nobody has published: the Sun's kernel paths scaled by 4.4, and its own remote call.
 */
import type { Bench, Figure } from './figure.js';
import { guestFigures } from './guest.js';

const PROGRAM = '/sprite/tests/nametest';
const COUNT = 50;

interface Operation {
  readonly name: string;
  /** Sun 3/75, milliseconds. */
  readonly local: number;
  readonly remote: number;
}

const operations: readonly Operation[] = [
  { name: 'open-close', local: 3.3, remote: 10.06 },
  { name: 'failed-open', local: 1.3, remote: 4.15 },
  { name: 'stat', local: 1.1, remote: 4.32 },
  { name: 'fstat', local: 0.54, remote: 3.63 },
];

const clientOf: { readonly [machine: string]: string } = { sun3: 'sage', ds3100: 'greed' };

function run(machine: string): readonly Figure[] {
  const argv = ['--machine', machine, '--clients', '1'];
  const local = guestFigures(argv, `${PROGRAM} /tmp ${COUNT}`);
  const remote = guestFigures([...argv, '--on', clientOf[machine]], `${PROGRAM} /tmp ${COUNT}`);
  const isSun = machine === 'sun3';
  const figure = (
    name: string,
    found: ReadonlyMap<string, number>,
    where: string,
    published: number,
  ): Figure => ({
    name: `${name}, ${where}`,
    unit: 'ms',
    measured: found.get(name) ?? Number.NaN,
    published: isSun ? published : null,
    kind: where === 'local disk' ? 'calibration' : 'prediction',
    basis: 'measured',
  });
  return operations.flatMap(({ name, local: onDisk, remote: onServer }) => [
    figure(name, local, 'local disk', onDisk),
    figure(name, remote, 'remote', onServer),
  ]);
}

export const namesBench: Bench = {
  name: 'fs',
  about: 'naming operations on one component, local and remote',
  source: 'Nelson (thesis, table 4-1): Sun 3/75 client, Sun 3/180 server',
  tolerance: 0.1,
  run,
};
