/** A terminal or byte device as the rest of the system has it. */
import type { Nanoseconds } from '../../arch/units.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import type { OpenDevice } from '../devices.js';

/** What terminals ask of the process families above them. */
export interface TerminalFamilies {
  /** To every member. */
  signal(family: number, signal: number): void;
  of(process: Process): number;
}

/** Its outside: what a keyboard, a file or a person does to it. Each is an interrupt to the host. */
export interface TerminalPort {
  input(bytes: Uint8Array): void;
  /** No more input will come: readers get what there is, and then end of file. */
  endOfInput(): void;
  resize(rows: number, columns: number): void;
}

export interface TerminalDevice {
  readonly port: TerminalPort;
  readonly open: OpenDevice;
  /** Virtual time of the last key. */
  lastInputNs(): Nanoseconds;
  /** Text of the kernel, which waits for nobody. */
  print(bytes: Uint8Array): void;
  /** Until everything has left that is not stopped: before the host is switched off. */
  drain(): Task<void>;
}
