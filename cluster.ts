/**
 * A cluster: hosts on one event queue, and the outside world's door to them. Several clusters can live in one
 * process; nothing is shared between them but constant tables.
 */
import { latin1Bytes, latin1Text } from './arch/codec.js';
import { ds3100 } from './arch/ds3100/index.js';
import type { Machine } from './arch/machine.js';
import { sun3, sun360 } from './arch/sun3/index.js';
import { type HostId, type Nanoseconds, type ProcessId, SECOND } from './arch/units.js';
import { createMemoryDevice } from './fs/disk/block-device.js';
import type { DiskTemplates } from './fs/local/disk-template.js';
import type { DiskConfig } from './fs/local/disks.js';
import type { TreeEntry } from './fs/tree-entry.js';
import type { TerminalPort } from './fs/tty/device.js';
import { bootHost, type Host } from './host.js';
import { clusterFiles, createHostTable, type HostEntry } from './host-table.js';
import { type HostState, offState } from './host-view.js';
import { createEventQueue, type EventQueue, OUTSIDE_WORLD } from './kernel/event-queue.js';
import type { EventKind, KernelEvent } from './kernel/kernel-event.js';
import { createMemory } from './kernel/memory.js';
import { createEthernet, type Ethernet } from './kernel/net/ethernet.js';
import type { Operator } from './migrate/operator.js';
import type { Wandering } from './migrate/wander.js';

/** By the name of the model that a config gives. */
const machines: { readonly [model: string]: Machine } = Object.fromEntries(
  [sun3, sun360, ds3100].map((machine) => [machine.model, machine]),
);
export const machineModels: readonly string[] = Object.keys(machines);
/** Of a model: what its programs are for. */
export const machineTypeOf = (model: string): string => machines[model]?.name ?? model;

export interface HostConfig {
  readonly name: string;
  /** Sprite id, 1 .. 199. */
  readonly id: number;
  readonly machine: string;
  /** Physical memory, bytes. */
  readonly memoryBytes: number;
  /** The disks and where each hangs; a host without any cannot be a file server. */
  readonly disks: readonly DiskConfig[];
  /** What new disks are populated with. */
  readonly tree: readonly TreeEntry[];
  /** What is put on the disks at every boot. */
  readonly files?: readonly TreeEntry[];
  /** Arguments of /boot/initsprite on this host, in place of the cluster's. */
  readonly init?: readonly string[];
  /** A spare: it is known to the others and has its memory, but is off until it is switched on. */
  readonly startsOff?: boolean;
  /** Stop the disks, and the host with them, dead after so many writes of a block: later ones are lost. */
  readonly haltAfterWrites?: number;
}

export interface ClusterConfig {
  readonly hosts: readonly HostConfig[];
  /** Date at virtual time 0, seconds since 1970 UT. */
  readonly startSeconds: number;
  /** Arguments of the first program, /boot/initsprite, on every host. */
  readonly init: readonly string[];
  /** Of every random stream. */
  readonly seed?: number;
  /** Take every process apart and rebuild it at every Nth kernel entry. */
  readonly churn?: number;
  /** Send every process, or those it says, to another host, and home again, at every Nth kernel call. */
  readonly wander?: number | Wandering;
  /** Most memory the emulator may lay out for all hosts together, bytes. */
  readonly memoryLimitBytes?: number;
  /** Disks made before, of this and other clusters: new ones that are to be the same are copies of them. */
  readonly diskTemplates?: DiskTemplates;
}

export interface RunLimits {
  /** Virtual time to run to; without it, until nothing is left to happen. */
  readonly untilNs?: Nanoseconds;
  /** Asked after every event; false ends the run. */
  readonly keepGoing?: () => boolean;
}
/** 'limit': virtual time got there. 'idle': nothing is left to happen. 'stopped': keepGoing said so. */
export type RunOutcome = 'limit' | 'idle' | 'stopped';

