/**
 * The library: boot a cluster, let virtual time pass, type at its consoles, listen to what happens. Tests, the
 * command line and every user interface use exactly this and nothing below it.
 *
 *   const cluster = bootCluster({ hosts: [...], startSeconds: 605206800, init: [] });
 *   const console = cluster.host('mint').console;
 *   console.expect('$ ');
 *   console.type('ls /\n');
 */

export type {
  Cluster,
  ClusterConfig,
  ClusterHost,
  Console,
  HostConfig,
  HostMigration,
  RawDevice,
  RunLimits,
  RunOutcome,
  Told,
} from './cluster.js';
export { bootCluster, machineModels, machineTypeOf } from './cluster.js';
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
