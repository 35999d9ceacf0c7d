/**
 * A host for tests of this folder: the real kernel, scheduler and processes on a machine whose programs are
 * written in the test. A program is a sequence of kernel entries, each a task; between two of them the process
 * is in user mode, so signals are delivered there. Memory and files are the least that processes ask for.
 */
import {
  ContextWord,
  type ImageDescription,
  type Machine,
  type SignalDelivery,
  Stop,
} from '../../arch/machine.js';
import { type Status, Status as Statuses, SUCCESS } from '../../arch/status.js';
import { type HostId, SECOND } from '../../arch/units.js';
import type { ExecutableFile, FileSystem } from '../../fs/file-system.js';
import type { CallName } from '../../kernel/call-table.js';
import { type CallResult, type Implementations, NO_RESULT } from '../../kernel/calls.js';
import { createKernel } from '../../kernel/create-kernel.js';
import { createEventQueue } from '../../kernel/event-queue.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { KernelEvent } from '../../kernel/kernel-event.js';
import { createMemory } from '../../kernel/memory.js';
import type { Process } from '../../kernel/process.js';
import { isTask, type MaybeTask, type Task } from '../../kernel/task.js';
import { createFakeMachine } from '../../kernel/testing/fake-machine.js';
import type { VirtualMemory } from '../../kernel/vm/vm.js';
import { createProcesses, type Processes } from '../create.js';

/** Each item is one kernel entry; it is run again when the entry is dropped and made again. */
export type Program = (process: Process) => Generator<Entry, void, void>;
export type Entry = () => Task<unknown>;

/** User memory of every fake process: one page at this address. */
export const PAGE = 0x1000;
const PAGE_SIZE = 0x4000;
/** An address that is nobody's. */
export const BAD = 0x100;

const image: ImageDescription = {
  entry: PAGE,
  personality: 'sprite',
  code: { address: PAGE, size: 16, fileOffset: 0 },
  data: { address: PAGE, size: 0, fileOffset: 16 },
  bssStart: PAGE,
  bssSize: 0,
};
/** Where the register lies that a handler returns by. */
const FRAME_WORD = ContextWord.Machine + 4;
const FRAME_BYTES = 8;

export interface FakeHost {
  readonly kernel: Kernel;
  readonly processes: Processes;
  readonly calls: Processes['calls'];
  readonly events: KernelEvent[];
  /** Deliveries to handlers, in order. */
  readonly handled: SignalDelivery[];
  /** Files that can be execed: their first bytes. */
  readonly files: Map<string, { header: Uint8Array; permissions: number; uid: number; gid: number }>;
  /** Programs that forked or execed processes run, in order of fork or exec. */
  readonly next: Program[];
  /** Let the next vm.fork or vm.exec fail with this. */
  fail: Status | null;
  /** Kernel files open, and processes known to memory and files: all 0 when nothing is left. */
  left(): { files: number; memory: number; fs: number };
  /** Start the first process, which runs `program`. */
  boot(program: Program): Process;
  run(seconds?: number): void;
  memoryOf(process: Process): DataView;
  /** Called first at every kernel entry; does nothing until a test replaces it. */
  atKernelEntry: (process: Process) => MaybeTask<void>;
  /** Make the entry in progress again. */
  handleCall(process: Process): Task<void>;
  readonly fs: FileSystem;
  /** Memory's part in taking a process apart; `fs` has its own. */
  readonly vm: VirtualMemory & {
    pack(process: Process): Uint8Array;
    unpack(process: Process, bytes: Uint8Array): void;
  };
}

/** An argument cell, as the dispatcher makes it. */
export const cell = <T>() => ({ wanted: true, value: undefined as T | undefined });

/** Run one call to its end, whether it can wait or not. */
export function* call<N extends CallName>(
  implementation: Implementations[N],
  process: Process,
  args: Parameters<Implementations[N]>[1],
): Task<CallResult> {
  const result = (implementation as (p: Process, a: unknown) => CallResult | Task<CallResult>)(process, args);
  const status = isTask(result) ? yield* result : result;
  process.callProgress = null;
  return status;
}