export interface Cluster {
  now(): Nanoseconds;
  run(limits?: RunLimits): RunOutcome;
  hosts(): readonly ClusterHost[];
  /** @throws RangeError for a name no host has. */
  host(name: string): ClusterHost;
  /** The Ethernet: its counters, and the faults that can be injected. */
  readonly network: Pick<Ethernet, 'faults' | 'counts' | 'tap'>;
  /**
   * Listen to what happens, in order of virtual time: to everything, or to the kinds that are named (the others cost
   * nothing then). The answer ends it.
   */
  on(listener: (event: KernelEvent) => void, kinds?: readonly EventKind[]): () => void;
}

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

const DEFAULT_MEMORY_LIMIT = 0x80000000;
const EXPECT_LIMIT_NS = 60 * SECOND;
const CONSOLE_UNIT = 0;
/** Firmware, and reading the kernel in. */
const BOOT_NS = 20 * SECOND;

/** Switch the hosts on. Nothing has run yet when it returns. @throws RangeError, one line, for a bad config. */
export function bootCluster(config: ClusterConfig): Cluster {
  const queue = createEventQueue();
  const listeners = createListeners();
  const memories = createMemory(
    config.hosts.map((host) => ({ machine: machineOf(host), sizeBytes: host.memoryBytes })),
    config.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT,
  );
  checkHosts(config.hosts);

  function run(limits: RunLimits = {}): RunOutcome {
    const untilNs = limits.untilNs ?? Number.POSITIVE_INFINITY;
    while (queue.runNext(untilNs)) {
      if (limits.keepGoing !== undefined && !limits.keepGoing()) return 'stopped';
    }
    if (untilNs === Number.POSITIVE_INFINITY) return 'idle';
    queue.advanceTo(untilNs);
    return 'limit';
  }

  const isNetworked = config.hosts.length > 1;
  const ethernet = createEthernet(queue, config.seed ?? 1);
  const entries = config.hosts.map(entryOf);
  const hostTable = createHostTable(entries);
  const root = entries.find(({ prefixes }) => prefixes.includes('/'));
  if (root === undefined) throw new RangeError('no disk has the prefix /');

  const hosts = config.hosts.map((hostConfig, i) => {
    const shown = { text: '' };
    const disks = hostConfig.disks.map(keptDisk);
    const described = entries[i] === root ? clusterFiles(entries, root) : [];
    const switchOn = (): Host => {
      const id = hostConfig.id as HostId;
      if (listeners.wants('boot')) listeners.tell({ kind: 'boot', timeNs: queue.now(), host: id });
      return bootHost({
        id,
        name: hostConfig.name,
        machine: machineOf(hostConfig),
        memory: memories[i],
        queue,
        ethernet: isNetworked ? ethernet : null,
        hostTable,
        disks,
        tree: hostConfig.tree,
        files: [...described, ...(hostConfig.files ?? [])],
        haltAfterWrites: hostConfig.haltAfterWrites ?? null,
        diskTemplates: config.diskTemplates ?? null,
        startSeconds: config.startSeconds,
        initArguments: hostConfig.init ?? config.init,
        churn: config.churn ?? 0,
        wander: typeof config.wander === 'object' ? config.wander : { interval: config.wander ?? 0 },
        listening: listeners.wants,
        emit(event) {
          if (event.kind === 'output' && event.unit === CONSOLE_UNIT) shown.text += latin1Text(event.bytes);
          listeners.tell(event);
        },
      });
    };
    return clusterHost({ config: hostConfig, switchOn, queue, shown, run, tell: listeners.tell });
  });

  return {
    now: () => queue.now(),
    run,
    hosts: () => hosts,
    host(name) {
      const host = hosts.find((candidate) => candidate.name === name);
      if (host === undefined) throw new RangeError(`no host is called ${name}`);
      return host;
    },
    network: ethernet,
    on: listeners.add,
  };
}

interface Listeners {
  add(listener: (event: KernelEvent) => void, kinds?: readonly EventKind[]): () => void;
  tell(event: KernelEvent): void;
  /** Whether anybody listens to this kind, or to any. */
  wants(kind?: EventKind): boolean;
}

