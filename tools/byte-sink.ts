/** Standard output and standard error: bytes pass unchanged, and nothing is lost when the process ends. */
import { writeSync } from 'node:fs';

export interface ByteSink {
  write(bytes: Uint8Array): void;
  /** False when nobody reads any more (EPIPE). */
  open(): boolean;
}

/**
 * Writes at once, waiting for the reader where it must: a guest that writes much is slowed down like any
 * program, and there is no buffer to lose.
 */
export function byteSink(descriptor: number): ByteSink {
  let open = true;
  return {
    write(bytes) {
      let rest = bytes;
      while (open && rest.length > 0) {
        try {
          rest = rest.subarray(writeSync(descriptor, rest));
        } catch (error) {
          const code = (error as { readonly code?: string }).code;
          if (code === 'EAGAIN') pause();
          else open = false;
        }
      }
    },
    open: () => open,
  };
}

/** A non-blocking pipe is full: sleep a millisecond rather than spin. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
