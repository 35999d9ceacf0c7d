/** Typing at the console through the library entry. */
import assert from 'node:assert/strict';
import { bootSystem, PROMPT, test } from './system.js';

test('a prompt, a command, its output', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  console.type('echo hello from $HOST\n');
  assert.match(console.expect(/hello from mint\S*\r?\n/), /echo hello/);
  console.expect(PROMPT);
});

test('erase, kill and end of file work as on a terminal', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  console.type('nonsense\x15ecko\x7f\x7fho right\n');
  console.expect(/\nright\r?\n/);
  console.expect(PROMPT);
  console.type('cat\nline\n\x04');
  console.expect(/line\r\n\S*line\r\n/);
  console.expect(PROMPT);
});

test('the interrupt key ends a command that computes, and the shell stays', () => {
  const cluster = bootSystem();
  const { console } = cluster.host('mint');
  console.expect(PROMPT);
  console.type('while true; do true; done\n');
  cluster.run({ untilNs: cluster.now() + 2e9 });
  console.type('\x03');
  console.expect(PROMPT);
  console.type('echo still here\n');
  console.expect(/\nstill here/);
});

test('expect says what it saw when the text does not come', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  assert.throws(() => console.expect('never', 1e9), /mint: "never" did not appear; the console ends in /);
});

test('bad configurations are refused in one line', () => {
  const cluster = bootSystem();
  assert.throws(() => cluster.host('vesta'), /no host is called vesta/);
  assert.throws(() => bootSystem({ memoryBytes: 3 * 2 ** 40 }), /memory: the hosts need .* boot fewer hosts/);
});
