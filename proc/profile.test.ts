import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextWord } from '../arch/machine.js';
import { createFakeHost, PAGE } from './testing/fake-host.js';
import { user } from './testing/user.js';

test('a profiled program finds its counters raised by the interrupts that met it in user mode', () => {
  const host = createFakeHost();
  const u = user(host);
  const BUFFER = 0x100;
  const counted: number[] = [];
  host.boot(function* (p) {
    const profil = { buffer: PAGE + BUFFER, size: 16, offset: 0x5000, scale: 65536 };
    yield u.note([], 'Prof_Profil', p, profil);
    // Two bytes of code to a counter: the third.
    const words = p.context?.words;
    assert.ok(words !== undefined);
    words[ContextWord.Pc] = 0x5004;
    for (let i = 0; i < 30_000; i++) yield u.hold([], p, 0);
    for (let i = 0; i < 8; i++) counted.push(host.memoryOf(p).getUint16(BUFFER + 2 * i, true));
    yield u.note([], 'Prof_Profil', p, { ...profil, scale: 0 });
  });
  host.run();
  assert.ok(counted[2] > 0, counted.join(' '));
  assert.deepEqual(
    counted.filter((_, i) => i !== 2),
    [0, 0, 0, 0, 0, 0, 0],
  );
});
