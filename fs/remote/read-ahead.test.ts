import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { MILLISECOND, SECOND } from '../../arch/units.js';
import type { Process } from '../../kernel/process.js';
import { RpcCommand } from '../../kernel/rpc/commands.js';
import { IocCommand } from '../ioc.js';
import { BASE, CREATE, type FileHost, fsCommand } from '../testing/file-host.js';
import { createFileNetwork, type FileNetwork } from '../testing/file-network.js';
import { BLOCK_SIZE, UseFlag } from '../types.js';

const READ_AHEAD = 24;
const LOWER_MAX_CACHE = 7;
const DISABLE_FLUSH = 8;

/** Block `i` of every file is full of its own letter. */
const letter = (i: number): string => String.fromCharCode(65 + (i % 26));
const textOf = (blocks: number, tail = 0): string =>
  Array.from({ length: blocks }, (_, i) => letter(i).repeat(BLOCK_SIZE)).join('') +
  letter(blocks).repeat(tail);

interface Scene {
  readonly net: FileNetwork;
  readonly client: FileHost;
  readonly process: Process;
  /** By a process of another host, in the server's memory afterwards. */
  make(path: string, text: string): void;
  /** From the beginning, so many blocks, one at a time. */
  readBlocks(id: number, count: number): string;
  aheads(): { readonly fetched: number; readonly used: number };
  /** Calls of the client for blocks. */
  readCalls(): number;
}

function scene(seed = 1, clients = 1): Scene {
  const net = createFileNetwork({ clients, seed });
  const [server, client] = net.hosts;
  const process = client.newProcess();
  const maker = server.newProcess();
  return {
    net,
    client,
    process,
    make(path, text) {
      const id = server.open(maker, path, CREATE);
      for (let at = 0; at < text.length; at += BLOCK_SIZE)
        assert.equal(server.write(maker, id, text.slice(at, at + BLOCK_SIZE)).status, SUCCESS);
      server.call(maker, 'Fs_Close', { streamID: id });
    },
    readBlocks(id, count) {
      let text = '';
      for (let i = 0; i < count; i++) text += client.read(process, id, BLOCK_SIZE).text;
      return text;
    },
    aheads: () => ({
      fetched: client.cache.statistics.blockCache.readAheads,
      used: client.cache.statistics.blockCache.readAheadHits,
    }),
    readCalls: () => net.network.hosts[1].rpc.statistics.calls[RpcCommand.FS_READ],
  };
}

function truncate(host: FileHost, process: Process, streamID: number, size: number): void {
  const { littleEndian } = host.fake.kernel.machine.layout;
  const bytes = host.memoryOf(process);
  new DataView(bytes.buffer, bytes.byteOffset).setInt32(0, size, littleEndian);
  const command: number = IocCommand.TRUNCATE;
  const args = { streamID, command, inSize: 4, inBuffer: BASE, outSize: 0, outBuffer: 0 };
  assert.equal(host.call(process, 'Fs_IOControl', args), SUCCESS);
}

test('blocks behind the one that is read are fetched meanwhile, each once, none behind the end', () => {
  const took = (blocks: number): number => {
    const { net, client, process, make, readBlocks, aheads, readCalls } = scene();
    const text = textOf(15, 100);
    for (const path of ['/tmp/f', '/tmp/g']) make(path, text);
    assert.equal(fsCommand(client, process, READ_AHEAD, blocks), 0);
    const read = (path: string): number => {
      const id = client.open(process, path, UseFlag.READ);
      const startNs = net.network.queue.now();
      assert.equal(readBlocks(id, 16), text);
      return net.network.queue.now() - startNs;
    };
    // For calls side by side the server needs processes that it makes when it is first asked.
    read('/tmp/f');
    // These machines work in no time: without delays the wire would be all there is to wait for.
    net.network.ethernet.faults.set({ maxDelayNs: 10 * MILLISECOND });
    const elapsedNs = read('/tmp/g');
    net.pass(SECOND);
    assert.equal(readCalls(), 32);
    assert.deepEqual(aheads(), blocks === 0 ? { fetched: 0, used: 0 } : { fetched: 30, used: 30 });
    return elapsedNs;
  };
  const [none, some] = [took(0), took(4)];
  assert.ok(some < 0.8 * none, `${some} ns with, ${none} ns without`);
});

test('a file that is open for writing here is not read ahead', () => {
  const { client, process, make, readBlocks, aheads } = scene();
  make('/tmp/f', textOf(8));
  fsCommand(client, process, READ_AHEAD, 4);
  const id = client.open(process, '/tmp/f', UseFlag.READ | UseFlag.WRITE);
  assert.equal(readBlocks(id, 8), textOf(8));
  assert.equal(aheads().fetched, 0);
});

