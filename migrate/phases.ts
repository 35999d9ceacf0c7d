/**
 * What one migration took, phase by phase, measured as it goes. The source reports the whole; the target reports how
 * long each module took to rebuild, which lies within the source's transfer.
 */
import type { HostId, Nanoseconds, ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { MigrationPhase } from '../kernel/kernel-event.js';
import { homeIdOf, type Process } from '../kernel/process.js';

export type MigrationKind = 'migrate' | 'exec' | 'home' | 'evict';

/** What is counted over the time of a migration at its source. */
export interface MigrationCounts {
  pages: number;
  blocks: number;
  files: number;
  bytes: number;
}

export interface PhaseClock {
  /** The next phase begins; the one before ends. */
  begin(name: string): void;
  /** Tell whoever listens. */
  report(outcome: 'moved' | 'failed' | 'lost', counts: MigrationCounts): void;
  elapsedNs(): Nanoseconds;
}

export function createPhaseClock(
  kernel: Kernel,
  process: Process,
  {
    kind,
    to,
    startedNs,
  }: { readonly kind: MigrationKind; readonly to: HostId; readonly startedNs: Nanoseconds },
): PhaseClock {
  const pid: ProcessId = homeIdOf(process);
  const text = process.argString.trimEnd();
  const phases: { name: string; ns: Nanoseconds }[] = [];
  let sinceNs = startedNs;
  let current: string | null = 'negotiation';

  function end(): void {
    const nowNs = kernel.stretchTime();
    if (current !== null) phases.push({ name: current, ns: nowNs - sinceNs });
    sinceNs = nowNs;
    current = null;
  }

  return {
    begin(name) {
      end();
      current = name;
    },
    report(outcome, counts) {
      end();
      if (!kernel.listening()) return;
      kernel.emit({
        kind: 'migration',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid,
        to,
        reason: kind,
        outcome,
        text,
        phases: phases as readonly MigrationPhase[],
        totalNs: kernel.stretchTime() - startedNs,
        ...counts,
      });
    },
    elapsedNs: () => kernel.stretchTime() - startedNs,
  };
}
