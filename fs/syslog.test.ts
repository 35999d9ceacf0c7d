import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import { BASE, createFileHost, out } from './testing/file-host.js';
import { UseFlag } from './types.js';

test('lines of the kernel go to the log, and to the console while nobody reads that', () => {
  const host = createFileHost();
  const process = host.newProcess();
  host.fs.logged('first');
  const id = host.open(process, '/dev/syslog', UseFlag.READ);
  host.fs.logged('second');
  host.fake.settle();
  assert.equal(host.shown(0), 'first\r\n');
  assert.equal(host.read(process, id, 100).text, 'first\nsecond\n');
  host.call(process, 'Fs_Close', { streamID: id });
  host.fs.logged('third');
  host.fake.settle();
  assert.equal(host.shown(0), 'first\r\nthird\r\n');
});

test('every reader reads everything, and waits for more', () => {
  const host = createFileHost();
  const [a, b, writer] = [0, 1, 2].map(() => host.newProcess());
  const readers = [a, b].map((process) => {
    host.open(process, '/dev/syslog', UseFlag.READ);
    const args = { streamID: 0, count: 100, buffer: BASE, amountRead: out<number>() };
    return { process, reading: host.begin(process, 'Fs_Read', args), amount: args.amountRead };
  });
  host.fake.settle();
  const id = host.open(writer, '/dev/syslog', UseFlag.WRITE);
  host.write(writer, id, 'from a program\n');
  for (const { process, reading, amount } of readers) {
    assert.equal(host.finish(reading), SUCCESS);
    assert.equal(amount.value, 15);
    const more = { streamID: 0, count: 100, buffer: BASE, amountRead: out<number>() };
    const waiting = host.begin(process, 'Fs_Read', more);
    host.fake.settle();
    assert.equal(waiting.done, false);
  }
});

test('a reader that falls behind misses the oldest text', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const id = host.open(process, '/dev/syslog', UseFlag.READ | UseFlag.NON_BLOCKING);
  assert.equal(host.read(process, id, 10).status, Status.FS_WOULD_BLOCK);
  for (let i = 0; i < 400; i++) host.fs.logged(`line ${i}`.padEnd(99));
  const { text, amount } = host.read(process, id, 100_000);
  assert.equal(amount, 16384);
  assert.ok(text.endsWith(`line 399${' '.repeat(91)}\n`));
});
