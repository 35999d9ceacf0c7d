/**
 * Vm_Stat: what virtual memory counts, as Vm_Cmd and Sys_Stats copy it out. Names and order are Sprite's; words
 * 34 and 35 belong to the machine. Counters of mechanisms this kernel does not have stay 0.
 * Source: structures reference, 6; meanings: memory-and-scheduling reference, 7.
 */
import { int, type StructValue, struct } from '../../arch/codec.js';

const fields = {
  numPhysPages: int,
  numFreePages: int,
  numDirtyPages: int,
  numReservePages: int,
  numUserPages: int,
  kernStackPages: int,
  kernMemPages: int,
  totalFaults: int,
  totalUserFaults: int,
  zeroFilled: int,
  fsFilled: int,
  psFilled: int,
  collFaults: int,
  quickFaults: int,
  codeFaults: int,
  heapFaults: int,
  stackFaults: int,
  numAllocs: int,
  gotFreePage: int,
  pageAllocs: int,
  gotPageFromFS: int,
  numListSearches: int,
  usedFreePage: int,
  lockSearched: int,
  refSearched: int,
  dirtySearched: int,
  reservePagesUsed: int,
  pagesWritten: int,
  cleanWait: int,
  pageoutWakeup: int,
  pageoutNoWork: int,
  pageoutWait: int,
  mapPageWait: int,
  accessWait: int,
  machDep0: int,
  machDep1: int,
  minVMPages: int,
  fsAsked: int,
  haveFreePage: int,
  fsMap: int,
  fsUnmap: int,
  maxFSPages: int,
  minFSPages: int,
  numCOWHeapPages: int,
  numCOWStkPages: int,
  numCORHeapPages: int,
  numCORStkPages: int,
  numCOWHeapFaults: int,
  numCOWStkFaults: int,
  quickCOWFaults: int,
  numCORHeapFaults: int,
  numCORStkFaults: int,
  quickCORFaults: int,
  swapPagesCopied: int,
  numCORCOWHeapFaults: int,
  numCORCOWStkFaults: int,
  potModPages: int,
  notModPages: int,
  notHardModPages: int,
  codePrefetches: int,
  heapSwapPrefetches: int,
  heapFSPrefetches: int,
  stackPrefetches: int,
  codePrefetchHits: int,
  heapSwapPrefetchHits: int,
  heapFSPrefetchHits: int,
  stackPrefetchHits: int,
  prefetchAborts: int,
} as const;

export const VmStat = struct('Vm_Stat', fields);
export type VmStat = StructValue<typeof fields>;
export type VmCounters = { -readonly [Name in keyof VmStat]: number };

export const createVmCounters = (): VmCounters =>
  Object.fromEntries(Object.keys(fields).map((name) => [name, 0])) as VmCounters;
