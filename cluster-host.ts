/**
 * A host as the outside world has it: switched on and off, typed at, looked at. What comes from outside is stamped
 * with the first instant to which nobody has run, so it can disturb nothing that has already happened.
 */
import { latin1Bytes } from './arch/codec.js';
import { type HostId, type Nanoseconds, type ProcessId, SECOND } from './arch/units.js';
import type { HostConfig, RunLimits } from './cluster-config.js';
import { createExpect } from './console.js';
import type { TerminalPort } from './fs/tty/device.js';
import type { Host } from './host.js';
import { type HostState, offState } from './host-view.js';
import { type EventQueue, OUTSIDE_WORLD } from './kernel/event-queue.js';
import type { KernelEvent } from './kernel/kernel-event.js';
import type { Operator } from './migrate/operator.js';

export interface ClusterHost {
  readonly name: string;
  readonly id: number;
  readonly console: Console;
  /** A byte device without line discipline: unit 16, 17, 18 are a headless run's three streams. */
  raw(unit: number): RawDevice;
  /** Switch on a host that is off: one that has halted, or has never been on. No effect on one that runs. */
  switchOn(): void;
  /**
   * What somebody who stands before it asks of migration, as root: move a process of its own to another host, send a
   * guest home (by its id there), send all guests home, or let guests come or not. `told` is called when it is over.
   */
  readonly migration: HostMigration;
  /** What there is to see of it now. */
  state(): HostState;
  /** Write everything back, and stop. */
  shutDown(): void;
  /** The power goes, now: what was not on the disk is lost. */
  crash(): void;
  /** Crash, if it still runs, and boot again: firmware takes `BOOT_NS` before the kernel starts. */
  reboot(): void;
  /** True once the host has shut down, or has crashed. */
  halted(): boolean;
  /** One line for each process that waits, and for what: the report of a run that hit its limit. */
  describeProcesses(): readonly string[];
  /** A file as it is on the disks (after a shutdown that wrote everything back), or null. */
  readFile(path: string): Uint8Array | null;
  /** Count each module's leftovers: all zero when no user process lives. */
  inspect(): { readonly [what: string]: number };
  /** What it keeps for processes, by what it is: one that has left leaves nothing of it behind. */
  remains(): { readonly [what: string]: number };
  /** What it counts for another host: references to files, streams, devices. */
  countedFor(host: number): number;
}

/** `failure`: a status that says why not; null when all went well. */
export type Told = (failure: string | null) => void;

export interface HostMigration {
  migrate(pid: number, toHost: number, told: Told): void;
  sendHome(pid: number, told: Told): void;
  evict(told: Told): void;
  admit(isAllowed: boolean): void;
}

export interface RawDevice {
  input(bytes: Uint8Array): void;
  endOfInput(): void;
}

export interface Console extends RawDevice {
  /** Keys, as a person would type them; a character is a byte. */
  type(text: string): void;
  resize(rows: number, columns: number): void;
  /** Somebody is there: as the mouse, it is input of which programs see nothing. */
  touch(): void;
  /** Everything the console has shown. */
  text(): string;
  /**
   * Let time pass until the console shows `pattern` after what was last expected; answers all text up to its end.
   * @throws Error with the console's last text when virtual time passes `limitNs` (a minute) or nothing is left to happen.
   */
  expect(pattern: string | RegExp, limitNs?: Nanoseconds): string;
}

export const CONSOLE_UNIT = 0;
/** Firmware, and reading the kernel in. */
const BOOT_NS = 20 * SECOND;

interface ClusterHostParts {
  readonly config: HostConfig;
  switchOn(): Host;
  readonly queue: EventQueue;
  readonly shown: { readonly text: string };
  run(limits: RunLimits): void;
  tell(event: KernelEvent): void;
}

export function clusterHost({ config, switchOn, queue, shown, run, tell }: ClusterHostParts): ClusterHost {
  /** Null while it has never been on. */
  let host: Host | null = config.startsOff === true ? null : switchOn();

  const isOff = (): boolean => host === null || host.halted();

  function fromOutside(action: () => void): void {
    queue.schedule(OUTSIDE_WORLD, queue.frontier(), action);
  }

  /** What is typed at a host that is off is lost. */
  function toPort(unit: number, action: (port: TerminalPort) => void): void {
    fromOutside(() => {
      const present = host;
      present?.interrupt(() => action(present.port(unit)));
    });
  }

  function asOperator(told: Told, action: (operator: Operator) => void): void {
    fromOutside(() => {
      const operator = host?.operator ?? null;
      if (operator === null || host?.halted() !== false) told('it is off, or has no network');
      else host.interrupt(() => action(operator));
    });
  }

  function raw(unit: number): RawDevice {
    host?.port(unit);
    return {
      input: (bytes) => toPort(unit, (port) => port.input(bytes)),
      endOfInput: () => toPort(unit, (port) => port.endOfInput()),
    };
  }

  /** The console's size outlives its host: a terminal has it when the host comes up. */
  let size: { readonly rows: number; readonly columns: number } | null = null;

  function switchOnIfOff(): void {
    if (!isOff()) return;
    const booted = switchOn();
    host = booted;
    if (size === null) return;
    const { rows, columns } = size;
    booted.interrupt(() => booted.port(CONSOLE_UNIT).resize(rows, columns));
  }

  function crash(): void {
    if (host === null || host.halted()) return;
    host.crash();
    tell({ kind: 'crash', timeNs: queue.now(), host: config.id as HostId });
  }

  return {
    name: config.name,
    id: config.id,
    raw,
    switchOn() {
      fromOutside(() => {
        if (isOff()) queue.schedule(OUTSIDE_WORLD, queue.now() + BOOT_NS, switchOnIfOff);
      });
    },
    migration: {
      migrate: (pid, toHost, told) =>
        asOperator(told, (operator) => operator.migrate(pid as ProcessId, toHost as HostId, told)),
      sendHome: (pid, told) =>
        asOperator(told, (operator) =>
          told(operator.sendHome(pid as ProcessId) ? null : `no guest here is ${pid.toString(16)}`),
        ),
      evict: (told) => asOperator(told, (operator) => operator.evict(told)),
      admit: (isAllowed) =>
        asOperator(
          () => {},
          (operator) => operator.admit(isAllowed),
        ),
    },
    state: () =>
      host?.state() ?? offState(config.name, config.id as HostId, config.machine, config.memoryBytes),
    shutDown: () => fromOutside(() => host?.shutDown()),
    crash: () => fromOutside(crash),
    reboot() {
      fromOutside(() => {
        crash();
        queue.schedule(OUTSIDE_WORLD, queue.now() + BOOT_NS, switchOnIfOff);
      });
    },
    halted: isOff,
    describeProcesses: () => host?.describeProcesses() ?? [],
    inspect: () => host?.inspect() ?? {},
    remains: () => host?.remains.here() ?? {},
    countedFor: (other) => host?.remains.countedFor(other as HostId) ?? 0,
    readFile: (path) => host?.readFile(path) ?? null,
    console: {
      ...raw(CONSOLE_UNIT),
      type: (text) => raw(CONSOLE_UNIT).input(latin1Bytes(text)),
      resize(rows, columns) {
        size = { rows, columns };
        toPort(CONSOLE_UNIT, (port) => port.resize(rows, columns));
      },
      touch: () => raw(CONSOLE_UNIT).input(new Uint8Array(0)),
      text: () => shown.text,
      expect: createExpect({ hostName: config.name, shown, now: queue.now, run }),
    },
  };
}
