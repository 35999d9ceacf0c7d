#!/usr/bin/env node
/** The `sprite` command. What a command needs is loaded only when it is asked for: `--help` is quick. */
import { readFileSync } from 'node:fs';
import { ExitCode, UserError } from './errors.js';
import { helpText, type Options, parseOptions } from './options.js';

async function main(argv: readonly string[]): Promise<number> {
  const { options, rest } = parseOptions(argv);
  if (options.help) return print(helpText());
  if (options.version) return print(`sprite ${packageVersion()}\n`);
  const [verb, ...operands] = rest;
  switch (verb) {
    case undefined: {
      if (options.command !== null) throw new UserError("-c goes with run: sprite run -c 'COMMANDS'");
      return await screen(options);
    }
    case 'console': {
      if (operands.length > 0) throw new UserError(`console takes options only; ${operands[0]} is left over`);
      const { attachConsole } = await import('./console.js');
      return await attachConsole(options);
    }
    case 'run':
      return await run(options, operands);
    case 'bench': {
      const { benchCommand } = await import('./bench/command.js');
      return benchCommand(options, operands);
    }
    case 'explain': {
      const { explain } = await import('./explain.js');
      return print(explain(operands));
    }
    case 'fuzz': {
      if (operands.length > 0) throw new UserError(`fuzz takes options only; ${operands[0]} is left over`);
      const { fuzzCommand } = await import('./fuzz-command.js');
      return fuzzCommand(options);
    }
    case 'fscheck': {
      if (operands.length !== 1) throw new UserError('fscheck wants one disk image');
      const { checkImage } = await import('./fscheck.js');
      return checkImage(operands[0], options.reportOnly);
    }
    default:
      throw new UserError(`${verb}: no such command; see sprite --help`);
  }
}

async function run(options: Options, operands: readonly string[]): Promise<number> {
  if (options.command !== null) {
    if (operands.length > 0)
      throw new UserError(`run -c takes one string of commands; ${operands[0]} is left over`);
    const { runCommand } = await import('./run-command.js');
    return await runCommand(options, options.command);
  }
  if (operands.length !== 1) throw new UserError("run wants -c 'COMMANDS' or one script file");
  const { runScript } = await import('./run-script.js');
  return await runScript(options, operands[0]);
}

/** The cluster that is there without being asked for, and hosts that the command `add` can switch on. */
const DEFAULT_CLIENTS = 4;
const SPARES = 7;

async function screen(options: Options): Promise<number> {
  const { factsOf, unfitness } = await import('./ui/fitness.js');
  const why = unfitness(factsOf(process.stdin, process.stdout));
  if (why !== null) throw new UserError(why);
  const { startScreen } = await import('./ui/start.js');
  const { boot } = await import('./boot.js');
  const clients = options.clients ?? DEFAULT_CLIENTS;
  return await startScreen(options, () =>
    boot({ ...options, clients }, [], { spares: SPARES, onlyOwnPrograms: true }),
  );
}

function print(text: string): number {
  process.stdout.write(text);
  return ExitCode.OK;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof UserError) {
    process.stderr.write(`sprite: ${error.message}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `sprite: fault of the emulator: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = ExitCode.EMULATOR_FAULT;
  }
}
