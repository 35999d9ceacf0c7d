/**
 * Profiling of the kernel (calls 31 to 33): every timer tick while it is on finds the processor idle, in user mode, or
 * busy with something of the kernel's, and is counted for that. This kernel is no machine code, so what a tick finds
 * has no address: it is the kernel call, the remote call being served, or the kernel process. The file of Prof_Dump is
 * text of our own, a line to a place: its ticks, a blank, its name; before them one line with the host, the ticks that
 * there were and their length. No tick is in two lines, and none is in no line.
 */
import { latin1Bytes } from '../arch/codec.js';
import { type Status, SUCCESS } from '../arch/status.js';
import { MICROSECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';

export interface KernelProfile {
  /** Begin, from nothing. */
  start(): Status;
  /** What was counted is kept. */
  end(): Status;
  dump(process: Process, path: string): Task<Status>;
}

export function createKernelProfile(
  kernel: Kernel,
  writeFile: (process: Process, path: string, bytes: Uint8Array) => Task<Status>,
): KernelProfile {
  const { scheduler } = kernel;
  const { tickNs } = kernel.machine;
  let counts = new Map<string, number>();
  let firstTick = 0;
  /** Null while it is on. */
  let lastTick: number | null = 0;

  const presentTick = (): number => Math.floor(kernel.now() / tickNs);

  function text(): string {
    const ticks = (lastTick ?? presentTick()) - firstTick;
    let busyTicks = 0;
    for (const count of counts.values()) busyTicks += count;
    const places: readonly (readonly [string, number])[] = [['idle', ticks - busyTicks], ...counts];
    const lines = places.map(([what, count]) => `${count} ${what}\n`);
    return `${kernel.hostName}: ${ticks} ticks of ${tickNs / MICROSECOND} us\n${lines.join('')}`;
  }

  return {
    start() {
      counts = new Map();
      firstTick = presentTick();
      lastTick = null;
      scheduler.sample((what, ticks) => counts.set(what, (counts.get(what) ?? 0) + ticks));
      return SUCCESS;
    },
    end() {
      scheduler.sample(null);
      lastTick ??= presentTick();
      return SUCCESS;
    },
    dump: (process, path) => writeFile(process, path, latin1Bytes(text())),
  };
}
