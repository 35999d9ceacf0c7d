/**
 * A host with virtual memory for tests: processes that load and store bytes through the fake machine's TLB and
 * fault as user code would.
 */
import { Access, type ImageDescription } from '../../arch/machine.js';
import { SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import { createServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { createVirtualMemory, type HostVirtualMemory } from '../vm/create.js';
import { createFakeKernel, type FakeKernel, type FakeKernelOptions } from './fake-kernel.js';
import { createMemoryBackingStore, type MemoryBackingStore } from './memory-backing-store.js';

export const PAGE = 256;
/** Where the test program's parts are: two pages of code, data of a page and a half, two pages of zeros. */
export const CODE = 0x1000;
export const HEAP = 0x2000;
export const DATA_BYTES = 384;
export const BSS_BYTES = 512;
export const STACK_TOP = 0x200_0000;

export const testImage: ImageDescription = {
  entry: CODE,
  personality: 'sprite',
  code: { address: CODE, size: 2 * PAGE, fileOffset: 0 },
  data: { address: HEAP, size: DATA_BYTES, fileOffset: 2 * PAGE },
  bssStart: HEAP + DATA_BYTES,
  bssSize: BSS_BYTES,
};

/** Byte i of the test program is i % 251 + 1, so none of it is zero; more follows its data. */
export const testProgram = Uint8Array.from({ length: 2048 }, (_, i) => (i % 251) + 1);

export interface VmFixture extends FakeKernel {
  readonly vm: HostVirtualMemory;
  readonly store: MemoryBackingStore;
  /** Every killing: process slot and code. */
  readonly killed: (readonly [number, number])[];
  /** Load a byte as user code does; null after a bad address. */
  load(process: Process, address: UserAddress): Task<number | null>;
  save(process: Process, address: UserAddress, value: number): Task<boolean>;
  /** The same, run to the end. */
  peek(process: Process, address: UserAddress): number | null;
  poke(process: Process, address: UserAddress, value: number): boolean;
  /** A process that has execed the test program. */
  execed(name?: string): Process;
  forked(parent: Process, shareHeap?: boolean): Process;
  exit(process: Process): void;
  /** Free frames now, and before anything ran. */
  freeFrames(): number;
  readonly allFrames: number;
}

const KERNEL_FRAMES = 4;

export function createVmFixture(options: FakeKernelOptions = {}): VmFixture {
  const fake = createFakeKernel({ pageSize: PAGE, ...options });
  const { kernel, engine, newProcess, run } = fake;
  const store = createMemoryBackingStore(kernel);
  const killed: (readonly [number, number])[] = [];
  const hooks = {
    killSegmentUser(process: Process, code: number): void {
      killed.push([process.slot, code]);
    },
  };
  const servers = createServerProcesses(kernel);
  servers.start();
  const vm = createVirtualMemory(kernel, store, hooks, servers, { kernelFrames: KERNEL_FRAMES });
  const allFrames = vm.frames.freeCount();

  /** Repeat an access after each fault, as a processor does. A killed process gets no further. */
  function* access<T>(
    process: Process,
    address: UserAddress,
    kind: Access,
    again: () => T | 'fault',
  ): Task<T | null> {
    const killings = killed.length;
    for (;;) {
      const result = again();
      if (result !== 'fault') return result;
      if (!(yield* vm.fault(process, address, kind)) || killed.length > killings) return null;
    }
  }

  function contextOf(process: Process) {
    if (process.context === null) throw new Error(`process ${process.slot} has no context`);
    return process.context;
  }

  function* load(process: Process, address: UserAddress): Task<number | null> {
    return yield* access(process, address, Access.Read, () => engine.load(contextOf(process), address));
  }

  function* save(process: Process, address: UserAddress, value: number): Task<boolean> {
    const stored = yield* access(process, address, Access.Write, () =>
      engine.store(contextOf(process), address, value),
    );
    return stored !== null;
  }

  function check(status: number, what: string): void {
    if (status !== SUCCESS) throw new Error(`${what}: status 0x${status.toString(16)}`);
  }

  return {
    ...fake,
    vm,
    store,
    killed,
    load,
    save,
    peek: (process, address) => run(() => load(process, address), process),
    poke: (process, address, value) => run(() => save(process, address, value), process),
    execed(name = 'test') {
      const process = newProcess();
      check(
        run(() => vm.exec(process, testImage, store.open(name, testProgram)), process),
        'exec',
      );
      return process;
    },
    forked(parent, shareHeap = false) {
      const child = newProcess();
      check(
        run(() => vm.fork(parent, child, shareHeap), parent),
        'fork',
      );
      return child;
    },
    exit(process) {
      run(() => vm.release(process), process);
      kernel.processes.free(process);
    },
    freeFrames: () => vm.frames.freeCount(),
    allFrames,
  };
}
