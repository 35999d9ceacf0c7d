/**
 * The naming operations of other hosts on this host's domains: each is the domain's own, with the name from the
 * request and the client that the packet says. A name that leads out of the domain goes back to the client.
 * Source: RPC reference, 10.
 */
import { latin1Bytes, latin1Text } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { type ServiceAnswer, serveProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { OpenResult, TwoNameResult } from '../domain.js';
import type { LocalDomain } from '../local/domain.js';
import type { PrefixTable } from '../prefix-table.js';
import {
  type FileState,
  getAttributesPathProcedure,
  type LookupRecord,
  linkProcedure,
  makeDeviceProcedure,
  makeDirectoryProcedure,
  type OpenRecord,
  openProcedure,
  prefixProcedure,
  removeDirectoryProcedure,
  renameProcedure,
  setAttributesPathProcedure,
  unlinkProcedure,
  unpackClient,
  unpackIds,
} from '../remote/records.js';
import { firstByteOf, noFileState } from '../remote/remote-state.js';
import {
  type FileId,
  type LookupArgs,
  type NameResult,
  noAttributes,
  StreamType,
  UseFlag,
} from '../types.js';
import type { ServedDomains } from './served-domains.js';
import type { ServedStreams } from './served-streams.js';

export interface NameServiceParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly prefixes: PrefixTable;
  readonly domains: ServedDomains;
  readonly streams: ServedStreams;
  machineTypeOf(host: HostId): string;
  /** A client is re-opening what it had: until it is done it opens nothing else. */
  isRecovering(client: HostId): boolean;
}

const NO_ID: Readonly<FileId> = { type: 0, serverID: 0, major: 0, minor: 0 };
const ACCESS = UseFlag.READ | UseFlag.WRITE | UseFlag.EXECUTE;

/** A NUL-terminated name, or null when it does not end. */
function nameIn(data: Uint8Array): string | null {
  const end = data.indexOf(0);
  return end < 0 ? null : latin1Text(data.subarray(0, end));
}

const redirectData = (redirect: string): Uint8Array => latin1Bytes(`${redirect}\0`);

