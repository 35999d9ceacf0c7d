/**
 * How virtual time follows real time. Each turn runs events until 8 ms of real time are used or virtual time has
 * reached its goal. What the machine cannot do in time is not done later: the debt is forgotten, and shown.
 */
import type { Cluster } from '../../index.js';

/** Virtual seconds in a real one; `Infinity` is as fast as it goes. */
export const speeds: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 100, Number.POSITIVE_INFINITY];

export interface Pacer {
  /**
   * Run for at most a turn. 'behind': there is more to do now, 'ended' too, but something is to be shown first.
   * 'on time': nothing, until real time has passed.
   */
  turn(): 'behind' | 'ended' | 'on time' | 'paused';
  /** The turn in progress ends at the next event: something is to be shown at once. */
  endTurn(): void;
  /** Run unpaced until `reached`. */
  race(reached: () => boolean): void;
  readonly racing: boolean;
  setSpeed(speed: number): void;
  readonly speed: number;
  setPaused(paused: boolean): void;
  readonly paused: boolean;
  /** While paused: let so much virtual time pass. */
  step(ns: number): void;
  /** Of the virtual time that should have passed in the last second or so, the part that did: 0 .. 1. */
  keeping(): number;
  /** Virtual seconds that passed in a real one, lately. */
  rate(): number;
}

const TURN_MS = 8;
const NS_PER_MS = 1e6;
/** A pause of the machine so short is made up for. */
const MOST_DEBT_MS = 50;
/** Over how long `keeping` looks. */
const WINDOW_MS = 1000;

export function createPacer(cluster: Cluster, nowMs: () => number): Pacer {
  let speed = 1;
  let paused = false;
  let racing: (() => boolean) | null = null;
  let stepTo: number | null = null;
  let ended = false;
  let origin = { realMs: nowMs(), virtualNs: cluster.now() };
  let window = { realMs: nowMs(), virtualNs: cluster.now(), wantedNs: 0 };
  let kept = 1;
  let rate = 1;
  let lastTurnMs = nowMs();

  function restart(): void {
    origin = { realMs: nowMs(), virtualNs: cluster.now() };
  }

  function goalNs(): number {
    if (racing !== null || speed === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    return Math.floor(origin.virtualNs + (nowMs() - origin.realMs) * NS_PER_MS * speed);
  }

  function measure(): void {
    const realMs = nowMs();
    window.wantedNs += (realMs - lastTurnMs) * NS_PER_MS * speed;
    lastTurnMs = realMs;
    if (realMs - window.realMs < WINDOW_MS) return;
    const passedNs = cluster.now() - window.virtualNs;
    rate = passedNs / NS_PER_MS / (realMs - window.realMs);
    const isMeasured = racing === null && Number.isFinite(window.wantedNs) && window.wantedNs > 0;
    kept = isMeasured ? Math.min(1, passedNs / window.wantedNs) : 1;
    window = { realMs, virtualNs: cluster.now(), wantedNs: 0 };
  }

  return {
    turn() {
      ended = false;
      if (racing?.() === true) {
        racing = null;
        restart();
      }
      if (paused && stepTo === null) {
        lastTurnMs = nowMs();
        return 'paused';
      }
      const turnEndMs = nowMs() + TURN_MS;
      const target = stepTo ?? goalNs();
      const isReached = racing ?? (() => false);
      // Nothing may be left to happen for long: time itself is never let run away.
      const untilNs = Number.isFinite(target) ? target : cluster.now() + 1e9;
      const outcome = cluster.run({
        untilNs,
        keepGoing: () => !ended && nowMs() < turnEndMs && !isReached(),
      });
      if (stepTo !== null && outcome === 'limit') stepTo = null;
      if (paused) return 'paused';
      measure();
      if (outcome !== 'stopped') return Number.isFinite(target) ? 'on time' : 'behind';
      if (ended) return 'ended';
      if (goalNs() - cluster.now() > MOST_DEBT_MS * NS_PER_MS * speed) restart();
      return 'behind';
    },
    endTurn() {
      ended = true;
    },
    race(reached) {
      racing = reached;
    },
    get racing() {
      return racing !== null;
    },
    setSpeed(wanted) {
      speed = wanted;
      restart();
    },
    get speed() {
      return speed;
    },
    setPaused(wanted) {
      paused = wanted;
      stepTo = null;
      restart();
    },
    get paused() {
      return paused;
    },
    step(ns) {
      stepTo = (stepTo ?? cluster.now()) + ns;
    },
    keeping: () => kept,
    rate: () => rate,
  };
}
