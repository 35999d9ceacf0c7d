/**
 * What can be done to a cluster from outside, by name: lines of scripts, lines after `:` in the terminal program,
 * and its keys are all this one table. A line is read into an action, so that mistakes are found before anything is
 * done; an action is a generator that yields what it waits for, so that whoever plays it decides how time passes.
 */
import { type HostId, SECOND } from '../arch/units.js';
import type { Cluster, ClusterHost } from '../index.js';
import { UserError } from './errors.js';
import { migrationVerbs } from './migration-verbs.js';
import { durationNs } from './option-values.js';
import type { Action, Play, Until, Verb } from './verb.js';

export type { Action, Play, Until, Verb } from './verb.js';

const PROMPT = /[$#] $/;
/** How long a person looks for the prompt before typing: a program may be reading instead. */
const PATIENCE_NS = 2 * SECOND;
const EXPECT_LIMIT_NS = 60 * SECOND;

const ESCAPES: { readonly [letter: string]: string } = { e: '\x1b', r: '\r', n: '\n', t: '\t', '\\': '\\' };

/** What is written for keys that have no sign of their own. An escape nobody knows stands for itself. */
const keysOf = (text: string): string =>
  text.replace(/\\c([@-_a-z])|\\(.)/g, (whole, control: string | undefined, letter: string) =>
    control !== undefined ? String.fromCharCode(control.charCodeAt(0) & 0x1f) : (ESCAPES[letter] ?? whole),
  );

/** An action that waits for nothing. */
export const atOnce = (act: (play: Play) => void): Action =>
  function* (play) {
    act(play);
  };

const oneHost = (act: (host: ClusterHost) => void) => (rest: string) =>
  /^\S+$/.test(rest) ? atOnce((play) => act(play.cluster.host(rest))) : null;

const nothing = (act: (play: Play) => void) => (rest: string) => (rest === '' ? atOnce(act) : null);

/** `HOST: text`. */
function atHost(rest: string, type: (play: Play, host: ClusterHost, text: string) => Generator<Until, void>) {
  const match = /^(\S+?):\s?(.*)$/.exec(rest);
  if (match === null) return null;
  const [, name, text] = match;
  return function* (play: Play): Generator<Until, void> {
    play.host = play.cluster.host(name);
    yield* type(play, play.host, text);
  };
}

function press(play: Play, host: ClusterHost, text: string): void {
  play.typedAt.set(host, host.console.text().length);
  host.console.type(text);
}

function* typeLine(play: Play, host: ClusterHost, text: string): Generator<Until, void> {
  const typedAt = play.typedAt.get(host) ?? -1;
  const atPrompt = (): boolean => {
    const shown = host.console.text();
    return shown.length > typedAt && PROMPT.test(shown.slice(-2));
  };
  if (!atPrompt()) yield { untilNs: play.cluster.now() + PATIENCE_NS, reached: atPrompt };
  press(play, host, `${text}\n`);
}

function expectText(wanted: string): Action {
  return function* (play) {
    const { host, cluster, expectedUpTo } = play;
    const end = (): number => {
      const at = host.console.text().indexOf(wanted, expectedUpTo.get(host) ?? 0);
      return at < 0 ? -1 : at + wanted.length;
    };
    if (end() < 0) yield { untilNs: cluster.now() + EXPECT_LIMIT_NS, reached: () => end() >= 0 };
    const found = end();
    if (found < 0)
      throw new Error(
        `${host.name}: ${JSON.stringify(wanted)} did not appear; the console ends in ${JSON.stringify(host.console.text().slice(-300))}`,
      );
    expectedUpTo.set(host, found);
  };
}

function loss(rest: string): Action | null {
  const match = /^(\d+(?:\.\d+)?)%?$/.exec(rest);
  if (match === null) return null;
  const percent = Number(match[1]);
  if (percent > 100) throw new UserError(`loss ${rest}: at most 100%`);
  return atOnce(({ cluster }) => cluster.network.faults.set({ loss: percent / 100 }));
}

/** The hosts that are named hear each other, and the others hear each other. */
function partition(rest: string): Action | null {
  const names = rest.split(/[\s,]+/).filter((name) => name !== '');
  if (names.length === 0) return null;
  return atOnce(({ cluster }) => {
    cluster.network.faults.partition([names.map((name) => cluster.host(name).id as HostId)]);
  });
}

/** The first spare host that has never been on. */
function addClient({ cluster, say }: Play): void {
  const spare = cluster.hosts().find((host) => host.state().power === 'off');
  if (spare === undefined) throw new Error('no spare host is left');
  spare.switchOn();
  say(`${spare.name} is switched on`);
}

export const clusterVerbs: readonly Verb[] = [
  {
    name: 'at',
    usage: 'HOST: TEXT',
    help: 'type a line at a console, when its prompt is there',
    key: null,
    read: (rest) => atHost(rest, typeLine),
  },
  {
    name: 'keys',
    usage: 'HOST: KEYS',
    help: 'press keys: \\e escape, \\r return, \\n \\t \\\\, \\cX control-X',
    key: null,
    read: (rest) =>
      atHost(rest, function* (play, host, text) {
        press(play, host, keysOf(text));
      }),
  },
  {
    name: 'expect',
    usage: 'TEXT',
    help: 'let time pass until the console last typed at shows it',
    key: null,
    read: (rest) => (rest === '' ? null : expectText(rest)),
  },
  {
    name: 'wait',
    usage: 'TIME',
    help: 'let virtual time pass: 5s, 200ms, 3m',
    key: null,
    read(rest) {
      if (!/^\S+$/.test(rest)) return null;
      const ns = durationNs(rest);
      return function* ({ cluster }) {
        yield { untilNs: cluster.now() + ns, reached: () => false };
      };
    },
  },
  ...migrationVerbs,
  {
    name: 'crash',
    usage: 'HOST',
    help: 'the power of a host goes, now',
    key: 'c',
    read: oneHost((host) => host.crash()),
  },
  {
    name: 'reboot',
    usage: 'HOST',
    help: 'crash it if it still runs, and boot it again',
    key: 'r',
    read: oneHost((host) => host.reboot()),
  },
  {
    name: 'shutdown',
    usage: 'HOST',
    help: 'write everything back, and stop the host in order',
    key: 'd',
    read: oneHost((host) => host.shutDown()),
  },
  {
    name: 'add',
    usage: '',
    help: 'switch on one more diskless host, if a spare is there',
    key: 'a',
    read: nothing(addClient),
  },
  {
    name: 'partition',
    usage: 'HOST ...',
    help: 'cut these hosts off from all others',
    key: 'p',
    read: partition,
  },
  {
    name: 'heal',
    usage: '',
    help: 'the Ethernet is whole again, and loses nothing',
    key: 'h',
    read: nothing(({ cluster }) => {
      cluster.network.faults.heal();
      cluster.network.faults.set({ loss: 0, duplication: 0, maxDelayNs: 0 });
    }),
  },
  {
    name: 'loss',
    usage: 'PERCENT',
    help: 'lose so much of all frames',
    key: 'l',
    read: loss,
  },
  {
    name: 'trace',
    usage: 'FILE | off',
    help: 'write every event to a file',
    key: 'x',
    read: (rest) => (rest === '' ? null : atOnce((play) => play.trace(rest === 'off' ? null : rest))),
  },
];

/** @throws UserError for a line that no verb of `verbs` can read. */
export function readAction(line: string, verbs: readonly Verb[] = clusterVerbs): Action {
  const source = line.trim();
  const name = /^\S*/.exec(source)?.[0] ?? '';
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb === undefined) {
    throw new UserError(`${JSON.stringify(source)}: a line is one of: ${verbs.map(verbUsage).join('; ')}`);
  }
  const action = verb.read(source.slice(name.length).trim());
  if (action === null) throw new UserError(`${JSON.stringify(source)}: it is ${verbUsage(verb)}`);
  return action;
}

export const verbUsage = ({ name, usage }: Verb): string => (usage === '' ? name : `${name} ${usage}`);

export const createPlay = (
  cluster: Cluster,
  host: ClusterHost,
  parts: Pick<Play, 'say' | 'trace'>,
): Play => ({
  cluster,
  host,
  typedAt: new Map(),
  expectedUpTo: new Map(),
  ...parts,
});
