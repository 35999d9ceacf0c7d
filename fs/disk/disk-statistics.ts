/**
 * What Sys_Stats tells of a host's disks (command 19): reads and writes, and of the timer ticks while the kernel
 * samples (100 begins, 101 ends) how many found the disk idle. Ticks are counted when they are looked at: sampling is
 * no event. Source: kernel-call reference, 1.6; structures reference, 6.
 */
import { bind } from '../../arch/codec.js';
import { SysDiskStats } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { StatisticsCommand } from '../../kernel/sys-calls.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import type { Disk } from './disk.js';

const Stats = { DISKS: 19, START: 100, END: 101 } as const;
const MOST_ENTRIES = 64;
const NAME_BYTES = 100;

/** Ticks that have been sampled. */
interface Samples {
  ticks: number;
  busyTicks: number;
}

export interface DiskStatisticsParts {
  readonly kernel: Kernel;
  memory(): UserMemory;
  /** By unit. */
  disks(): readonly Disk[];
}

export function createDiskStatistics(
  parts: DiskStatisticsParts,
): readonly (readonly [number, StatisticsCommand])[] {
  const { kernel } = parts;
  const codec = bind(SysDiskStats, kernel.machine.layout);
  const sampled = new Map<Disk, Samples>();
  /** Present totals when the sampling that is on began, or null. */
  let began: ReadonlyMap<Disk, Samples> | null = null;

  const totals = (): ReadonlyMap<Disk, Samples> => {
    const ticks = Math.floor(kernel.now() / kernel.machine.tickNs);
    return new Map(parts.disks().map((disk) => [disk, { ticks, busyTicks: disk.busyTicks() }]));
  };

  /** What has been sampled since it was last looked at is added. */
  function lookAgain(): void {
    if (began === null) return;
    const now = totals();
    for (const [disk, { ticks, busyTicks }] of now) {
      const before = began.get(disk) ?? { ticks, busyTicks };
      const own = sampled.get(disk) ?? { ticks: 0, busyTicks: 0 };
      own.ticks += ticks - before.ticks;
      own.busyTicks += busyTicks - before.busyTicks;
      sampled.set(disk, own);
    }
    began = now;
  }

  function record(disk: Disk | undefined, unit: number): Uint8Array {
    if (disk === undefined) return new Uint8Array(codec.size);
    const { ticks, busyTicks } = sampled.get(disk) ?? { ticks: 0, busyTicks: 0 };
    const { reads, writes } = disk.counts();
    return codec.encode({
      name: `rsd${unit}`.slice(0, NAME_BYTES - 1),
      controllerID: 0,
      numSamples: ticks,
      idleCount: ticks - busyTicks,
      diskReads: reads,
      diskWrites: writes,
    });
  }

  return [
    [
      Stats.DISKS,
      function* diskStatistics(process, option, address) {
        if (option < 0) return Status.GEN_INVALID_ARG;
        lookAgain();
        const disks = parts.disks();
        // Behind the last there is an entry without a name.
        const count = Math.min(option, MOST_ENTRIES);
        const bytes = new Uint8Array(count * codec.size);
        for (let unit = 0; unit < count; unit++) bytes.set(record(disks[unit], unit), unit * codec.size);
        return (yield* parts.memory().copyOut(process, address, bytes)) ? SUCCESS : Status.SYS_ARG_NOACCESS;
      },
    ],
    [
      Stats.START,
      function* startSampling() {
        lookAgain();
        began = totals();
        return SUCCESS;
      },
    ],
    [
      Stats.END,
      function* endSampling() {
        lookAgain();
        began = null;
        return SUCCESS;
      },
    ],
  ];
}
