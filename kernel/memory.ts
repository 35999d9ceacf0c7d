/**
 * The emulator's one memory: context blocks of every host first, then every host's page frames. Its size is
 * fixed when the cluster is made (untouched pages cost nothing), because growing would detach every view.
 * A frame belongs to exactly one host, by construction: each host has its own contiguous range.
 */
import type { Machine, MemoryViews } from '../arch/machine.js';
import type { HostMemory } from './kernel.js';
import { PROCESS_SLOTS } from './process.js';

const WASM_PAGE = 65536;

/** The one thing used of the engine's WebAssembly, which is not in the language's own library. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};

export interface MemoryRequest {
  readonly machine: Machine;
  /** Physical memory of the host, bytes. */
  readonly sizeBytes: number;
}

/**
 * Lay out the memory of a cluster, one HostMemory per request in the same order.
 * @throws RangeError in one line when the hosts together ask for more than `limitBytes`.
 */
export function createMemory(requests: readonly MemoryRequest[], limitBytes: number): readonly HostMemory[] {
  let size = 0;
  const places = requests.map(({ machine, sizeBytes }) => {
    const contextBase = size;
    size += PROCESS_SLOTS * machine.contextSize;
    const frameBase = Math.ceil(size / machine.pageSize) * machine.pageSize;
    const frameCount = Math.floor(sizeBytes / machine.pageSize);
    size = frameBase + frameCount * machine.pageSize;
    return { contextBase, frameBase, frameCount };
  });
  if (size > limitBytes) {
    const megabytes = (bytes: number) => Math.ceil(bytes / 1048576);
    throw new RangeError(
      `memory: the hosts need ${megabytes(size)} MB, the limit is ${megabytes(limitBytes)} MB: boot fewer hosts, or smaller ones`,
    );
  }
  const views = allocate(size);
  return places.map((place) => ({ views, ...place }));
}

function allocate(size: number): MemoryViews {
  const pages = Math.max(1, Math.ceil(size / WASM_PAGE));
  const buffer = wasmBuffer(pages) ?? new ArrayBuffer(pages * WASM_PAGE);
  return { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), view: new DataView(buffer) };
}

/** WebAssembly memory where it can be had: a translator of guest code needs it. */
function wasmBuffer(pages: number): ArrayBuffer | null {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer;
  } catch {
    return null;
  }
}
