/**
 * A host for tests of this folder: a real kernel on a fake machine, a real local disk as "/", and processes whose
 * memory is one plain array. Calls are made as the dispatcher makes them.
 */
import type { Context } from '../../arch/machine.js';
import { type Status, SUCCESS } from '../../arch/status.js';
import { type HostId, MILLISECOND, type Nanoseconds } from '../../arch/units.js';
import type { CallArguments, InOut, Out } from '../../kernel/call-table.js';
import type { Process } from '../../kernel/process.js';
import { isTask, type Task } from '../../kernel/task.js';
import { createFakeKernel, type FakeKernel, type Running } from '../../kernel/testing/fake-kernel.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import { type BlockCache, createBlockCache } from '../block-cache.js';
import { createFileSystem, type HostFileSystem } from '../create.js';
import { type BlockDevice, createMemoryDevice } from '../disk/block-device.js';
import { createDisk } from '../disk/disk.js';
import type { FsCallName } from '../file-system.js';
import { createLocalDomain, type LocalDomain } from '../local/domain.js';
import { formatDisk, installTree, readHeader } from '../local/install.js';
import type { NetworkParts } from '../remote/network-files.js';
import { createFsStatistics } from '../statistics.js';
import type { TreeEntry } from '../tree-entry.js';
import type { TerminalSpec } from '../tty/terminals.js';
import { type Attributes, UseFlag } from '../types.js';

/** User memory of every process: so many bytes at this address. */
export const BASE = 0x1000;
const SIZE = 0x20000;
/** Nobody's address. */
export const BAD = 0x100;

export interface FileHostOptions {
  readonly tree?: readonly TreeEntry[];
  readonly terminals?: readonly TerminalSpec[];
  /** A host of a network; a host alone is made otherwise. */
  readonly networked?: { readonly fake: FakeKernel; readonly network: NetworkParts };
  /** The disk of "/": null for a host without one, a new one otherwise. */
  readonly disk?: BlockDevice | null;
}

export interface FileHost {
  readonly fake: FakeKernel;
  readonly fs: HostFileSystem;
  readonly cache: BlockCache;
  /** Of processes that have one. */
  readonly families: Map<Process, number>;
  readonly signals: { readonly family: number; readonly signal: number }[];
  /** Identities of code that must not be found any more. */
  readonly forgotten: string[];
  /** A process with a working directory and no streams. */
  newProcess(user?: number): Process;
  memoryOf(process: Process): Uint8Array;
  /** Make a call and run until it is done. */
  call<N extends FsCallName>(process: Process, name: N, args: CallArguments<N>): Status;
  /** Make a call that may wait; run the queue with `fake.settle`. */
  begin<N extends FsCallName>(process: Process, name: N, args: CallArguments<N>): Running<Status>;
  /** Let everything happen, and answer how the call ended. */
  finish(running: Running<Status>): Status;
  /** Drop a call that sleeps, as churn does, and make it again. */
  restart<N extends FsCallName>(process: Process, name: N, args: CallArguments<N>): Running<Status>;
  /** Another disk. */
  makeDomain(number: number, tree: readonly TreeEntry[]): LocalDomain;

  open(process: Process, path: string, useFlags: number, permissions?: number): number;
  /** The status instead of the id. */
  openStatus(process: Process, path: string, useFlags: number, permissions?: number): Status;
  write(process: Process, id: number, text: string): { status: Status; amount: number | undefined };
  read(
    process: Process,
    id: number,
    count: number,
  ): { status: Status; amount: number | undefined; text: string };
  /** What a terminal or byte device has shown. */
  shown(unit: number): string;
  type(unit: number, text: string): void;
  attributes(process: Process, id: number): Attributes;
}

