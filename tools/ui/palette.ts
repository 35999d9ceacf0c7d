/**
 * The colours of the screen. Text is the terminal's own; everything else is a mid-tone of the 256-colour palette
 * that can be read on black and on white, or white on a bar of its own.
 */
import { Flag, PLAIN, type Style, style } from './canvas.js';

const WHITE = 231;
const GREY = 244;
const BLUE = 32;
const GREEN = 29;
const ORANGE = 166;
const RED = 167;
const VIOLET = 97;
const BAR = 24;
const QUIET_BAR = 240;
const ALARM_BAR = 124;

export const palette = {
  text: PLAIN,
  strong: style(null, null, Flag.BOLD),
  muted: style(GREY),
  accent: style(BLUE),
  good: style(GREEN),
  warning: style(ORANGE),
  bad: style(RED, null, Flag.BOLD),
  header: style(WHITE, BAR),
  headerStrong: style(WHITE, BAR, Flag.BOLD),
  title: style(WHITE, QUIET_BAR),
  titleStrong: style(WHITE, QUIET_BAR, Flag.BOLD),
  focus: style(WHITE, BAR),
  focusStrong: style(WHITE, BAR, Flag.BOLD),
  selected: style(WHITE, BAR),
  alarm: style(WHITE, ALARM_BAR, Flag.BOLD),
  key: style(BLUE, null, Flag.BOLD),
  user: style(BLUE),
  kernel: style(ORANGE),
  serving: style(GREEN),
  pages: style(BLUE),
  cache: style(GREEN),
  kernelMemory: style(GREY),
  foreign: style(VIOLET, null, Flag.BOLD),
} as const satisfies { readonly [name: string]: Style };

/** A colour for each host, by its place in the cluster. */
const hostColours: readonly number[] = [32, 29, 166, 97, 167, 30, 136, 132, 64, 61];
export const hostStyle = (index: number): Style => style(hostColours[index % hostColours.length]);