function createListeners(): Listeners {
  interface Listener {
    readonly hear: (event: KernelEvent) => void;
    /** Null for all. */
    readonly kinds: ReadonlySet<EventKind> | null;
  }
  const listeners = new Set<Listener>();
  const hears = ({ kinds }: Listener, kind: EventKind): boolean => kinds?.has(kind) ?? true;
  return {
    add(hear, kinds) {
      const listener: Listener = { hear, kinds: kinds === undefined ? null : new Set(kinds) };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(event) {
      for (const listener of listeners) if (hears(listener, event.kind)) listener.hear(event);
    },
    wants(kind) {
      if (kind === undefined) return listeners.size > 0;
      for (const listener of listeners) if (hears(listener, kind)) return true;
      return false;
    },
  };
}

function machineOf(host: HostConfig): Machine {
  const machine = machines[host.machine];
  if (machine === undefined) {
    throw new RangeError(
      `${host.name}: no machine is called ${host.machine}: use ${machineModels.join(', ')}`,
    );
  }
  return machine;
}

const MOST_NAME_LETTERS = 40;
/** A name is part of file names, and of the full name behind a dot. */
const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

function checkHosts(hosts: readonly HostConfig[]): void {
  const ids = new Set<number>();
  const names = new Set<string>();
  for (const { id, name } of hosts) {
    if (!Number.isInteger(id) || id < 1 || id > 199)
      throw new RangeError(`${name}: host id ${id} is not 1 .. 199`);
    if (!HOST_NAME.test(name))
      throw new RangeError(
        `${name.slice(0, MOST_NAME_LETTERS)}: a host's name is 1 to 40 letters, digits, - and _`,
      );
    if (ids.has(id) || names.has(name)) throw new RangeError(`${name}: host id and name must be its own`);
    ids.add(id);
    names.add(name);
  }
  const servers = new Map<string, string>();
  for (const { name, disks } of hosts) {
    for (const { prefix } of disks) {
      const other = servers.get(prefix) ?? name;
      if (other !== name)
        throw new RangeError(`${other} and ${name} both have a disk with the prefix ${prefix}`);
      servers.set(prefix, name);
    }
  }
}

/** A disk in memory outlives the host's crashes. */
const keptDisk = (disk: DiskConfig): DiskConfig =>
  'device' in disk ? disk : { prefix: disk.prefix, device: createMemoryDevice(disk.sizeBytes) };

const entryOf = ({ id, name, machine, disks }: HostConfig): HostEntry => ({
  id,
  name,
  machine: machineTypeOf(machine),
  prefixes: disks.map(({ prefix }) => prefix),
});

interface ClusterHostParts {
  readonly config: HostConfig;
  switchOn(): Host;
  readonly queue: EventQueue;
  readonly shown: { readonly text: string };
  run(limits: RunLimits): RunOutcome;
  tell(event: KernelEvent): void;
}

function clusterHost({ config, switchOn, queue, shown, run, tell }: ClusterHostParts): ClusterHost {
  /** Null while it has never been on. */
  let host: Host | null = config.startsOff === true ? null : switchOn();

  const isOff = (): boolean => host === null || host.halted();

  /** Input is stamped with the first instant to which nobody has run. */
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

  let expectedUpTo = 0;
  function expect(pattern: string | RegExp, limitNs: Nanoseconds = EXPECT_LIMIT_NS): string {
    const untilNs = queue.now() + limitNs;
    const end = (): number => {
      const rest = shown.text.slice(expectedUpTo);
      if (typeof pattern === 'string') {
        const at = rest.indexOf(pattern);
        return at < 0 ? -1 : expectedUpTo + at + pattern.length;
      }
      const match = pattern.exec(rest);
      return match === null ? -1 : expectedUpTo + match.index + match[0].length;
    };
    let seen = -1;
    const look = (): boolean => {
      if (shown.text.length === seen) return true;
      seen = shown.text.length;
      return end() < 0;
    };
    if (look()) run({ untilNs, keepGoing: look });
    const found = end();
    if (found < 0) {
      throw new Error(
        `${config.name}: ${JSON.stringify(String(pattern))} did not appear; the console ends in ${JSON.stringify(shown.text.slice(-300))}`,
      );
    }
    const text = shown.text.slice(expectedUpTo, found);
    expectedUpTo = found;
    return text;
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
      expect,
    },
  };
}