export const out = <T>(): Out<T> => ({ wanted: true, value: undefined });
export const inOut = <T>(value: T): InOut<T> => ({ value });
export const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export const directory = (path: string, mode = 0o777): TreeEntry => ({
  kind: 'dir',
  path,
  mode,
  uid: 0,
  gid: 0,
});
export const file = (path: string, text: string, mode = 0o666): TreeEntry => ({
  kind: 'file',
  path,
  mode,
  uid: 0,
  gid: 0,
  bytes: bytesOf(text),
});
const device = (path: string, type: number, unit: number, serverId = -1): TreeEntry => ({
  kind: 'device',
  path,
  mode: 0o666,
  uid: 0,
  gid: 0,
  serverId,
  type,
  unit,
});
export const link = (path: string, target: string): TreeEntry => ({
  kind: 'link',
  path,
  mode: 0o777,
  uid: 0,
  gid: 0,
  target,
});

const usualTree: readonly TreeEntry[] = [
  directory('/dev'),
  device('/dev/console', 0, 0),
  device('/dev/raw0', 0, 16),
  device('/dev/raw1', 0, 17),
  device('/dev/syslog', 1, 0),
  device('/dev/null', 6, 2),
  device('/dev/strange', 99, 0),
  device('/dev/nounit', 0, 77),
  device('/dev/kmem', 6, 1),
  device('/dev/far', 0, 0, 9),
  directory('/tmp'),
];

export function createFileHost(options: FileHostOptions = {}): FileHost {
  const fake = options.networked?.fake ?? createFakeKernel();
  const { kernel } = fake;
  const memories = new Map<Process, Uint8Array>();
  const families = new Map<Process, number>();
  const signals: { family: number; signal: number }[] = [];
  const forgotten: string[] = [];
  const memory = fakeMemory((process) => memories.get(process));
  const cache = createBlockCache({
    kernel,
    writesBack: true,
    maxBlocks: () => 200,
    mostBlocks: 200,
    statistics: createFsStatistics(),
  });
  const fs = createFileSystem(kernel, {
    cache,
    network: options.networked?.network,
    memory: () => memory,
    forgetCode: (identity) => forgotten.push(identity),
    families: {
      signal: (family, signal) => signals.push({ family, signal }),
      of: (process) => families.get(process) ?? -1,
    },
    ...(options.terminals === undefined ? {} : { terminals: options.terminals }),
  });

  function makeDomain(
    number: number,
    tree: readonly TreeEntry[],
    blocks = createMemoryDevice(2 * 1024 * 1024),
  ): LocalDomain {
    const present = readHeader(blocks);
    const header = present ?? formatDisk(kernel, blocks);
    if (present === null) installTree(kernel, blocks, header, tree);
    const domain = fake.run(() =>
      createLocalDomain(kernel, createDisk(kernel, blocks), {
        serverId: 1 as HostId,
        domain: number,
        header,
        cache,
        isRootDomain: number === 0,
        users: fs.users,
        masters: fs.masters,
      }),
    );
    return { ...domain, sync: () => domain.volume.sync() };
  }
  if (options.disk !== null)
    fs.attachDomain('/', makeDomain(0, [...usualTree, ...(options.tree ?? [])], options.disk));
  else fake.run(() => fs.findRoot());

  function* perform<N extends FsCallName>(process: Process, name: N, args: CallArguments<N>): Task<Status> {
    const implementation = fs.calls[name] as (
      process: Process,
      args: CallArguments<N>,
    ) => Status | Task<Status>;
    const result = implementation(process, args);
    const status = isTask(result) ? yield* result : result;
    process.callProgress = null;
    return status;
  }

  const host: FileHost = {
    fake,
    fs,
    cache,
    families,
    signals,
    forgotten,
    newProcess(user = 0) {
      const process = fake.newProcess();
      process.userId = process.effectiveUserId = user;
      process.context = { words: new Int32Array(16), lookup: () => -1 } satisfies Context;
      memories.set(process, new Uint8Array(SIZE));
      fake.run(() => fs.initialize(process), process);
      return process;
    },
    memoryOf(process) {
      const bytes = memories.get(process);
      if (bytes === undefined) throw new Error('no memory');
      return bytes;
    },
    call: (process, name, args) => fake.run(() => perform(process, name, args), process),
    begin: (process, name, args) => fake.start(process, () => perform(process, name, args)),
    finish(running) {
      fake.settle();
      return running.value();
    },
    restart(process, name, args) {
      fake.settle(kernel.now() + MILLISECOND);
      if (process.task?.return().done !== true) throw new Error('the call cannot be dropped');
      process.task = null;
      return fake.start(process, () => perform(process, name, args));
    },
    makeDomain,
    open(process, path, useFlags, permissions = 0o666) {
      const streamID = out<number>();
      const status = host.call(process, 'Fs_Open', { path, useFlags, permissions, streamID });
      if (streamID.value === undefined) throw new Error(`open of ${path}: ${status.toString(16)}`);
      return streamID.value;
    },
    openStatus: (process, path, useFlags, permissions = 0o666) =>
      host.call(process, 'Fs_Open', { path, useFlags, permissions, streamID: out<number>() }),
    write(process, streamID, text) {
      host.memoryOf(process).set(bytesOf(text));
      const amountWritten = out<number>();
      const args = { streamID, count: text.length, buffer: BASE, amountWritten };
      const status = host.call(process, 'Fs_Write', args);
      return { status, amount: amountWritten.value };
    },
    read(process, streamID, count) {
      const amountRead = out<number>();
      const status = host.call(process, 'Fs_Read', { streamID, count, buffer: BASE, amountRead });
      const text = textOf(host.memoryOf(process).subarray(0, amountRead.value));
      return { status, amount: amountRead.value, text };
    },
    shown: (unit) =>
      fake.events
        .flatMap((event) => (event.kind === 'output' && event.unit === unit ? [textOf(event.bytes)] : []))
        .join(''),
    type(unit, text) {
      kernel.scheduler.interrupt(() => fs.ports.get(unit)?.input(bytesOf(text)));
    },
    attributes(process, streamID) {
      const attributes = out<Attributes>();
      host.call(process, 'Fs_GetAttributesID', { streamID, attributes });
      if (attributes.value === undefined) throw new Error('no attributes');
      return attributes.value;
    },
  };
  return host;
}

