/**
 * Streams whose files may be mapped on this host: calls that read, write or cut them say so to virtual memory, so
 * that a program sees the same whichever way it looks. Source: memory-and-scheduling reference, 1.5.
 */
import type { Task } from '../kernel/task.js';
import type { MappedFiles } from '../kernel/vm/mapped-files.js';
import { isFile, type Stream } from './stream.js';
import type { FileId } from './types.js';

export interface MappedStreams {
  beforeRead(stream: Stream, length: number): Task<void>;
  afterWrite(stream: Stream, offset: number, bytes: Uint8Array): Task<void>;
  afterCut(stream: Stream, size: number): Task<void>;
}

/** Of a file, whatever its contents: a mapped file is found by it. */
export const mappedIdentity = ({ serverID, major, minor }: FileId): string => `${serverID}/${major}/${minor}`;

/** `files`: null where there is no virtual memory. */
export function createMappedStreams(files: () => MappedFiles | null): MappedStreams {
  function* tellMemory(
    stream: Stream,
    work: (files: MappedFiles, identity: string) => Task<void>,
  ): Task<void> {
    const mapped = isFile(stream) ? files() : null;
    if (mapped === null) return;
    const identity = mappedIdentity(stream.object.id);
    if (mapped.isMapped(identity)) yield* work(mapped, identity);
  }
  return {
    beforeRead: (stream, length) =>
      tellMemory(stream, (mapped, identity) => mapped.beforeRead(identity, stream.position.offset, length)),
    afterWrite: (stream, offset, bytes) =>
      tellMemory(stream, (mapped, identity) => mapped.afterWrite(identity, offset, bytes)),
    afterCut: (stream, size) => tellMemory(stream, (mapped, identity) => mapped.afterCut(identity, size)),
  };
}