export function createFakeHost(): FakeHost {
  const queue = createEventQueue();
  const events: KernelEvent[] = [];
  const handled: SignalDelivery[] = [];
  const running = new Map<Process, Generator<Entry, void, void>>();
  const entered = new Map<Process, Entry>();
  const machine = fakeMachine(handled);
  const [memory] = createMemory([{ machine, sizeBytes: 0x10000 }], 0x10000000);
  const late: { processes: Processes | null } = { processes: null };
  const processesNow = (): Processes => {
    if (late.processes === null) throw new Error('not composed yet');
    return late.processes;
  };

  function programOf(process: Process): Generator<Entry, void, void> {
    let program = running.get(process);
    if (program === undefined) {
      const begin = host.next.shift();
      if (begin === undefined) throw new Error(`nothing to run in slot ${process.slot}`);
      running.set(process, (program = begin(process)));
    }
    return program;
  }

  /** In user mode the program has come to its next entry, or to its end. */
  function handleStop(process: Process): Task<void> {
    const step = programOf(process).next();
    const exit = () => processesNow().exitProcess(process, { reason: 1, status: 0, code: 0 });
    entered.set(process, step.done === true ? exit : step.value);
    return handleCall(process);
  }

  function* handleCall(process: Process): Task<void> {
    const before = host.atKernelEntry(process);
    if (isTask(before)) yield* before;
    if (process.context === null) return;
    const entry = entered.get(process);
    if (entry === undefined) throw new Error(`slot ${process.slot} has not entered the kernel`);
    if ((yield* entry()) === NO_RESULT || process.context === null) running.delete(process);
    entered.delete(process);
  }

  const { kernel } = createKernel({
    hostId: 1 as HostId,
    hostName: 'fake',
    machine,
    memory,
    queue,
    startSeconds: 0,
    lookaheadNs: SECOND,
    handleStop,
    userReturn: (process) => processesNow().userReturn(process),
    forwardSignal: () => {},
    logged: () => {},
    listening: () => true,
    emit: (event) => events.push(event),
  });

  const openFiles = { count: 0 };
  const vm = fakeMemory(() => {
    const status = host.fail ?? SUCCESS;
    host.fail = null;
    return status;
  }, openFiles);
  const fs = fakeFiles((path) => host.files.get(path), openFiles);
  const processes = createProcesses({
    kernel,
    vm: vm.memory,
    fs: fs.system,
    network: null,
    migration: () => null,
  });
  late.processes = processes;

  const host: FakeHost = {
    kernel,
    processes,
    calls: processes.calls,
    events,
    handled,
    files: new Map(),
    next: [],
    fail: null,
    atKernelEntry: () => {},
    handleCall,
    fs: fs.system,
    vm: { ...vm.memory, pack: vm.pack, unpack: vm.give },
    left: () => ({ files: openFiles.count, memory: vm.spaces.size, fs: fs.groups.size }),
    boot(program) {
      host.files.set('/init', { header: new Uint8Array([0x62, 0x01]), permissions: 0o755, uid: 0, gid: 0 });
      host.next.push(program);
      return processes.startInit('/init', ['init'], []);
    },
    run: (seconds = 10) => {
      const untilNs = queue.now() + seconds * SECOND;
      while (queue.runNext(untilNs));
    },
    memoryOf(process) {
      const space = vm.spaces.get(process);
      if (space === undefined) throw new Error(`no memory in slot ${process.slot}`);
      return new DataView(space.buffer);
    },
  };
  return host;
}

function fakeMachine(handled: SignalDelivery[]): Machine {
  return {
    ...createFakeMachine(),
    space: {
      lowest: PAGE,
      stackTop: PAGE + PAGE_SIZE,
      end: PAGE + PAGE_SIZE,
      growthUnit: PAGE,
      mapping: { start: PAGE + PAGE_SIZE, end: PAGE + PAGE_SIZE, unit: PAGE },
    },
    createEngine: () => ({
      run(context, budgetCycles) {
        context.words[ContextWord.CyclesLeft] = budgetCycles - 1;
        return Stop.Call;
      },
      invalidatePage: () => {},
      invalidateAll: () => {},
    }),
    loadImage(header) {
      if (header[0] === 0x62) return header[1] === 0x01 ? image : 'malformed';
      return header[0] === 0x01 ? 'foreign' : 'not-object';
    },
    signalFrame(_context, delivery) {
      const bytes = new Uint8Array(FRAME_BYTES);
      new DataView(bytes.buffer).setInt32(0, delivery.oldHoldMask, true);
      return { address: delivery.handler, bytes };
    },
    enterHandler(context, delivery, frameAddress) {
      handled.push(delivery);
      context.words[FRAME_WORD] = frameAddress;
    },
    signalReturnRange: (context) => ({ address: context.words[FRAME_WORD], size: FRAME_BYTES }),
    returnFromSignal: (_context, frame) => new DataView(frame.slice().buffer).getInt32(0, true),
  };
}