function fakeMemory(find: (process: Process) => Uint8Array | undefined): UserMemory {
  const part = (process: Process, address: number, size: number): Uint8Array | null => {
    const bytes = find(process);
    if (bytes === undefined || address < BASE || address + size > BASE + bytes.length) return null;
    return bytes.subarray(address - BASE, address - BASE + size);
  };
  return {
    *copyIn(process, address, size) {
      return part(process, address, size)?.slice() ?? null;
    },
    *copyOut(process, address, bytes) {
      const target = part(process, address, bytes.length);
      target?.set(bytes);
      return target !== null;
    },
    *copyInString() {
      return 'no-access';
    },
    accessible(process, address, size) {
      const bytes = find(process);
      if (bytes === undefined || address < BASE || address >= BASE + bytes.length) return 0;
      return Math.min(size, BASE + bytes.length - address);
    },
  };
}

/** Let virtual time pass. */
export function pass({ fake }: FileHost, ns: Nanoseconds): void {
  const untilNs = fake.kernel.now() + ns;
  fake.settle(untilNs);
  fake.queue.advanceTo(untilNs);
}

export const CREATE = UseFlag.CREATE | UseFlag.READ | UseFlag.WRITE;

/** Fs_Command with one int, and the int that comes back. */
export function fsCommand(host: FileHost, process: Process, command: number, value: number): number {
  const { littleEndian } = host.fake.kernel.machine.layout;
  const bytes = host.memoryOf(process);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setInt32(0, value, littleEndian);
  const status = host.call(process, 'Fs_Command', { command, bufferSize: 4, buffer: BASE });
  if (status !== SUCCESS) throw new Error(`Fs_Command ${command}: ${status.toString(16)}`);
  return view.getInt32(0, littleEndian);
}
