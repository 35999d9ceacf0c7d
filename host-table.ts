/**
 * The hosts of a cluster as each of them knows the others: by id, with name and machine type. It is what
 * /etc/spritehosts says, and what the kernel has from the start, so that servers can name their clients and expand
 * $MACHINE. The files that describe the cluster are made here too. Source: RPC reference, 4.
 */
import { latin1Bytes } from './arch/codec.js';
import type { HostId } from './arch/units.js';
import type { TreeEntry } from './fs/tree-entry.js';

export interface HostTable {
  /** "Sprite Host <id>" for one that is not in it. */
  nameOf(id: HostId): string;
  /** "unknown" for one that is not in it. */
  machineTypeOf(id: HostId): string;
  /** All of that machine type, in order of their ids. */
  hostsOf(machine: string): readonly HostId[];
}

export interface HostEntry {
  readonly id: number;
  readonly name: string;
  readonly machine: string;
  /** Prefixes of its disks. */
  readonly prefixes: readonly string[];
}

export function createHostTable(hosts: readonly HostEntry[]): HostTable {
  const byId = new Map(hosts.map((host) => [host.id, host]));
  return {
    nameOf: (id) => byId.get(id)?.name ?? `Sprite Host <${id}>`,
    hostsOf: (machine) => hosts.filter((host) => host.machine === machine).map(({ id }) => id as HostId),
    machineTypeOf: (id) => byId.get(id)?.machine ?? 'unknown',
  };
}

const DIRECTORY = { kind: 'dir', mode: 0o755, uid: 0, gid: 0 } as const;
const hexadecimal = (value: number): string => value.toString(16);

/** A line of /etc/spritehosts: id, network, Ethernet and Internet address, machine, name. */
const hostLine = ({ id, name, machine }: HostEntry): string =>
  `${id}\tether\t8:0:20:0:0:${hexadecimal(id)}\t128.32.150.${id}\t${machine}\t${name}.Berkeley.EDU\t${name}\n`;

/**
 * What the disk of "/" has of the cluster at every boot: the table of hosts, a directory for each with its own
 * devices, one for its swap files, and a remote link for each domain of another server.
 */
export function clusterFiles(hosts: readonly HostEntry[], root: HostEntry): readonly TreeEntry[] {
  const file = (path: string, text: string): TreeEntry => ({
    kind: 'file',
    path,
    mode: 0o644,
    uid: 0,
    gid: 0,
    bytes: latin1Bytes(text),
  });
  const entries: TreeEntry[] = [file('/etc/spritehosts', hosts.map(hostLine).join(''))];
  for (const host of hosts) {
    entries.push({ ...DIRECTORY, path: `/swap/${host.id}` });
    entries.push({ ...DIRECTORY, path: `/hosts/${host.name}` });
    entries.push({ ...DIRECTORY, path: `/hosts/${host.name}/dev` });
    for (const [name, type] of [
      ['console', 0],
      ['syslog', 1],
    ] as const) {
      const path = `/hosts/${host.name}/dev/${name}`;
      entries.push({ kind: 'device', path, mode: 0o666, uid: 0, gid: 0, serverId: host.id, type, unit: 0 });
    }
    if (host === root) continue;
    for (const prefix of host.prefixes) {
      if (prefix !== '/') entries.push({ kind: 'remote-link', path: prefix, mode: 0o777, uid: 0, gid: 0 });
    }
  }
  return entries;
}
