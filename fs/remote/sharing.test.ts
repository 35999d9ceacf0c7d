/**
 * Files shared between hosts against a model in which there is one host: whatever the caches do, a read has the
 * bytes of the last write, wherever that was, and so have sizes and names.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUCCESS } from '../../arch/status.js';
import { SECOND } from '../../arch/units.js';
import type { Process } from '../../kernel/process.js';
import { createRandom, type Random } from '../../kernel/random.js';
import { type FileHost, fsCommand, out } from '../testing/file-host.js';
import { createFileNetwork, type FileNetwork } from '../testing/file-network.js';
import { type Attributes, UseFlag } from '../types.js';

interface ModelFile {
  bytes: Uint8Array;
}

/** A stream of a process of one of the hosts. */
interface Open {
  readonly host: number;
  readonly id: number;
  readonly file: ModelFile;
  readonly flags: number;
  offset: number;
}

const NAMES = ['/tmp/a', '/tmp/b', '/tmp/c'] as const;
/** By turns many streams at once, and one or two, so that what was closed is looked for. */
const mostOpenOf = (seed: number): number => [8, 1, 2][seed % 3];
/** Two rounds of pings, and the time-outs of one. */
const RECOVERED_NS = 70 * SECOND;

interface World {
  readonly net: FileNetwork;
  readonly processes: Process[];
  readonly random: Random;
  readonly model: Map<string, ModelFile>;
  readonly opens: Open[];
  readonly log: string[];
  readonly mostOpen: number;
  /** Files are not removed or replaced while they are open. */
  readonly gentle: boolean;
}

/** Every second world reads ahead. */
const aheadOf = (seed: number): number => (seed % 2 === 0 ? 3 : 0);
const READ_AHEAD = 24;

function newWorker(host: FileHost, seed: number): Process {
  const process = host.newProcess();
  fsCommand(host, process, READ_AHEAD, aheadOf(seed));
  return process;
}

function createWorld(seed: number, clients: number, gentle = false): World {
  const net = createFileNetwork({ clients, seed });
  return {
    net,
    processes: net.hosts.map((host) => newWorker(host, seed)),
    random: createRandom(seed, 'operations'),
    model: new Map(),
    opens: [],
    log: [],
    mostOpen: mostOpenOf(seed),
    gentle,
  };
}

const hostAt = (world: World, index: number): FileHost => world.net.hosts[index];

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)];
}

function openSome(world: World): void {
  const { random, model, opens } = world;
  const host = random.below(world.net.hosts.length);
  const name = pick(random, NAMES);
  const flags = pick(random, [
    UseFlag.READ,
    UseFlag.WRITE,
    UseFlag.READ | UseFlag.WRITE,
    UseFlag.WRITE | UseFlag.APPEND,
    UseFlag.WRITE | UseFlag.TRUNC,
  ]);
  const create = random.chance(0.5) ? UseFlag.CREATE : 0;
  world.log.push(`open ${host} ${name} ${(flags | create).toString(16)}`);
  const id = out<number>();
  const status = hostAt(world, host).call(world.processes[host], 'Fs_Open', {
    path: name,
    useFlags: flags | create,
    permissions: 0o666,
    streamID: id,
  });
  let file = model.get(name);
  if (file === undefined && create === 0) {
    assert.notEqual(status, SUCCESS, 'opened what is not there');
    return;
  }
  assert.equal(status, SUCCESS);
  if (file === undefined) model.set(name, (file = { bytes: new Uint8Array(0) }));
  if ((flags & UseFlag.TRUNC) !== 0) file.bytes = new Uint8Array(0);
  opens.push({ host, id: id.value ?? -1, file, flags, offset: 0 });
}

function closeSome(world: World): void {
  const { opens, random } = world;
  if (opens.length === 0) return;
  const [open] = opens.splice(random.below(opens.length), 1);
  world.log.push(`close ${open.host} ${open.id}`);
  assert.equal(
    hostAt(world, open.host).call(world.processes[open.host], 'Fs_Close', { streamID: open.id }),
    SUCCESS,
  );
}

