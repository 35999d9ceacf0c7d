/**
 * Somebody on the Ethernet who sends what nobody should: old packets again, packets cut off or changed, and packets
 * made up for every remote procedure in anybody's name. Whatever they do to the files that they name, no host stops,
 * and honest hosts go on.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SUCCESS } from '../../arch/status.js';
import { type HostId, MILLISECOND, SECOND } from '../../arch/units.js';
import { decodeFrame, encodeFrame, MAX_PAYLOAD_BYTES, SPRITE_TYPE } from '../../kernel/net/frame.js';
import { createRandom, type Random } from '../../kernel/random.js';
import { COMMAND_COUNT } from '../../kernel/rpc/commands.js';
import { encodePacket } from '../../kernel/rpc/packet.js';
import { createFileNetwork, type FileNetwork } from '../testing/file-network.js';
import { UseFlag } from '../types.js';

const STRANGER = 150 as HostId;
const CREATE = UseFlag.WRITE | UseFlag.CREATE;
const RECOVERED_NS = 200 * SECOND;

const pick = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)];

/** Sizes of all records there are, and some of none. */
const sizes = [
  0, 3, 4, 16, 20, 24, 28, 36, 40, 48, 52, 56, 60, 64, 68, 76, 80, 84, 92, 100, 108, 112, 128, 172, 208, 1024,
] as const;
const names = ['/tmp/a', 'tmp/a', '..', '', '/', 'tmp/a/b', 'x'.repeat(300)] as const;
const words = [0, 1, 2, 3, 4, 5, 6, 7, 0x40, 0x1000, 0x7fff_ffff, 0xffff_ffff] as const;

function wordsOf(random: Random, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= size; at += 4) {
    view.setUint32(at, random.chance(0.8) ? pick(random, words) : random.next(), random.chance(0.9));
  }
  return bytes;
}

function dataOf(random: Random): Uint8Array {
  if (random.chance(0.3)) return new Uint8Array(0);
  const text = `${pick(random, names)}${random.chance(0.9) ? '\0' : ''}`;
  const bytes = new Uint8Array(random.chance(0.2) ? 1024 : text.length);
  for (let i = 0; i < text.length && i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

function madeUp(random: Random): Uint8Array {
  const parameters = wordsOf(random, pick(random, sizes));
  const data = dataOf(random);
  const isPart = random.chance(0.2);
  return encodePacket({
    header: {
      flags: random.chance(0.7) ? 0x100 : random.next() & 0x1fff,
      clientId: pick(random, [0, 1, 2, 3, 77, STRANGER, 199, 200, 0xffff_ffff]),
      serverId: pick(random, [1, 1, 1, 2, 3, 0]),
      channel: random.chance(0.9) ? random.below(8) : random.next(),
      serverHint: random.chance(0.9) ? random.below(8) : random.next(),
      bootId: random.chance(0.5) ? 0 : random.next(),
      id: random.chance(0.5) ? random.below(100) : random.next(),
      delay: 500,
      fragmentCount: isPart ? random.below(20) : 0,
      fragmentMask: isPart ? random.next() & 0xffff : 0,
      command: random.below(COMMAND_COUNT + 2),
      parameterSize: random.chance(0.95) ? parameters.length : random.next(),
      dataSize: random.chance(0.95) ? data.length : random.next(),
      parameterOffset: isPart ? random.below(1100) : 0,
      dataOffset: isPart ? random.below(17_000) : 0,
    },
    littleEndian: random.chance(0.5),
    parameters,
    data,
  });
}

/** What was on the wire, again, cut off, or changed. */
function fromWire(random: Random, seen: readonly Uint8Array[]): Uint8Array {
  const payload = pick(random, seen).slice();
  if (random.chance(0.3)) return payload.slice(0, random.below(payload.length + 1));
  const changes = random.chance(0.5) ? 0 : 1 + random.below(6);
  for (let i = 0; i < changes; i++) payload[random.below(payload.length)] = random.next() & 0xff;
  return payload;
}

function useFiles(net: FileNetwork, round: number): void {
  net.hosts.forEach((host, i) => {
    const process = host.newProcess();
    const id = host.open(process, `/tmp/${'abc'[i]}`, CREATE | UseFlag.READ);
    host.write(process, id, `${round}`.repeat(100 * (i + 1)));
    if (round % 2 === 0) host.call(process, 'Fs_Close', { streamID: id });
    host.openStatus(process, '/tmp/a', UseFlag.READ);
  });
}

/** A file written by one client is read by the other, once they know each other again. */
function assertHonest({ hosts }: FileNetwork): void {
  const [, a, b] = hosts;
  const [writer, reader] = [a.newProcess(), b.newProcess()];
  const id = a.open(writer, '/tmp/honest', CREATE);
  assert.equal(a.write(writer, id, 'still here').status, SUCCESS);
  assert.equal(a.call(writer, 'Fs_Close', { streamID: id }), SUCCESS);
  assert.equal(b.read(reader, b.open(reader, '/tmp/honest', UseFlag.READ), 100).text, 'still here');
}

test('packets that are made up, changed, cut off or old stop nobody', () => {
  for (let seed = 1; seed <= 6; seed++) {
    const random = createRandom(seed, 'hostile packets');
    const net = createFileNetwork({ clients: 2, seed });
    const { ethernet } = net.network;
    const seen: Uint8Array[] = [];
    const stop = ethernet.tap((_timeNs, bytes) => {
      const frame = decodeFrame(bytes);
      if (frame !== null && frame.from !== STRANGER) seen.push(frame.payload.slice());
    });
    const { transmit } = ethernet.attach(STRANGER, () => {});
    for (let round = 0; round < 5; round++) {
      useFiles(net, round);
      for (let i = 0; i < 120; i++) {
        const payload = random.chance(0.5) ? madeUp(random) : fromWire(random, seen);
        const to = pick(random, [1, 1, 2, 3, 0]) as HostId;
        const fitting = payload.subarray(0, MAX_PAYLOAD_BYTES);
        transmit(encodeFrame({ from: STRANGER, to, type: SPRITE_TYPE, payload: fitting }), () => {});
        if (random.chance(0.3)) net.pass(random.below(20) * MILLISECOND);
      }
      net.pass(SECOND);
    }
    stop();
    net.pass(RECOVERED_NS);
    assertHonest(net);
  }
});

test('a packet that comes again long after its call does nothing again', () => {
  const net = createFileNetwork({ clients: 2 });
  const { ethernet } = net.network;
  const seen: Uint8Array[] = [];
  const stop = ethernet.tap((_timeNs, bytes) => seen.push(bytes.slice()));
  const [, a, b] = net.hosts;
  const [first, second] = [a.newProcess(), b.newProcess()];
  const mine = a.open(first, '/tmp/f', CREATE | UseFlag.APPEND);
  const others = b.open(second, '/tmp/f', CREATE | UseFlag.APPEND | UseFlag.READ);
  a.write(first, mine, 'once,');
  b.write(second, others, 'once more');
  stop();
  // All that was sent comes again, when other calls have taken the processes that served it.
  net.pass(120 * SECOND);
  const { transmit } = ethernet.attach(STRANGER, () => {});
  for (const frame of seen) transmit(frame, () => {});
  net.pass(60 * SECOND);
  const reader = b.newProcess();
  const text = b.read(reader, b.open(reader, '/tmp/f', UseFlag.READ), 100).text;
  assert.equal(text, 'once,once more');
});
