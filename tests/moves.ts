/**
 * What the tests of migration share: a command is run at a host of three, while its processes are sent to the others
 * and home again, at so many kernel calls or at random instants. Each time nobody is left at a host, that host and
 * the file server keep nothing that they did not keep before; and such a host may then crash.
 */
import type { HostId } from '../arch/units.js';
import type { Cluster, ClusterHost } from '../index.js';
import { createRandom } from '../kernel/random.js';
import { bootSystem, type CommandResult, finishCommand, type MachineName } from './system.js';

/** Where processes are sent, and when. */
export type Moves =
  | { readonly kind: 'none' }
  /** At every so many kernel calls of a host. */
  | { readonly kind: 'calls'; readonly interval: number }
  /** One at a time, whatever it is doing. */
  | { readonly kind: 'random'; readonly seed: number };

export interface Journey {
  readonly machine: MachineName;
  /** The home: the file server, or a client of it. */
  readonly at: 'mint' | 'sage';
  readonly command: string;
  readonly moves: Moves;
  /** The host that is left crashes when it has been left, and looked at, so many times; 0 never. */
  readonly crashAfter?: number;
}

export interface Travelled extends CommandResult {
  readonly moved: number;
  readonly lost: number;
  /** How often a host was looked at after the last process had left it. */
  readonly looks: number;
  /** What was found there that should not have been. */
  readonly left: readonly string[];
  readonly crashed: number;
}

const AWAIT_HOSTS = 'sleep 20; ';
/** All hosts are up, and the command has not begun; then the moves begin. */
const BASELINE_NS = 18e9;
const FROM_NS = 20e9;
/** For what a departure still has to do: a record to free, a reply to acknowledge. */
const SETTLE_NS = 50e6;
const MOST_TRIES = 20;
const HOME = { mint: 1 as HostId, sage: 2 as HostId } as const;
const NEVER = 1_000_000_000;
const LONGEST_PAUSE_NS = 400e6;

/** Names of scratch files have the process's id. */
const withoutIds = (text: string): string => text.replace(/migtest\.([a-z]+)\.[0-9a-f]+/g, 'migtest.$1');

export function travel(journey: Journey): Travelled {
  const { machine, at, command, moves } = journey;
  const cluster = bootSystem({
    machine,
    at,
    // So rarely that nobody is sent anywhere by itself, if it is to be done by hand.
    wander: { interval: moves.kind === 'calls' ? moves.interval : NEVER, home: HOME[at], fromNs: FROM_NS },
    churn: 0,
    init: ['-u', 'sprite', '-c', AWAIT_HOSTS + command],
  });
  const counts = { moved: 0, lost: 0 };
  const departures = watchDepartures(cluster, at, journey.crashAfter ?? 0);
  cluster.on(
    (event) => {
      if (event.kind !== 'migration') return;
      if (event.outcome === 'moved') counts.moved++;
      if (event.outcome === 'lost') counts.lost++;
      if (event.outcome === 'moved') departures.left(event.host);
    },
    ['migration'],
  );
  const mover = moves.kind === 'random' ? createMover(cluster, at, moves.seed) : null;
  const result = finishCommand(cluster, '', at, () => {
    departures.look();
    mover?.();
  });
  return { ...result, stdout: withoutIds(result.stdout), ...counts, ...departures.found() };
}

// --- What is left -----------------------------------------------------------------------------------------------------

/** The file server's own: it holds locks of files, whoever uses them. */
const serversOwn = new Set(['locks', 'busy channels']);
/**
 * Not what a process needs where it is, but the half minute that everybody's closed files take to get to the server.
 * The server counts files that are open elsewhere and have not been written back.
 */
const DELAYED = 'dirty blocks';

interface Departures {
  /** A process has left the host. */
  left(host: number): void;
  look(): void;
  found(): Pick<Travelled, 'looks' | 'left' | 'crashed'>;
}

type Kept = { readonly [what: string]: number };

