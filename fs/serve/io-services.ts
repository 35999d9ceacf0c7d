/**
 * Transfers of other hosts: on files of this host's disks, and on its devices. A server process never sleeps in
 * one: what would block is answered so, and the client is woken when it is worth trying again.
 * Source: RPC reference, 8-10.
 */
import { int, struct } from '../../arch/codec.js';
import { IocLockArgs, IocRepositionArgs } from '../../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { withLock } from '../../kernel/lock.js';
import { type ServiceAnswer, serveProcedure, wireRecord } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import { type AdvisoryLocks, LockFlag } from '../advisory-lock.js';
import type { FileUsers } from '../consistency.js';
import { Format } from '../control-words.js';
import type { Devices } from '../devices.js';
import { type IoObject, knownAttributes, type RemoteCaller, readiness, type Transfer } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import type { ServedHandle } from '../local/served.js';
import { domainOf, type Masters } from '../pdev/masters.js';
import type { PseudoDevices } from '../pdev/pseudo-devices.js';
import {
  closeProcedure,
  copyBlockProcedure,
  deviceOpenProcedure,
  domainInfoProcedure,
  getAttributesProcedure,
  getIoAttributesProcedure,
  type IoRecord,
  ioControlProcedure,
  openerIn,
  readProcedure,
  selectProcedure,
  setAttributesProcedure,
  unpackIds,
  WriteFlag,
  writeProcedure,
} from '../remote/records.js';
import { CLOSED_CLEAN } from '../remote/remote-file.js';
import { usesOfFlags } from '../shared-file.js';
import type { Position } from '../stream.js';
import {
  BLOCK_SIZE,
  type FileId,
  isFileType,
  localId,
  Ready,
  remoteId,
  StreamType,
  UseFlag,
} from '../types.js';
import { turnRound } from './control-order.js';
import type { RemoteOpens } from './remote-opens.js';
import type { ServedDomains } from './served-domains.js';
import type { ServedStreams } from './served-streams.js';

export interface IoServiceParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly domains: ServedDomains;
  readonly streams: ServedStreams;
  readonly users: FileUsers;
  readonly devices: Devices;
  readonly pseudoDevices: Pick<PseudoDevices, 'connect'>;
  readonly masters: Masters;
  readonly opens: RemoteOpens;
  readonly locks: AdvisoryLocks;
}

type IoReply = {
  readonly length: number;
  readonly flags: number;
  /** For the process that asked. */
  readonly signal: number;
  readonly code: number;
};

interface LockRequest {
  readonly fileId: FileId;
  readonly streamId: FileId;
  readonly pid: number;
  readonly command: number;
}

const lockRecord = wireRecord(IocLockArgs);
/** A transfer that has been done, and where it ended. */
interface Positioned {
  readonly answer: ServiceAnswer<IoReply>;
  readonly end: number;
}

const MAX_TRANSFER_BYTES = 16_384;
const MAX_OFFSET = 0x7fffffff;
const repositionRecord = wireRecord(IocRepositionArgs);
const intRecord = wireRecord(struct('int', { value: int }));
const ioReply = (length: number, code = 0, signal = 0): IoReply => ({ length, flags: 0, signal, code });

