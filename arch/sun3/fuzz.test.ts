/** Random words as code, random registers, pages that are missing: whatever a guest does, the engine answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom } from '../../tools/random.js';
import { ContextWord, Stop } from '../machine.js';
import { Page, Vector, Word } from './context.js';
import { decode } from './decode.js';
import { CODE, createCpuLab, DATA } from './testing/cpu-lab.js';

const vectors: ReadonlySet<number> = new Set([
  Vector.AddressError,
  Vector.Illegal,
  Vector.ZeroDivide,
  Vector.Chk,
  Vector.Trapv,
  Vector.Privilege,
  Vector.LineA,
  Vector.LineF,
  ...Array.from({ length: 16 }, (_, n) => Vector.Trap + n),
  ...Array.from({ length: 7 }, (_, n) => Vector.FloatUnordered + n),
]);

test('random code ends in one of the stops there are, and where it cannot go on it changes nothing', () => {
  const random = createRandom(68020);
  const lab = createCpuLab([]);
  const seen = new Set<string>();
  for (let round = 0; round < 30_000; round++) {
    lab.engine.invalidateAll(lab.context);
    lab.absent.clear();
    if (random(4) === 0) lab.absent.add(DATA + Page.Size);
    // Code near the end of the first page, the end of the second, or anywhere.
    const edge = [CODE + Page.Size, CODE + 2 * Page.Size, CODE + 0x100][random(3)];
    const start = edge - 2 * (1 + random(11));
    const words = Array.from({ length: 12 }, () => random(0x10000));
    if (random(3) === 0) words[0] = 0xf200 | random(512);
    lab.code(start, words.slice(0, edge === CODE + 2 * Page.Size ? (edge - start) / 2 : 12));
    for (let r = 0; r < 16; r++) {
      const near = DATA + Page.Size + random(64) - 32;
      lab.set(r, random(3) === 0 ? random(0x10000) * 0x10000 + random(0x10000) : near);
    }
    lab.words[ContextWord.Pc] = start;
    lab.words[Word.Ccr] = random(32);
    const before = lab.words.slice(Word.D, Word.Fpcr);
    const budget = 1 + random(200);
    const stop = lab.run(budget);
    const { left, ccr } = lab.state();
    const name = decode(words[0])?.name ?? 'none';
    assert.ok(left >= 0 && left <= budget, `${name}: ${left} cycles left`);
    assert.equal(ccr & ~31, 0);
    if (stop === Stop.Trap || stop === Stop.Call)
      assert.ok(vectors.has(lab.words[ContextWord.TrapCode]), `${name}: ${lab.words[ContextWord.TrapCode]}`);
    if (stop === Stop.PageFault && left === budget)
      assert.deepEqual(lab.words.slice(Word.D, Word.Fpcr), before, name);
    seen.add(`${stop}`);
  }
  assert.deepEqual([...seen].sort(), ['0', '1', '2', '3']);
});
