/**
 * A domain of another host: every naming operation is one call to its server, which answers with a result, an
 * error, or a name to go on with elsewhere. While the server is away, operations wait for it. Source: file system
 * reference, 1.1; RPC reference, 10.
 */
import { latin1Bytes, latin1Text } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { callProcedure, type Procedure, type ProcedureResult } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { DomainInfo, FileDomain, OpenResult, TwoNameResult } from '../domain.js';
import type { IoObject } from '../io-object.js';
import {
  type Attributes,
  type Failure,
  type FileId,
  FileType,
  type LookupArgs,
  type NameResult,
  type Redirect,
  type Result,
  SetAttr,
  StreamType,
  typeMadeBy,
  UseFlag,
} from '../types.js';
import {
  closeProcedure,
  domainInfoProcedure,
  getAttributesPathProcedure,
  getAttributesProcedure,
  type LookupRecord,
  linkProcedure,
  makeDeviceProcedure,
  makeDirectoryProcedure,
  type OpenRecord,
  openProcedure,
  packIds,
  readProcedure,
  removeDirectoryProcedure,
  renameProcedure,
  setAttributesPathProcedure,
  setAttributesProcedure,
  unlinkProcedure,
  writeProcedure,
} from './records.js';
import type { Recovery } from './recovery.js';
import { ioRecord, overlayCached, type RemoteFile, type RemoteFiles } from './remote-file.js';
import { noCachedAttributes, typeOfFirstByte } from './remote-state.js';

export interface RemoteDomainParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly files: RemoteFiles;
  readonly recovery: Recovery;
  objectOf(file: RemoteFile, streamId: FileId): IoObject;
}

/** Names of both paths of a rename or link: 1024 bytes each, whatever their length. */
const NAME_AREA_BYTES = 1024;
const MAX_LINK_BYTES = 1024;

const nameBytes = (name: string): Uint8Array => latin1Bytes(`${name}\0`);

function textOf(data: Uint8Array): string {
  const end = data.indexOf(0);
  return latin1Text(end < 0 ? data : data.subarray(0, end));
}

/** The type of file whose object is no file. */
const typeBehind = ({ type }: FileId): number =>
  type === StreamType.CONTROL || type === StreamType.LCL_PSEUDO ? FileType.PSEUDO_DEV : FileType.DEVICE;