function watchDepartures(cluster: Cluster, home: string, crashAfter: number): Departures {
  const server = cluster.host('mint');
  const visited = cluster.hosts().filter(({ name }) => name !== home);
  /** When to look at hosts that somebody has left, and how often that was put off. */
  const due = new Map<ClusterHost, { readonly atNs: number; readonly tries: number }>();
  const left: string[] = [];
  let baseline: ReadonlyMap<ClusterHost, Kept> | null = null;
  let looks = 0;
  let looksAtClients = 0;
  let crashed = 0;

  function keptFor(host: ClusterHost): Kept {
    const { [DELAYED]: _delayed, ...kept } = host.remains();
    if (host !== server) return { ...kept, 'counted at the server': server.countedFor(host.id) };
    return Object.fromEntries(Object.entries(kept).filter(([what]) => !serversOwn.has(what)));
  }

  function compare(host: ClusterHost, before: Kept): void {
    const now = keptFor(host);
    for (const what of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const [was, is] = [before[what] ?? 0, now[what] ?? 0];
      if (was !== is) left.push(`${host.name} at ${cluster.now() / 1e9} s: ${what}: ${is} instead of ${was}`);
    }
  }

  /** A pipe that was made there stays there for as long as somebody has it, wherever they go: it is the pipe's server. */
  const servesOthers = (host: ClusterHost): boolean =>
    cluster.hosts().some(({ id }) => id !== host.id && host.countedFor(id) > 0);

  function lookAt(host: ClusterHost, tries: number): void {
    const before = baseline?.get(host);
    if (before === undefined || host.halted()) return;
    const { processes, 'busy channels': busy } = host.remains();
    // Somebody has come meanwhile, or is coming.
    if (processes !== before['processes']) return;
    if (host !== server && servesOthers(host)) return;
    // The host asks others from time to time whether they are there.
    if (busy !== 0 && host !== server && tries < MOST_TRIES) return lookLater(host, tries + 1);
    compare(host, before);
    looks++;
    if (host === server || ++looksAtClients !== crashAfter) return;
    crashed++;
    host.crash();
  }

  const lookLater = (host: ClusterHost, tries: number): void => {
    due.set(host, { atNs: cluster.now() + SETTLE_NS, tries });
  };

  return {
    left(id) {
      const host = visited.find((candidate) => candidate.id === id);
      if (host !== undefined) lookLater(host, 0);
    },
    look() {
      if (baseline === null && cluster.now() >= BASELINE_NS)
        baseline = new Map(visited.map((host) => [host, keptFor(host)]));
      for (const [host, { atNs, tries }] of due) {
        if (cluster.now() < atNs) continue;
        due.delete(host);
        lookAt(host, tries);
      }
    },
    found: () => ({ looks, left, crashed }),
  };
}

// --- Moves at random ----------------------------------------------------------------------------------------------------

function createMover(cluster: Cluster, at: string, seed: number): () => void {
  const random = createRandom(seed, 'moves');
  const home = cluster.host(at);
  const others = cluster.hosts().filter(({ name }) => name !== at);
  const untold = (): void => {};

  function moveOne(): void {
    // The first process switches off the host it is on.
    const mine = home
      .state()
      .processes.filter(
        ({ home: of, command }) => of === home.id && command !== '' && !command.startsWith('initsprite'),
      );
    const up = others.filter((host) => !host.halted());
    if (home.halted() || mine.length === 0) return;
    const { pid, state } = mine[random.below(mine.length)];
    if (state !== 'away') return home.migration.migrate(pid, up[random.below(up.length)].id, untold);
    for (const host of up) {
      const isHere = host.state().processes.some((process) => process.pid === pid && process.isForeign);
      if (isHere) host.migration.sendHome(pid, untold);
    }
  }

  let nextNs = FROM_NS;
  return () => {
    if (cluster.now() < nextNs) return;
    nextNs = cluster.now() + 1e6 + random.below(LONGEST_PAUSE_NS);
    moveOne();
  };
}
