/** The terminals and byte devices of a host by unit: the switch for devices of type TERM. */
import { Status } from '../../arch/status.js';
import type { Nanoseconds } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import type { OpenDevice } from '../devices.js';
import { createByteDevice } from './byte-device.js';
import type { TerminalDevice, TerminalFamilies, TerminalPort } from './device.js';
import { createTerminal } from './terminal.js';

export interface TerminalSpec {
  readonly unit: number;
  readonly kind: 'terminal' | 'bytes';
  /** At which output drains. A serial line of 9600 baud carries 960. */
  readonly bytesPerSecond: number;
}

/**
 * A display that is drawn by the host itself takes about 20,000 characters a second (own estimate); the byte
 * devices are joined to files and pipes of the outside, and only bounded.
 */
const CONSOLE_RATE = 20_000;
const BYTES_RATE = 1_000_000;
export const usualTerminals: readonly TerminalSpec[] = [
  { unit: 0, kind: 'terminal', bytesPerSecond: CONSOLE_RATE },
  { unit: 16, kind: 'bytes', bytesPerSecond: BYTES_RATE },
  { unit: 17, kind: 'bytes', bytesPerSecond: BYTES_RATE },
  { unit: 18, kind: 'bytes', bytesPerSecond: BYTES_RATE },
];

export interface Terminals {
  readonly open: OpenDevice;
  readonly ports: ReadonlyMap<number, TerminalPort>;
  /** No effect where there is no such unit. */
  print(unit: number, bytes: Uint8Array): void;
  lastInputNs(unit: number): Nanoseconds;
  drain(): Task<void>;
}

export function createTerminals(
  kernel: Kernel,
  specs: readonly TerminalSpec[],
  families: TerminalFamilies,
): Terminals {
  const units = new Map<number, TerminalDevice>(
    specs.map(({ unit, kind, bytesPerSecond }) => [
      unit,
      kind === 'bytes'
        ? createByteDevice(kernel, unit, bytesPerSecond)
        : createTerminal({ kernel, unit, bytesPerSecond, families }),
    ]),
  );
  return {
    open(id, flags, user) {
      const device = units.get(id.minor);
      return device === undefined ? { status: Status.DEV_INVALID_UNIT } : device.open(id, flags, user);
    },
    ports: new Map([...units].map(([unit, { port }]) => [unit, port])),
    print: (unit, bytes) => units.get(unit)?.print(bytes),
    *drain() {
      for (const device of units.values()) yield* device.drain();
    },
    lastInputNs: (unit) => units.get(unit)?.lastInputNs() ?? 0,
  };
}
