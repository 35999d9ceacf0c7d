/** What can be done to the screen, beside the verbs of the cluster: the same table of names, keys and help. */
import { UserError } from '../errors.js';
import { atOnce, type Verb } from '../verbs.js';
import type { ViewName } from './layout.js';
import { speeds } from './pacer.js';

/** What these verbs need of the program. */
export interface ScreenControl {
  showHost(nameOrNumber: string): void;
  showNext(step: number): void;
  view(view: ViewName): void;
  zoom(): void;
  /** 1 to 4. */
  tile(count: number): void;
  nextTile(): void;
  setSpeed(speed: number): void;
  changeSpeed(step: number): void;
  pause(): void;
  step(ns: number): void;
  copy(path: string): void;
  filter(text: string): void;
  span(seconds: number): void;
  mouse(on: boolean): void;
  script(path: string): void;
  redraw(): void;
  quit(): void;
}

const STEP_NS = 1e6;

const nothing = (act: () => void) => (rest: string) => (rest === '' ? atOnce(act) : null);
const something = (act: (text: string) => void) => (rest: string) =>
  rest === '' ? null : atOnce(() => act(rest));

function number(rest: string, least: number, most: number, act: (value: number) => void) {
  if (!/^\d+(\.\d+)?$/.test(rest)) return null;
  const value = Number(rest);
  if (value < least || value > most) throw new UserError(`${rest}: from ${least} to ${most}`);
  return atOnce(() => act(value));
}

export function screenVerbs(screen: ScreenControl): readonly Verb[] {
  const views: readonly (readonly [ViewName, string, string])[] = [
    ['consoles', 'C', 'the consoles'],
    ['processes', 'P', 'every process of the cluster, where it is at home and where it runs'],
    ['timeline', 'T', 'who ran where, with arrivals'],
    ['events', 'E', 'what has happened; Enter shows the remote calls of an event'],
    ['help', '?', 'this'],
  ];
  return [
    {
      name: 'console',
      usage: 'HOST',
      help: 'show the console of a host, by name or number; a digit alone does it too',
      key: null,
      read: something(screen.showHost),
    },
    { name: 'next', usage: '', help: 'the next console', key: 'n', read: nothing(() => screen.showNext(1)) },
    {
      name: 'previous',
      usage: '',
      help: 'the console before',
      key: 'N',
      read: nothing(() => screen.showNext(-1)),
    },
    ...views.map(
      ([name, key, help]): Verb => ({ name, usage: '', help, key, read: nothing(() => screen.view(name)) }),
    ),
    { name: 'zoom', usage: '', help: 'only the large pane, or all', key: 'z', read: nothing(screen.zoom) },
    { name: 'tiles', usage: '', help: '1, 2 or 4 consoles', key: 'v', read: nothing(screen.nextTile) },
    {
      name: 'tile',
      usage: 'NUMBER',
      help: 'so many consoles, 1 to 4',
      key: null,
      read: (rest) => number(rest, 1, 4, (count) => screen.tile(Math.floor(count))),
    },
    {
      name: 'speed',
      usage: 'FACTOR | max',
      help: 'virtual seconds in a real one',
      key: null,
      read: (rest) =>
        rest === 'max'
          ? atOnce(() => screen.setSpeed(Number.POSITIVE_INFINITY))
          : number(rest, speeds[0], 1000, screen.setSpeed),
    },
    {
      name: 'faster',
      usage: '',
      help: 'virtual time goes faster',
      key: '+',
      read: nothing(() => screen.changeSpeed(1)),
    },
    { name: 'slower', usage: '', help: 'or slower', key: '-', read: nothing(() => screen.changeSpeed(-1)) },
    {
      name: 'pause',
      usage: '',
      help: 'virtual time stops, or goes on',
      key: ' ',
      read: nothing(screen.pause),
    },
    {
      name: 'step',
      usage: '',
      help: 'a millisecond of virtual time, and stop',
      key: '.',
      read: nothing(() => screen.step(STEP_NS)),
    },
    {
      name: 'copy',
      usage: 'FILE',
      help: 'write the text of the console to a file',
      key: 'y',
      read: something(screen.copy),
    },
    {
      name: 'filter',
      usage: '[TEXT]',
      help: 'only events that contain it; all without',
      key: '/',
      read: (rest) => atOnce(() => screen.filter(rest)),
    },
    {
      name: 'span',
      usage: 'SECONDS',
      help: 'how much of the past the timeline shows',
      key: null,
      read: (rest) => number(rest, 1, 86_400, screen.span),
    },
    {
      name: 'script',
      usage: 'FILE',
      help: 'do the lines of a script',
      key: 's',
      read: something(screen.script),
    },
    {
      name: 'mouse',
      usage: 'on | off',
      help: 'off: the terminal selects text itself',
      key: null,
      read: (rest) => (rest === 'on' || rest === 'off' ? atOnce(() => screen.mouse(rest === 'on')) : null),
    },
    {
      name: 'redraw',
      usage: '',
      help: 'send the whole screen again',
      key: 'C-l',
      read: nothing(screen.redraw),
    },
    { name: 'quit', usage: '', help: 'leave', key: 'q', read: nothing(screen.quit) },
  ];
}
