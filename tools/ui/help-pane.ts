/** The help, made from the tables of verbs. */
import { type Verb, verbUsage } from '../verbs.js';
import { type Area, fit, fitLeft, type Piece, PLAIN } from './canvas.js';
import { palette } from './palette.js';

export type HelpLine = readonly Piece[];

const keyLines: readonly (readonly [string, string])[] = [
  ['Ctrl-]', 'from the console to the commands, and back; twice sends it to the guest'],
  ['Alt-1 … Alt-9', 'the console of a host, at any time'],
  ['F1  F2  F3  F4  F5', 'help, consoles, processes, timeline, events, at any time'],
  ['Shift-PgUp, wheel', 'scroll the console back'],
  ['Tab, arrows, Enter', 'among the commands: the next pane, choose, open'],
  [':', 'a command by name; Tab completes, the arrows bring back'],
];

const KEY_COLUMNS = 20;

/** Verbs of the screen, then those of the cluster, which are also the lines of scripts. */
export function helpLines(screen: readonly Verb[], cluster: readonly Verb[]): readonly HelpLine[] {
  const heading = (text: string): HelpLine => [[` ${text}`, palette.strong]];
  const verbs = (list: readonly Verb[]): readonly HelpLine[] =>
    list.map((verb) => [
      [fitLeft(keyLabel(verb.key), 7), palette.key],
      [`  ${fit(`:${verbUsage(verb)}`, 24)}`, PLAIN],
      [verb.help, palette.muted],
    ]);
  return [
    heading('Keys'),
    ...keyLines.map(
      ([keys, what]): HelpLine => [
        [`  ${fit(keys, KEY_COLUMNS)}`, palette.key],
        [what, palette.muted],
      ],
    ),
    [],
    heading('The screen'),
    ...verbs(screen),
    [],
    heading('The cluster; these are the lines of scripts too'),
    ...verbs(cluster),
    [],
    heading('Colours'),
    [
      ['  processor: ', PLAIN],
      ['■ user  ', palette.user],
      ['■ kernel  ', palette.kernel],
      ['■ serving others', palette.serving],
      ['   memory: ', PLAIN],
      ['■ kernel  ', palette.kernelMemory],
      ['■ pages  ', palette.pages],
      ['■ file cache', palette.cache],
    ],
    [['  processes: at home / away / foreign', PLAIN]],
  ];
}

const keyLabel = (key: string | null): string =>
  key === null ? '' : key === ' ' ? 'space' : key.startsWith('C-') ? `Ctrl-${key.slice(2)}` : key;

export function paintHelp(area: Area, lines: readonly HelpLine[], first: number): void {
  for (const [i, line] of lines.slice(first, first + area.height).entries()) area.pieces(0, i, line);
}
