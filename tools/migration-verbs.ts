/** The verbs of migration: what moves, and whether its owner sits before a host. */
import type { Cluster, ClusterHost, Told } from '../index.js';
import { UserError } from './errors.js';
import type { Action, Play, Until, Verb } from './verb.js';

/** What statuses mean to who asked. */
const failures: { readonly [status: string]: string } = {
  PROC_MIGRATION_REFUSED: 'the other host takes no guests',
  PROC_INVALID_PID: 'that process cannot move now',
  GEN_NO_PERMISSION: 'that process may not move',
  RPC_TIMEOUT: 'the other host does not answer',
  RPC_SERVICE_DISABLED: 'the other host has not booted yet',
};

/** How long an answer is waited for. */
const ANSWER_NS = 120e9;

interface Found {
  /** Where it runs. */
  readonly at: ClusterHost;
  readonly home: ClusterHost;
}

function findProcess(cluster: Cluster, pid: number): Found {
  for (const at of cluster.hosts()) {
    const view = at.state().processes.find((process) => process.pid === pid && process.state !== 'away');
    const home = cluster.hosts().find(({ id }) => id === view?.home);
    if (home !== undefined) return { at, home };
  }
  throw new RangeError(`no process is ${pid.toString(16)}`);
}

function* answerOf(play: Play, ask: (told: Told) => void): Generator<Until, void> {
  const answers: (string | null)[] = [];
  ask((failure) => answers.push(failure));
  yield { untilNs: play.cluster.now() + ANSWER_NS, reached: () => answers.length > 0 };
  if (answers.length === 0) throw new Error('there is no answer yet');
  const [failure] = answers;
  if (failure !== null) throw new Error(failures[failure] ?? failure);
}

/** It runs at home, and nowhere is a guest of that id left. */
function isAtHome(cluster: Cluster, pid: number): boolean {
  const records = cluster
    .hosts()
    .flatMap((host) => host.state().processes.filter((process) => process.pid === pid));
  return records.length === 1 && records[0].state !== 'away';
}

function* goHome(play: Play, pid: number, at: ClusterHost): Generator<Until, void> {
  yield* answerOf(play, (told) => at.migration.sendHome(pid, told));
  const reached = (): boolean => isAtHome(play.cluster, pid);
  yield { untilNs: play.cluster.now() + ANSWER_NS, reached };
  if (!reached()) throw new Error(`${pid.toString(16)} has not come home`);
}

/** From where it is to where it is wanted; a guest goes by its home, as only that knows it. */
function migrate(rest: string): Action | null {
  const match = /^([0-9a-fA-F]+)\s+(\S+)$/.exec(rest);
  if (match === null) return null;
  const pid = Number.parseInt(match[1], 16);
  return function* (play) {
    const target = play.cluster.host(match[2]);
    const { at, home } = findProcess(play.cluster, pid);
    if (at === target) throw new Error(`${match[1]} is on ${target.name}`);
    if (at !== home) yield* goHome(play, pid, at);
    if (target !== home) yield* answerOf(play, (told) => home.migration.migrate(pid, target.id, told));
    play.say(`${match[1]} runs on ${target.name}`);
  };
}

function evict(rest: string): Action | null {
  if (!/^\S+$/.test(rest)) return null;
  return function* (play) {
    const host = play.cluster.host(rest);
    yield* answerOf(play, host.migration.evict);
    play.say(`${host.name} has no guests`);
  };
}

/** By then the host's daemon has seen that its owner is back, and has sent the guests home. */
const DAEMON_NS = 15e9;

/** The daemon does it if it has seen the owner go; otherwise he says so himself. */
function* haveAlone(play: Play, host: ClusterHost): Generator<Until, void> {
  const isAlone = (): boolean => !host.state().processes.some(({ isForeign }) => isForeign);
  host.console.touch();
  if (!isAlone()) yield { untilNs: play.cluster.now() + DAEMON_NS, reached: isAlone };
  host.migration.admit(false);
  if (!isAlone()) yield* answerOf(play, host.migration.evict);
}

/** An owner who comes back wants the host alone; one who is away lends it. */
function owner(rest: string): Action | null {
  const match = /^(\S+)\s+(\S+)$/.exec(rest);
  if (match === null) return null;
  const [, name, where] = match;
  if (where !== 'back' && where !== 'away') throw new UserError(`owner ${name} ${where}: back, or away`);
  return function* (play) {
    const host = play.cluster.host(name);
    if (where === 'back') yield* haveAlone(play, host);
    else host.migration.admit(true);
    play.say(where === 'back' ? `${name} is its owner's alone` : `guests may come to ${name}`);
  };
}

export const migrationVerbs: readonly Verb[] = [
  {
    name: 'migrate',
    usage: 'PROCESS HOST',
    help: 'move a process to another host, or home',
    key: 'm',
    read: migrate,
  },
  { name: 'evict', usage: 'HOST', help: 'send all guests of a host home', key: 'e', read: evict },
  {
    name: 'owner',
    usage: 'HOST back | away',
    help: 'back: guests are sent home, and none may come until the owner is away',
    key: 'o',
    read: owner,
  },
];
