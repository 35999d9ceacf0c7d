/** The domains of this host's disks, by the ids that other hosts know their files by. */
import type { LocalDomain } from '../local/domain.js';
import type { FileId } from '../types.js';

export interface ServedDomains {
  add(domain: LocalDomain): void;
  remove(domain: LocalDomain): void;
  /** Null for an id of no domain here. */
  find(id: FileId): LocalDomain | null;
}

export function createServedDomains(): ServedDomains {
  const domains = new Map<number, LocalDomain>();
  return {
    add(domain) {
      domains.set(domain.root.major, domain);
    },
    remove(domain) {
      domains.delete(domain.root.major);
    },
    find: ({ major, serverID }) => {
      const domain = domains.get(major);
      return domain !== undefined && domain.serverId === serverID ? domain : null;
    },
  };
}
