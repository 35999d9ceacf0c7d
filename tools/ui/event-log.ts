/** What has happened in the cluster, a line each, newest last, with what can be shown of each when it is opened. */
import { ConsistFlag } from '../../fs/remote/records.js';
import type { Cluster, EventKind, KernelEvent, MigrationPhase } from '../../index.js';
import type { Style } from './canvas.js';
import { palette } from './palette.js';

export interface LogEntry {
  readonly timeNs: number;
  readonly host: string;
  readonly kind: EventKind | 'screen';
  readonly text: string;
  readonly style: Style;
  /** When it began. */
  readonly sinceNs: number;
  /** Of a migration: its phases one after the other. */
  readonly phases: readonly MigrationPhase[];
  /** Hosts between which the remote calls of it went, its own first; none for a message of this program. */
  readonly concerned: readonly number[];
}

export interface EventLog {
  /** Those that contain `filter`, upper or lower case. */
  entries(filter: string): readonly LogEntry[];
  /** A message of this program. */
  note(text: string, style: Style): void;
  /** Changes whenever there is a new one. */
  readonly count: number;
}

const KEPT = 2000;
/** Remote calls so long before an event belong to it. */
const BEFORE_NS = 100e6;

const shownKinds: readonly EventKind[] = [
  'boot',
  'crash',
  'power-failure',
  'shutdown',
  'peer',
  'recovery',
  'call-back',
  'migration',
  'log',
];

export function createEventLog(cluster: Cluster): EventLog {
  const entries: LogEntry[] = [];
  let count = 0;
  const names = new Map(cluster.hosts().map((host) => [host.id, host.name]));
  const nameOf = (id: number): string => names.get(id) ?? `host ${id}`;
  /** What the kernel says on its console of an event that is here is not said twice. */
  function isSaid(entry: LogEntry, other: LogEntry | undefined): boolean {
    if (other === undefined || other.timeNs !== entry.timeNs || other.host !== entry.host) return false;
    return entry.kind === 'log' && other.kind !== 'log' && other.kind !== 'boot';
  }

  function add(entry: LogEntry): void {
    const last = entries.at(-1);
    if (isSaid(entry, last)) return;
    if (last !== undefined && isSaid(last, entry)) entries.pop();
    entries.push(entry);
    if (entries.length > KEPT) entries.shift();
    count++;
  }

  cluster.on((event) => {
    const described = describe(event, nameOf);
    if (described === null) return;
    const [text, style, ...others] = described;
    const { timeNs, kind, host } = event;
    const [sinceNs, phases] =
      kind === 'migration' ? [timeNs - event.totalNs, event.phases] : [timeNs - BEFORE_NS, []];
    add({ timeNs, sinceNs, phases, host: nameOf(host), kind, text, style, concerned: [host, ...others] });
  }, shownKinds);
  return {
    entries(filter) {
      const wanted = filter.toLowerCase();
      if (wanted === '') return entries;
      return entries.filter(({ host, kind, text }) =>
        `${host} ${kind} ${text}`.toLowerCase().includes(wanted),
      );
    },
    note(text, style) {
      const timeNs = cluster.now();
      add({ timeNs, sinceNs: timeNs, phases: [], host: '', kind: 'screen', text, style, concerned: [] });
    },
    get count() {
      return count;
    },
  };
}

type Described = readonly [text: string, style: Style, ...others: number[]];

function describe(event: KernelEvent, nameOf: (id: number) => string): Described | null {
  switch (event.kind) {
    case 'boot':
      return ['boots', palette.good];
    case 'crash':
      return ['crashes: what was not on a disk is lost', palette.bad];
    case 'power-failure':
      return ['has no power any more', palette.bad];
    case 'shutdown':
      return [`shuts down${event.text === '' ? '' : `: ${event.text}`}`, palette.warning];
    case 'peer':
      return [
        `finds ${nameOf(event.peer)} ${peerText[event.condition]}`,
        event.condition === 'up' ? palette.good : palette.warning,
        event.peer,
      ];
    case 'recovery':
      return [recoveryText(event, nameOf), palette.accent, event.server];
    case 'call-back':
      return [
        `called back by ${nameOf(event.server)}: ${callBackText(event.flags)} file ${event.file}`,
        palette.text,
        event.server,
      ];
    case 'migration':
      return [migrationText(event, nameOf), migrationStyle(event), event.to, homeOf(event.pid)];
    case 'log':
      return [event.text, palette.muted];
    default:
      return null;
  }
}

const peerText = { down: 'does not answer', rebooted: 'has rebooted', up: 'is up' } as const;

function recoveryText(
  { stage, server, reopened, failed }: Extract<KernelEvent, { readonly kind: 'recovery' }>,
  nameOf: (id: number) => string,
): string {
  if (stage === 'begins') return `opens again what it had open at ${nameOf(server)}`;
  const what = `${reopened} handles reopened, ${failed} lost`;
  return stage === 'complete' ? `has recovered with ${nameOf(server)}: ${what}` : `recovery stops: ${what}`;
}

type Migration = Extract<KernelEvent, { readonly kind: 'migration' }>;
const migrationWords = {
  migrate: 'migrates to',
  exec: 'execs on',
  home: 'goes home to',
  evict: 'is evicted to',
} as const;

function migrationText(event: Migration, nameOf: (id: number) => string): string {
  const { pid, text, reason, to, outcome, totalNs, pages, blocks, files } = event;
  const who = `${(pid >>> 0).toString(16)} ${text.split(' ')[0]} ${migrationWords[reason]} ${nameOf(to)}`;
  if (outcome !== 'moved') return `${who}: ${outcome}`;
  return `${who}: ${(totalNs / 1e6).toFixed(0)} ms, ${pages} pages, ${blocks} blocks, ${files} files`;
}

function migrationStyle({ outcome, reason }: Migration): Style {
  if (outcome !== 'moved') return palette.bad;
  return reason === 'evict' ? palette.warning : palette.accent;
}

/** Which host a process id belongs to is in the id. */
const homeOf = (pid: number): number => (pid >>> 8) & 0xff;

/** What a server asks for. */
function callBackText(flags: number): string {
  const names = [
    [ConsistFlag.WRITE_BACK_BLOCKS, 'write back'],
    [ConsistFlag.INVALIDATE_BLOCKS, 'forget'],
    [ConsistFlag.DELETE_FILE, 'removed'],
    [ConsistFlag.WRITE_BACK_ATTRS, 'tell attributes'],
  ] as const;
  const found = names.filter(([bit]) => (flags & bit) !== 0).map(([, name]) => name);
  return found.length === 0 ? `flags 0x${flags.toString(16)}` : found.join(', ');
}
