/**
 * A terminal: the line discipline between the bytes of a keyboard and those of a screen, and the processes that
 * read, write, control and own it. Typed bytes that find the type-ahead full wait outside until a reader has
 * made room; signal and flow characters pass them. Source: user-environment reference, 2.7.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { ProcessId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { homeIdOf } from '../../kernel/process.js';
import { deliverable, Sig } from '../../kernel/signal-state.js';
import { postSignal } from '../../kernel/signals.js';
import type { Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import { refusesToStop, waitForChange } from '../blocking.js';
import { createByteQueue } from '../byte-queue.js';
import { NO_BYTES } from '../control-words.js';
import type { IoObject, ReadResult, Transfer, WriteResult } from '../io-object.js';
import { type FileId, Ready } from '../types.js';
import { createWatchers } from '../watchers.js';
import { createTtyControls, OwnerKind, type TtyOwner, type WindowSize } from './controls.js';
import type { TerminalDevice, TerminalFamilies } from './device.js';
import { createLineDiscipline } from './line-discipline.js';
import { hasLocal, LocalFlag } from './modes.js';
import { createOutputLine } from './output-line.js';
import { MAX_EXPANSION } from './output-processor.js';

export interface TerminalParts {
  readonly kernel: Kernel;
  readonly unit: number;
  readonly bytesPerSecond: number;
  readonly families: TerminalFamilies;
}

const NO_OWNER: Readonly<TtyOwner> = { id: 0xffff_ffff, procOrFamily: OwnerKind.FAMILY };
const ROOT = 0;

export function createTerminal(parts: TerminalParts): TerminalDevice {
  const { kernel, unit, bytesPerSecond } = parts;
  const watchers = createWatchers();
  const line = createOutputLine({ kernel, unit, bytesPerSecond, changed: watchers.tell });
  const typed = createWaitQueue('terminal');
  /** Typed and not taken by the discipline yet. */
  const waiting = createByteQueue();
  let ended = false;
  let lastInputNs = 0;
  let owner: TtyOwner = NO_OWNER;
  let opens = 0;
  let exclusive = false;
  let size: WindowSize = { row: 24, col: 80, xpixel: 0, ypixel: 0 };

  const discipline = createLineDiscipline({
    echo: (characters) => line.put(Uint8Array.from(characters)),
    signal: signalOwner,
    stopOutput: line.stop,
    startOutput: line.start,
    isStopped: line.isStopped,
    flushOutput: line.clear,
    inputFlushed: waiting.clear,
    sendNow: (character) => line.putFirst(Uint8Array.of(character)),
  });

  function signalOwner(signal: number): void {
    if (owner.procOrFamily === OwnerKind.FAMILY) return parts.families.signal(owner.id | 0, signal);
    const process = kernel.processes.find(owner.id as ProcessId);
    if (process !== null) postSignal(kernel, process, signal);
  }

  // --- The keyboard ----------------------------------------------------------------------------------------------

  function keysTyped(bytes: Uint8Array): void {
    lastInputNs = kernel.now();
    for (const byte of bytes) {
      const passes = waiting.length() === 0 || discipline.actsAtOnce(byte);
      if (!passes || !discipline.type(byte)) waiting.put(Uint8Array.of(byte));
    }
    tellReaders();
  }

  function tellReaders(): void {
    if (!discipline.isReadable() && !ended) return;
    wakeAll(kernel, typed);
    watchers.tell();
  }

  /** The discipline has room: take what waits. */
  function takeWaiting(): void {
    while (waiting.length() > 0 && discipline.type(waiting.peek())) waiting.take(1);
    tellReaders();
  }

  function resize(next: WindowSize): void {
    const changed = next.row !== size.row || next.col !== size.col;
    size = next;
    if (changed) signalOwner(Sig.WINDOW_CHANGE);
  }

  // --- Processes -------------------------------------------------------------------------------------------------

  /** The terminal is nobody's, or this process's. */
  function isOwner({ process, remote }: Transfer): boolean {
    if (owner.id === NO_OWNER.id) return true;
    if (owner.procOrFamily === OwnerKind.FAMILY) {
      return (remote === undefined ? parts.families.of(process) : remote.family | 0) === (owner.id | 0);
    }
    return (remote === undefined ? homeIdOf(process) : remote.pid) === owner.id;
  }

  /**
   * A process in the background wants the terminal: it is stopped, and comes again when it goes on. One that
   * would not stop is refused: true. Source: Sprite's terminals signal the one process and abort its call; to
   * those that ignore the signal they would do so for ever, so here 4.3BSD's rule holds.
   */
  function refuses({ process, remote }: Transfer, signal: number): boolean {
    if (remote !== undefined) {
      remote.signal = signal;
      return false;
    }
    if (refusesToStop(process, signal)) return true;
    postSignal(kernel, process, signal);
    return false;
  }

  /** SUCCESS: there is something to take, or there never will be. */
  function* awaitInput(transfer: Transfer): Task<Status> {
    const { process } = transfer;
    for (;;) {
      if (!isOwner(transfer)) {
        return refuses(transfer, Sig.TTY_INPUT) ? Status.DEV_OFFLINE : Status.GEN_ABORTED_BY_SIGNAL;
      }
      discipline.reread();
      if (discipline.isReadable()) {
        if (!discipline.takeDelayedStop()) return SUCCESS;
        signalOwner(Sig.TTY_SUSPEND);
        if (deliverable(process.signals) !== 0) return Status.GEN_ABORTED_BY_SIGNAL;
        continue;
      }
      if (ended && waiting.length() === 0) return SUCCESS;
      const status = yield* waitForChange(kernel, typed, transfer);
      if (status !== SUCCESS) return status;
    }
  }

  function* read(length: number, transfer: Transfer): Task<ReadResult> {
    const status = yield* awaitInput(transfer);
    if (status !== SUCCESS) return { status, bytes: NO_BYTES };
    if (!discipline.isReadable() && !discipline.finishLine()) return { status, bytes: NO_BYTES };
    const bytes = discipline.take(length);
    takeWaiting();
    return { status: SUCCESS, bytes };
  }

  function* write(bytes: Uint8Array, transfer: Transfer): Task<WriteResult> {
    const stops = hasLocal(discipline.modes(), LocalFlag.TOSTOP) && !isOwner(transfer);
    if (stops && !refuses(transfer, Sig.TTY_OUTPUT)) {
      return { status: Status.GEN_ABORTED_BY_SIGNAL, count: 0 };
    }
    while (line.room() < MAX_EXPANSION) {
      const status = yield* waitForChange(kernel, line.drained, transfer);
      if (status !== SUCCESS) return { status, count: 0 };
    }
    const limit = line.room() - MAX_EXPANSION;
    const shown: number[] = [];
    let count = 0;
    while (count < bytes.length && shown.length <= limit) shown.push(...discipline.output(bytes[count++]));
    line.put(Uint8Array.from(shown));
    return { status: SUCCESS, count };
  }

  /** Until the screen has shown everything, or a signal. */
  function* untilShown(): Task<Status> {
    while (!line.isEmpty()) {
      const reason = yield* sleepOn(kernel, line.drained, { interruptible: true });
      if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
    }
    return SUCCESS;
  }

  const controls = createTtyControls({
    layout: kernel.machine.layout,
    discipline,
    untilShown,
    flushOutput: line.clear,
    stopOutput: line.stop,
    startOutput: line.start,
    outputLength: line.length,
    keysTyped,
    modesChanged: takeWaiting,
    owner: () => owner,
    setOwner(next) {
      owner = next;
    },
    setExclusive(on) {
      exclusive = on;
    },
    size: () => size,
    resize,
  });

  const object = (id: FileId): IoObject => ({
    id,
    read,
    write,
    control: controls,
    ready(wanted) {
      discipline.reread();
      const readable = discipline.isReadable() || ended ? Ready.READABLE : 0;
      return wanted & (readable | (line.room() >= MAX_EXPANSION ? Ready.WRITABLE : 0));
    },
    watch: watchers.watch,
    share() {
      opens++;
    },
    *close() {
      if (--opens === 0) exclusive = false;
      return SUCCESS;
    },
    overlayAttributes: (attributes) => attributes,
  });

  return {
    port: {
      input: keysTyped,
      endOfInput() {
        ended = true;
        tellReaders();
      },
      resize: (row, col) => resize({ ...size, row, col }),
    },
    open(id, _flags, user) {
      if (exclusive && opens > 0 && user !== ROOT) return { status: Status.DEV_BUSY };
      opens++;
      return { value: object(id) };
    },
    lastInputNs: () => lastInputNs,
    drain: line.drain,
    print: (bytes) => line.put(Uint8Array.from(Array.from(bytes).flatMap(discipline.output))),
  };
}
