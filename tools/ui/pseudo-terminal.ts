/**
 * The real program in a real terminal, for tests and measurements: `script` (util-linux) makes the pseudo-terminal, `stty` gives it a
 * size, and a terminal emulator is the screen one would look at. Where there is no `script`, such tests are skipped.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import xterm from '@xterm/headless';

export const hasScript = (): boolean => spawnSync('script', ['--version']).status === 0;

export interface PseudoTerminal {
  send(bytes: string): void;
  /** Wait until the screen contains it. @throws Error with the screen when it does not come. */
  see(pattern: RegExp | string): Promise<void>;
  /** Wait until it is so. @throws Error with the screen when it does not become so. */
  until(isSo: () => boolean, what?: string): Promise<void>;
  screen(): string;
  resize(columns: number, rows: number): void;
  /** Send the program a signal. */
  kill(signal: NodeJS.Signals): void;
  /** The exit code, once it has ended. */
  ended(): Promise<number | null>;
  /** What a terminal is left with: the alternate screen, the mouse and bracketed paste are off. */
  isAsFound(): boolean;
  /** How often the program has changed between the usual and the alternate screen. */
  changesOfScreen(): number;
  close(): void;
}

const PATIENCE_MS = 60_000;
const LOOK_MS = 20;

/** `command` for the shell; its process id comes first, so that it can be sent signals. */
export async function openTerminal(
  command: string,
  columns: number,
  rows: number,
  environment: NodeJS.ProcessEnv = {},
): Promise<PseudoTerminal> {
  const line = `stty rows ${rows} cols ${columns} -echo; echo "at:$(tty):$$:"; exec ${command}`;
  const child: ChildProcess = spawn('script', ['-qfec', line, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  terminal.onData((answer) => child.stdin?.write(answer));
  child.stdout?.on('data', (bytes: Buffer) => terminal.write(bytes));
  let changesOfScreen = 0;
  terminal.buffer.onBufferChange(() => {
    changesOfScreen += 1;
  });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));

  function screen(): string {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    ).join('\n');
  }

  async function until(isSo: () => boolean, what = 'what was waited for did not happen'): Promise<void> {
    const untilMs = performance.now() + PATIENCE_MS;
    while (!isSo()) {
      if (performance.now() > untilMs) throw new Error(`${what}:\n${screen()}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  function see(pattern: RegExp | string): Promise<void> {
    const isThere = (): boolean =>
      typeof pattern === 'string' ? screen().includes(pattern) : pattern.test(screen());
    return until(isThere, `${pattern} is not on the screen`);
  }

  await see(/at:.*:\d+:/);
  const [, device, pid] = /at:(.*):(\d+):/.exec(screen().replaceAll('\n', '')) ?? ['', '', ''];
  return {
    send: (bytes) => child.stdin?.write(bytes),
    see,
    until,
    screen,
    resize(newColumns, newRows) {
      terminal.resize(newColumns, newRows);
      execFileSync('stty', ['-F', device, 'rows', String(newRows), 'cols', String(newColumns)]);
    },
    kill(signal) {
      process.kill(Number(pid), signal);
      // `script` stops with its program.
      if (signal === 'SIGCONT') child.kill(signal);
    },
    async ended() {
      const code = await exit;
      await new Promise<void>((resolve) => terminal.write('', resolve));
      return code;
    },
    isAsFound: () =>
      terminal.buffer.active.type === 'normal' &&
      terminal.modes.mouseTrackingMode === 'none' &&
      !terminal.modes.bracketedPasteMode &&
      !terminal.modes.applicationCursorKeysMode,
    changesOfScreen: () => changesOfScreen,
    close() {
      child.kill('SIGKILL');
    },
  };
}
