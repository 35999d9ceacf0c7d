/** What a verb is: a name, what follows it, and how a line of it is read into something to do. */
import type { Cluster, ClusterHost } from '../index.js';

/** What an action works on. */
export interface Play {
  readonly cluster: Cluster;
  /** The host last typed at. */
  host: ClusterHost;
  /** Of each console: length of its text when it was last typed at, and up to which it has been expected. */
  readonly typedAt: Map<ClusterHost, number>;
  readonly expectedUpTo: Map<ClusterHost, number>;
  /** Something to tell the person. */
  say(text: string): void;
  /** Write every event to a file, or to none. @throws UserError */
  trace(path: string | null): void;
}

/** Let time pass until `reached`, but not beyond `untilNs`. */
export interface Until {
  readonly untilNs: number;
  reached(): boolean;
}

/** @throws Error, one line, when it cannot be done; RangeError for a host or process that is not there. */
export type Action = (play: Play) => Generator<Until, void>;

export interface Verb {
  readonly name: string;
  /** What follows it, as help shows it. */
  readonly usage: string;
  readonly help: string;
  /** In the terminal program, what begins the line. */
  readonly key: string | null;
  /** Null when `rest` is not what it wants. @throws UserError saying why. */
  readonly read: (rest: string) => Action | null;
}
