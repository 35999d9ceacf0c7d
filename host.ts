/** One host from the moment it is switched on: its modules, its disks, and its main kernel process, which starts init. */
import type { TerminalPort } from './fs/create.js';
import { createPower } from './fs/disk/block-device.js';
import type { DiskTemplates } from './fs/local/disk-template.js';
import { createHostDisks, type DiskConfig, diskDevices, prepareDisks } from './fs/local/disks.js';
import { fetchFile, type PreparedDisk } from './fs/local/install.js';
import type { TreeEntry } from './fs/tree-entry.js';
import { createHostCalls } from './host-calls.js';
import { createLater, createModules, type ModuleParts } from './host-modules.js';
import { createRemains, type Remains } from './host-remains.js';
import { createHostView, describeProcess, type HostState } from './host-view.js';
import type { Kernel } from './kernel/kernel.js';
import { isUserProcess } from './kernel/process.js';
import { VERSION } from './kernel/sys-calls.js';
import type { Task } from './kernel/task.js';
import { createWaitQueue, sleepOn } from './kernel/wait-queue.js';
import { createOperator, type Operator } from './migrate/operator.js';
import type { Wandering } from './migrate/wander.js';

export interface HostParts extends ModuleParts {
  readonly disks: readonly DiskConfig[];
  readonly tree: readonly TreeEntry[];
  readonly files: readonly TreeEntry[];
  readonly haltAfterWrites: number | null;
  readonly diskTemplates: DiskTemplates | null;
  readonly initArguments: readonly string[];
  readonly churn: number;
  /** Send processes to other hosts and back. */
  readonly wander: Wandering;
}

export interface Host {
  /** Run `action` as an interrupt now. */
  interrupt(action: () => void): void;
  /** @throws RangeError for a unit the host has not. */
  port(unit: number): TerminalPort;
  halted(): boolean;
  /** The power goes: nothing more happens on this host, and nothing of it is saved. */
  crash(): void;
  /** Write everything back, and stop. */
  shutDown(): void;
  /** One line for each user process that has not ended: what it waits for. */
  describeProcesses(): readonly string[];
  /** Who asks for migrations from outside; null on a host without a network. */
  readonly operator: Operator | null;
  /** What there is to see of the host now. */
  state(): HostState;
  /** Counts of everything that comes and goes with processes. */
  inspect(): { readonly [what: string]: number };
  /** What it keeps for processes, and for other hosts. */
  readonly remains: Remains;
  /** A file as it is on the disk, or null. */
  readFile(path: string): Uint8Array | null;
}

const INIT = '/boot/initsprite';

/** Switch a host on: its disk is formatted and populated if it is empty. @throws RangeError in one line. */
export function bootHost(parts: HostParts): Host {
  let halted = false;
  function stop(): void {
    halted = true;
    kernel.scheduler.halt();
    network?.rpc.detach();
  }
  const later = createLater();
  const modules = createModules(parts, later);
  const { kernel, servers, network, cache, fs, vm, processes, migration } = modules;
  const { churn, wander } = createHostCalls({ ...parts, stop }, modules, later);
  const files = [...parts.files, ...diskDevices(parts.disks.length)];
  const disks = disksOf(parts, kernel, files, stop);
  const { users, masters, attachDomain, detachDomain } = fs;
  const hostDisks = later.set(
    'disks',
    createHostDisks({ kernel, cache, files, users, masters, attachDomain, detachDomain }, disks),
  );
  const asleep = createWaitQueue('for ever');

  /** The main kernel process: attach the disks, find the root, start init, and sleep for ever. */
  function* main(): Task<void> {
    kernel.log(`Sprite kernel: ${VERSION} (${kernel.machine.name})`);
    // A file server has a clock of its own.
    if (network !== null) yield* network.rpc.learnTime(disks.length > 0);
    yield* hostDisks.attachAll();
    network?.rpc.enableService(true);
    yield* fs.findRoot();
    yield* fs.removeOldSwap();
    processes.startInit(INIT, ['initsprite', ...parts.initArguments], []);
    for (;;) yield* sleepOn(kernel, asleep);
  }
  kernel.spawn('main', main);
  servers.start();

  const remains = createRemains({ ...modules, dependencies: migration?.dependencies ?? null });
  return {
    interrupt: kernel.scheduler.interrupt,
    port(unit) {
      const port = fs.ports.get(unit);
      if (port === undefined) throw new RangeError(`${parts.name} has no terminal unit ${unit}`);
      return port;
    },
    halted: () => halted,
    crash: stop,
    shutDown() {
      servers.callLater(function* shutDownHost() {
        yield* fs.shutDown();
        stop();
      });
    },
    operator:
      migration === null ? null : createOperator({ kernel, servers, migration, send: processes.send }),
    state: createHostView({
      kernel,
      frames: vm.frames,
      rpc: network?.rpc ?? null,
      halted: () => halted,
      lastInputNs: fs.lastInputNs,
      disks: hostDisks.states,
    }),
    describeProcesses: () => kernel.processes.all().filter(isUserProcess).map(describeProcess),
    inspect: () => ({
      ...remains.counts(),
      churned: churn.counts.churned,
      wandered: wander?.counts.left ?? 0,
      restarted: churn.counts.restarted,
    }),
    remains,
    readFile: (path) => fetchFile(kernel, disks, path),
  };
}

/** The disks, formatted and populated where they are empty; after so many writes on all of them the power fails. */
function disksOf(
  parts: HostParts,
  kernel: Kernel,
  files: readonly TreeEntry[],
  stop: () => void,
): readonly PreparedDisk[] {
  const prepared = prepareDisks(kernel, parts.disks, [...parts.tree, ...files], parts.diskTemplates);
  const writes = parts.haltAfterWrites;
  if (writes === null) return prepared;
  const power = createPower(writes, () => {
    stop();
    kernel.emit({ kind: 'power-failure', timeNs: kernel.now(), host: kernel.hostId, writes });
  });
  return prepared.map((disk) => ({ ...disk, device: power.deviceOn(disk.device) }));
}
