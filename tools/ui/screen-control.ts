/** What the commands of the screen do to it: the hands of `screen-verbs.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Cluster } from '../../index.js';
import { UserError } from '../errors.js';
import { reason } from '../host-files.js';
import { parseScript } from '../script.js';
import type { Verb } from '../verbs.js';
import type { Style } from './canvas.js';
import type { Consoles } from './consoles.js';
import { type Pacer, speeds } from './pacer.js';
import { palette } from './palette.js';
import type { Performer } from './performer.js';
import type { ScreenControl } from './screen-verbs.js';
import type { ScreenState } from './state.js';

export interface ScreenControlParts extends Pick<ScreenControl, 'view' | 'mouse' | 'redraw' | 'quit'> {
  readonly cluster: Cluster;
  readonly state: ScreenState;
  readonly consoles: Consoles;
  readonly pacer: Pacer;
  readonly performer: Performer;
  /** Of scripts. */
  verbs(): readonly Verb[];
  show(index: number): void;
  tell(text: string, style: Style): void;
  fail(error: unknown): void;
}

export function createScreenControl(parts: ScreenControlParts): ScreenControl {
  const { cluster, state, consoles, pacer, performer } = parts;
  const { show, view, tell, fail, mouse, redraw, quit } = parts;
  return {
    showHost(nameOrNumber) {
      const number = Number(nameOrNumber);
      show(Number.isInteger(number) ? number - 1 : cluster.hosts().indexOf(cluster.host(nameOrNumber)));
    },
    showNext(step) {
      const count = cluster.hosts().length;
      let index = state.shown;
      do index = (index + step + count) % count;
      while (cluster.hosts()[index].state().power === 'off');
      show(index);
      state.commanding = true;
    },
    view,
    zoom() {
      state.zoomed = !state.zoomed;
    },
    tile(count) {
      state.tiles = count;
    },
    nextTile() {
      state.tiles = state.tiles === 1 ? 2 : state.tiles === 2 ? 4 : 1;
    },
    setSpeed: pacer.setSpeed,
    changeSpeed(step) {
      const place = speeds.findIndex((speed) => speed >= pacer.speed);
      pacer.setSpeed(speeds[Math.max(0, Math.min(speeds.length - 1, place + step))]);
    },
    pause: () => pacer.setPaused(!pacer.paused),
    step(ns) {
      if (!pacer.paused) pacer.setPaused(true);
      pacer.step(ns);
    },
    copy(path) {
      const text = consoles.terminal(state.shown).text();
      try {
        writeFileSync(path, text);
      } catch (error) {
        throw new UserError(`${path}: ${reason(error)}`);
      }
      tell(
        `${path}: ${text.split('\n').length - 1} lines of ${cluster.hosts()[state.shown].name}`,
        palette.good,
      );
    },
    filter(text) {
      state.filter = text;
      state.followsEvents = true;
    },
    span(seconds) {
      state.timelineNs = seconds * 1e9;
    },
    mouse,
    script(path) {
      let text: string;
      try {
        text = readFileSync(path, 'latin1');
      } catch (error) {
        throw new UserError(`${path}: ${reason(error)}`);
      }
      const lines = parseScript(path, text, parts.verbs());
      performer.begin(
        lines.map(({ action }) => action),
        (error) => fail(new Error(`${path}: ${error.message}`)),
      );
    },
    redraw,
    quit,
  };
}
