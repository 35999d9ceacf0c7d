/**
 * The library: boot a cluster, let virtual time pass, type at its consoles, listen to what happens. Tests, the
 * command line and every user interface use exactly this and nothing below it.
 *
 *   const cluster = bootCluster({ hosts: [...], startSeconds: 605206800, init: [] });
 *   const console = cluster.host('mint').console;
 *   console.expect('$ ');
 *   console.type('ls /\n');
 */

export { bootCluster, type Cluster, type RunOutcome } from './cluster.js';
export {
  type ClusterConfig,
  type HostConfig,
  machineModels,
  machineTypeOf,
  type RunLimits,
} from './cluster-config.js';
export type { ClusterHost, Console, HostMigration, RawDevice, Told } from './cluster-host.js';
export { type BlockDevice, createMemoryDevice } from './fs/disk/block-device.js';
export { createDiskTemplates, type DiskTemplates } from './fs/local/disk-template.js';
export type { DiskConfig, DiskState } from './fs/local/disks.js';
export type { TreeEntry } from './fs/tree-entry.js';
export type {
  HostPower,
  HostState,
  MemoryState,
  ProcessorState,
  ProcessView,
  RpcState,
} from './host-view.js';
export type { EventKind, KernelEvent, MigrationPhase } from './kernel/kernel-event.js';
