/**
 * The whole contract between a machine and the machine-independent kernel. A machine is a record of constants,
 * an engine that executes its instructions, and plain functions for its conventions; none of them ever waits.
 * Where a convention needs user memory it says which bytes, the kernel fetches or stores them (paging as
 * needed), and calls the function with the bytes.
 *
 * A branch and its delay slot are one step, so one pc is the whole control state. A faulting instruction is
 * restarted; every stop leaves the context exact, cycles included.
 */
import type { LayoutRules } from './codec.js';
import type { Costs } from './costs.js';
import type { PhysicalAddress, UserAddress } from './units.js';

/** Why `run` returned. */
export const enum Stop {
  /** The budget does not cover the next step. Nothing else happened. */
  Budget = 0,
  /** A system-call instruction; pc is still at it. `pendingCall` says which. */
  Call = 1,
  /** An access the page lookup refused: ContextWord.FaultAddress and .FaultAccess. */
  PageFault = 2,
  /** Any other exception: `describeTrap` tells. */
  Trap = 3,
}

export const enum Access {
  Read = 0,
  Write = 1,
  Execute = 2,
}

/** Words of a context block with the same meaning on every machine. The machine's own begin at Machine. */
export const enum ContextWord {
  /** Cycles left when `run` returned (never negative, except where one step cost more than was left). */
  CyclesLeft = 0,
  FaultAddress = 1,
  FaultAccess = 2,
  /** The machine's own code for a Stop.Trap. */
  TrapCode = 3,
  Pc = 4,
  Machine = 8,
}

/**
 * The mapping of one process, asked by the engine when its TLB has no entry: the physical address of the page
 * that holds `address`, or -1 for a fault. Granting Read or Execute marks the page referenced, granting Write
 * marks it dirty; a write is refused for read-only, copy-on-write and code pages.
 */
export type PageLookup = (address: UserAddress, access: Access) => PhysicalAddress | -1;

/** One process's registers and TLB: `words` views its block in the emulator's memory. */
export interface Context {
  readonly words: Int32Array;
  readonly lookup: PageLookup;
}

export interface Engine {
  /** Execute until something happens, at most `budgetCycles` cycles. Details are in the context block. */
  run(context: Context, budgetCycles: number): Stop;
  /** Whoever unmaps, write-protects or clears the referenced or dirty mark of a page removes its entries. */
  invalidatePage(context: Context, address: UserAddress): void;
  invalidateAll(context: Context): void;
}

/** Whose program it is: Sprite's, or that of the vendor's UNIX, with that system's calls and signal numbers. */
export type Personality = 'sprite' | 'unix';

/** What an executable asks for; addresses and sizes in bytes, file offsets in the executable. */
export interface ImageDescription {
  readonly entry: UserAddress;
  readonly personality: Personality;
  readonly code: ImagePart;
  /** Initialised data. */
  readonly data: ImagePart;
  readonly bssStart: UserAddress;
  readonly bssSize: number;
}
export interface ImagePart {
  readonly address: UserAddress;
  readonly size: number;
  readonly fileOffset: number;
}
/**
 * 'foreign': an executable of another machine (GEN_EINVAL); 'malformed': ours, but with sizes or addresses that
 * cannot be loaded; 'not-object': not an executable at all.
 */
export type ImageError = 'foreign' | 'malformed' | 'not-object';

/** Programs of the vendor's UNIX may keep the number in a word of their memory. */
export type PendingCall =
  | { readonly personality: Personality; readonly number: number }
  | { readonly personality: 'unix'; readonly numberAddress: UserAddress };

/**
 * How the calls of the vendor's UNIX answer. Their arguments lie where those of Sprite's calls do; every function
 * but the last leaves the pc behind the trap. Source: kernel-call reference, 3.
 */
export interface UnixConventions {
  /** Numbers from here on are no calls. */
  readonly callCount: number;
  /** What becomes of one: the call fails, or is taken for number 0, which nobody has. */
  readonly beyond: 'fails' | 'zero';
  /** Handlers of UNIX programs return as Sprite's do, rather than by a call of their own. */
  readonly handlersReturnByTrap: boolean;
  /** A first result that means failure to the machine is one, with the errno of the last failure. */
  setResult(context: Context, first: number, second?: number): void;
  setError(context: Context, errno: number): void;
  /** The stack holds no arguments where they should be. */
  setArgumentFault(context: Context): void;
  /** The record of registers that \`sigreturn\` is given: its size, and loading it; answers the hold mask. */
  readonly jumpSize: number;
  jump(context: Context, record: Uint8Array): number;
}

