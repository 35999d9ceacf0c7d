/**
 * A byte device without line discipline: what comes from outside is read as it is, what is written leaves as it
 * is, and end of input is end of file. The three streams of a headless run are such devices. A reader that finds
 * nothing says so to whoever listens: the outside may have more.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { createWaitQueue, wakeAll } from '../../kernel/wait-queue.js';
import { waitForChange } from '../blocking.js';
import { createByteQueue } from '../byte-queue.js';
import { answer, answerReadable, createControlWords, NO_BYTES } from '../control-words.js';
import type { IoObject } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import { type FileId, Ready } from '../types.js';
import { createWatchers } from '../watchers.js';
import type { TerminalDevice } from './device.js';
import { createOutputLine } from './output-line.js';

export function createByteDevice(kernel: Kernel, unit: number, bytesPerSecond: number): TerminalDevice {
  const words = createControlWords(kernel.machine.layout);
  const watchers = createWatchers();
  const line = createOutputLine({ kernel, unit, bytesPerSecond, changed: watchers.tell });
  const input = createByteQueue();
  const arrived = createWaitQueue('input');
  let ended = false;

  function inputChanged(): void {
    wakeAll(kernel, arrived);
    watchers.tell();
  }

  /** There is something to read, or the end. */
  function hasInput(): boolean {
    if (input.length() > 0 || ended) return true;
    kernel.emit({ kind: 'input-wanted', timeNs: kernel.stretchTime(), host: kernel.hostId, unit });
    return false;
  }

  const object = (id: FileId): IoObject => ({
    id,
    *read(length, transfer) {
      while (!hasInput()) {
        const status = yield* waitForChange(kernel, arrived, transfer);
        if (status !== SUCCESS) return { status, bytes: NO_BYTES };
      }
      return { status: SUCCESS, bytes: input.take(length) };
    },
    *write(bytes, transfer) {
      while (line.room() === 0) {
        const status = yield* waitForChange(kernel, line.drained, transfer);
        if (status !== SUCCESS) return { status, count: 0 };
      }
      const count = Math.min(bytes.length, line.room());
      line.put(bytes.slice(0, count));
      return { status: SUCCESS, count };
    },
    *control(command, _input, outSize) {
      if (command === IocCommand.NUM_READABLE) return answerReadable(words, outSize, input.length());
      return answer(Status.GEN_NOT_IMPLEMENTED);
    },
    ready(wanted) {
      const readable = (wanted & Ready.READABLE) !== 0 && hasInput() ? Ready.READABLE : 0;
      return readable | (wanted & (line.room() > 0 ? Ready.WRITABLE : 0));
    },
    watch: watchers.watch,
    *close() {
      return SUCCESS;
    },
    overlayAttributes: (attributes) => attributes,
  });

  return {
    port: {
      input(bytes) {
        input.put(bytes.slice());
        inputChanged();
      },
      endOfInput() {
        ended = true;
        inputChanged();
      },
      resize: () => {},
    },
    open: (id) => ({ value: object(id) }),
    lastInputNs: () => 0,
    print: () => {},
    drain: line.drain,
  };
}
