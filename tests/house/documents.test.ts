import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CALL_COUNT, callsByNumber } from '../../kernel/call-table.js';
import { callDocument, DOCUMENT } from '../../tools/call-docs.js';

test('docs/kernel-calls.md is what the call table says (npm run docs)', () => {
  assert.equal(readFileSync(DOCUMENT, 'utf8'), callDocument());
});

test('every call from 0 to 112 is declared once, and fetches at least the words its arguments need', () => {
  assert.deepEqual(
    callsByNumber.map(({ number }) => number),
    Array.from({ length: CALL_COUNT }, (_, i) => i),
  );
  const served = (where: string) =>
    callsByNumber.filter((call) => call.served === where).map(({ number }) => number);
  assert.deepEqual(served('home'), [16, 18, 21, 22, 35, 36, 54, 71, 74, 111, 112]);
  assert.deepEqual(served('refused'), [70]);
});
