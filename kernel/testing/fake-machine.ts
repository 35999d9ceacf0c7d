/**
 * A machine for tests of the machine-independent kernel. It executes nothing: tests load and store bytes by
 * hand, through a TLB that is filled from the context's lookup and believed until it is invalidated, as on real
 * machines. So a mapping changed without telling the engine shows as a wrong byte.
 */
import type { LayoutRules } from '../../arch/codec.js';
import type { Costs } from '../../arch/costs.js';
import type { MemoryViews } from '../../arch/machine.js';
import { Access, type Context, ContextWord, type Engine, type Machine } from '../../arch/machine.js';
import { MILLISECOND, type PhysicalAddress, type UserAddress } from '../../arch/units.js';

export interface FakeMachineOptions {
  readonly pageSize?: number;
  readonly layout?: LayoutRules;
  readonly costs?: Partial<Costs>;
}

/** Registers of the fake: pc, and this many words from ContextWord.Machine on. */
const FAKE_REGISTERS = 8;
const CONTEXT_BYTES = 64;

export interface FakeEngine extends Engine {
  /** What an instruction would see, or 'fault'. */
  load(context: Context, address: UserAddress): number | 'fault';
  store(context: Context, address: UserAddress, value: number): 'done' | 'fault';
}

export interface FakeMachine extends Machine {
  createEngine(memory: MemoryViews): FakeEngine;
}

const noCalls = (): never => {
  throw new Error('the fake machine makes no calls');
};

/** Every cost 1 us, and a byte copied or zeroed 1 ns, unless given. */
const defaultCosts: Costs = {
  nullCallNs: 1000,
  streamCallNs: 1000,
  interruptNs: 1000,
  contextSwitchNs: 1000,
  forkNs: 1000,
  exitNs: 1000,
  waitNs: 1000,
  execNs: 1000,
  signalDeliveryNs: 1000,
  copyNsPerByte: 1,
  zeroNsPerByte: 1,
  pageFaultNs: 1000,
  markResidentPageNs: 1000,
  markSwappedPageNs: 1000,
  detachPageNs: 1000,
  separatePageNs: 1000,
  clockPageNs: 1000,
  cacheReadNs: 1000,
  cacheWriteNs: 1000,
  openNs: 1000,
  closeNs: 1000,
  failedOpenNs: 1000,
  giveUpOpenNs: 1000,
  statNs: 1000,
  fstatNs: 1000,
  componentNs: 1000,
  pipeNs: 1000,
  packStreamNs: 0,
  migrateOutNs: 0,
  migrateInNs: 0,
  selectNs: 1000,
  rpcClientNs: 1000,
  rpcServerNs: 1000,
  remoteNameNs: 1000,
  serveNameNs: 1000,
  remoteHandleNs: 1000,
  packetSendNs: 1000,
  packetReceiveNs: 1000,
  sendNsPerByte: 1,
  receiveNsPerByte: 1,
};

/**
 * The address space of the fake, whatever its page size: nothing below 0x1000, the stack below 32 MB, mapped files
 * above, page tables of heap and stack in units of four pages.
 */
const FAKE_STACK_TOP = 0x200_0000;
const FAKE_GROWTH_PAGES = 4;
export const FAKE_MAPPING_END = FAKE_STACK_TOP + 0x10_0000;

export function createFakeMachine(options: FakeMachineOptions = {}): FakeMachine {
  const pageSize = options.pageSize ?? 256;
  const layout = options.layout ?? { littleEndian: true, maxAlignment: 8 };
  return {
    name: 'ds3100',
    model: 'ds3100',
    architecture: 6,
    machineType: 0,
    layout,
    pageSize,
    clockHz: 1_000_000,
    tickNs: 10 * MILLISECOND,
    quantumTicks: 10,
    space: {
      lowest: 0x1000,
      stackTop: FAKE_STACK_TOP,
      end: FAKE_MAPPING_END,
      growthUnit: FAKE_GROWTH_PAGES * pageSize,
      mapping: { start: FAKE_STACK_TOP, end: FAKE_MAPPING_END, unit: 2 * pageSize },
    },
    costs: { ...defaultCosts, ...options.costs },
    contextSize: CONTEXT_BYTES,
    createEngine: (memory) => createFakeEngine(memory, pageSize),
    loadImage: () => 'not-object',
    startProcess(context, entry, stackPointer) {
      context.words.fill(0);
      context.words[ContextWord.Pc] = entry;
      context.words[ContextWord.Machine] = stackPointer;
    },
    pendingCall: noCalls,
    callArgumentRange: noCalls,
    callArguments: noCalls,
    setCallResult(context, status, second = 0) {
      context.words[ContextWord.Pc] += 4;
      context.words[ContextWord.Machine + 1] = status;
      context.words[ContextWord.Machine + 2] = second;
    },
    debug: { size: 0, describe: noCalls, change: noCalls },
    unix: {
      callCount: 0,
      beyond: 'fails',
      handlersReturnByTrap: true,
      setResult: noCalls,
      setError: noCalls,
      setArgumentFault: noCalls,
      jumpSize: 0,
      jump: noCalls,
    },
    describeTrap: noCalls,
    signalFrame: noCalls,
    enterHandler: noCalls,
    signalReturnRange: noCalls,
    returnFromSignal: noCalls,
    encapsulatedSize: 4 * (1 + FAKE_REGISTERS),
    encapsulate(context) {
      const registers = context.words.slice(ContextWord.Machine, ContextWord.Machine + FAKE_REGISTERS);
      return new Uint8Array(Int32Array.of(context.words[ContextWord.Pc], ...registers).buffer);
    },
    deencapsulate(context, bytes) {
      if (bytes.length !== 4 * (1 + FAKE_REGISTERS)) return false;
      const words = new Int32Array(bytes.slice().buffer);
      context.words[ContextWord.Pc] = words[0];
      context.words.set(words.subarray(1), ContextWord.Machine);
      return true;
    },
  };
}

function createFakeEngine(memory: MemoryViews, pageSize: number): FakeEngine {
  const tlbs = {
    read: new Map<Context, Map<number, number>>(),
    write: new Map<Context, Map<number, number>>(),
  };

  function translate(context: Context, address: UserAddress, access: Access): PhysicalAddress | -1 {
    const all = access === Access.Write ? tlbs.write : tlbs.read;
    let tlb = all.get(context);
    if (tlb === undefined) all.set(context, (tlb = new Map()));
    const page = Math.floor(address / pageSize);
    let base = tlb.get(page);
    if (base === undefined) {
      base = context.lookup(address, access);
      if (base < 0) return -1;
      tlb.set(page, base);
    }
    return base + (address % pageSize);
  }

  return {
    run() {
      throw new Error('the fake machine executes no user code');
    },
    invalidatePage(context, address) {
      const page = Math.floor(address / pageSize);
      tlbs.read.get(context)?.delete(page);
      tlbs.write.get(context)?.delete(page);
    },
    invalidateAll(context) {
      tlbs.read.delete(context);
      tlbs.write.delete(context);
    },
    load(context, address) {
      const at = translate(context, address, Access.Read);
      return at < 0 ? 'fault' : memory.bytes[at];
    },
    store(context, address, value) {
      const at = translate(context, address, Access.Write);
      if (at < 0) return 'fault';
      memory.bytes[at] = value;
      return 'done';
    },
  };
}
