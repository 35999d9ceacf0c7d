/**
 * Files for virtual memory, kept in arrays: executables that a test makes, and swap files. Every transfer takes
 * virtual time during which others run. It knows every open reference, so that a test can ask that none is left.
 */
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import { MILLISECOND } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { Task } from '../task.js';
import type { BackingFile, BackingStore, MappedFile, PageKind } from '../vm/backing-store.js';
import { createWaitQueue, sleepOn } from '../wait-queue.js';

interface Content {
  readonly identity: string;
  readonly name: string;
  bytes: Uint8Array;
}

/** A file that tests map; `mode` as of fopen: 'r', 'w' or 'r+'. */
export interface OfferedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mode: 'r' | 'w' | 'r+';
}

export interface MemoryBackingStore extends BackingStore {
  /** An executable, opened. */
  open(name: string, bytes: Uint8Array): BackingFile;
  /** From now on stream `streamID` of every process is this file, of these bytes. */
  offer(streamID: number, file: OfferedFile): void;
  /** What a file that was offered holds; it may be given other contents. */
  contentsOf(name: string): { bytes: Uint8Array };
  /** Open references, those on their way between hosts included. */
  openCount(): number;
  /** Numbers of the segments that have a named swap file. */
  swapNames(): readonly number[];
  /** Pages read, by kind, and written. */
  readonly counts: Record<PageKind | 'written', number>;
  /** What the next transfers of a kind, or openings of swap files, come to. */
  readonly failures: { read: Status; write: Status; openSwap: Status };
}

const TRANSFER_NS = 15 * MILLISECOND;
const SERVER_ABSENCE_NS = 60_000 * MILLISECOND;

export function createMemoryBackingStore(kernel: Kernel): MemoryBackingStore {
  const contents = new Map<BackingFile, Content>();
  const executables = new Map<string, Content>();
  const offered = new Map<string, Content>();
  const modes = new Map<number, readonly [Content, OfferedFile['mode']]>();
  const swaps = new Map<number, Content>();
  const numbers = new Map<BackingFile, number>();
  const transit = new Map<number, BackingFile>();
  const counts = { code: 0, direct: 0, heap: 0, swap: 0, written: 0 };
  const failures = { read: SUCCESS, write: SUCCESS, openSwap: SUCCESS };
  const disk = createWaitQueue('memory backing store');
  let lastNumber = 0;

  function open(content: Content): BackingFile {
    return enter({ identity: content.identity, name: content.name }, content);
  }

  function enter<File extends BackingFile>(file: File, content: Content): File {
    contents.set(file, content);
    numbers.set(file, ++lastNumber);
    return file;
  }

  function openAs(content: Content, rights: Pick<MappedFile, 'mayRead' | 'mayWrite'>): MappedFile {
    return enter({ identity: content.identity, name: content.name, ...rights }, content);
  }

  function contentOf(file: BackingFile): Content {
    const content = contents.get(file);
    if (content === undefined) throw new Error(`${file.name} is not open`);
    return content;
  }

  function forget(file: BackingFile): void {
    contentOf(file);
    contents.delete(file);
  }

  function* transfer(): Task<void> {
    yield* sleepOn(kernel, disk, { deadlineNs: kernel.now() + TRANSFER_NS });
  }

  return {
    open(name, bytes) {
      let content = executables.get(name);
      if (content === undefined) executables.set(name, (content = { identity: `file ${name}`, name, bytes }));
      return open(content);
    },
    offer(streamID, { name, bytes, mode }) {
      let content = offered.get(name);
      if (content === undefined) offered.set(name, (content = { identity: `mapped ${name}`, name, bytes }));
      modes.set(streamID, [content, mode]);
    },
    contentsOf(name) {
      const content = offered.get(name);
      if (content === undefined) throw new Error(`no file ${name} has been offered`);
      return content;
    },
    openCount: () => contents.size,
    swapNames: () => [...swaps.keys()].sort((a, b) => a - b),
    counts,
    failures,

    *readPage(file: BackingFile, kind: PageKind, offset: number, target: Uint8Array) {
      const { bytes } = contentOf(file);
      yield* transfer();
      contentOf(file);
      counts[kind]++;
      if (failures.read !== SUCCESS) return failures.read;
      if ('mayWrite' in file && offset >= contentOf(file).bytes.length) return Status.VM_SHORT_READ;
      target.fill(0);
      target.set(bytes.subarray(offset, offset + target.length));
      return SUCCESS;
    },
    *writePage(file, offset, source) {
      const content = contentOf(file);
      // What leaves is what is there when the transfer begins.
      const data = source.slice();
      yield* transfer();
      contentOf(file);
      if (failures.write !== SUCCESS) return failures.write;
      counts.written++;
      if ('mayWrite' in file) {
        content.bytes.set(data.subarray(0, Math.max(0, content.bytes.length - offset)), offset);
        return SUCCESS;
      }
      if (offset + source.length > content.bytes.length) {
        const longer = new Uint8Array(offset + source.length);
        longer.set(content.bytes);
        content.bytes = longer;
      }
      content.bytes.set(data, offset);
      return SUCCESS;
    },
    *openMapped(_process, streamID) {
      yield* transfer();
      const found = modes.get(streamID);
      if (found === undefined) return { status: Status.VM_WRONG_SEG_TYPE };
      const [content, mode] = found;
      return { file: openAs(content, { mayRead: mode !== 'w', mayWrite: mode !== 'r' }) };
    },
    *openSwap(segmentNumber) {
      yield* transfer();
      if (failures.openSwap !== SUCCESS) return { status: failures.openSwap };
      const name = `/swap/${kernel.hostId}/${segmentNumber}`;
      const content = { identity: name, name, bytes: new Uint8Array(0) };
      swaps.set(segmentNumber, content);
      return { file: open(content) };
    },
    *removeSwap(file) {
      const named = [...swaps].find(([, content]) => content === contentOf(file));
      if (named === undefined) return SUCCESS;
      yield* transfer();
      swaps.delete(named[0]);
      return SUCCESS;
    },
    *copyPage() {
      yield* transfer();
      return FAILURE;
    },
    duplicate: (file) => enter({ ...file }, contentOf(file)),
    *close(file) {
      forget(file);
      yield* transfer();
    },
    *awaitServer() {
      yield* sleepOn(kernel, disk, { deadlineNs: kernel.now() + SERVER_ABSENCE_NS });
    },
    encapsulate(file) {
      contentOf(file);
      const none = { type: 0, serverID: 0, major: 0, minor: 0 };
      const streamID = { ...none, minor: numbers.get(file) ?? 0 };
      const hostId: number = kernel.hostId;
      return {
        streamID,
        ioFileID: none,
        nameID: none,
        rootID: none,
        srcClientID: hostId,
        offset: 0,
        flags: 0,
      };
    },
    *deencapsulate(info) {
      yield* transfer();
      const file = transit.get(info.streamID.minor);
      if (file === undefined) return { status: Status.FS_STALE_HANDLE };
      transit.delete(info.streamID.minor);
      return { file };
    },
    *abandon(file) {
      const moved = open(contentOf(file));
      forget(file);
      transit.set(numbers.get(file) ?? 0, moved);
    },
  };
}