export function serveIo(parts: IoServiceParts): void {
  const { kernel, rpc, domains, streams, users, opens } = parts;
  const { remoteHandleNs } = kernel.machine.costs;

  /** Do `work` on a file that the client has open (or has dirty blocks of); FS_STALE_HANDLE otherwise. */
  function* withFile<Reply>(
    client: HostId,
    id: FileId,
    work: (file: ServedHandle) => Task<ServiceAnswer<Reply>>,
  ): Task<ServiceAnswer<Reply>> {
    const domain = domains.find(id);
    if (domain === null || users.usesOf(id, client) === null) return { status: Status.FS_STALE_HANDLE };
    const held = yield* domain.holdServed(id.minor);
    if (held === null) return { status: Status.FS_STALE_HANDLE };
    try {
      return yield* work(held);
    } finally {
      yield* held.letGo();
    }
  }

  /** A transfer on a pipe or device: the process that serves the call does the work for the one that asked. */
  const transferOf = ({ io }: IoRecord, remote: RemoteCaller): Transfer => ({
    process: kernel.currentProcess(),
    offset: io.offset,
    flags: (io.flags & (UseFlag.READ | UseFlag.WRITE | UseFlag.APPEND)) | UseFlag.NON_BLOCKING,
    remote,
  });

  const callerOf = ({ io }: IoRecord): RemoteCaller => ({
    pid: io.pid,
    family: io.family,
    user: io.uid,
    signal: 0,
  });

  /** The offset of a stream that the client shares with other hosts; null when the client has its own. */
  function sharedPosition(client: HostId, { io, streamId }: IoRecord): Position | null {
    if ((io.flags & UseFlag.RMT_SHARED) === 0) return null;
    const stream = streams.find(streamId);
    return stream?.clients.has(client) === true ? stream.position : null;
  }

  /** Do a transfer at the stream's offset, or at the one the client names; `work` says where it ended. */
  function* atPosition(
    client: HostId,
    record: IoRecord,
    work: (offset: number) => Task<Positioned>,
  ): Task<ServiceAnswer<IoReply>> {
    const position = sharedPosition(client, record);
    if (position === null) return (yield* work(record.io.offset)).answer;
    return yield* withLock(kernel, position.lock, function* () {
      const { answer, end } = yield* work(position.offset);
      position.offset = end;
      return answer;
    });
  }

  // --- Reading and writing -------------------------------------------------------------------------------------------

  serveProcedure(rpc, readProcedure, function* serveRead(client, record) {
    const { fileId, io } = record;
    if (io.length < 0 || io.length > MAX_TRANSFER_BYTES || io.offset < 0)
      return { status: Status.GEN_INVALID_ARG };
    if (!isFileType(fileId)) return yield* readDevice(client, record);
    return yield* withFile(client, fileId, (file) =>
      atPosition(client, record, function* readAt(offset): Task<Positioned> {
        const domain = domains.find(fileId);
        if (domain === null) return { answer: { status: Status.FS_STALE_HANDLE }, end: offset };
        const { status, bytes } = yield* domain.files.readFile(file.handle, offset, io.length);
        const end = offset + bytes.length;
        const isShared = (io.flags & UseFlag.RMT_SHARED) !== 0;
        const isBlock = !isShared && io.length === BLOCK_SIZE && io.offset % BLOCK_SIZE === 0;
        const reply = isBlock ? {} : { reply: ioReply(bytes.length, end) };
        return { answer: { status, data: bytes, ...reply }, end };
      }),
    );
  });

  function* readDevice(client: HostId, record: IoRecord): Task<ServiceAnswer<IoReply>> {
    const object = opens.find(client, localId(record.fileId));
    if (object === null) return { status: Status.FS_STALE_HANDLE };
    const caller = callerOf(record);
    const { status, bytes } = yield* object.read(record.io.length, transferOf(record, caller));
    if (status === Status.FS_WOULD_BLOCK && bytes.length === 0) opens.promise(object, record.waiter);
    const reply = ioReply(bytes.length, 0, caller.signal);
    return { status: bytes.length > 0 ? SUCCESS : status, reply, data: bytes };
  }

  serveProcedure(rpc, writeProcedure, function* serveWrite(client, record, data) {
    const { fileId, io } = record;
    if (io.offset < 0) return { status: Status.GEN_INVALID_ARG };
    if (!isFileType(fileId)) return yield* writeDevice(client, record, data);
    return yield* withFile(client, fileId, (file) =>
      atPosition(client, record, function* writeAt(offset): Task<Positioned> {
        const domain = domains.find(fileId);
        if (domain === null) return { answer: { status: Status.FS_STALE_HANDLE }, end: offset };
        const isCache = (io.flags & WriteFlag.CACHE) !== 0;
        const at = (io.flags & UseFlag.APPEND) !== 0 ? null : offset;
        const result = yield* domain.files.writeFile(file.handle, at, data, { keepTimes: isCache });
        const isLast = isCache && (io.flags & WriteFlag.LAST_DIRTY) !== 0;
        if (isLast && result.status === SUCCESS) users.lastBlockWritten(fileId, client);
        const end = (result.offset ?? offset) + result.count;
        return { answer: { status: result.status, reply: ioReply(result.count, end) }, end };
      }),
    );
  });

  function* writeDevice(client: HostId, record: IoRecord, data: Uint8Array): Task<ServiceAnswer<IoReply>> {
    const object = opens.find(client, localId(record.fileId));
    if (object === null) return { status: Status.FS_STALE_HANDLE };
    const caller = callerOf(record);
    const { status, count } = yield* object.write(data, transferOf(record, caller));
    if (status === Status.FS_WOULD_BLOCK && count === 0) opens.promise(object, record.waiter);
    return { status: count > 0 ? SUCCESS : status, reply: ioReply(count, 0, caller.signal) };
  }

  /** Of swap files: nothing of it goes over the network. */
  serveProcedure(rpc, copyBlockProcedure, function* serveCopyBlock(client, { sourceId, targetId, block }) {
    const offset = block * BLOCK_SIZE;
    if (offset < 0 || offset > MAX_OFFSET) return { status: Status.GEN_INVALID_ARG };
    return yield* withFile(client, sourceId, (source) =>
      withFile(client, targetId, function* copyBlock(target) {
        const [from, to] = [domains.find(sourceId), domains.find(targetId)];
        if (from === null || to === null) return { status: Status.FS_STALE_HANDLE };
        const { status, bytes } = yield* from.files.readFile(source.handle, offset, BLOCK_SIZE);
        if (status !== SUCCESS) return { status };
        if (bytes.length < BLOCK_SIZE) return { status: FAILURE };
        return { status: (yield* to.files.writeFile(target.handle, offset, bytes)).status };
      }),
    );
  });

  // --- Opening devices, closing ---------------------------------------------------------------------------------------

  serveProcedure(rpc, deviceOpenProcedure, function* serveDeviceOpen(client, { ioId, useFlags, state }) {
    const opened =
      ioId.type === StreamType.LCL_PSEUDO
        ? yield* parts.pseudoDevices.connect(ioId, useFlags, openerIn(client, state))
        : parts.devices.openDevice(ioId, useFlags, 0);
    if ('status' in opened) return opened;
    const { id } = opened.value;
    opens.add(client, id, opened.value, useFlags);
    return { status: SUCCESS, reply: { ioId: remoteId(id) } };
  });

  serveProcedure(rpc, closeProcedure, function* serveClose(client, request) {
    const { fileId, streamId, flags } = request;
    kernel.charge(remoteHandleNs);
    if (fileId.type === StreamType.CONTROL) {
      parts.masters.leave(domainOf(fileId), fileId.minor, client);
      return { status: SUCCESS };
    }
    streams.closeFor(streamId, client);
    if (isFileType(fileId) && streams.find(streamId) === null) {
      parts.locks.streamEnded(localId(fileId), streamId);
    }
    if (!isFileType(fileId)) return { status: yield* closeDevice(client, localId(fileId), flags) };
    return yield* withFile(client, fileId, function* (file) {
      if (request.attributeSize > 0) file.served.absorb(request.attributes, (flags & UseFlag.WRITE) !== 0);
      const status = users.closed(fileId, client, flags, (flags & CLOSED_CLEAN) !== 0);
      if (status !== SUCCESS) return { status };
      yield* file.served.dropUses(usesOfFlags(flags));
      const isGone = file.handle.removed && file.handle.references === 0;
      if (isGone) users.removed(fileId);
      return { status: isGone ? Status.FS_FILE_REMOVED : SUCCESS };
    });
  });

  function* closeDevice(client: HostId, id: FileId, flags: number): Task<Status> {
    const object = opens.take(client, id);
    return object === null ? Status.FS_STALE_HANDLE : yield* object.close(flags);
  }

  // --- Controls, select ------------------------------------------------------------------------------------------------

  function* controlOf(
    client: HostId,
    fileId: FileId,
    work: (object: IoObject) => Task<ServiceAnswer<IoReply>>,
  ): Task<ServiceAnswer<IoReply>> {
    if (!isFileType(fileId)) {
      const object = opens.find(client, localId(fileId));
      return object === null ? { status: Status.FS_STALE_HANDLE } : yield* work(object);
    }
    return yield* withFile(client, fileId, function* () {
      const object = domains.find(fileId)?.fileObject(localId(fileId)) ?? null;
      return object === null ? { status: Status.FS_STALE_HANDLE } : yield* work(object);
    });
  }

  /** A lock that is not to be had now is promised: the client's process waits there. */
  function* lockFile(
    client: HostId,
    { fileId, streamId, pid, command }: LockRequest,
    input: Uint8Array,
  ): Task<ServiceAnswer<IoReply>> {
    const lock = lockRecord.decode(input, kernel.machine.layout.littleEndian);
    if (lock === null) return { status: Status.GEN_INVALID_ARG };
    return yield* withFile(client, fileId, function* () {
      const file = localId(fileId);
      const owner = { host: client, pid, stream: streamId };
      if (command === IocCommand.UNLOCK)
        return { status: parts.locks.giveLockBack(file, owner, lock.flags), reply: ioReply(0) };
      // A lock is held for as long as a host has its stream, which an earlier life of this host may have known.
      streams.adopt(streamId, file, client).clients.add(client);
      const status = parts.locks.tryLock(file, owner, lock.flags);
      if (status === Status.FS_WOULD_BLOCK && (lock.flags & LockFlag.NO_BLOCK) === 0) {
        const waiter = { next: 0, previous: 0, hostID: client, pid: lock.pid, token: lock.token };
        opens.promise({ id: file, watch: (released) => parts.locks.watchRelease(file, released) }, waiter);
      }
      return { status, reply: ioReply(0) };
    });
  }

  const isLock = (command: number): boolean => command === IocCommand.LOCK || command === IocCommand.UNLOCK;

  /** Seeking in a stream that several hosts share. */
  function* reposition(
    client: HostId,
    request: { readonly fileId: FileId; readonly streamId: FileId; readonly format: number },
    data: Uint8Array,
  ): Task<ServiceAnswer<IoReply>> {
    const littleEndian = request.format === Format.LITTLE;
    const wanted = repositionRecord.decode(data, littleEndian);
    const stream = streams.find(request.streamId);
    if (wanted === null || stream?.clients.has(client) !== true) return { status: Status.GEN_INVALID_ARG };
    return yield* withFile(client, request.fileId, function* ({ handle }) {
      const bases = [0, stream.position.offset, handle.descriptor.size];
      const base = bases[wanted.base];
      const next = base === undefined ? -1 : base + wanted.offset;
      if (next < 0 || next > MAX_OFFSET) return { status: Status.GEN_INVALID_ARG };
      stream.position.offset = next;
      const out = intRecord.encode({ value: next }, littleEndian);
      return { status: SUCCESS, reply: ioReply(out.length), data: out };
    });
  }

  /** From the client's byte order to this host's, or back. */
  const inOrder = (
    { command, format }: { readonly command: number; readonly format: number },
    bytes: Uint8Array,
  ): Uint8Array => ((format === Format.LITTLE) === rpc.littleEndian ? bytes : turnRound(command, bytes));

  serveProcedure(rpc, ioControlProcedure, (client, request, data) => {
    if (request.command === IocCommand.REPOSITION && isFileType(request.fileId)) {
      return reposition(client, request, data);
    }
    if (isFileType(request.fileId) && isLock(request.command)) {
      return lockFile(client, request, inOrder(request, data));
    }
    return controlOf(client, request.fileId, function* (object) {
      const outSize = Math.max(0, Math.min(request.outSize, BLOCK_SIZE));
      const transfer = {
        process: kernel.currentProcess(),
        offset: 0,
        flags: UseFlag.READ | UseFlag.WRITE | UseFlag.NON_BLOCKING,
      };
      if (request.fileId.type === StreamType.RMT_PSEUDO) {
        // Its server knows what the bytes mean, and is told in which order they are.
        const { pid, family, uid, format } = request;
        const remote = { pid, family, user: uid, format, signal: 0 };
        const control = { ...transfer, remote };
        const { status, out } = yield* object.control(request.command, data, outSize, control);
        return { status, reply: ioReply(out.length, 0, remote.signal), data: out };
      }
      const input = inOrder(request, data);
      const result = yield* object.control(request.command, input, outSize, transfer);
      const out = inOrder(request, result.out.subarray(0, outSize));
      return { status: result.status, reply: ioReply(out.length), data: out };
    });
  });

  serveProcedure(rpc, selectProcedure, function* serveSelect(client, request) {
    const object = opens.find(client, localId(request.fileId));
    if (object === null) return { status: Status.FS_STALE_HANDLE };
    const wanted =
      (request.read !== 0 ? Ready.READABLE : 0) |
      (request.write !== 0 ? Ready.WRITABLE : 0) |
      (request.except !== 0 ? Ready.EXCEPTION : 0);
    const now = yield* readiness(object, wanted);
    if (now === 0) opens.promise(object, request.waiter);
    const bit = (flag: number): number => ((now & flag) !== 0 ? 1 : 0);
    return {
      status: SUCCESS,
      reply: { read: bit(Ready.READABLE), write: bit(Ready.WRITABLE), except: bit(Ready.EXCEPTION) },
    };
  });

  // --- Attributes by open file -----------------------------------------------------------------------------------------

  serveProcedure(rpc, getAttributesProcedure, function* serveGetAttributes(client, { fileId }) {
    kernel.charge(remoteHandleNs);
    const domain = domains.find(fileId);
    if (domain === null) return { status: Status.FS_STALE_HANDLE };
    const result = yield* domain.getAttributesById(fileId, client);
    return 'status' in result ? result : { status: SUCCESS, reply: { attributes: result.value } };
  });
  serveProcedure(rpc, setAttributesProcedure, function* serveSetAttributes(_client, request) {
    const domain = domains.find(request.fileId);
    if (domain === null) return { status: Status.FS_STALE_HANDLE };
    const ids = unpackIds(request.ids);
    return {
      status: yield* domain.setAttributesById(request.fileId, request.attributes, request.flags, { ids }),
    };
  });
  serveProcedure(rpc, getIoAttributesProcedure, function* serveIoAttributes(client, { fileId, attributes }) {
    const object = opens.find(client, localId(fileId));
    const known = object === null ? attributes : yield* knownAttributes(object, attributes);
    return { status: SUCCESS, reply: { attributes: known } };
  });
  serveProcedure(rpc, domainInfoProcedure, (_client, { fileId }) => {
    const domain = domains.find(fileId);
    return domain === null
      ? { status: Status.FS_STALE_HANDLE }
      : { status: SUCCESS, reply: { ...domain.info(), fileId } };
  });
}
