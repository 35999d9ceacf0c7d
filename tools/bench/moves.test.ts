import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Parts } from './asked.js';
import { fitMoves, type Load, type Moved, meanWithout } from './moves.js';

const loads: readonly Load[] = Array.from({ length: 30 }, (_, i) => [(i * 7) % 11, (i * 3) % 5, (i * 5) % 4]);

/** Two writes of 7 ms a page, one of 8 ms a block, a call of 5 ms a file; 100 ms and a call of 3 ms beside. */
function movedWith(load: Load): Moved {
  const [pages, blocks, files] = load;
  const write = { count: 2 * pages + blocks, ms: 14 * pages + 8 * blocks };
  const migrate = { count: files + 1, ms: 5 * files + 3 };
  const parts: Parts = new Map([
    ['write', write],
    ['migrate', migrate],
    ['own', { count: 0, ms: 100 }],
  ]);
  return { load, ms: write.ms + migrate.ms + 100, parts };
}

const near = (actual: number | undefined, expected: number): void =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) < 1e-6, `${actual} is not ${expected}`);

test('what pages, blocks and files add is found again, and what it is made of', () => {
  const fitted = fitMoves(loads.map(movedWith));
  [103, 14, 8, 5].forEach((ms, i) => {
    near(fitted[i].ms, ms);
    near(
      [...fitted[i].parts.values()].reduce((sum, part) => sum + part.ms, 0),
      ms,
    );
  });
  near(fitted[1].parts.get('write')?.count, 2);
  near(fitted[3].parts.get('migrate')?.ms, 5);
});

test('what a base is when loads are taken off', () => {
  const found = loads.map(movedWith);
  const base = meanWithout(found.slice(0, 5), fitMoves(found));
  near(base.ms, 103);
  near(base.parts.get('own')?.ms, 100);
  near(base.parts.get('write')?.count, 0);
});