/** The registers of a stopped process as debuggers see and set them: the machine's part of Proc_DebugState. */
export interface DebugRegisters {
  readonly size: number;
  describe(context: Context): Uint8Array;
  change(context: Context, bytes: Uint8Array): void;
}

export interface UserRange {
  readonly address: UserAddress;
  readonly size: number;
}

/** An exception in the kernel's terms. */
export type Trap =
  | { readonly kind: 'signal'; readonly signal: number; readonly code: number; readonly address: UserAddress }
  | { readonly kind: 'breakpoint'; readonly address: UserAddress }
  /** The instruction with which a signal handler returns. */
  | { readonly kind: 'signal-return' };

/** One signal on its way to a handler. */
export interface SignalDelivery {
  readonly personality: Personality;
  /** Sprite's number. */
  readonly signal: number;
  readonly code: number;
  readonly address: UserAddress;
  readonly handler: UserAddress;
  /** Hold mask to be restored when the handler returns. */
  readonly oldHoldMask: number;
}

/** Layout of the user address space; every bound is a multiple of the page size. */
export interface AddressSpaceMap {
  /** Pages below are never mapped. */
  readonly lowest: UserAddress;
  /** First address above the stack. */
  readonly stackTop: UserAddress;
  /** First address that is not the user's. */
  readonly end: UserAddress;
  /** Page-table granule of heap and stack, bytes (memory reference, 1.2). */
  readonly growthUnit: number;
  /** Where mapped files may lie, and the unit of the places that are given out (memory reference, 1.5). */
  readonly mapping: {
    readonly start: UserAddress;
    readonly end: UserAddress;
    readonly unit: number;
  };
}

export interface Machine {
  /** The machine type: what runs on one runs on all of it. */
  readonly name: 'sun3' | 'ds3100';
  /** Which machine of that type, as a cluster file names it. */
  readonly model: string;
  /** Sys_GetMachineInfo's architecture and type. */
  readonly architecture: number;
  readonly machineType: number;
  readonly layout: LayoutRules;
  readonly pageSize: number;
  readonly clockHz: number;
  /** Period of the timer interrupt, and interrupts in a scheduling quantum. */
  readonly tickNs: number;
  readonly quantumTicks: number;
  readonly space: AddressSpaceMap;
  readonly costs: Costs;
  /** Bytes of one context block, a multiple of 64. */
  readonly contextSize: number;

  createEngine(memory: MemoryViews): Engine;

  /** Recognise and check an executable from its first bytes (512 at least, if the file is that long). */
  loadImage(header: Uint8Array, fileSize: number): ImageDescription | ImageError;
  /** Registers of a new image: all zero, pc and stack pointer as given. */
  startProcess(context: Context, entry: UserAddress, stackPointer: UserAddress): void;

  pendingCall(context: Context): PendingCall;
  /** User bytes that hold the arguments beyond the registers; size 0 when there are none. */
  callArgumentRange(context: Context, wordCount: number): UserRange;
  /** The first `wordCount` argument words, unsigned; `stack` is the content of callArgumentRange. */
  callArguments(context: Context, wordCount: number, stack: Uint8Array): readonly number[];
  /** Finish a Sprite call: status (and, for a fork child, the second result) into registers, pc past the trap. */
  setCallResult(context: Context, status: number, second?: number): void;

  readonly unix: UnixConventions;
  readonly debug: DebugRegisters;

  describeTrap(context: Context): Trap;
  /** The frame for a handler, of its personality: where it goes and its bytes. Changes nothing. */
  signalFrame(
    context: Context,
    delivery: SignalDelivery,
  ): { readonly address: UserAddress; readonly bytes: Uint8Array };
  /** Enter the handler, the frame having been stored at `frameAddress`. */
  enterHandler(context: Context, delivery: SignalDelivery, frameAddress: UserAddress): void;
  /** User bytes a signal return reads. */
  signalReturnRange(context: Context): UserRange;
  /** Restore the interrupted state; answers the hold mask, or null when the frame cannot be valid (PROC_BAD_STACK). */
  returnFromSignal(context: Context, frame: Uint8Array): number | null;

  /** The machine-dependent part of a migrating process (registers; nothing hidden). */
  readonly encapsulatedSize: number;
  encapsulate(context: Context): Uint8Array;
  /** False when the bytes are not such a record. */
  deencapsulate(context: Context, bytes: Uint8Array): boolean;
}

/** The emulator's one memory, seen three ways. Page frames of all hosts and the context blocks are in it. */
export interface MemoryViews {
  readonly bytes: Uint8Array;
  readonly words: Int32Array;
  readonly view: DataView;
}
