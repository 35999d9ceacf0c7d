import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circles, floorOf, foreignImports, isBelowTools, upwardImports } from './imports.js';
import { isTest, parseSource, readSources } from './sources.js';
import { indeterminate, looseStyle, mutableModuleState } from './state.js';
import { forgottenYields, taskNames } from './tasks.js';

const sources = readSources();
const below = sources.filter(({ path }) => isBelowTools(path) && !isTest(path));
const bad = (text: string, path = 'kernel/bad.ts') => parseSource(path, text);

test('the sources are found', () => {
  assert.ok(sources.some(({ path }) => path === 'kernel/scheduler.ts'));
  assert.ok(sources.some(({ path }) => path === 'index.ts'));
});

test('imports point down', () => {
  assert.deepEqual(upwardImports(sources), []);
  assert.equal(upwardImports([bad("import type { X } from '../fs/stream.js';")]).length, 1);
  assert.equal(upwardImports([bad("export * from '../proc/exec.js';")]).length, 1);
  assert.ok(floorOf('cluster.ts') > floorOf('migrate/churn.ts'));
});

test('imports make no circle', () => {
  assert.deepEqual(circles(sources), []);
  const circle = [
    bad("import { b } from './b.js';", 'kernel/a.ts'),
    bad("import type { A } from './a.js';", 'kernel/b.ts'),
  ];
  assert.deepEqual(circles(circle), ['kernel/a.ts -> kernel/b.ts -> kernel/a.ts']);
});

test('below the tools nothing knows the machine it runs on', () => {
  assert.deepEqual(foreignImports(sources), []);
  assert.equal(foreignImports([bad("import { readFileSync } from 'node:fs';")]).length, 1);
});

test('no module below the tools has mutable state', () => {
  assert.deepEqual(below.flatMap(mutableModuleState), []);
  for (const text of [
    'let x = 1;',
    'export const seen = new Map<string, number>();',
    'const list: number[] = [];',
    'const table = { a: 1 };',
    'const pool = createPool();',
  ]) {
    assert.equal(mutableModuleState(bad(text)).length, 1, text);
  }
  for (const text of [
    'const x = 1;',
    'const t = { a: 1 } as const;',
    'const s: ReadonlySet<number> = new Set([1]);',
    'const l: readonly number[] = [1];',
  ]) {
    assert.deepEqual(mutableModuleState(bad(text)), [], text);
  }
});

test('nothing indeterminate reaches virtual history', () => {
  assert.deepEqual(below.flatMap(indeterminate), []);
  for (const text of [
    'const t = Date.now();',
    'const r = Math.random();',
    'const s = Math.sin(1);',
    'const p = 2 ** 3;',
    'async function f() {}',
    'new Promise(() => {});',
    'names.sort((a, b) => a.localeCompare(b));',
    'setTimeout(() => {}, 1);',
  ]) {
    assert.ok(indeterminate(bad(text)).length > 0, text);
  }
  assert.deepEqual(indeterminate(bad('const h = Math.floor(1.5); x.Date = 1;')), []);
});

test('no yield* is forgotten', () => {
  const names = taskNames(sources);
  assert.ok(names.certain.has('sleepOn'));
  assert.deepEqual(
    below.flatMap((source) => forgottenYields(source, names)),
    [],
  );
  const small = bad(`
    function* fetchBlock(): Task<void> { yield 0; }
    function* good(): Task<void> { yield* fetchBlock(); yield* (1 ? fetchBlock() : fetchBlock()); return fetchBlock(); }
    function* alone(): Task<void> { fetchBlock(); }
    function* passed(): Task<void> { const x = fetchBlock(); use(fetchBlock()); }
    const start = () => kernel.spawn('daemon', () => fetchBlock());
  `);
  assert.equal(forgottenYields(small, taskNames([small])).length, 3);
});

test('types hide nothing', () => {
  assert.deepEqual(sources.flatMap(looseStyle), []);
  assert.equal(looseStyle(bad('export default 1; const a: any = 1;')).length, 2);
});

test('a file is one thing: at most 500 lines, tables excepted', () => {
  const tables = new Set(['kernel/call-table.ts']);
  const long = sources
    .filter(({ path }) => !tables.has(path))
    .map(({ path, text }) => ({ path, lines: text.split('\n').length }))
    .filter(({ lines }) => lines > 500);
  assert.deepEqual(long, []);
});