function readSome(world: World): void {
  const readers = world.opens.filter(({ flags }) => (flags & UseFlag.READ) !== 0);
  if (readers.length === 0) return;
  const open = pick(world.random, readers);
  const count = 1 + world.random.below(9000);
  world.log.push(`read ${open.host} ${open.id} ${count} at ${open.offset}`);
  const { status, text } = hostAt(world, open.host).read(world.processes[open.host], open.id, count);
  assert.equal(status, SUCCESS);
  const expected = open.file.bytes.subarray(open.offset, open.offset + count);
  assert.equal(text, String.fromCharCode(...expected));
  open.offset += expected.length;
}

/** What was written last anywhere, from anywhere, and how long it is. */
function readWhole(world: World, name: string): void {
  lookAt(world, name);
  const host = world.random.below(world.net.hosts.length);
  const process = world.processes[host];
  const expected = String.fromCharCode(...(world.model.get(name)?.bytes ?? []));
  const id = hostAt(world, host).open(process, name, UseFlag.READ);
  assert.equal(hostAt(world, host).read(process, id, expected.length + 1).text, expected);
  hostAt(world, host).call(process, 'Fs_Close', { streamID: id });
}

function writeSome(world: World): void {
  const writers = world.opens.filter(({ flags }) => (flags & UseFlag.WRITE) !== 0);
  if (writers.length === 0) return;
  const open = pick(world.random, writers);
  const text = String.fromCharCode(65 + world.random.below(26)).repeat(1 + world.random.below(6000));
  world.log.push(`write ${open.host} ${open.id} ${text.length}${text[0]} at ${open.offset}`);
  const { status, amount } = hostAt(world, open.host).write(world.processes[open.host], open.id, text);
  assert.equal(status, SUCCESS);
  assert.equal(amount, text.length);
  const at = (open.flags & UseFlag.APPEND) !== 0 ? open.file.bytes.length : open.offset;
  const bytes = new Uint8Array(Math.max(open.file.bytes.length, at + text.length));
  bytes.set(open.file.bytes);
  bytes.fill(text.charCodeAt(0), at, at + text.length);
  open.file.bytes = bytes;
  open.offset = at + text.length;
}

const lookAtSome = (world: World): void => lookAt(world, pick(world.random, NAMES));

function lookAt(world: World, name: string): void {
  const host = world.random.below(world.net.hosts.length);
  world.log.push(`stat ${host} ${name}`);
  const attributes = out<Attributes>();
  const status = hostAt(world, host).call(world.processes[host], 'Fs_GetAttributes', {
    path: name,
    fileOrLink: 2,
    attributes,
  });
  const file = world.model.get(name);
  if (file === undefined) assert.notEqual(status, SUCCESS);
  else assert.equal(attributes.value?.size, file.bytes.length, `size of ${name}`);
}

const isOpen = (world: World, name: string): boolean => {
  const file = world.model.get(name);
  return world.opens.some((open) => open.file === file);
};

function removeSome(world: World): void {
  const host = world.random.below(world.net.hosts.length);
  const name = pick(world.random, NAMES);
  if (world.gentle && isOpen(world, name)) return;
  world.log.push(`remove ${host} ${name}`);
  const status = hostAt(world, host).call(world.processes[host], 'Fs_Remove', { path: name });
  assert.equal(status === SUCCESS, world.model.delete(name));
}

function renameSome(world: World): void {
  const host = world.random.below(world.net.hosts.length);
  const [from, to] = [pick(world.random, NAMES), pick(world.random, NAMES)];
  const file = world.model.get(from);
  if (from === to || file === undefined || (world.gentle && isOpen(world, to))) return;
  world.log.push(`rename ${host} ${from} ${to}`);
  const args = { oldName: from, newName: to };
  assert.equal(hostAt(world, host).call(world.processes[host], 'Fs_Rename', args), SUCCESS);
  world.model.delete(from);
  world.model.set(to, file);
}

function waitSome(world: World): void {
  const seconds = pick(world.random, [1, 6, 40]);
  world.log.push(`wait ${seconds}`);
  world.net.pass(seconds * SECOND);
}

const operations = [
  [6, openSome],
  [4, closeSome],
  [8, readSome],
  [8, writeSome],
  [4, lookAtSome],
  [1, removeSome],
  [1, renameSome],
  [1, waitSome],
] as const;
const weights = operations.reduce((sum, [weight]) => sum + weight, 0);

