/**
 * What a cluster costs this machine: one server and so many clients booted at once, until every console has a
 * prompt, and then left alone. Virtual times are the emulated system's; real ones depend on the machine and on what
 * else it does, so the ratios to the smallest cluster say more.
 */
import { boot } from '../boot.js';
import { UserError } from '../errors.js';
import { parseOptions } from '../options.js';
import type { Bench, Figure } from './figure.js';

const SIZES = [10, 50, 100] as const;
const SECOND = 1e9;
const BOOT_LIMIT_NS = 600 * SECOND;
const IDLE_NS = 100 * SECOND;
/** The end of what login prints; kernel messages may follow. */
const PROMPT = /jobs, bg, fg, kill %1[\s\S]*\n[$#] /;

interface Measured {
  readonly virtualSeconds: number;
  readonly realSeconds: number;
  readonly megabytes: number;
  /** Real time of an idle second, percent. */
  readonly idlePercent: number;
}

function measure(machine: string, clients: number): Measured {
  const { options } = parseOptions(['--machine', machine, '--clients', String(clients)]);
  const startMs = performance.now();
  const { cluster } = boot(options, [], { onlyOwnPrograms: true });
  const hosts = cluster.hosts();
  const waiting = new Set(hosts);
  while (waiting.size > 0) {
    if (cluster.now() >= BOOT_LIMIT_NS)
      throw new UserError(`bench boot: ${waiting.size} of ${hosts.length} hosts have no prompt`);
    cluster.run({ untilNs: cluster.now() + SECOND });
    for (const host of waiting) if (PROMPT.test(host.console.text())) waiting.delete(host);
  }
  const bootedMs = performance.now();
  const bootedNs = cluster.now();
  cluster.run({ untilNs: bootedNs + IDLE_NS });
  const idleMs = performance.now() - bootedMs;
  return {
    virtualSeconds: bootedNs / SECOND,
    realSeconds: (bootedMs - startMs) / 1000,
    megabytes: process.memoryUsage().rss / 1e6,
    idlePercent: (idleMs / (IDLE_NS / 1e6)) * 100,
  };
}

const figure = (name: string, unit: string, measured: number): Figure => ({
  name,
  unit,
  measured,
  published: null,
  kind: 'prediction',
  basis: 'measured',
});

export const bootBench: Bench = {
  name: 'boot',
  about: 'one server and its clients booted at once to their prompts, then idle',
  source: 'none: this is what the emulator costs here',
  tolerance: 0,
  byName: true,
  run: (machine) =>
    SIZES.flatMap((clients) => {
      const { virtualSeconds, realSeconds, megabytes, idlePercent } = measure(machine, clients);
      return [
        figure(`${clients} clients: booted after`, 'virtual s', virtualSeconds),
        figure(`${clients} clients: booting took`, 'real s', realSeconds),
        figure(`${clients} clients: a client's share`, 'real s', realSeconds / clients),
        figure(`${clients} clients: memory`, 'MB', megabytes),
        figure(`${clients} clients: idle`, '% of real time', idlePercent),
      ];
    }),
};
