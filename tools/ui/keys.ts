/** What a key, a click or a paste means at the moment. */
import type { Verb } from '../verbs.js';
import { lineAt } from './hit.js';
import type { InputEvent } from './input.js';
import { isInside, type PaneName, type Placed, type ViewName } from './layout.js';
import { moved } from './list.js';
import { type Cursor, hostOfTile, panesOf, type Scene } from './paint.js';
import { palette } from './palette.js';
import { formatPid, processLines } from './process-pane.js';
import { isList, isScrolled } from './state.js';

export interface KeyParts {
  readonly scene: Scene;
  readonly verbs: readonly Verb[];
  /** Do a line, as if it had been typed. */
  enter(line: string): void;
  show(index: number): void;
  view(view: ViewName): void;
  back(): void;
  openEvent(place: number): void;
}

export interface Keys {
  take(event: InputEvent): void;
}

const viewKeys: { readonly [name: string]: ViewName } = {
  f1: 'help',
  f2: 'consoles',
  f3: 'processes',
  f4: 'timeline',
  f5: 'events',
};
const WHEEL_LINES = 3;
const LEAVE_CONSOLE = 'C-]';

export function createKeys(parts: KeyParts): Keys {
  const { scene, verbs } = parts;
  const { state, consoles, model, line } = scene;

  function key(name: string, bytes: string): void {
    if (state.typing) typeLine(name);
    else {
      state.message = null;
      if (!alwaysKey(name)) {
        if (state.commanding) commandKey(name);
        else consoleKey(name, bytes);
      }
    }
  }

  /** Keys that mean the same whoever has the others. */
  function alwaysKey(name: string): boolean {
    const view = viewKeys[name];
    if (view !== undefined) {
      parts.view(view);
      return true;
    }
    if (/^M-[1-9]$/.test(name)) {
      parts.show(Number(name.slice(2)) - 1);
      return true;
    }
    if (name !== 'S-pageup' && name !== 'S-pagedown') return false;
    const page = consoles.terminal(state.shown).rows - 1;
    consoles.scroll(state.shown, name === 'S-pageup' ? page : -page);
    return true;
  }

  function typeLine(name: string): void {
    const outcome = line.key(name);
    if (outcome === 'going on') return;
    state.typing = false;
    if (outcome === 'done' && line.text.trim() !== '') parts.enter(line.text);
  }

  // --- The guest's keys ----------------------------------------------------------------------------------------------

  const arrows: { readonly [name: string]: string } = { up: 'A', down: 'B', right: 'C', left: 'D' };

  function consoleKey(name: string, bytes: string): void {
    if (name === LEAVE_CONSOLE) {
      state.commanding = true;
      state.focus = 'room';
      state.selected.room = state.shown;
      return;
    }
    const arrow = arrows[name];
    if (arrow === undefined) consoles.press(state.shown, bytes);
    else {
      const begins = consoles.terminal(state.shown).applicationCursorKeys ? '\x1bO' : '\x1b[';
      consoles.press(state.shown, begins + arrow);
    }
  }

  // --- Commands ------------------------------------------------------------------------------------------------------

  function commandKey(name: string): void {
    const isQuitting = state.quitting;
    state.quitting = false;
    if (name === LEAVE_CONSOLE) {
      // Twice: the guest has it.
      toConsole();
      consoles.press(state.shown, '\x1d');
    } else if (name === 'escape') parts.back();
    else if (name === 'enter') open();
    else if (name === 'tab' || name === 'backtab') nextFocus(name === 'tab' ? 1 : -1);
    else if (name === ':') beginLine('');
    else if (/^[1-9]$/.test(name)) parts.show(Number(name) - 1);
    else if (!moveSelection(name)) verbKey(name, isQuitting);
  }

  function toConsole(): void {
    state.commanding = false;
    if (state.view !== 'consoles') parts.view('consoles');
  }

  function beginLine(text: string): void {
    state.typing = true;
    line.begin(text);
  }

  function verbKey(name: string, isQuitting: boolean): void {
    const verb = verbs.find((candidate) => candidate.key === name);
    if (verb === undefined) {
      state.message = { text: `no command has the key ${name}; ? shows them all`, style: palette.warning };
    } else if (verb.name === 'quit' && !isQuitting) {
      state.quitting = true;
      state.message = { text: 'q again leaves; the cluster is then gone', style: palette.warning };
    } else if (verb.usage === '') parts.enter(verb.name);
    else beginLine(`${verb.name} ${firstArgument(verb)}`);
  }

  /** What is chosen, for a verb that begins with a host or a process. */
  function firstArgument(verb: Verb): string {
    const host = model.rows()[state.selected.room]?.state.name ?? '';
    if (verb.usage === 'HOST') return host;
    if (verb.usage.startsWith('HOST')) return `${host} `;
    if (!verb.usage.startsWith('PROCESS')) return '';
    const chosen = processLines(model)[state.selected.processes];
    return chosen === undefined ? '' : `${formatPid(chosen.process.pid)} `;
  }

  function moveSelection(name: string): boolean {
    if (!isList(state.focus)) return false;
    const list = state.focus;
    const places = Math.max(1, (panesOf(scene).find(({ pane }) => pane === list)?.height ?? 2) - 1);
    const lines = countOf(list);
    const count = isScrolled(list) ? Math.max(1, lines - places + 1) : lines;
    const selected = list === 'events' && state.followsEvents ? count - 1 : state.selected[list];
    const next = moved(name, Math.min(selected, count - 1), count, Math.max(1, places - 1));
    if (next === null) return false;
    state.selected[list] = Math.max(0, next);
    if (list === 'events') state.followsEvents = next >= count - 1;
    return true;
  }

  function countOf(list: PaneName): number {
    switch (list) {
      case 'room':
        return model.rows().filter(({ state: { power } }) => power !== 'off').length;
      case 'processes':
        return processLines(model).length;
      case 'events':
        return scene.log.entries(state.filter).length;
      case 'timeline':
        return scene.timeline.lives(model.cluster.now() - state.timelineNs).length;
      case 'ladder':
        return state.ladder?.calls.length ?? 0;
      default:
        return scene.help.length;
    }
  }

  function open(): void {
    switch (state.focus) {
      case 'room':
        parts.show(state.selected.room);
        return;
      case 'processes': {
        const line = processLines(model)[state.selected.processes];
        if (line !== undefined) parts.show(line.at.index);
        return;
      }
      case 'events':
        parts.openEvent(state.followsEvents ? countOf('events') - 1 : state.selected.events);
        return;
      default:
        toConsole();
    }
  }

  function nextFocus(step: number): void {
    const panes = [...new Set(panesOf(scene).map(({ pane }) => pane))];
    const place = panes.indexOf(state.focus);
    state.focus = panes[(place + step + panes.length) % panes.length];
  }

  // --- The mouse -----------------------------------------------------------------------------------------------------

  function click(at: Cursor): void {
    const placed = panesOf(scene).find((candidate) => isInside(candidate, at.column, at.row));
    if (placed === undefined) return;
    state.message = null;
    const row = at.row - placed.row - 1;
    if (placed.pane === 'consoles') {
      parts.show(hostOfTile(scene, placed.tile));
      return;
    }
    state.commanding = true;
    state.focus = placed.pane;
    if (row >= 0) clickLine(placed, row);
  }

  function clickLine(placed: Placed, row: number): void {
    const place = lineAt(scene, placed, row);
    if (place === null || !isList(placed.pane)) return;
    const isAgain = state.selected[placed.pane] === place && placed.pane !== 'room';
    state.selected[placed.pane] = place;
    if (placed.pane === 'room') parts.show(place);
    if (placed.pane === 'events') {
      state.followsEvents = false;
      if (isAgain) parts.openEvent(place);
    }
  }

  function wheel(at: Cursor, name: 'wheel-up' | 'wheel-down'): void {
    const placed = panesOf(scene).find((candidate) => isInside(candidate, at.column, at.row));
    if (placed === undefined) return;
    if (placed.pane === 'consoles') {
      consoles.scroll(hostOfTile(scene, placed.tile), name === 'wheel-up' ? WHEEL_LINES : -WHEEL_LINES);
      return;
    }
    const before = state.focus;
    state.focus = placed.pane;
    for (let i = 0; i < WHEEL_LINES; i++) moveSelection(name);
    state.focus = before;
  }

  return {
    take(event) {
      if (event.kind === 'key') key(event.name, event.bytes);
      else if (event.kind === 'paste') {
        if (!state.commanding && !state.typing) consoles.paste(state.shown, event.text);
        else if (state.typing) for (const character of event.text.split('\n')[0]) line.key(character);
      } else if (event.action === 'press') click(event);
      else if (event.action === 'wheel-up' || event.action === 'wheel-down') wheel(event, event.action);
    },
  };
}

/** For completion: verbs, then hosts. */
export function completions(
  verbs: readonly Verb[],
  hosts: readonly string[],
  words: readonly string[],
): readonly string[] {
  return words.length <= 1 ? verbs.map(({ name }) => name) : hosts;
}
