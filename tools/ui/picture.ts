/**
 * `node dist/tools/ui/picture.js [FILE]`: the picture of the README. Plays a few minutes at the screen, and writes it
 * as SVG (docs/screen.svg unless a file is named); with `--text` as plain text on standard output.
 */
import { writeFileSync } from 'node:fs';
import { boot } from '../boot.js';
import { parseOptions } from '../options.js';
import { createStage } from './stage.js';
import { svgOf } from './svg.js';

const COLUMNS = 140;
const ROWS = 45;

const operands = process.argv.slice(2);
const { options } = parseOptions(['--clients', '4']);
const booted = boot(options, [], 1);
const stage = await createStage({
  ...booted,
  columns: COLUMNS,
  rows: ROWS,
  startSeconds: options.startSeconds,
});
await stage.pass(8);
await stage.press('\x1b3');
await stage.type('i=0; while test $i -lt 400; do i=`expr $i + 1`; done &', 2);
await stage.press('\x1b2');
await stage.type('cd /tmp; echo main > prog.c; wc /usr/man/man1/* | tail -3', 6);
await stage.type('ls -l /; ps', 3);

if (operands[0] === '--text') process.stdout.write(`${stage.text()}\n`);
else writeFileSync(operands[0] ?? 'docs/screen.svg', svgOf(stage.canvas(), stage.cursor()));
