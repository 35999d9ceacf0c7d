/**
 * Who may leave this host and who may come: the import and export bits, and the protocol's version, which must be
 * the same on both hosts. Source: migration reference, 1.3; kernel-call reference, 5.6.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';

export const PolicyBit = {
  IMPORT_ROOT: 0x1,
  IMPORT_ALL: 0x3,
  IMPORT_ANY_INPUT: 0x10,
  IMPORT_ANY_LOAD: 0x20,
  EXPORT_ROOT: 0x1_0000,
  EXPORT_ALL: 0x3_0000,
} as const;

export interface Policy {
  /** PolicyBit's. */
  state: number;
  version: number;
  /** Whether anybody's processes may come. */
  welcome(isAllowed: boolean): void;
  mayExport(process: Process): boolean;
  /** SUCCESS, or why a process of this user may not come. */
  mayImport(userId: number): Status;
}

const VERSION = 20;
const ROOT = 0;

export function createPolicy(): Policy {
  const allows = (all: number, root: number, userId: number): boolean => {
    const bits = policy.state & all;
    return userId === ROOT ? (bits & root) !== 0 : bits === all;
  };
  const policy: Policy = {
    state: PolicyBit.IMPORT_ALL | PolicyBit.EXPORT_ALL,
    version: VERSION,
    welcome(isAllowed) {
      const others = policy.state & ~PolicyBit.IMPORT_ALL;
      policy.state = isAllowed ? others | PolicyBit.IMPORT_ALL : others;
    },
    mayExport: ({ userId }) => allows(PolicyBit.EXPORT_ALL, PolicyBit.EXPORT_ROOT, userId),
    mayImport(userId) {
      if ((policy.state & PolicyBit.IMPORT_ALL) === 0) return Status.PROC_MIGRATION_REFUSED;
      const admitted = allows(PolicyBit.IMPORT_ALL, PolicyBit.IMPORT_ROOT, userId);
      return admitted ? SUCCESS : Status.GEN_NO_PERMISSION;
    },
  };
  return policy;
}
