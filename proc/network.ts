/** What processes need of other hosts: a host without a network has none, and no process that is not its own. */
import type { Forwarding } from '../kernel/forwarding.js';
import { type Process, ProcessFlag } from '../kernel/process.js';
import type { RemoteWaits } from '../kernel/rpc/remote-waits.js';
import type { Rpc } from '../kernel/rpc/rpc.js';
import type { ServerProcesses } from '../kernel/server-processes.js';

export interface ProcessNetwork {
  readonly rpc: Rpc;
  readonly servers: ServerProcesses;
  readonly waits: RemoteWaits;
  readonly forwarding: Forwarding;
  /** Whether there is such a host in the cluster, up or down. */
  isHost(host: number): boolean;
}

/** It runs here, and its home is another host. */
export const isForeign = ({ genFlags }: Process): boolean => (genFlags & ProcessFlag.FOREIGN) !== 0;
