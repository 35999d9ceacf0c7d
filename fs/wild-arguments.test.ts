import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Argument, callTable } from '../kernel/call-table.js';
import type { FsCallName } from './file-system.js';
import { BASE, CREATE, createFileHost, out } from './testing/file-host.js';

/** Values with which a wild program might call, by the kind of the argument. */
const words = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0x10002, 0x10003, 0x10009, 0x10027, 4096, 4097, 0x7fffffff, -0x80000000, 0xffff, 1 << 17),
  fc.integer(),
);
const addresses = fc.oneof(
  fc.constantFrom(0, BASE, BASE + 1, BASE + 0x1fffe, 0xffffffff, 0x80000000),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const paths = fc.oneof(
  fc.constantFrom('', '/', '.', '..', '/tmp', '/tmp/f', 'a/b', '/dev/console', '/dev/null', '//', '/tmp/'),
  fc.string({ unit: fc.constantFrom('a', '/', '.', '$', '\xff'), maxLength: 40 }),
  fc.constant('x'.repeat(300)),
  fc.constant('/tmp/'.repeat(200)),
);

function arbitraryOf(argument: Argument): fc.Arbitrary<unknown> {
  switch (argument.kind) {
    case 'int':
      return words;
    case 'uint':
    case 'address':
    case 'pid':
      return addresses;
    case 'path':
    case 'string':
      return paths;
    case 'inOutInt':
      return words.map((value) => ({ value }));
    case 'in':
      return fc.record(
        Object.fromEntries(
          Object.entries(argument.struct.fields).map(([name, field]) => [
            name,
            field.kind === 'struct' ? fc.constant({ seconds: 1, microseconds: 2 }) : words,
          ]),
        ),
      );
    default:
      return fc.constant(null).map(() => out());
  }
}

const names = Object.keys(callTable).filter((name): name is FsCallName => name.startsWith('Fs_'));
const calls = fc.oneof(
  ...names.map((name) =>
    fc
      .record(
        Object.fromEntries(
          callTable[name].arguments.map((argument) => [argument.name, arbitraryOf(argument)]),
        ),
      )
      .map((args) => ({ name, args })),
  ),
);

test('whatever a program asks, it gets a status', () => {
  fc.assert(
    fc.property(fc.array(calls, { minLength: 1, maxLength: 50 }), (sequence) => {
      const host = createFileHost();
      const process = host.newProcess(sequence.length % 2);
      host.open(process, '/tmp', 1);
      host.open(process, '/dev/console', 3);
      host.open(process, '/dev/raw0', 3);
      host.call(process, 'Fs_CreatePipe', { readID: out<number>(), writeID: out<number>() });
      if (process.effectiveUserId === 0) host.open(process, '/tmp/f', CREATE);
      for (const { name, args } of sequence) {
        // The fields of the record are the call's own, with values of their kinds.
        const running = host.begin(process, name, args as never);
        host.fake.settle(host.fake.kernel.now() + 1e9);
        if (!running.done) {
          // It waits, as it should; drop the call.
          assert.equal(process.waitInterruptible, true, name);
          process.task?.return();
          process.task = null;
          process.callProgress = null;
          continue;
        }
        assert.equal(typeof running.value(), 'number', name);
      }
      host.fake.run(() => host.fs.exit(process), process);
      assert.deepEqual(host.fs.counts(), { streams: 0, kernelFiles: 0, fileLocks: 0, onTheWay: 0 });
      assert.ok(host.fs.isEmpty(process.slot));
    }),
    { numRuns: 60, seed: 1, includeErrorInReport: true },
  );
});
