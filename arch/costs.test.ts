import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costs as ds3100 } from './ds3100/costs.js';
import { costs as sun3 } from './sun3/costs.js';

const machines = { sun3, ds3100 };

/** Microseconds: the published values (measurements reference, 3 and 5). */
const measured = {
  getpid: { sun3: 92, ds3100: 26 },
  pipeRoundTrip: { sun3: 2410, ds3100: 510 },
  selectOnePipe: { sun3: 413, ds3100: 76 },
  readCachedBlock: { sun3: 1220, ds3100: 870 },
  writeCachedBlock: { sun3: 1470, ds3100: 1100 },
  openAndClose: { sun3: 3300, ds3100: 750 },
  failedOpen: { sun3: 1300, ds3100: 300 },
  stat: { sun3: 1100, ds3100: 250 },
  fstat: { sun3: 540, ds3100: 120 },
  forkExitWait: { sun3: 22_800, ds3100: 5_200 },
  zeroPage: { sun3: 1000, ds3100: 400 },
} as const;
const pageBytes = { sun3: 8192, ds3100: 4096 } as const;
/** Pages that a small program's fork marks. */
const FORK_PAGES = 4;
/** The C library's part of stat and fstat. */
const libraryNs = { sun3: 100_000, ds3100: 15_000 } as const;

/** Each measured operation as the kernel charges it. */
function charged(name: keyof typeof machines): { readonly [K in keyof typeof measured]: number } {
  const costs = machines[name];
  const stream = costs.nullCallNs + costs.streamCallNs;
  const block = 4096 * costs.copyNsPerByte;
  const lookup = costs.componentNs + costs.cacheReadNs;
  return {
    getpid: costs.nullCallNs,
    pipeRoundTrip: 4 * (stream + costs.pipeNs) + 2 * costs.contextSwitchNs,
    selectOnePipe: costs.nullCallNs + costs.selectNs,
    readCachedBlock: stream + costs.cacheReadNs + block,
    writeCachedBlock: stream + costs.cacheWriteNs + block,
    openAndClose: 2 * costs.nullCallNs + lookup + costs.openNs + costs.streamCallNs + costs.closeNs,
    failedOpen: costs.nullCallNs + lookup + costs.failedOpenNs + costs.giveUpOpenNs,
    stat: costs.nullCallNs + lookup + costs.statNs + libraryNs[name],
    fstat: stream + costs.fstatNs + libraryNs[name],
    forkExitWait:
      3 * costs.nullCallNs +
      costs.forkNs +
      costs.exitNs +
      costs.waitNs +
      2 * costs.contextSwitchNs +
      FORK_PAGES * costs.markResidentPageNs +
      // The child's copy of the page its stack is in.
      costs.pageFaultNs +
      costs.separatePageNs +
      pageBytes[name] * costs.copyNsPerByte,
    zeroPage: pageBytes[name] * costs.zeroNsPerByte,
  };
}

for (const name of ['sun3', 'ds3100'] as const) {
  test(`${name}: what the kernel charges adds up to what was measured`, () => {
    for (const [operation, sumNs] of Object.entries(charged(name))) {
      const measuredNs = 1000 * measured[operation as keyof typeof measured][name];
      assert.ok(
        Math.abs(sumNs - measuredNs) <= 0.025 * measuredNs,
        `${operation}: ${sumNs} ns, measured ${measuredNs}`,
      );
    }
  });

  test(`${name}: no cost is negative`, () => {
    for (const [cost, value] of Object.entries(machines[name])) assert.ok(value >= 0, cost);
  });
}
