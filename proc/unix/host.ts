/** UNIX calls about the host: its name, its number and its domain. Source: kernel-call reference, 3.1. */
import { latin1Bytes, latin1Text } from '../../arch/codec.js';
import { SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { cell, Errno, invalid, type UnixOutcome, unixStatus } from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';

type Names = 'gethostname' | 'sethostname' | 'gethostid' | 'sethostid' | 'getdomainname' | 'setdomainname';

const MAX_NAME = 256;

export function createUnixHostCalls(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { memory, records, makeCall, passOn } = parts;
  let hostId = 0;
  let domainName = '';

  function* storeName(
    process: Process,
    address: UserAddress,
    length: number,
    name: string,
  ): Task<UnixOutcome> {
    const bytes = latin1Bytes(`${name}\0`).subarray(0, Math.max(0, length));
    return yield* records.storeBytes(process, address, bytes);
  }

  function* loadName(process: Process, address: UserAddress, length: number): Task<string | null> {
    if (length < 0 || length > MAX_NAME) return null;
    const bytes = yield* memory.copyIn(process, address, length);
    return bytes === null ? null : latin1Text(bytes).replace(/\0.*/s, '');
  }

  return {
    *gethostname(process, { name, length }) {
      const host = cell<string>();
      const status = yield* makeCall('Sys_GetHostName', process, { name: host });
      return status === SUCCESS
        ? yield* storeName(process, name, length, host.value ?? '')
        : unixStatus(status);
    },
    *sethostname(process, args) {
      const name = yield* loadName(process, args.name, args.length);
      if (name === null) return invalid;
      return yield* passOn('Sys_SetHostName', process, { name });
    },
    gethostid: () => hostId,
    sethostid(process, { id }) {
      if (process.effectiveUserId !== 0) return { errno: Errno.EPERM };
      hostId = id;
      return 0;
    },
    getdomainname: (process, { name, length }) => storeName(process, name, length, domainName),
    *setdomainname(process, args) {
      if (process.effectiveUserId !== 0) return { errno: Errno.EPERM };
      const name = yield* loadName(process, args.name, args.length);
      if (name === null) return invalid;
      domainName = name;
      return 0;
    },
  };
}
