/**
 * Virtual memory as the rest of the kernel sees it. Three private segments to a process: code (read-only,
 * shared by file identity), heap (grows up by Vm_CreateVA), stack (grows down by faults).
 * Source: memory-and-scheduling reference, sections 1-5; address spaces: exec-and-signals reference, 2.
 */
import type { Access, ImageDescription } from '../../arch/machine.js';
import type { Status } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import type { UserMemory } from '../user-memory.js';
import type { BackingFile } from './backing-store.js';

export interface VirtualMemory extends UserMemory {
  /**
   * Give the process new segments for an image, releasing the old ones only when the new ones exist. Takes over
   * `file` (on success; on failure the caller still has to close it). A context is made if there is none.
   */
  exec(process: Process, image: ImageDescription, file: BackingFile): Task<Status>;
  /** Segments for a fork child: code shared, heap and stack copy-on-write, or shared if asked. */
  fork(parent: Process, child: Process, shareHeap: boolean, shareStack?: boolean): Task<Status>;
  /** Drop the process's segments and context (exit, or after migration). */
  release(process: Process): Task<void>;
  /** Resolve a fault of user code; false: the address is bad (SIG_ADDR_FAULT). */
  fault(process: Process, address: UserAddress, access: Access): Task<boolean>;
  createVA(process: Process, address: UserAddress, size: number): Task<Status>;
  destroyVA(process: Process, address: UserAddress, size: number): Task<Status>;
  /** First address above the heap's last page. */
  heapEnd(process: Process): UserAddress;
  /** Segment numbers as in Proc_PCBInfo.vmSegments: system, code, heap, stack; -1 when absent. */
  segmentNumbers(process: Process): readonly number[];
  /** Nothing is kept for this slot. */
  isEmpty(slot: number): boolean;
}
