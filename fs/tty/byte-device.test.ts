import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { SECOND } from '../../arch/units.js';
import { IocCommand } from '../ioc.js';
import { BASE, createFileHost, out } from '../testing/file-host.js';
import { UseFlag } from '../types.js';

const allBytes = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('');

function scene() {
  const host = createFileHost();
  const process = host.newProcess();
  const input = host.open(process, '/dev/raw0', UseFlag.READ);
  const output = host.open(process, '/dev/raw1', UseFlag.WRITE);
  const wanted = () =>
    host.fake.events.flatMap((event) => (event.kind === 'input-wanted' ? [event.unit] : []));
  return { host, process, input, output, wanted };
}

test('bytes pass unchanged both ways, without echo', () => {
  const { host, process, input, output } = scene();
  host.type(16, allBytes);
  assert.equal(host.read(process, input, 1000).text, allBytes);
  assert.equal(host.write(process, output, allBytes).status, SUCCESS);
  host.fake.settle();
  assert.equal(host.shown(17), allBytes);
  assert.equal(host.shown(16), '');
});

test('a reader that finds nothing asks for more', () => {
  const { host, process, input, wanted } = scene();
  const args = { streamID: input, count: 10, buffer: BASE, amountRead: out<number>() };
  const reading = host.begin(process, 'Fs_Read', args);
  host.fake.settle();
  assert.deepEqual(wanted(), [16]);
  host.type(16, 'abc');
  assert.equal(host.finish(reading), SUCCESS);
  assert.equal(args.amountRead.value, 3);
  assert.deepEqual(wanted(), [16]);
});

test('much input is read in large pieces', () => {
  const { host, process, input } = scene();
  host.type(16, 'x'.repeat(3000));
  host.type(16, 'y'.repeat(3000));
  assert.equal(host.read(process, input, 5000).amount, 5000);
  assert.equal(host.read(process, input, 5000).text, 'y'.repeat(1000));
});

test('end of input is end of file, for good', () => {
  const { host, process, input, wanted } = scene();
  host.type(16, 'rest');
  host.fake.kernel.scheduler.interrupt(() => host.fs.ports.get(16)?.endOfInput());
  assert.equal(host.read(process, input, 100).text, 'rest');
  for (let i = 0; i < 2; i++) assert.deepEqual(host.read(process, input, 100).amount, 0);
  assert.deepEqual(wanted(), []);
});

test('a writer is held back to the rate of the device', () => {
  const { host, process, output } = scene();
  const start = host.fake.kernel.now();
  for (let i = 0; i < 10; i++) assert.equal(host.write(process, output, 'z'.repeat(100_000)).amount, 100_000);
  host.fake.settle();
  assert.equal(host.shown(17).length, 1_000_000);
  const took = host.fake.kernel.now() - start;
  assert.ok(took > 0.99 * SECOND && took < 1.1 * SECOND, String(took));
});

test('it is no terminal', () => {
  const { host, process, input } = scene();
  const control = (command: number, outSize: number) =>
    host.call(process, 'Fs_IOControl', {
      streamID: input,
      command,
      inSize: 0,
      inBuffer: 0,
      outSize,
      outBuffer: BASE,
    });
  assert.equal(control(0x10002, 6), Status.GEN_NOT_IMPLEMENTED);
  host.type(16, 'four');
  assert.equal(control(IocCommand.NUM_READABLE, 4), SUCCESS);
  assert.equal(host.memoryOf(process)[0], 4);
});

test('before the host is switched off, what has been written leaves', () => {
  const { host, process, output } = scene();
  host.type(0, '\x13');
  host.fs.logged('kept back by a stopped console');
  host.write(process, output, 'the end'.repeat(200));
  assert.ok(host.shown(17).length < 1400);
  host.fake.run(() => host.fs.drainOutput());
  assert.equal(host.shown(17), 'the end'.repeat(200));
  assert.equal(host.shown(0), '');
});
