/**
 * The consoles of all hosts: each has a terminal from the moment it is first shown, what came before included. Keys
 * go to the guest as they are; pasted text goes no faster than a fast typist's line could carry it.
 */
import { latin1Bytes } from '../../arch/codec.js';
import type { Cluster, ClusterHost } from '../../index.js';
import { createGuestTerminal, type GuestTerminal } from './guest-terminal.js';

export interface Consoles {
  /** Of the nth host. */
  terminal(index: number): GuestTerminal;
  /** Give a console this size, and tell the guest. */
  fitTo(index: number, columns: number, rows: number): void;
  press(index: number, bytes: string): void;
  paste(index: number, text: string): void;
  /** Send some of what was pasted; false when nothing waits. */
  feed(): boolean;
  /** Lines by which a console is scrolled back. */
  scrolledBy(index: number): number;
  scroll(index: number, lines: number): void;
  /** Everything the guests have written is on their terminals. */
  readonly areUpToDate: boolean;
}

const CONSOLE_UNIT = 0;
/** Of pasted text, so much a turn: the guest's input queue is short. */
const PASTE_PIECE = 12;

interface Console {
  readonly host: ClusterHost;
  terminal: GuestTerminal | null;
  scrolledBy: number;
  pasting: string;
}

export interface ConsolesParts {
  readonly cluster: Cluster;
  /** The size of a terminal that has not been fitted to a place on the screen. */
  size(): { readonly columns: number; readonly rows: number };
  /** What the nth host's terminal shows has changed; `isNew` when the guest has written. */
  changed(index: number): void;
  wrote(index: number): void;
}

export function createConsoles({ cluster, size, changed, wrote }: ConsolesParts): Consoles {
  const consoles = cluster
    .hosts()
    .map((host): Console => ({ host, terminal: null, scrolledBy: 0, pasting: '' }));
  const placeOf = new Map(consoles.map(({ host }, index) => [host.id, index]));

  cluster.on(
    (event) => {
      if (event.kind !== 'output' || event.unit !== CONSOLE_UNIT) return;
      const index = placeOf.get(event.host);
      if (index === undefined) return;
      consoles[index].terminal?.write(event.bytes);
      wrote(index);
    },
    ['output'],
  );

  function terminal(index: number): GuestTerminal {
    const console = consoles[index];
    if (console.terminal !== null) return console.terminal;
    const { columns, rows } = size();
    const made = createGuestTerminal(columns, rows, {
      changed: () => changed(index),
      answered: (bytes) => console.host.console.type(bytes),
    });
    console.terminal = made;
    made.write(latin1Bytes(console.host.console.text()));
    console.host.console.resize(rows, columns);
    return made;
  }

  function press(index: number, bytes: string): void {
    const console = consoles[index];
    console.scrolledBy = 0;
    console.host.console.type(bytes);
  }

  return {
    terminal,
    fitTo(index, columns, rows) {
      const present = terminal(index);
      if (present.columns === columns && present.rows === rows) return;
      present.resize(columns, rows);
      consoles[index].host.console.resize(rows, columns);
    },
    press,
    paste(index, text) {
      consoles[index].pasting += text.replaceAll(/\r?\n/g, '\r');
    },
    feed() {
      let waits = false;
      for (const [index, console] of consoles.entries()) {
        if (console.pasting === '') continue;
        waits = true;
        press(index, console.pasting.slice(0, PASTE_PIECE));
        console.pasting = console.pasting.slice(PASTE_PIECE);
      }
      return waits;
    },
    scrolledBy: (index) => consoles[index].scrolledBy,
    scroll(index, lines) {
      const console = consoles[index];
      const most = terminal(index).scrollback();
      console.scrolledBy = Math.max(0, Math.min(most, console.scrolledBy + lines));
    },
    get areUpToDate() {
      return consoles.every(({ terminal }) => terminal?.isUpToDate ?? true);
    },
  };
}
