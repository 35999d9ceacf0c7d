/**
 * Which host has the server of each pseudo-device of this host's disks: kept by the file server that has the name, for
 * as long as that server's control stream is open. Nothing of it is on the disk; after a crash the servers' hosts
 * tell it again. Source: structures reference, 9.2; RPC reference, 7 and 8.
 */
import { Status } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { type FileId, type Result, StreamType } from '../types.js';

export interface Masters {
  /** The host whose process serves the file; null when nobody does. */
  hostOf(domain: number, fileNumber: number): HostId | null;
  /** False when somebody serves it already. */
  begin(domain: number, fileNumber: number, host: HostId): boolean;
  leave(domain: number, fileNumber: number, host: HostId): void;
  forgetHost(host: HostId): void;
}

/** Who opens, as the server is told. */
export interface PdevOpener {
  readonly pid: number;
  readonly hostId: number;
  readonly user: number;
}

const DOMAIN_UNIT = 0x10000;

/** The control stream's id on the server's host, which says what file it is: its server, domain and number. */
const controlId = (host: HostId, { serverId, domain, fileNumber }: PseudoFile): FileId => ({
  type: StreamType.CONTROL,
  serverID: host,
  major: serverId * DOMAIN_UNIT + domain,
  minor: fileNumber,
});

/** A file of this host, as its domain names it. */
interface PseudoFile {
  readonly serverId: HostId;
  readonly domain: number;
  readonly fileNumber: number;
}

/**
 * What an open of a pseudo-device leads to: of `host`, which is to be the server's, the control stream; for anybody
 * else, by null, the server's host, where the client is connected.
 */
export function openPseudoDevice(masters: Masters, file: PseudoFile, host: HostId | null): Result<FileId> {
  const { domain, fileNumber } = file;
  if (host !== null) {
    if (!masters.begin(domain, fileNumber, host)) return { status: Status.FS_FILE_BUSY };
    return { value: controlId(host, file) };
  }
  const server = masters.hostOf(domain, fileNumber);
  if (server === null) return { status: Status.DEV_OFFLINE };
  return { value: { ...controlId(server, file), type: StreamType.LCL_PSEUDO } };
}

export const nameServerOf = ({ major }: FileId): HostId => Math.floor(major / DOMAIN_UNIT) as HostId;
export const domainOf = ({ major }: FileId): number => major % DOMAIN_UNIT;

export function createMasters(): Masters {
  const hosts = new Map<string, HostId>();
  const keyOf = (domain: number, fileNumber: number): string => `${domain}/${fileNumber}`;

  return {
    hostOf: (domain, fileNumber) => hosts.get(keyOf(domain, fileNumber)) ?? null,
    begin(domain, fileNumber, host) {
      const key = keyOf(domain, fileNumber);
      if (hosts.has(key)) return false;
      hosts.set(key, host);
      return true;
    },
    leave(domain, fileNumber, host) {
      const key = keyOf(domain, fileNumber);
      if (hosts.get(key) === host) hosts.delete(key);
    },
    forgetHost(host) {
      for (const [key, other] of [...hosts]) if (other === host) hosts.delete(key);
    },
  };
}
