/**
 * Exact restart: programs of random instructions, whose operands lie across the edge of a page, run with every page
 * refused again and again, in slices of few cycles; they must end as they do undisturbed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlatProgram } from '../../tools/flat-program.js';
import { loadFlat, runFlat } from '../../tools/flat-program.js';
import { m68k } from '../../tools/flat-targets.js';
import { oracle } from '../../tools/m68k-oracle.js';
import { makeCases, operations, programOf } from '../../tools/m68881-cases.js';
import { ContextWord, Stop } from '../machine.js';

const PAGE_MASK = -0x2000;

/** Run with all pages absent; a fault brings one in, and a draw takes all away again. */
function runWithFaults(program: FlatProgram, sliceCycles: number): { output: Uint8Array; faults: number } {
  const present = new Set<number>();
  let draw = 1;
  const { context, engine, serveCall, output } = loadFlat(m68k, program);
  const guarded = {
    words: context.words,
    lookup: (page: number, access: number) =>
      present.has(4 * (page >>> 0) + access) ? context.lookup(page, access) : -1,
  };
  let faults = 0;
  let left = 0;
  for (;;) {
    const stop = engine.run(guarded, left + sliceCycles);
    left = context.words[ContextWord.CyclesLeft];
    draw = (Math.imul(draw, 1664525) + 1013904223) >>> 0;
    if (draw >>> 30 === 0) {
      present.clear();
      engine.invalidateAll(context);
    }
    if (stop === Stop.PageFault) {
      faults++;
      const address = context.words[ContextWord.FaultAddress] & PAGE_MASK;
      present.add(4 * (address >>> 0) + context.words[ContextWord.FaultAccess]);
    } else if (stop === Stop.Call) {
      if (serveCall() !== null) return { output: output(), faults };
    } else assert.equal(stop, Stop.Budget);
  }
}

test('page faults anywhere change nothing', () => {
  for (const [seed, slice] of [
    [11, 97],
    [12, 41],
    [13, 61],
  ]) {
    const program = oracle.generate(seed, 60, '').flat;
    const disturbed = runWithFaults(program, slice);
    assert.deepEqual(disturbed.output, runFlat(m68k, program).output, `seed ${seed}`);
    assert.ok(disturbed.faults > 500, `${disturbed.faults} faults`);
  }
});

test('nor do they in floating-point instructions', () => {
  for (const name of ['fsub.d', 'store.x', 'predicates 0']) {
    const operation = operations.find((row) => row.name === name);
    assert.ok(operation !== undefined);
    // 28 bytes each: enough to reach over the end of a page, both in the table and in the results.
    const { program } = programOf(operation, makeCases(5, 600));
    const disturbed = runWithFaults(program, 701);
    assert.deepEqual(disturbed.output, runFlat(m68k, program).output, name);
    assert.ok(disturbed.faults > 100, `${name}: ${disturbed.faults} faults`);
  }
});
