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
const booted = boot(options, [], { spares: 7, onlyOwnPrograms: true });
const stage = await createStage({
  ...booted,
  columns: COLUMNS,
  rows: ROWS,
  startSeconds: options.startSeconds,
});
/** At the nth host. */
async function at(host: number, line: string, seconds: number): Promise<void> {
  await stage.press(`\x1b${host}`);
  await stage.type(line, seconds);
}

/** The newest process of the nth host's shell, by what the shell said of it. */
const job = (): string => /\[1\] ([0-9a-f]+)/.exec(stage.text())?.[1] ?? '';

await stage.pass(5);
await stage.press('\x1d:span 30\r\x1b');
await at(3, 'while :; do :; done &', 2);
const moved = job();
await at(4, 'i=0; while test $i -lt 400; do i=`expr $i + 1`; done &', 1);
await stage.press(`\x1d:migrate ${moved} nutmeg\r`);
await stage.pass(4);
await stage.press(':owner nutmeg back\r');
await stage.pass(2);
await stage.press(`:migrate ${moved} sage\r\x1b`);
await stage.pass(2);
await at(1, 'ls -l /', 2);
await at(1, 'ps; df', 2);

if (operands[0] === '--text') process.stdout.write(`${stage.text()}\n`);
else writeFileSync(operands[0] ?? 'docs/screen.svg', svgOf(stage.canvas(), stage.cursor()));
