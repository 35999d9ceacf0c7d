/** Real kernels on fake machines with real RPC between them over a real Ethernet, for tests of what needs two hosts. */
import type { HostId, Nanoseconds } from '../../arch/units.js';
import { createEventQueue, type EventQueue } from '../event-queue.js';
import { createEthernet, type Ethernet } from '../net/ethernet.js';
import { createRemoteWaits, type RemoteWaits } from '../rpc/remote-waits.js';
import { createRpc, type Rpc } from '../rpc/rpc.js';
import { createServerProcesses, type ServerProcesses } from '../server-processes.js';
import type { Task } from '../task.js';
import { createFakeKernel, type FakeKernel, type FakeKernelOptions, type Running } from './fake-kernel.js';

export interface FakeHost extends FakeKernel {
  readonly id: HostId;
  readonly rpc: Rpc;
  readonly servers: ServerProcesses;
  readonly waits: RemoteWaits;
  /** Start kernel work in a process of its own. */
  go<T>(work: () => Task<T>): Running<T>;
}

export interface FakeNetwork {
  readonly queue: EventQueue;
  readonly ethernet: Ethernet;
  readonly hosts: readonly FakeHost[];
  /** Another life of a host, in place of the one that was. */
  reboot(id: number): FakeHost;
  settle(untilNs: Nanoseconds): void;
}

export interface FakeNetworkOptions {
  readonly hosts: readonly FakeKernelOptions[];
  readonly seed?: number;
}

/** Hosts get the ids 1, 2, ... and serve at once. */
export function createFakeNetwork(options: FakeNetworkOptions): FakeNetwork {
  const queue = createEventQueue();
  const ethernet = createEthernet(queue, options.seed ?? 1);
  const boot = (kernelOptions: FakeKernelOptions, id: number): FakeHost => {
    const fake = createFakeKernel({ ...kernelOptions, hostId: id, queue });
    const servers = createServerProcesses(fake.kernel);
    servers.start();
    const rpc = createRpc({
      kernel: fake.kernel,
      clock: fake.clock,
      ethernet,
      servers,
      hostName: (host) => `host${host}`,
    });
    const go = <T>(work: () => Task<T>): Running<T> => fake.start(fake.newProcess(), work);
    go(function* () {
      yield* rpc.learnTime(true);
      rpc.enableService(true);
    });
    const waits = createRemoteWaits(fake.kernel, rpc);
    return { ...fake, id: id as HostId, rpc, servers, waits, go };
  };
  const hosts = options.hosts.map((kernelOptions, i) => boot(kernelOptions, i + 1));
  return {
    queue,
    ethernet,
    hosts,
    reboot(id) {
      const old = hosts[id - 1];
      old.rpc.detach();
      old.kernel.scheduler.halt();
      hosts[id - 1] = boot(options.hosts[id - 1], id);
      return hosts[id - 1];
    },
    settle(untilNs) {
      while (queue.runNext(untilNs));
      queue.advanceTo(untilNs);
    },
  };
}
