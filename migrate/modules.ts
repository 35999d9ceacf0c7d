/** The modules of this host in table order: PROC, VM, FS, MACH, PROF, SIG, and CALL, which is ours. */
import type { Context } from '../arch/machine.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { FileSystem } from '../fs/file-system.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { Encapsulation, Encapsulations } from '../proc/encapsulate.js';
import { type EncapsulationTable, type Module, Token } from './encapsulation.js';

export interface ModuleParts {
  readonly kernel: Kernel;
  readonly vm: Omit<Module, 'token' | 'name'>;
  readonly fs: FileSystem;
  readonly proc: Encapsulations;
}

export function createEncapsulationTable(parts: ModuleParts): EncapsulationTable {
  const { proc } = parts;
  return [
    plain(Token.Proc, 'PROC', proc.proc),
    { token: Token.Vm, name: 'VM', ...parts.vm },
    fsModule(parts.fs),
    machModule(parts.kernel),
    plain(Token.Prof, 'PROF', proc.prof),
    plain(Token.Sig, 'SIG', proc.sig),
    plain(Token.Call, 'CALL', proc.call),
  ];
}

function plain(token: Token, name: string, part: Encapsulation): Module {
  return {
    token,
    name,
    size: (process) => ({ size: part.size(process) }),
    encapsulate: (process) => ({ bytes: part.encapsulate(process) }),
    forget: part.forget,
    deencapsulate: part.deencapsulate,
    isEmpty: part.isEmpty,
  };
}

function fsModule(fs: FileSystem): Module {
  return {
    token: Token.Fs,
    name: 'FS',
    size: (process) => ({ size: fs.encapsulatedSize(process) }),
    encapsulate: (process) => ({ bytes: fs.encapsulate(process) }),
    forget: fs.abandon,
    *deencapsulate(process, bytes) {
      return (yield* fs.deencapsulate(process, bytes)) ? SUCCESS : Status.PROC_MIGRATION_REFUSED;
    },
    isEmpty: fs.isEmpty,
  };
}

/** Registers. The context itself is memory's, which gives it and takes it away. */
function machModule({ machine }: Kernel): Module {
  return {
    token: Token.Mach,
    name: 'MACH',
    size: () => ({ size: machine.encapsulatedSize }),
    encapsulate: (process) => ({ bytes: machine.encapsulate(contextOf(process)) }),
    forget(process) {
      process.context?.words.fill(0);
    },
    deencapsulate(process, bytes) {
      // One that comes to exec has no memory yet, and its registers will be new.
      if (process.context === null) return SUCCESS;
      return machine.deencapsulate(process.context, bytes) ? SUCCESS : Status.PROC_MIGRATION_REFUSED;
    },
    isEmpty: () => true,
  };
}

function contextOf(process: Process): Context {
  if (process.context === null) throw new Error(`process ${process.slot} has no registers to move`);
  return process.context;
}
