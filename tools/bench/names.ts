/**
 * Naming operations on a file of another host and of a local disk, and what part of a remote one the server works
 * (Nelson's thesis, table 4-1). The cost tables take the local figures from there, and what a name and a handle take
 * from two of the remote ones; the others are found. A DECstation's figures nobody has published.
 */
import { machineTypeOf } from '../../index.js';
import type { Figure } from './figure.js';
import { clientOf, guestFigures, runGuest } from './guest.js';

const PROGRAM = '/sprite/tests/nametest';
const COUNT = 50;
/** The server's work for one operation is the difference of two runs, by what one does more. */
const FEW = 20;
const MANY = 220;
const SERVER = 'mint';
const isCalibration = (row: string): boolean => /local disk$|^(failed-open|fstat),/.test(row);

interface Operation {
  readonly name: string;
  /** Sun 3/75, milliseconds. */
  readonly local: number;
  readonly remote: number;
  readonly server: number;
}

const operations: readonly Operation[] = [
  { name: 'open-close', local: 3.3, remote: 10.06, server: 5.34 },
  { name: 'failed-open', local: 1.3, remote: 4.15, server: 2.08 },
  { name: 'stat', local: 1.1, remote: 4.32, server: 2.21 },
  { name: 'fstat', local: 0.54, remote: 3.63, server: 1.71 },
];

/** Milliseconds of the server's processor for one operation of a client. */
function serverWork(argv: readonly string[], name: string): number {
  const busyNs = (count: number): number =>
    runGuest(argv, `${PROGRAM} /tmp ${count} ${name}`).busyNs.get(SERVER) ?? Number.NaN;
  return (busyNs(MANY) - busyNs(FEW)) / (MANY - FEW) / 1e6;
}

export function nameFigures(machine: string): readonly Figure[] {
  const argv = ['--machine', machine, '--clients', '1'];
  const onClient = [...argv, '--on', clientOf(machine)];
  const local = guestFigures(argv, `${PROGRAM} /tmp ${COUNT}`);
  const remote = guestFigures(onClient, `${PROGRAM} /tmp ${COUNT}`);
  const figure = (name: string, measured: number | undefined, published: number): Figure => ({
    name,
    unit: 'ms',
    measured: measured ?? Number.NaN,
    published: machineTypeOf(machine) === 'sun3' ? published : null,
    kind: isCalibration(name) ? 'calibration' : 'prediction',
    basis: 'measured',
  });
  return operations.flatMap(({ name, local: onDisk, remote: elapsed, server }) => [
    figure(`${name}, local disk`, local.get(name), onDisk),
    figure(`${name}, remote`, remote.get(name), elapsed),
    figure(`${name}, remote: server's processor`, serverWork(onClient, name), server),
  ]);
}