export function serveNames(parts: NameServiceParts): void {
  const { kernel, rpc, domains, streams } = parts;
  const { serveNameNs, remoteHandleNs } = kernel.machine.costs;

  const argsOf = (client: HostId, record: LookupRecord | OpenRecord, name: string): LookupArgs => ({
    start: record.prefixId,
    name,
    useFlags: record.useFlags,
    ids: unpackIds(record.ids),
    client: unpackClient(client, record.homeHost, parts.machineTypeOf),
  });

  /** Do a naming operation in the domain of the request; `done` makes the reply of its value. */
  function* inDomain<T, Reply>(
    client: HostId,
    record: LookupRecord | OpenRecord,
    data: Uint8Array,
    operation: (domain: LocalDomain, args: LookupArgs) => Task<NameResult<T>>,
    done: (value: T) => ServiceAnswer<Reply>,
    redirected: (prefixLength: number) => Reply,
  ): Task<ServiceAnswer<Reply>> {
    kernel.charge(serveNameNs);
    const name = nameIn(data);
    const domain = domains.find(record.rootId);
    if (domain === null) return { status: Status.FS_STALE_HANDLE };
    if (name === null) return { status: Status.GEN_INVALID_ARG };
    const result = yield* operation(domain, argsOf(client, record, name));
    if ('value' in result) return done(result.value);
    if ('status' in result) return result;
    return {
      status: Status.FS_LOOKUP_REDIRECT,
      reply: redirected(result.prefixLength),
      data: redirectData(result.redirect),
    };
  }

  const prefixLength = (length: number) => ({ prefixLength: length });
  const succeeded = () => ({ status: SUCCESS });

  // --- Open --------------------------------------------------------------------------------------------------------

  const stateOf = (opened: OpenResult): FileState => ({
    cacheable: opened.grant.cacheable ? 1 : 0,
    version: opened.attributes.version,
    openTimeStamp: opened.grant.openTimeStamp,
    attributes: {
      firstByte: firstByteOf(opened.attributes.type),
      lastByte: opened.attributes.size - 1,
      accessTime: opened.attributes.accessTime.seconds,
      modifyTime: opened.attributes.dataModifyTime.seconds,
      createTime: 0,
      userType: 0,
      permissions: opened.attributes.permissions,
      uid: opened.attributes.uid,
      gid: opened.attributes.gid,
    },
    newFlags: opened.useFlags,
  });

  serveProcedure(rpc, openProcedure, function* serveOpen(client, record, data) {
    if (parts.isRecovering(client)) return { status: Status.RPC_SERVICE_DISABLED };
    return yield* inDomain(
      client,
      record,
      data,
      (domain, args) => domain.openType(args, record.permissions, record.type),
      (opened) => {
        kernel.charge(remoteHandleNs);
        const isFile = opened.ioFileId.type === StreamType.LCL_FILE;
        const ioId = isFile ? { ...opened.ioFileId, type: StreamType.RMT_FILE } : opened.ioFileId;
        const streamId = isFile ? streams.create(opened.ioFileId, client) : NO_ID;
        return {
          status: SUCCESS,
          reply: {
            prefixLength: 0,
            ioId,
            streamId,
            nameId: opened.nameId,
            dataSize: 52,
            reserved: 0,
            state: stateOf(opened),
          },
        };
      },
      (length) => ({
        prefixLength: length,
        ioId: NO_ID,
        streamId: NO_ID,
        nameId: NO_ID,
        dataSize: 0,
        reserved: 0,
        state: noFileState,
      }),
    );
  });

  /** Who serves a prefix: nobody answers a broadcast for what is not here. */
  serveProcedure(rpc, prefixProcedure, (client, _record, data) => {
    const name = nameIn(data);
    const domain = name === null ? null : parts.prefixes.exportedTo(name, client);
    if (domain === null) return { status: Status.RPC_NO_REPLY };
    return { status: SUCCESS, reply: { state: noFileState, rootId: domain.root } };
  });

  // --- Names -------------------------------------------------------------------------------------------------------

  serveProcedure(rpc, unlinkProcedure, (client, record, data) =>
    inDomain(client, record, data, (domain, args) => domain.remove(args), succeeded, prefixLength),
  );
  serveProcedure(rpc, removeDirectoryProcedure, (client, record, data) =>
    inDomain(client, record, data, (domain, args) => domain.removeDirectory(args), succeeded, prefixLength),
  );
  serveProcedure(rpc, makeDirectoryProcedure, (client, record, data) =>
    inDomain(
      client,
      record,
      data,
      (domain, args) => domain.makeDirectory(args, record.permissions),
      succeeded,
      prefixLength,
    ),
  );
  serveProcedure(rpc, makeDeviceProcedure, (client, { open, device }, data) =>
    inDomain(
      client,
      open,
      data,
      (domain, args) => domain.makeDevice(args, device, open.permissions),
      succeeded,
      prefixLength,
    ),
  );

  for (const [procedure, operation] of [
    [renameProcedure, (domain: LocalDomain, from: LookupArgs, to: LookupArgs) => domain.rename(from, to)],
    [linkProcedure, (domain: LocalDomain, from: LookupArgs, to: LookupArgs) => domain.hardLink(from, to)],
  ] as const) {
    serveProcedure(rpc, procedure, function* serveTwoNames(client, { lookup, secondPrefixId }, data) {
      kernel.charge(serveNameNs);
      const domain = domains.find(lookup.rootId);
      const half = data.length / 2;
      const names = [nameIn(data.subarray(0, half)), nameIn(data.subarray(half))] as const;
      if (domain === null) return { status: Status.FS_STALE_HANDLE };
      if (names[0] === null || names[1] === null) return { status: Status.GEN_INVALID_ARG };
      const first = argsOf(client, lookup, names[0]);
      const second = {
        ...first,
        start: secondPrefixId,
        name: names[1],
        useFlags: first.useFlags & ~UseFlag.FOLLOW,
      };
      return twoNameAnswer(yield* operation(domain, first, second));
    });
  }

  function twoNameAnswer(
    result: TwoNameResult,
  ): ServiceAnswer<{ readonly prefixLength: number; readonly firstName: number }> {
    if ('value' in result) return { status: SUCCESS };
    if ('status' in result) return { status: result.status };
    return {
      status: Status.FS_LOOKUP_REDIRECT,
      reply: { prefixLength: result.prefixLength, firstName: result.second === true ? 0 : 1 },
      data: redirectData(result.redirect),
    };
  }

  // --- Attributes by name --------------------------------------------------------------------------------------------

  /** The record has no field for the length of a prefix: it goes in the id, which a redirection has not. */
  const pathReply = (length: number) => ({ ioId: { ...NO_ID, type: length }, attributes: noAttributes });

  serveProcedure(rpc, getAttributesPathProcedure, (client, record, data) =>
    inDomain(
      client,
      record,
      data,
      function* attributesAt(domain, args) {
        const mode = record.useFlags & ACCESS;
        if (mode !== 0) {
          const allowed = yield* domain.checkAccess({ ...args, useFlags: args.useFlags & ~ACCESS }, mode);
          if (!('value' in allowed)) return allowed;
        }
        return yield* domain.getAttributes({ ...args, useFlags: args.useFlags & ~ACCESS });
      },
      (attributes) => ({ status: SUCCESS, reply: { ioId: NO_ID, attributes } }),
      pathReply,
    ),
  );
  serveProcedure(rpc, setAttributesPathProcedure, (client, { open, attributes, flags }, data) =>
    inDomain(
      client,
      open,
      data,
      (domain, args) => domain.setAttributes(args, attributes, flags),
      (id) => ({ status: SUCCESS, reply: { ioId: { ...id, type: StreamType.RMT_FILE }, attributes } }),
      pathReply,
    ),
  );
}