export function createRemoteDomain(parts: RemoteDomainParts, root: FileId): FileDomain {
  const { kernel, rpc, files, recovery } = parts;
  const server = root.serverID as HostId;
  const { costs } = kernel.machine;

  const lookupOf = (args: LookupArgs): LookupRecord => ({
    prefixId: args.start,
    rootId: root,
    useFlags: args.useFlags,
    ids: packIds(args.ids),
    client: kernel.hostId,
    homeHost: args.client.homeId,
  });
  const openOf = (args: LookupArgs, permissions: number, type: number): OpenRecord => ({
    prefixId: args.start,
    rootId: root,
    useFlags: args.useFlags,
    permissions,
    type,
    client: kernel.hostId,
    homeHost: args.client.homeId,
    ids: packIds(args.ids),
  });

  // --- A naming operation ----------------------------------------------------------------------------------------------

  /** One call, again when the server was away; its answer, or where the name goes on, or why not. */
  function* nameCall<Request, Reply, T>(
    procedure: Procedure<Request, Reply>,
    request: Request,
    name: Uint8Array,
    take: (result: ProcedureResult<Reply>) => NameResult<T>,
    prefixLengthOf: (reply: Reply) => number,
    opens = false,
  ): Task<NameResult<T>> {
    kernel.charge(costs.remoteNameNs);
    const call = (): Task<ProcedureResult<Reply>> => callProcedure(rpc, server, procedure, request, name);
    const result = yield* recovery.untilServed(
      server,
      // An open that waits for recovery is not one that recovery waits for.
      () => (opens ? recovery.duringOpen(server, call) : call()),
      (status): ProcedureResult<Reply> => ({ status, reply: null, data: new Uint8Array(0), server }),
    );
    if (result.status === Status.FS_LOOKUP_REDIRECT) {
      const prefixLength = result.reply === null ? 0 : prefixLengthOf(result.reply);
      return { redirect: textOf(result.data), prefixLength };
    }
    return result.status === SUCCESS ? take(result) : { status: result.status };
  }

  const none =
    <T>(value: T) =>
    () => ({ value });
  const pathPrefixLength = ({ ioId }: { readonly ioId: FileId }): number => ioId.type;
  const prefixLengthOf = ({ prefixLength }: { readonly prefixLength: number }): number => prefixLength;

  // --- Open --------------------------------------------------------------------------------------------------------

  /** Open a file of `type` there, which is made if the flags say so. */
  function* openThere(args: LookupArgs, permissions: number, type: number): Task<NameResult<OpenResult>> {
    return yield* nameCall(
      openProcedure,
      openOf(args, permissions, type),
      nameBytes(args.name),
      ({ reply }): NameResult<OpenResult> =>
        reply === null ? { status: Status.RPC_INVALID_RPC } : { value: opened(reply, args) },
      prefixLengthOf,
      true,
    );
  }

  function opened(
    reply: {
      readonly ioId: FileId;
      readonly streamId: FileId;
      readonly nameId: FileId;
      readonly state: Parameters<RemoteFiles['opened']>[1];
    },
    args: LookupArgs,
  ): OpenResult {
    const useFlags = reply.state.newFlags;
    const isFile = reply.ioId.type === StreamType.RMT_FILE;
    if (isFile) files.opened(reply.ioId, reply.state, useFlags);
    const { attributes, version } = reply.state;
    return {
      ioFileId: reply.ioId,
      nameId: reply.nameId,
      // A device's stream is numbered here.
      streamId: isFile ? reply.streamId : null,
      useFlags: isFile ? useFlags : useFlags | (args.useFlags & UseFlag.NON_BLOCKING),
      grant: { cacheable: reply.state.cacheable !== 0, openTimeStamp: reply.state.openTimeStamp },
      attributes: {
        serverID: server,
        domain: reply.nameId.major,
        fileNumber: reply.nameId.minor,
        version,
        type: isFile ? typeOfFirstByte(attributes.firstByte) : typeBehind(reply.ioId),
        size: attributes.lastByte + 1,
        permissions: attributes.permissions,
        uid: attributes.uid,
        gid: attributes.gid,
        accessTime: { seconds: attributes.accessTime, microseconds: 0 },
        dataModifyTime: { seconds: attributes.modifyTime, microseconds: 0 },
      },
    };
  }

  /** Use a link's own text, by the operations of a file: it is opened, transferred and closed. */
  function* closeThere(id: FileId, streamId: FileId, flags: number): Task<void> {
    const file = files.find(id);
    const { attributes } = file ?? { attributes: noCachedAttributes };
    if (file !== null) files.released(file, flags);
    const request = { fileId: id, streamId, pid: 0, flags, attributes, attributeSize: 0 };
    yield* callProcedure(rpc, server, closeProcedure, request);
  }

  function* symbolicLink(args: LookupArgs, target: string, remote: boolean): Task<NameResult<null>> {
    const useFlags = (args.useFlags & ~UseFlag.FOLLOW) | UseFlag.CREATE | UseFlag.EXCLUSIVE | UseFlag.WRITE;
    const type = remote ? FileType.REMOTE_LINK : FileType.SYMBOLIC_LINK;
    const made = yield* openThere({ ...args, useFlags }, 0o777, type);
    if (!('value' in made)) return made;
    const { ioFileId, streamId } = made.value;
    const stream = streamId ?? ioFileId;
    const text = latin1Bytes(`${target}\0`);
    const record = ioRecord(ioFileId, stream, { offset: 0, length: text.length, flags: UseFlag.WRITE });
    const { status } = yield* callProcedure(rpc, server, writeProcedure, record, text);
    yield* closeThere(ioFileId, stream, made.value.useFlags);
    return status === SUCCESS ? { value: null } : { status };
  }

  function* readLink(args: LookupArgs): Task<NameResult<string>> {
    const useFlags = (args.useFlags & ~UseFlag.FOLLOW) | UseFlag.READ;
    const found = yield* openThere({ ...args, useFlags }, 0, FileType.SYMBOLIC_LINK);
    if (!('value' in found)) return found;
    const { ioFileId, streamId } = found.value;
    const stream = streamId ?? ioFileId;
    const record = ioRecord(ioFileId, stream, { offset: 0, length: MAX_LINK_BYTES, flags: UseFlag.READ });
    const { status, data } = yield* callProcedure(rpc, server, readProcedure, record);
    yield* closeThere(ioFileId, stream, found.value.useFlags);
    return status === SUCCESS ? { value: textOf(data) } : { status };
  }

  // --- Two names -------------------------------------------------------------------------------------------------------

  function* twoNames(
    procedure: typeof renameProcedure,
    first: LookupArgs,
    second: LookupArgs,
  ): Task<TwoNameResult> {
    const names = new Uint8Array(2 * NAME_AREA_BYTES);
    names.set(nameBytes(first.name).subarray(0, NAME_AREA_BYTES));
    names.set(nameBytes(second.name).subarray(0, NAME_AREA_BYTES), NAME_AREA_BYTES);
    const isSecond = { value: false };
    const result = yield* nameCall(
      procedure,
      { lookup: lookupOf(first), secondPrefixId: second.start },
      names,
      none(null),
      ({ prefixLength, firstName }) => {
        isSecond.value = firstName === 0;
        return prefixLength;
      },
    );
    return 'redirect' in result ? { ...result, second: isSecond.value } : result;
  }

  // --- Attributes ------------------------------------------------------------------------------------------------------

  function* getAttributes(args: LookupArgs): Task<NameResult<Attributes>> {
    return yield* nameCall(
      getAttributesPathProcedure,
      openOf(args, 0, FileType.FILE),
      nameBytes(args.name),
      ({ reply }): NameResult<Attributes> =>
        reply === null ? { status: Status.RPC_INVALID_RPC } : { value: overlayKnown(reply.attributes) },
      pathPrefixLength,
    );
  }

  /** Size and times that this host's cache knows better. */
  function overlayKnown(attributes: Attributes): Attributes {
    const { serverID, domain, fileNumber } = attributes;
    const file = files.find({ type: StreamType.RMT_FILE, serverID, major: domain, minor: fileNumber });
    return file === null ? attributes : overlayCached(files, file, attributes);
  }

  /** What this host knows of a file that it caches is not older than what somebody here has set. */
  function noteTimes(id: FileId, { accessTime, dataModifyTime }: Attributes, flags: number): void {
    const file = files.find({ ...id, type: StreamType.RMT_FILE });
    if (file === null || (flags & SetAttr.TIMES) === 0) return;
    file.attributes = {
      ...file.attributes,
      accessTime: accessTime.seconds,
      modifyTime: dataModifyTime.seconds,
    };
  }

  const removeBy =
    (procedure: typeof unlinkProcedure) =>
    (args: LookupArgs): Task<NameResult<null>> =>
      nameCall(procedure, lookupOf(args), nameBytes(args.name), none(null), prefixLengthOf);

  return {
    root,
    serverId: server,
    open: (args, permissions) => openThere(args, permissions, typeMadeBy(args.useFlags)),
    fileObject(id, streamId) {
      const file = files.find(id);
      return file === null ? null : parts.objectOf(file, streamId ?? id);
    },
    getAttributes,
    *setAttributes(args, attributes, flags) {
      const set = yield* nameCall(
        setAttributesPathProcedure,
        { open: openOf(args, 0, FileType.FILE), attributes, flags },
        nameBytes(args.name),
        ({ reply }): NameResult<FileId> =>
          reply === null ? { status: Status.RPC_INVALID_RPC } : { value: reply.ioId },
        pathPrefixLength,
      );
      if ('value' in set) noteTimes(set.value, attributes, flags);
      return set;
    },
    makeDirectory: (args, permissions) =>
      nameCall(
        makeDirectoryProcedure,
        openOf(args, permissions, FileType.DIRECTORY),
        nameBytes(args.name),
        none(null),
        prefixLengthOf,
      ),
    makeDevice: (args, { serverID, type, unit }, permissions) =>
      nameCall(
        makeDeviceProcedure,
        { open: openOf(args, permissions, FileType.DEVICE), device: { serverID, type, unit, data: 0 } },
        nameBytes(args.name),
        none(null),
        prefixLengthOf,
      ),
    symbolicLink,
    readLink,
    remove: removeBy(unlinkProcedure),
    removeDirectory: removeBy(removeDirectoryProcedure),
    hardLink: (existing, created) => twoNames(linkProcedure, existing, created),
    rename: (from, to) => twoNames(renameProcedure, from, to),
    *checkAccess(args, mode) {
      const useFlags = args.useFlags | (mode & (UseFlag.READ | UseFlag.WRITE | UseFlag.EXECUTE));
      const found = yield* getAttributes({ ...args, useFlags });
      return 'value' in found ? { value: null } : (found satisfies Redirect | Failure);
    },
    *getAttributesById(nameId): Task<Result<Attributes>> {
      kernel.charge(costs.fstatNs);
      const { status, reply } = yield* callProcedure(rpc, server, getAttributesProcedure, { fileId: nameId });
      return reply === null || status !== SUCCESS ? { status } : { value: overlayKnown(reply.attributes) };
    },
    *setAttributesById(nameId, attributes, flags, { ids }) {
      const request = { fileId: nameId, ids: packIds(ids), attributes, flags };
      const { status } = yield* callProcedure(rpc, server, setAttributesProcedure, request);
      if (status === SUCCESS) noteTimes(nameId, attributes, flags);
      return status;
    },
    *info(): Task<DomainInfo | null> {
      const { status, reply } = yield* callProcedure(rpc, server, domainInfoProcedure, { fileId: root });
      return status === SUCCESS ? reply : null;
    },
    handleTypes: () => [],
    *sync() {},
    *shutDown() {},
  };
}
