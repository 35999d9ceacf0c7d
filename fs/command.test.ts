import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../arch/codec.js';
import { FsStats } from '../arch/fs-statistics.js';
import { Status, SUCCESS } from '../arch/status.js';
import { SECOND } from '../arch/units.js';
import { BASE, CREATE, createFileHost } from './testing/file-host.js';

const BUFFER = BASE + 0x8000;

function scene() {
  const host = createFileHost();
  const process = host.newProcess();
  const memory = () => new DataView(host.memoryOf(process).buffer);
  const ask = (command: number, value: number, bufferSize = 4) => {
    memory().setInt32(BUFFER - BASE, value, true);
    const status = host.call(process, 'Fs_Command', { command, bufferSize, buffer: BUFFER });
    return status === SUCCESS ? memory().getInt32(BUFFER - BASE, true) : { status };
  };
  const codec = bind(FsStats, { littleEndian: true, maxAlignment: 8 });
  const statistics = () => {
    assert.notEqual(typeof ask(19, 0, codec.size), 'object');
    return codec.decode(host.memoryOf(process), BUFFER - BASE);
  };
  const write = (path: string, text: string) => {
    const id = host.open(process, path, CREATE);
    host.write(process, id, text);
    host.call(process, 'Fs_Close', { streamID: id });
  };
  const later = (seconds: number) => host.fake.settle(host.fake.kernel.now() + seconds * SECOND);
  return { host, process, ask, statistics, write, later };
}

test('old dirty data stay where they are while write-back is off, and go when it is on again', () => {
  const { ask, statistics, write, later } = scene();
  assert.equal(ask(8, 1), 0);
  write('/tmp/f', 'text');
  later(200);
  assert.equal(statistics().blockCache.dataBlocksWrittenThru, 0);
  assert.equal(ask(8, 0), 1);
  later(200);
  assert.equal(statistics().blockCache.dataBlocksWrittenThru, 1);
});

test('an upper limit is kept while files are written, and reading brings in no more', () => {
  const { host, process, ask, statistics } = scene();
  assert.equal(ask(7, 40), 40);
  const id = host.open(process, '/tmp/f', CREATE);
  for (let i = 0; i < 100; i++) host.write(process, id, 'x'.repeat(4096));
  host.fake.settle();
  const { numCacheBlocks, maxCacheBlocks, lru } = statistics().blockCache;
  assert.equal(maxCacheBlocks, 40);
  // Blocks of pointers and descriptors are had at once, whatever the limit.
  assert.ok(numCacheBlocks <= 44, String(numCacheBlocks));
  assert.ok(lru > 0);
  assert.equal(host.attributes(process, id).size, 100 * 4096);
});

test('an emptied cache holds nothing clean, and sizes and buffers are looked at', () => {
  const { ask, statistics, write } = scene();
  write('/tmp/f', 'text');
  assert.equal(ask(18, 77), 0);
  assert.equal(statistics().blockCache.numCacheBlocks, 0);
  assert.deepEqual(ask(18, 0, 3), { status: Status.GEN_INVALID_ARG });
  assert.deepEqual(ask(18, 0, 65537), { status: Status.SYS_INVALID_ARG });
  assert.deepEqual(ask(18, 0, -1), { status: Status.SYS_INVALID_ARG });
  assert.deepEqual(ask(35, 1), { status: Status.GEN_NOT_IMPLEMENTED });
  assert.deepEqual(ask(150, 1), { status: Status.GEN_NOT_IMPLEMENTED });
  assert.deepEqual(ask(200, 1), { status: Status.FS_INVALID_ARG });
});