function step(world: World): void {
  if (world.opens.length > world.mostOpen) return closeSome(world);
  let at = world.random.below(weights);
  for (const [weight, operation] of operations) {
    if (at < weight) return operation(world);
    at -= weight;
  }
}

function play(world: World, steps: number, between: (world: World, step: number) => void = () => {}): void {
  try {
    for (let i = 0; i < steps; i++) {
      step(world);
      between(world, i);
    }
    while (world.opens.length > 0) closeSome(world);
    for (const name of world.model.keys()) readWhole(world, name);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${world.log.slice(-25).join('\n')}`);
  }
}

test('several hosts are one: random operations against a model, whatever is cached', () => {
  for (let seed = 1; seed <= 40; seed++) play(createWorld(seed, 1 + (seed % 3)), 60);
});

test('packets that are lost, doubled and late change nothing but the time', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = createWorld(seed, 2);
    world.net.network.ethernet.faults.set({ loss: 0.05, duplication: 0.05, maxDelayNs: 2_000_000 });
    play(world, 50);
  }
});

test('a server that is synced, crashes and comes back: clients go on with what they had', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = createWorld(seed, 2, true);
    play(world, 60, ({ net, processes, opens }, i) => {
      if (i % 20 !== 19) return;
      // What the server's own processes had open dies with it.
      for (const open of opens.filter(({ host }) => host === 0)) opens.splice(opens.indexOf(open), 1);
      hostAt(world, 0).fake.run(() => hostAt(world, 0).fs.sync());
      net.reboot(0);
      processes[0] = net.hosts[0].newProcess();
      world.log.push('server reboots');
      // An idle client notices by its next ping; until then it goes on as if nothing had been.
      net.pass(RECOVERED_NS);
    });
  }
});

test('a client that crashes loses what it had not written, and nobody else anything', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = createWorld(seed, 2, true);
    play(world, 60, ({ net, processes, opens }, i) => {
      if (i % 20 !== 19) return;
      const victim = 1 + (i % 2);
      hostAt(world, victim).fake.run(() => hostAt(world, victim).fs.sync());
      for (const open of opens.filter(({ host }) => host === victim)) opens.splice(opens.indexOf(open), 1);
      net.reboot(victim);
      processes[victim] = newWorker(net.hosts[victim], seed);
      world.log.push(`client ${victim} reboots`);
    });
  }
});

test('a temporary file that is removed before it is written back never reaches the server', () => {
  const net = createFileNetwork({ clients: 1 });
  const client = net.hosts[1];
  const process = client.newProcess();
  const id = client.open(process, '/tmp/t', UseFlag.WRITE | UseFlag.CREATE);
  client.write(process, id, 'x'.repeat(20_000));
  client.call(process, 'Fs_Close', { streamID: id });
  client.call(process, 'Fs_Remove', { path: '/tmp/t' });
  net.pass(120 * SECOND);
  assert.equal(net.network.hosts[1].rpc.statistics.calls[9], 0, 'write calls');
});

test('a server that lets nobody cache is asked for every read, until it lets them again', () => {
  const CLIENT_CACHING = 14;
  const net = createFileNetwork({ clients: 1 });
  const [server, client] = net.hosts;
  const [operator, process] = [server.newProcess(), client.newProcess()];
  const id = server.open(operator, '/tmp/f', UseFlag.WRITE | UseFlag.CREATE);
  server.write(operator, id, 'text');
  server.call(operator, 'Fs_Close', { streamID: id });
  const { calls } = net.network.hosts[1].rpc.statistics;
  const callsToRead = (): number => {
    const before = calls[8];
    for (let i = 0; i < 3; i++) {
      const streamID = client.open(process, '/tmp/f', UseFlag.READ);
      assert.equal(client.read(process, streamID, 4).text, 'text');
      client.call(process, 'Fs_Close', { streamID });
    }
    return calls[8] - before;
  };
  assert.equal(fsCommand(server, operator, CLIENT_CACHING, 0), 1);
  assert.equal(callsToRead(), 3);
  assert.equal(fsCommand(server, operator, CLIENT_CACHING, 1), 0);
  assert.equal(callsToRead(), 1);
});
