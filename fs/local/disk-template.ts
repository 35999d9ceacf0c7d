/**
 * Disks that have been made once and are wanted again: to format and populate a disk takes longer than all else that
 * switching a host on does. A disk is the same for the same machine, host, date, size and tree, to the byte, so a copy
 * of the first is as good as another. Kept by whoever boots many hosts, for as long as he likes.
 */
import { latin1Text } from '../../arch/codec.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { DiskContents } from '../disk/block-device.js';
import type { TreeEntry } from '../tree-entry.js';
import type { DomainHeader } from './layout.js';

const SMALL_BYTES = 1024;

export interface DiskTemplate {
  readonly header: DomainHeader;
  readonly contents: DiskContents;
}

export interface DiskTemplates {
  /** The names of equal disks are equal. */
  nameOf(kernel: Kernel, blockCount: number, tree: readonly TreeEntry[]): string;
  find(name: string): DiskTemplate | undefined;
  /** The one that has not been wanted for longest makes room. */
  keep(name: string, template: DiskTemplate): void;
}

export function createDiskTemplates(mostCount: number): DiskTemplates {
  /** Last used last. */
  const templates = new Map<string, DiskTemplate>();
  /** Large contents are told apart by where they are: nobody changes them. Small ones may be made anew at each boot. */
  const numbers = new WeakMap<Uint8Array, number>();
  let lastNumber = 0;

  function nameOfContents(bytes: Uint8Array): number | string {
    const known = numbers.get(bytes);
    if (known !== undefined) return known;
    if (bytes.length <= SMALL_BYTES) return latin1Text(bytes);
    numbers.set(bytes, ++lastNumber);
    return lastNumber;
  }

  return {
    nameOf({ machine, hostId, timeOfDay }, blockCount, tree) {
      const entries = tree.map((entry) =>
        entry.kind === 'file' ? { ...entry, bytes: nameOfContents(entry.bytes) } : entry,
      );
      return JSON.stringify([machine.name, hostId, timeOfDay(), blockCount, entries]);
    },
    find(name) {
      const template = templates.get(name);
      if (template === undefined) return undefined;
      templates.delete(name);
      templates.set(name, template);
      return template;
    },
    keep(name, template) {
      templates.set(name, template);
      for (const oldest of templates.keys()) {
        if (templates.size <= mostCount) break;
        templates.delete(oldest);
      }
    },
  };
}
