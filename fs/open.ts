/**
 * From a name to an open stream: lookup and permission checks in the name's domain, then the object behind it,
 * a file of that domain or a device of a host. Source: file system reference, 2.1, 3.5; kernel-call reference, 5.1.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { INT_SIZE } from './control-words.js';
import type { Devices } from './devices.js';
import type { OpenedAttributes, OpenResult } from './domain.js';
import type { IoObject } from './io-object.js';
import { IocCommand } from './ioc.js';
import type { Named, Naming } from './naming.js';
import type { PdevOpener } from './pdev/masters.js';
import type { PseudoDevices } from './pdev/pseudo-devices.js';
import type { Asker } from './process-files.js';
import type { Stream, Streams } from './stream.js';
import { type FileId, type Result, StreamType, UseFlag } from './types.js';

export interface Opened {
  /** With one reference, the caller's. */
  readonly stream: Stream;
  readonly attributes: OpenedAttributes;
}

export interface OpenRequest {
  readonly asker: Asker;
  readonly path: string;
  readonly useFlags: number;
  /** Of a file that is created; the caller has applied the process's mask. */
  readonly permissions: number;
}

export interface Opener {
  openStream(request: OpenRequest): Task<Result<Opened>>;
}

/** Open a device or pseudo-device of another host; the answer has its stream's id there. */
export type OpenRemoteDevice = (id: FileId, flags: number, opener: PdevOpener) => Task<Result<IoObject>>;

export interface OpenerParts {
  readonly kernel: Kernel;
  readonly naming: Naming;
  readonly streams: Streams;
  readonly devices: Devices;
  readonly pseudoDevices: Pick<PseudoDevices, 'createControl' | 'connect'>;
  /** Absent on a host without a network. */
  readonly openRemoteDevice?: OpenRemoteDevice | undefined;
  /** The file's contents will change: code that was loaded from them is not to be found any more. */
  contentsChange(attributes: OpenedAttributes): void;
  /** The file behind the stream is empty now. */
  cut(stream: Stream): Task<void>;
}

/** What makes no sense together, or is not there. */
function refusal(useFlags: number): Status {
  const executes = (useFlags & UseFlag.EXECUTE) !== 0;
  if (executes && (useFlags & (UseFlag.WRITE | UseFlag.CREATE)) !== 0) return Status.FS_INVALID_ARG;
  if ((useFlags & UseFlag.NAMED_PIPE_OPEN) !== 0) return Status.FS_INVALID_ARG;
  if ((useFlags & UseFlag.PFS_MASTER) !== 0) return Status.GEN_NOT_IMPLEMENTED;
  return SUCCESS;
}

export function createOpener(parts: OpenerParts): Opener {
  const { kernel, naming, streams, devices } = parts;

  function* openStream(request: OpenRequest): Task<Result<Opened>> {
    const { asker, path, permissions } = request;
    const refused = refusal(request.useFlags);
    if (refused !== SUCCESS) return { status: refused };
    const truncates = (request.useFlags & UseFlag.TRUNC) !== 0;
    const useFlags = request.useFlags | (truncates ? UseFlag.WRITE : 0);
    const found = yield* naming.atName({ asker, path, useFlags }, (domain, args) =>
      domain.open(args, permissions),
    );
    if ('status' in found) {
      kernel.charge(kernel.machine.costs.giveUpOpenNs);
      return found;
    }
    const { value: opened, domain, prefix } = found.value;
    const object = yield* objectBehind(found.value, asker);
    if ('status' in object) return object;
    const named = { domain, fileId: opened.nameId, prefix };
    const stream = streams.createStream(object.value, opened.useFlags, named, { id: opened.streamId });
    const isFile =
      opened.ioFileId.type === StreamType.LCL_FILE || opened.ioFileId.type === StreamType.RMT_FILE;
    if (isFile && (opened.useFlags & UseFlag.WRITE) !== 0) parts.contentsChange(opened.attributes);
    const status = truncates && isFile ? yield* truncate(stream) : SUCCESS;
    if (status === SUCCESS) return { value: { stream, attributes: opened.attributes } };
    yield* streams.releaseStream(stream);
    return { status };
  }

  function* objectBehind({ value, domain }: Named<OpenResult>, asker: Asker): Task<Result<IoObject>> {
    const { ioFileId: id, useFlags } = value;
    if (id.type === StreamType.CONTROL) return { value: parts.pseudoDevices.createControl(id) };
    if (id.type === StreamType.LCL_DEVICE || id.type === StreamType.LCL_PSEUDO) {
      const { user } = asker.ids;
      const opener = { pid: homeIdOf(kernel.currentProcess()), hostId: kernel.hostId, user };
      if (id.serverID !== kernel.hostId && parts.openRemoteDevice !== undefined)
        return yield* parts.openRemoteDevice(id, useFlags, opener);
      if (id.type === StreamType.LCL_PSEUDO) return yield* parts.pseudoDevices.connect(id, useFlags, opener);
      return devices.openDevice(id, useFlags, user);
    }
    const object = domain.fileObject(id, value.streamId);
    return object === null ? { status: Status.FS_STALE_HANDLE } : { value: object };
  }

  function* truncate(stream: Stream): Task<Status> {
    const { object, flags } = stream;
    const process = kernel.currentProcess();
    const toNothing = new Uint8Array(INT_SIZE);
    const transfer = { process, offset: 0, flags };
    const { status } = yield* object.control(IocCommand.TRUNCATE, toNothing, 0, transfer);
    if (status === SUCCESS) yield* parts.cut(stream);
    return status;
  }

  return { openStream };
}
