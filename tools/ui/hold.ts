/**
 * Raw mode and the alternate screen, until released, and through signals, stops and faults: whatever way the program
 * is left, the terminal is as it was found, and the exit code says which way it was.
 */
import { ExitCode } from '../errors.js';
import type { Surface } from './surface.js';

const signalCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
type SignalName = keyof typeof signalCodes;

export function holdTerminal(surface: Surface): { release(): void } {
  const { stdin } = process;
  let held = false;
  const hold = (): void => {
    stdin.setRawMode(true);
    stdin.resume();
    surface.enter();
    held = true;
  };
  const leave = (): void => {
    if (!held) return;
    held = false;
    surface.leave();
    stdin.setRawMode(false);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    leave();
    process.exit(signalCodes[signal as SignalName]);
  };
  const onFault = (error: unknown): void => {
    leave();
    process.stderr.write(
      `sprite: fault of the emulator: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(ExitCode.EMULATOR_FAULT);
  };
  const onStop = (): void => {
    leave();
    process.kill(process.pid, 'SIGSTOP');
  };
  const onContinue = (): void => {
    if (held) return;
    hold();
    surface.refresh(process.stdout.columns, process.stdout.rows);
  };
  const signals = Object.keys(signalCodes) as SignalName[];
  for (const signal of signals) process.on(signal, onSignal);
  process.on('SIGTSTP', onStop);
  process.on('SIGCONT', onContinue);
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  process.on('exit', leave);
  hold();
  return {
    release() {
      leave();
      stdin.pause();
      for (const signal of signals) process.removeListener(signal, onSignal);
      process.removeListener('SIGTSTP', onStop);
      process.removeListener('SIGCONT', onContinue);
      process.removeListener('uncaughtException', onFault);
      process.removeListener('unhandledRejection', onFault);
      process.removeListener('exit', leave);
    },
  };
}
