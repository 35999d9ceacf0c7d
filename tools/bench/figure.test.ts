import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, type Figure, isWithin, tableText } from './figure.js';
import { guestFigures } from './guest.js';

const figure = (measured: number, published: number | null, kind: Figure['kind']): Figure => ({
  name: 'a fault',
  unit: 'ms',
  measured,
  published,
  kind,
  basis: 'scaled',
});
const bench: Bench = { name: 'vm', about: 'faults', source: 'a table', tolerance: 0.1, run: () => [] };

test('a figure is within its tolerance on either side, and always where nothing is published', () => {
  assert.ok(isWithin(figure(1.1, 1, 'prediction'), 0.11));
  assert.ok(!isWithin(figure(0.88, 1, 'prediction'), 0.1));
  assert.ok(isWithin(figure(5, null, 'prediction'), 0.1));
});

test('calibration and prediction stand apart', () => {
  const text = tableText(bench, 'ds3100', [figure(3, 2, 'prediction'), figure(1, 1, 'calibration')]);
  const at = (part: string): number => text.indexOf(part);
  assert.ok(at('calibration') < at('prediction'));
  assert.match(text, /3\.00 +2\.00 {2}1\.50 {2}ms {2}scaled {2}OUTSIDE$/m);
});

// Often enough that what comes once a second is lost in the mean.
test('figures are measured in a guest: fork is dearer by the pages of its data', () => {
  const fork = (kilobytes: number) =>
    guestFigures(['--machine', 'ds3100'], `/sprite/tests/vmtest fork ${kilobytes} 40`).get('fork') ??
    Number.NaN;
  const growth = fork(400) - fork(0);
  assert.ok(growth > 100 * 30 && growth < 100 * 45, `${growth} us for 100 pages`);
});
