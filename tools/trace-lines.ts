/** What `--trace` wrote, read again as far as `sprite explain` needs it: remote calls, kernel calls, migrations. */

interface Line {
  readonly endNs: number;
  readonly host: string;
  readonly pid: string;
}

/** Both ends of a remote call are a line each; (client, id) is one call. */
export interface RemoteCallLine extends Line {
  readonly kind: 'asks' | 'serves';
  readonly peer: string;
  readonly what: string;
  readonly status: string;
  readonly id: number;
  readonly bytes: string;
  readonly startNs: number;
}

export interface KernelCallLine extends Line {
  readonly kind: 'call';
  readonly name: string;
  readonly text: string;
}

export interface MigrationLine extends Line {
  readonly kind: 'migration';
  readonly text: string;
  readonly peer: string;
  readonly startNs: number;
  /** Milliseconds, in the order in which they followed each other. */
  readonly phases: readonly { readonly name: string; readonly ms: number }[];
}

export type TraceLine = RemoteCallLine | KernelCallLine | MigrationLine;

const LINE = /^ *(\d+)\.(\d{9}) (\S+) +(\S+) (.*)$/;
const REMOTE = /^(asks|serves) (\S+): (.+) = (\S+) \(#(\d+), (.*), since (\d+)\.(\d{9})\)$/;
const MIGRATION =
  /^(?:migrates to|execs on|goes home to|is evicted to) (\S+): \w+ in ([\d.]+) ms \(([^)]*)\).*$/;
const CALL = /^([A-Z]\w+_\w+)\(.*$/;
const SECOND_NS = 1e9;

const nsOf = (seconds: string, fraction: string): number => Number(seconds) * SECOND_NS + Number(fraction);

/** Null for a line about something else. */
export function readTraceLine(source: string): TraceLine | null {
  const line = LINE.exec(source);
  if (line === null) return null;
  const [, seconds, fraction, host, pid, text] = line;
  const common = { endNs: nsOf(seconds, fraction), host, pid };
  const remote = REMOTE.exec(text);
  if (remote !== null) {
    const [, kind, peer, what, status, id, bytes, since, sinceFraction] = remote;
    return {
      ...common,
      kind: kind === 'asks' ? 'asks' : 'serves',
      peer,
      what,
      status,
      id: Number(id),
      bytes,
      startNs: nsOf(since, sinceFraction),
    };
  }
  const migration = MIGRATION.exec(text);
  if (migration !== null) {
    const [, peer, totalMs, phases] = migration;
    return {
      ...common,
      kind: 'migration',
      text,
      peer,
      startNs: common.endNs - Number(totalMs) * 1e6,
      phases: phases.split(', ').map((phase) => {
        const [name, ms] = phase.split(' ');
        return { name, ms: Number(ms) };
      }),
    };
  }
  const call = CALL.exec(text);
  return call === null ? null : { ...common, kind: 'call', name: call[1], text };
}
