/**
 * Blocks and pages on their way between a client and its server, and between a program and a disk (the 1987 paper,
 * table 2; Nelson's thesis, table 4-2). Nothing is set from these figures: they come of remote calls of a block, of
 * faults, and of a disk that gives or takes a block a revolution.
 */
import { machineTypeOf } from '../../index.js';
import type { Figure } from './figure.js';
import { clientOf, guestFigures } from './guest.js';

const PROGRAM = '/sprite/tests/iotest';
/** Less than the caches hold. */
const CACHED_KB = 1024;
/** More than the caches of hosts of `SMALL_MEMORY` can ever hold, so that it is read from the disk. */
const LARGE_KB = 8000;
const SMALL_MEMORY = '8M';
/**
 * The real disks lost a revolution now and then for reasons that nobody has written down: both figures are below the
 * block a revolution that the layout allows, which is what is found here.
 */
const DISK_TOLERANCE = 0.2;

/** Sun 3/75, Kbytes a second. */
const published = {
  flush: 585,
  'page-out': 585,
  'page-in': 545,
  'server disk, read': 207,
  'server disk, written': 178,
  'local disk, read': 222,
  'local disk, written': 200,
} as const;
type Name = keyof typeof published;

const titles: Partial<{ readonly [name in Name]: string }> = {
  flush: 'file cache flushed to the server',
  'page-out': 'modified pages flushed to the server',
  'page-in': "pages loaded from the server's memory",
};

export function trafficFigures(machine: string): readonly Figure[] {
  const argv = ['--machine', machine, '--clients', '1'];
  const client = ['--on', clientOf(machine)];
  const writeAndRead = (file: string, kbytes: number): string =>
    `${PROGRAM} write ${file} ${kbytes}; ${PROGRAM} read ${file}`;
  const cached = guestFigures(
    [...argv, ...client],
    `${PROGRAM} write /tmp/f ${CACHED_KB}; ${PROGRAM} pages ${CACHED_KB}`,
  );
  const small = [...argv, '--memory', SMALL_MEMORY];
  const server = guestFigures([...small, ...client], writeAndRead('/tmp/f', LARGE_KB));
  const local = guestFigures(small, writeAndRead('/tmp/f', LARGE_KB));
  const figure = (name: Name, measured: number | undefined): Figure => ({
    name: titles[name] ?? `${name}, large file`,
    unit: 'KB/s',
    measured: measured ?? Number.NaN,
    published: machineTypeOf(machine) === 'sun3' ? published[name] : null,
    kind: 'prediction',
    basis: 'measured',
    ...(name in titles ? {} : { tolerance: DISK_TOLERANCE }),
  });
  return [
    figure('flush', cached.get('flush')),
    figure('page-out', cached.get('page-out')),
    figure('page-in', cached.get('page-in')),
    figure('server disk, read', server.get('read')),
    figure('server disk, written', server.get('write-through')),
    figure('local disk, read', local.get('read')),
    figure('local disk, written', local.get('write-through')),
  ];
}
