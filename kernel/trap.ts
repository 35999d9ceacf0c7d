/**
 * Why a process came into the kernel, and who deals with it: a call, a page fault, or another exception, which
 * becomes a signal. A fault whose signal is held resets the signal to its default, so that the process is
 * debugged rather than looping (exec-and-signals reference, 9.2).
 */
import { Access, ContextWord, Stop, type Trap } from '../arch/machine.js';
import type { UserAddress } from '../arch/units.js';
import type { CallDispatcher } from './calls.js';
import type { Kernel } from './kernel.js';
import type { Process } from './process.js';
import { Sig } from './signal-state.js';
import { postFault } from './signals.js';
import type { MaybeTask, Task } from './task.js';
import { isTask } from './task.js';
import type { VirtualMemory } from './vm/vm.js';

export interface TrapParts {
  readonly kernel: Kernel;
  readonly vm: Pick<VirtualMemory, 'fault'>;
  readonly calls: CallDispatcher;
  /** The instruction with which a handler returns: restore what the signal interrupted. */
  signalReturn(process: Process): Task<void>;
  /** A breakpoint: SIG_BREAKPOINT, or what a debugger wants of it. */
  breakpoint(process: Process, address: UserAddress): MaybeTask<void>;
}

/** SIG_ADDR_FAULT's code for an access that no segment allows. */
const ACCESS_VIOLATION = 0;

const accessNames = { [Access.Read]: 'read', [Access.Write]: 'write', [Access.Execute]: 'execute' } as const;

export type TrapHandler = (process: Process, stop: Stop) => Task<void>;

export function createTrapHandler(parts: TrapParts): TrapHandler {
  const { kernel } = parts;

  function* handleStop(process: Process, stop: Stop): Task<void> {
    if (stop === Stop.Call) yield* parts.calls.handle(process);
    else if (stop === Stop.PageFault) yield* pageFault(process);
    else yield* exception(process);
  }

  function* pageFault(process: Process): Task<void> {
    process.doing = 'page fault';
    const words = wordsOf(process);
    const address = words[ContextWord.FaultAddress] >>> 0;
    const access = words[ContextWord.FaultAccess] as Access;
    if (kernel.listening('fault')) {
      kernel.emit({
        kind: 'fault',
        timeNs: kernel.now(),
        host: kernel.hostId,
        pid: process.id,
        address,
        access: accessNames[access],
      });
    }
    if (!(yield* parts.vm.fault(process, address, access))) {
      postFault(kernel, process, Sig.ADDR_FAULT, ACCESS_VIOLATION, address);
    }
  }

  function* exception(process: Process): Task<void> {
    process.doing = 'exception';
    kernel.charge(kernel.machine.costs.nullCallNs);
    const context = process.context;
    if (context === null) throw new Error(`process ${process.slot} trapped without a context`);
    const trap: Trap = kernel.machine.describeTrap(context);
    switch (trap.kind) {
      case 'signal':
        return postFault(kernel, process, trap.signal, trap.code, trap.address);
      case 'signal-return':
        // SunOS programs go back by a call; their start-up code tries this once.
        if (process.personality === 'unix' && !kernel.machine.unix.handlersReturnByTrap) return;
        return yield* parts.signalReturn(process);
      case 'breakpoint': {
        const outcome = parts.breakpoint(process, trap.address);
        if (isTask(outcome)) yield* outcome;
      }
    }
  }

  return handleStop;
}

function wordsOf(process: Process): Int32Array {
  if (process.context === null) throw new Error(`process ${process.slot} faulted without a context`);
  return process.context.words;
}