test('whatever comes between, a block on its way ahead never hides what has been written since', () => {
  let fetched = 0;
  for (let seed = 1; seed <= 24; seed++) {
    const { net, client, process, make, aheads } = scene(seed, 2);
    const writer = net.hosts[seed % 2 === 0 ? 2 : 0];
    const hand = writer.newProcess();
    make('/tmp/f', textOf(8));
    fsCommand(client, process, READ_AHEAD, 6);
    net.network.ethernet.faults.set({ loss: 0.3, maxDelayNs: 50 * MILLISECOND });
    const id = client.open(process, '/tmp/f', UseFlag.READ);
    assert.equal(client.read(process, id, BLOCK_SIZE).text, textOf(1));
    // Six blocks are on their way. The open ends the client's caching, and may overtake any of them.
    const out = writer.open(hand, '/tmp/f', UseFlag.WRITE | (seed % 3 === 0 ? UseFlag.TRUNC : 0));
    assert.equal(writer.write(hand, out, 'x'.repeat(6 * BLOCK_SIZE)).status, SUCCESS);
    const rest = seed % 3 === 0 ? '' : textOf(8).slice(6 * BLOCK_SIZE);
    const expected = 'x'.repeat(5 * BLOCK_SIZE) + rest;
    let seen = '';
    for (let i = 0; i < 7; i++) seen += client.read(process, id, BLOCK_SIZE).text;
    assert.ok(
      seen === expected,
      `seed ${seed}: ${seen.length} bytes, ${seen.replaceAll('x', '').length} old`,
    );
    // Opened again, whatever is still to come.
    writer.call(hand, 'Fs_Close', { streamID: out });
    const again = client.open(process, '/tmp/f', UseFlag.READ);
    assert.equal(
      client.read(process, again, 7 * BLOCK_SIZE).text,
      ('x'.repeat(BLOCK_SIZE) + expected).slice(0, 7 * BLOCK_SIZE),
    );
    fetched += aheads().fetched;
  }
  assert.ok(fetched > 12, `${fetched} blocks were read ahead`);
});

test('what is cut off while it is on its way does not come back when the file grows again', () => {
  let late = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const { net, client, process, make, aheads } = scene(seed);
    make('/tmp/f', textOf(4));
    fsCommand(client, process, READ_AHEAD, 3);
    const id = client.open(process, '/tmp/f', UseFlag.READ);
    // Each packet takes its time, the first block's among them.
    net.network.ethernet.faults.set({ maxDelayNs: SECOND });
    assert.equal(client.read(process, id, BLOCK_SIZE).text, textOf(1));
    net.network.ethernet.faults.set({ maxDelayNs: 0 });
    late += aheads().fetched;
    const cut = client.open(process, '/tmp/f', UseFlag.WRITE);
    for (const size of [0, 4 * BLOCK_SIZE]) truncate(client, process, cut, size);
    assert.equal(client.read(process, id, 3 * BLOCK_SIZE).text, '\0'.repeat(3 * BLOCK_SIZE), `seed ${seed}`);
  }
  assert.ok(late > 0);
});

test('no room is made for blocks ahead: a cache full of dirty blocks stays as it is', () => {
  const { client, process, make, readBlocks, aheads } = scene();
  make('/tmp/f', textOf(8));
  fsCommand(client, process, LOWER_MAX_CACHE, 32);
  fsCommand(client, process, DISABLE_FLUSH, 1);
  fsCommand(client, process, READ_AHEAD, 7);
  const dirty = client.open(process, '/tmp/dirty', CREATE);
  for (let i = 0; i < 31; i++) client.write(process, dirty, 'd'.repeat(BLOCK_SIZE));
  const id = client.open(process, '/tmp/f', UseFlag.READ);
  assert.equal(readBlocks(id, 8), textOf(8));
  const counts = client.cache.counts();
  assert.ok(counts.blocks <= 32 && counts.dirty === 31, JSON.stringify(counts));
  // One at most had a place, while nothing was read.
  assert.ok(aheads().fetched <= 8, `${aheads().fetched}`);
});

test('a server that is away while blocks are on their way: who wants them waits, and has them', () => {
  const { net, client, process, make } = scene();
  const text = textOf(8);
  make('/tmp/f', text);
  net.hosts[0].fake.run(() => net.hosts[0].fs.sync());
  fsCommand(client, process, READ_AHEAD, 6);
  const id = client.open(process, '/tmp/f', UseFlag.READ);
  assert.equal(client.read(process, id, BLOCK_SIZE).text, textOf(1));
  net.reboot(0);
  let seen = '';
  for (let i = 1; i < 8; i++) {
    const { status, text: piece } = client.read(process, id, BLOCK_SIZE);
    assert.equal(status, SUCCESS);
    seen += piece;
  }
  assert.ok(seen === text.slice(BLOCK_SIZE));
});

test('a number of blocks that is none is refused, and the old one comes back for a new', () => {
  const { client, process } = scene();
  assert.equal(fsCommand(client, process, READ_AHEAD, 3), 0);
  assert.throws(
    () => fsCommand(client, process, READ_AHEAD, -1),
    new RegExp(Status.GEN_INVALID_ARG.toString(16)),
  );
  assert.equal(fsCommand(client, process, READ_AHEAD, 0), 3);
});
