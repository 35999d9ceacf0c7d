/**
 * What a cluster is to be, as the library is told it: its hosts, the machines that they can be, and what makes a
 * config a bad one.
 */
import { ds3100 } from './arch/ds3100/index.js';
import type { Machine } from './arch/machine.js';
import { sun3, sun360 } from './arch/sun3/index.js';
import type { Nanoseconds } from './arch/units.js';
import type { DiskTemplates } from './fs/local/disk-template.js';
import type { DiskConfig } from './fs/local/disks.js';
import type { TreeEntry } from './fs/tree-entry.js';
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
/** @throws RangeError, one line, for a model that there is not. */
export function machineOf(host: HostConfig): Machine {
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

/** @throws RangeError, one line, for hosts that cannot be together. */
export function checkHosts(hosts: readonly HostConfig[]): void {
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
