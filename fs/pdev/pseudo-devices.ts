/**
 * The pseudo-devices whose servers are processes of this host. A server opens the file as its master and has its
 * control stream: a read of it answers with the stream to the next client, which is the server's from then on. A client
 * is connected here, from wherever it opens, and its open is over when the server has answered it.
 * Source: structures reference, 9.2; file system reference, 6.
 */
import { PdevNotify, PdevSignal } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { ProcessId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { type Process, ProcessFlag } from '../../kernel/process.js';
import { isSignal } from '../../kernel/signal-state.js';
import { postSignal } from '../../kernel/signals.js';
import type { Task } from '../../kernel/task.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import { createWaitQueue, wakeAll } from '../../kernel/wait-queue.js';
import { waitForChange } from '../blocking.js';
import { answer, answerReadable, createControlWords, NO_BYTES } from '../control-words.js';
import type { IoObject, ReadResult, Transfer } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import { addStream, type ProcessFiles } from '../process-files.js';
import type { Stream, Streams } from '../stream.js';
import { type FileId, fileKey, Ready, type Result, StreamType, UseFlag } from '../types.js';
import { createWatchers } from '../watchers.js';
import { createClientObject, type PdevOwner } from './client.js';
import {
  abandonRequest,
  ask,
  type Connection,
  createConnection,
  Operation,
  sayGoodbye,
  tellClient,
} from './connection.js';
import type { PdevOpener } from './masters.js';
import { createServiceObject, PdevCommand } from './service.js';

export interface PseudoDevices {
  /** The object of the control stream; its process never leaves this host. */
  createControl(id: FileId): IoObject;
  /** A client's object, once the server has let it in; its refusal, or DEV_OFFLINE. */
  connect(id: FileId, flags: number, opener: PdevOpener): Task<Result<IoObject>>;
  /** The process is no more: nor is what it was opening. */
  forgetOpener(pid: number): void;
  /** Whether the process serves one: it then has a stream that is of no use on another host. */
  isServer(files: ProcessFiles): boolean;
}

export interface PseudoDeviceParts {
  readonly kernel: Kernel;
  memory(): UserMemory;
  readonly streams: Streams;
  filesOf(process: Process): ProcessFiles;
  readonly families: { signal(family: number, signal: number): void; of(process: Process): number };
  /** The control stream is there, and is closed: whoever has the name is told of the end, and if it asks again. */
  masterBegan(id: FileId): void;
  masterEnded(id: FileId): Task<void>;
}

const NOTIFY_MAGIC = 0x1d4e4f52;
const OwnerKind = { FAMILY: 1 } as const;

interface Control {
  readonly id: FileId;
  /** Clients that the server has not heard of. */
  readonly waiting: Connection[];
  readonly news: () => void;
  owner: PdevOwner | null;
}

export function createPseudoDevices(parts: PseudoDeviceParts): PseudoDevices {
  const { kernel, streams } = parts;
  const controls = new Map<string, Control>();
  const words = createControlWords(kernel.machine.layout);
  const notify = words.codec(PdevNotify);
  const signalWords = words.codec(PdevSignal);
  /** Of opens that were dropped in the wait for the server, by who opens: entered again they wait on. */
  const dropped = new Map<string, { readonly control: Control; readonly connection: Connection }>();
  let connections = 0;

  const nextId = (type: number): FileId => ({
    type,
    serverID: kernel.hostId,
    major: 0,
    minor: ++connections,
  });

  function signalOwner({ owner }: Control, signal: number): Status {
    if (!isSignal(signal)) return Status.GEN_INVALID_ARG;
    if (owner?.procOrFamily === OwnerKind.FAMILY) parts.families.signal(owner.id | 0, signal);
    else if (owner !== null) {
      const process = kernel.processes.find(owner.id as ProcessId);
      if (process !== null) postSignal(kernel, process, signal);
    }
    return SUCCESS;
  }

  // --- The server --------------------------------------------------------------------------------------------------

  function createControl(id: FileId): IoObject {
    const arrived = createWaitQueue('pseudo-device client');
    const watchers = createWatchers();
    const control: Control = {
      id,
      waiting: [],
      owner: null,
      news() {
        wakeAll(kernel, arrived);
        watchers.tell();
      },
    };
    controls.set(fileKey(id), control);
    parts.masterBegan(id);
    kernel.currentProcess().genFlags |= ProcessFlag.DONT_MIGRATE;

    function* read(length: number, transfer: Transfer): Task<ReadResult> {
      if (length < notify.size) return { status: Status.GEN_INVALID_ARG, bytes: NO_BYTES };
      while (control.waiting.length === 0) {
        const status = yield* waitForChange(kernel, arrived, transfer);
        if (status !== SUCCESS) return { status, bytes: NO_BYTES };
      }
      const [connection] = control.waiting;
      const stream = serviceStream(control, connection);
      const newStreamID = addStream(parts.filesOf(transfer.process), stream);
      if (newStreamID < 0) {
        yield* forgetStream(stream, connection);
        return { status: Status.FS_NEW_ID_TOO_BIG, bytes: NO_BYTES };
      }
      control.waiting.shift();
      return { status: SUCCESS, bytes: notify.encode({ magic: NOTIFY_MAGIC, newStreamID, reserved: 0 }) };
    }

    return {
      id,
      read,
      *write() {
        return { status: Status.FS_NO_ACCESS, count: 0 };
      },
      *control(command, input, outSize) {
        switch (command) {
          case IocCommand.NUM_READABLE:
            return answerReadable(words, outSize, control.waiting.length > 0 ? notify.size : 0);
          case IocCommand.REPOSITION:
          case IocCommand.TRUNCATE:
            return answer(SUCCESS);
          case IocCommand.GET_OWNER:
          case IocCommand.SET_OWNER:
          case IocCommand.MAP:
            return answer(Status.GEN_NOT_IMPLEMENTED);
          case PdevCommand.SIGNAL_OWNER:
            if (input.length < signalWords.size) return answer(Status.GEN_INVALID_ARG);
            return answer(signalOwner(control, signalWords.decode(input).signal));
          default:
            return answer(Status.GEN_INVALID_ARG);
        }
      },
      ready: (wanted) => wanted & (control.waiting.length > 0 ? Ready.READABLE : 0),
      watch: watchers.watch,
      *close() {
        if (controls.get(fileKey(id)) === control) controls.delete(fileKey(id));
        for (const connection of control.waiting.splice(0)) {
          connection.serverGone = true;
          tellClient(kernel, connection);
        }
        yield* parts.masterEnded(id);
        return SUCCESS;
      },
      overlayAttributes: (attributes) => attributes,
    };
  }

  function serviceStream(control: Control, connection: Connection): Stream {
    const object = createServiceObject({
      kernel,
      connection,
      id: nextId(StreamType.SERVER),
      memory: parts.memory,
      signalOwner: (signal) => signalOwner(control, signal),
    });
    return streams.createStream(object, UseFlag.READ | UseFlag.WRITE, null);
  }

  /** The server has no room for one stream more: the client goes on waiting. */
  function* forgetStream(stream: Stream, connection: Connection): Task<void> {
    yield* streams.releaseStream(stream);
    connection.serverGone = false;
  }

  // --- Clients -----------------------------------------------------------------------------------------------------

  function* connect(id: FileId, flags: number, opener: PdevOpener): Task<Result<IoObject>> {
    const control = controls.get(fileKey({ ...id, type: StreamType.CONTROL }));
    if (control === undefined) return { status: Status.DEV_OFFLINE };
    const owner = `${opener.hostId} ${opener.pid}`;
    const connection = dropped.get(owner)?.connection ?? announce(control);
    dropped.delete(owner);
    let isDone = false;
    try {
      const reply = yield* ask(kernel, connection, owner, {
        operation: Operation.OPEN,
        parameters: [flags, opener.pid, opener.hostId, opener.user],
        data: NO_BYTES,
        replySize: 0,
      });
      isDone = true;
      if (reply.status !== SUCCESS) {
        leave(control, connection, reply.status);
        return { status: reply.status };
      }
    } finally {
      if (!isDone) dropped.set(owner, { control, connection });
    }
    return {
      value: createClientObject({
        kernel,
        connection,
        familyOf: parts.families.of,
        owner: () => control.owner,
        setOwner(owner) {
          control.owner = owner;
        },
      }),
    };
  }

  function announce(control: Control): Connection {
    const connection = createConnection(nextId(StreamType.LCL_PSEUDO));
    control.waiting.push(connection);
    control.news();
    return connection;
  }

  /** The client has no stream: one whom the server has refused is known to be gone, any other says so. */
  function leave(control: Control, connection: Connection, status: Status): void {
    const at = control.waiting.indexOf(connection);
    if (at >= 0) {
      control.waiting.splice(at, 1);
      return;
    }
    abandonRequest(kernel, connection);
    if (status !== Status.GEN_ABORTED_BY_SIGNAL) return;
    connection.closing = 'wanted';
    sayGoodbye(kernel, connection);
  }

  return {
    createControl,
    connect,
    forgetOpener(pid) {
      const owner = `${kernel.hostId} ${pid}`;
      const left = dropped.get(owner);
      dropped.delete(owner);
      if (left !== undefined) leave(left.control, left.connection, Status.GEN_ABORTED_BY_SIGNAL);
    },
    isServer: ({ streams: open }) =>
      open.some((stream) => {
        const type = stream?.object.id.type;
        return type === StreamType.CONTROL || type === StreamType.SERVER;
      }),
  };
}
