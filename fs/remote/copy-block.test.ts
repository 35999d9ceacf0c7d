import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { RpcCommand } from '../../kernel/rpc/commands.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import { createFileNetwork } from '../testing/file-network.js';
import { BLOCK_SIZE, StreamType } from '../types.js';
import { copyBlockProcedure } from './records.js';

const PAGE_BYTES = 2 * BLOCK_SIZE;
const PLACE = 3 * PAGE_BYTES;

function scene() {
  const net = createFileNetwork({ clients: 1 });
  const { fake, fs } = net.hosts[1];
  const store = fs.backingStore;
  const process = net.hosts[1].newProcess();
  const { rpc } = net.network.hosts[1];
  const run = fake.run;
  const openSwap = (number: number) => {
    const opened = run(() => store.openSwap(number), process);
    if ('status' in opened) throw new Error(`no swap file: ${opened.status}`);
    return opened.file;
  };
  return { net, store, process, rpc, run, openSwap };
}

test('a page of a swap file is copied by its server: two calls, and none of its bytes comes by', () => {
  const { store, process, rpc, run, openSwap } = scene();
  const [from, to] = [openSwap(1), openSwap(2)];
  const page = Uint8Array.from({ length: PAGE_BYTES }, (_, i) => i % 251);
  assert.equal(
    run(() => store.writePage(from, PLACE, page), process),
    SUCCESS,
  );
  const { calls } = rpc.statistics;
  const transfers = () => calls[RpcCommand.FS_READ] + calls[RpcCommand.FS_WRITE];
  const before = transfers();
  assert.equal(
    run(() => store.copyPage(from, to, PLACE, PAGE_BYTES), process),
    SUCCESS,
  );
  assert.deepEqual([calls[RpcCommand.FS_COPY_BLOCK], transfers()], [2, before]);
  const copy = new Uint8Array(PAGE_BYTES);
  assert.equal(
    run(() => store.readPage(to, 'swap', PLACE, copy), process),
    SUCCESS,
  );
  assert.deepEqual(copy, page);
  // What was never written cannot be copied.
  assert.equal(
    run(() => store.copyPage(from, to, PLACE + PAGE_BYTES, PAGE_BYTES), process),
    FAILURE,
  );
});

test('files that the client does not have, and blocks that cannot be, are refused', () => {
  const { process, rpc, run, openSwap, store } = scene();
  const { ioFileID } = store.encapsulate(openSwap(1));
  const there = { ...ioFileID, type: StreamType.LCL_FILE };
  const ask = (sourceId: typeof there, targetId: typeof there, block: number) =>
    run(() => callProcedure(rpc, 1 as HostId, copyBlockProcedure, { sourceId, targetId, block }), process)
      .status;
  const absent = { ...there, minor: there.minor + 1 };
  assert.equal(ask(absent, there, 0), Status.FS_STALE_HANDLE);
  assert.equal(ask(there, absent, 0), Status.FS_STALE_HANDLE);
  for (const block of [-1, 0x7fff_ffff]) assert.equal(ask(there, there, block), Status.GEN_INVALID_ARG);
});