function fakeMemory(outcome: () => Status, openFiles: { count: number }) {
  const spaces = new Map<Process, Uint8Array>();
  const give = (process: Process, bytes: Uint8Array): void => {
    spaces.set(process, bytes);
    process.context ??= { words: new Int32Array(16), lookup: () => -1 };
  };
  const inside = (process: Process, address: number, size: number): boolean =>
    spaces.has(process) && address >= PAGE && address + size <= PAGE + PAGE_SIZE;
  const bytesOf = (process: Process, address: number, size: number): Uint8Array | null =>
    inside(process, address, size)
      ? (spaces.get(process) ?? new Uint8Array(0)).subarray(address - PAGE, address - PAGE + size)
      : null;
  const memory: VirtualMemory = {
    *copyIn(process, address, size) {
      return bytesOf(process, address, size)?.slice() ?? null;
    },
    *copyOut(process, address, bytes) {
      const target = bytesOf(process, address, bytes.length);
      target?.set(bytes);
      return target !== null;
    },
    *copyInString(process, address, limit) {
      const all = bytesOf(process, address, PAGE + PAGE_SIZE - address);
      if (all === null) return 'no-access';
      const end = all.subarray(0, limit).indexOf(0);
      return end < 0 ? 'too-long' : { text: String.fromCharCode(...all.subarray(0, end)) };
    },
    accessible: (process, address, size) =>
      inside(process, address, 1) ? Math.min(size, PAGE + PAGE_SIZE - address) : 0,
    *exec(process) {
      const status = outcome();
      if (status === SUCCESS) {
        give(process, new Uint8Array(PAGE_SIZE));
        openFiles.count--;
      }
      return status;
    },
    *fork(parent, child) {
      const status = outcome();
      if (status === SUCCESS) give(child, (spaces.get(parent) ?? new Uint8Array(0)).slice());
      return status;
    },
    *release(process) {
      spaces.delete(process);
      process.context = null;
    },
    *fault() {
      return false;
    },
    *createVA() {
      return SUCCESS;
    },
    *destroyVA() {
      return SUCCESS;
    },
    heapEnd: () => 0,
    segmentNumbers: () => [0, 1, 2, 3],
    isEmpty: (slot) => ![...spaces.keys()].some((process) => process.slot === slot),
  };
  return {
    memory,
    spaces,
    give,
    pack: (process: Process) => (spaces.get(process) ?? new Uint8Array(0)).slice(),
  };
}

function fakeFiles(
  find: (path: string) => { header: Uint8Array; permissions: number; uid: number; gid: number } | undefined,
  openFiles: { count: number },
) {
  const groups = new Map<Process, readonly number[]>();
  const system: Partial<FileSystem> = {
    *initialize(process) {
      groups.set(process, []);
    },
    fork: (parent, child) => {
      groups.set(child, groups.get(parent) ?? []);
    },
    *closeOnExec() {},
    *exit(process) {
      groups.delete(process);
    },
    *openExecutable(_process, path) {
      const file = find(path);
      if (file === undefined) return { status: Statuses.FS_FILE_NOT_FOUND };
      openFiles.count++;
      const opened = { ...file, file: { identity: path, name: path }, size: file.header.length };
      return { value: { ...opened, attributes: file } as unknown as ExecutableFile };
    },
    backingStore: {
      *close() {
        openFiles.count--;
      },
    } as unknown as FileSystem['backingStore'],
    *control() {
      return { status: SUCCESS, out: new Uint8Array(0) };
    },
    groups: (process) => groups.get(process) ?? [],
    encapsulatedSize: () => 1,
    encapsulate: () => new Uint8Array([7]),
    abandon: (process) => {
      groups.delete(process);
    },
    *deencapsulate(process, bytes) {
      groups.set(process, []);
      return bytes[0] === 7;
    },
    isEmpty: (slot) => ![...groups.keys()].some((process) => process.slot === slot),
    setGroups: (process, list) => {
      groups.set(process, list);
    },
  };
  return { system: system as FileSystem, groups };
}
