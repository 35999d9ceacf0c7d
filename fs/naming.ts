/**
 * The client's side of names: which domain a name begins in (the longest prefix of an absolute name, or the
 * working directory), and going on elsewhere when a server meets a link or ".." that leads out of its domain.
 * Source: file system reference, 1.1.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import type { FileDomain, TwoNameResult } from './domain.js';
import type { PrefixEntry, PrefixTable } from './prefix-table.js';
import type { Asker } from './process-files.js';
import type { FsStatistics } from './statistics.js';
import { type LookupArgs, type NameResult, type Redirect, type Result, UseFlag } from './types.js';

export interface NameRequest {
  readonly asker: Asker;
  readonly path: string;
  readonly useFlags: number;
}

/** What an operation answered, and in which domain. */
export interface Named<T> {
  readonly value: T;
  readonly domain: FileDomain;
  readonly prefix: string;
}

export interface Naming {
  atName<T>(
    request: NameRequest,
    operation: (domain: FileDomain, args: LookupArgs) => Task<NameResult<T>>,
  ): Task<Result<Named<T>>>;
  /** Both names must end in one domain. The second is never followed. */
  atTwoNames(
    request: NameRequest,
    secondPath: string,
    operation: (domain: FileDomain, first: LookupArgs, second: LookupArgs) => Task<TwoNameResult>,
  ): Task<Status>;
}

const MAX_REDIRECTS = 10;

/** A domain may have several prefixes, with roots of their own. */
const isSameDomain = (a: FileDomain, b: FileDomain): boolean =>
  a === b || (a.root.serverID === b.root.serverID && a.root.major === b.root.major);

interface Start {
  readonly domain: FileDomain;
  readonly prefix: string;
  readonly args: LookupArgs;
}

export interface NamingParts {
  readonly kernel: Kernel;
  readonly prefixes: PrefixTable;
  readonly counts: FsStatistics['prefix'];
  /** Find out who serves a prefix of the table. Absent on a host without a network. */
  locate?(entry: PrefixEntry): Task<FileDomain | null>;
}

export function createNaming({ kernel, prefixes, counts, locate }: NamingParts): Naming {
  function* startOf({ asker, useFlags }: NameRequest, name: string): Task<Start | null> {
    const client = {
      clientId: kernel.hostId,
      homeId: asker.homeHost,
      machineType: kernel.machine.name,
    };
    const common = { useFlags, ids: asker.ids, client };
    counts[name.startsWith('/') ? 'absolute' : 'relative']++;
    if (!name.startsWith('/')) {
      const named = asker.directory?.named ?? null;
      if (named === null) return null;
      const { domain, prefix, fileId } = named;
      return { domain, prefix, args: { ...common, start: fileId, name } };
    }
    const match = prefixes.longestMatch(name);
    if (match === null) return null;
    const { entry, rest } = match;
    const { prefix } = entry;
    const domain = entry.domain ?? (locate === undefined ? null : yield* locate(entry));
    if (domain === null) return null;
    return { domain, prefix, args: { ...common, start: domain.root, name: rest } };
  }

  /** Where a redirected name goes on; a remote link announces a prefix. */
  function redirected(prefix: string, { redirect, prefixLength }: Redirect): string {
    counts.redirects++;
    if (prefixLength > 0) prefixes.addPrefix(redirect.slice(0, prefixLength));
    if (redirect.startsWith('/')) return redirect;
    // "../rest" at the root of the domain: the last component of its prefix is dropped.
    return `${prefix.slice(0, prefix.lastIndexOf('/'))}/${redirect.slice(3)}`;
  }

  function* atName<T>(
    request: NameRequest,
    operation: (domain: FileDomain, args: LookupArgs) => Task<NameResult<T>>,
  ): Task<Result<Named<T>>> {
    let name = request.path;
    let hasMoved = false;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const start = yield* startOf(request, name);
      if (start === null) return { status: Status.FS_FILE_NOT_FOUND };
      const { domain, prefix } = start;
      const result = yield* operation(domain, start.args);
      if ('value' in result) return { value: { value: result.value, domain, prefix } };
      if ('redirect' in result) {
        name = redirected(prefix, result);
        continue;
      }
      // The server is there and does not have it: the prefix may have moved to another.
      const mayHaveMoved =
        result.status === Status.FS_STALE_HANDLE && name.startsWith('/') && locate !== undefined;
      if (!mayHaveMoved || hasMoved) return result;
      hasMoved = true;
      prefixes.loseDomain(prefix);
    }
    counts.loops++;
    return { status: Status.FS_NAME_LOOP };
  }

  function* atTwoNames(
    request: NameRequest,
    secondPath: string,
    operation: (domain: FileDomain, first: LookupArgs, second: LookupArgs) => Task<TwoNameResult>,
  ): Task<Status> {
    const secondRequest = { ...request, useFlags: request.useFlags & ~UseFlag.FOLLOW };
    let firstName = request.path;
    let secondName = secondPath;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const first = yield* startOf(request, firstName);
      const second = yield* startOf(secondRequest, secondName);
      if (first === null || second === null) return Status.FS_FILE_NOT_FOUND;
      const result = isSameDomain(first.domain, second.domain)
        ? yield* operation(first.domain, first.args, second.args)
        : yield* acrossDomains(first, second);
      if ('value' in result) return SUCCESS;
      if ('status' in result) return result.status;
      const isSecond = result.second === true;
      const next = redirected((isSecond ? second : first).prefix, result);
      if (isSecond) secondName = next;
      else firstName = next;
    }
    counts.loops++;
    return Status.FS_NAME_LOOP;
  }

  /** Names that begin in different domains may still end in one: see where each leads. */
  function* acrossDomains(first: Start, second: Start): Task<TwoNameResult> {
    const found = yield* first.domain.getAttributes(first.args);
    if (!('value' in found)) return found;
    const target = yield* second.domain.getAttributes(second.args);
    if ('redirect' in target) return { ...target, second: true };
    return { status: Status.FS_CROSS_DOMAIN_OPERATION };
  }

  return { atName, atTwoNames };
}
