/** What has happened in the cluster, a line each, newest last, with what can be shown of each when it is opened. */
import { ConsistFlag } from '../../fs/remote/records.js';
import type { Cluster, EventKind, KernelEvent } from '../../index.js';
import type { Style } from './canvas.js';
import { palette } from './palette.js';

export interface LogEntry {
  readonly timeNs: number;
  readonly host: string;
  readonly kind: EventKind | 'screen';
  readonly text: string;
  readonly style: Style;
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

export const shownKinds: readonly EventKind[] = [
  'boot',
  'crash',
  'power-failure',
  'shutdown',
  'peer',
  'recovery',
  'call-back',
  'log',
];

export function createEventLog(cluster: Cluster): EventLog {
  const entries: LogEntry[] = [];
  let count = 0;
  const names = new Map(cluster.hosts().map((host) => [host.id, host.name]));
  const nameOf = (id: number): string => names.get(id) ?? `host ${id}`;
  function add(entry: LogEntry): void {
    entries.push(entry);
    if (entries.length > KEPT) entries.shift();
    count++;
  }

  cluster.on((event) => {
    const described = describe(event, nameOf);
    if (described === null) return;
    const [text, style, ...others] = described;
    const { timeNs, kind, host } = event;
    add({ timeNs, host: nameOf(host), kind, text, style, concerned: [host, ...others] });
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
      add({ timeNs: cluster.now(), host: '', kind: 'screen', text, style, concerned: [] });
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
