import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costs } from './costs.js';

/** Each measured operation as the kernel charges it, against the published value (measurements reference, 3 and 5). */
test('what the kernel charges adds up to what was measured', () => {
  const stream = costs.nullCallNs + costs.streamCallNs;
  const block = 4096 * costs.copyNsPerByte;
  const sums: readonly (readonly [string, number, number])[] = [
    ['getpid', costs.nullCallNs, 26_000],
    ['pipe round trip', 4 * (stream + costs.pipeNs) + 2 * costs.contextSwitchNs, 510_000],
    ['select on one empty pipe', costs.nullCallNs + costs.selectNs, 76_000],
    ['read a cached block', stream + costs.cacheReadNs + block, 870_000],
    ['write a cached block', stream + costs.cacheWriteNs + block, 1_100_000],
    ['open and close', 2 * costs.nullCallNs + costs.openNs + costs.streamCallNs + costs.closeNs, 750_000],
    ['failed open', costs.nullCallNs + costs.failedOpenNs, 300_000],
    ['stat', costs.nullCallNs + costs.statNs, 250_000],
    ['fstat', stream + costs.fstatNs, 120_000],
    [
      'fork, exit, wait; two switches; faults of 0.95 ms',
      3 * costs.nullCallNs + costs.forkNs + costs.exitNs + costs.waitNs + 2 * costs.contextSwitchNs + 950_000,
      5_200_000,
    ],
    ['zero a page', 4096 * costs.zeroNsPerByte, 400_000],
  ];
  for (const [name, sum, measured] of sums)
    assert.ok(Math.abs(sum - measured) <= 0.025 * measured, `${name}: ${sum} ns, measured ${measured}`);
});

test('no cost is negative', () => {
  for (const [name, value] of Object.entries(costs)) assert.ok(value >= 0, name);
});
