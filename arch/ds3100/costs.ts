/**
 * What kernel work costs on a DECstation 3100. The measured figures are those of whole calls as programs see them
 * (measurements reference, 3 and 5: the getpid, pipe and select benchmarks; copying; file and process operations of
 * the Sun 3/75 scaled by the 4.4 that kernel paths scale by). Since the kernel charges the parts one by one, each
 * part is what is left of its figure when the others are taken off, so that the sums come out as measured.
 */
import type { Costs } from '../costs.js';
import { PAGE_SIZE } from './layouts.js';

/** getpid, the user's loop included. */
const NULL_CALL_NS = 26_000;
/** A small read or write beyond the null call, from the pipe benchmark. */
const STREAM_CALL_NS = 30_000;
/** A large block, neither end in the CPU's cache: 5.4 MB/s. */
const COPY_NS_PER_BYTE = 185;
const BLOCK_BYTES = 4096;
/** Own estimate: a trap, the handler's few hundred instructions, and return. */
const INTERRUPT_NS = 20_000;
const BLOCK_CALL_NS = NULL_CALL_NS + STREAM_CALL_NS + BLOCK_BYTES * COPY_NS_PER_BYTE;

const CACHE_READ_NS = 870_000 - BLOCK_CALL_NS;
const COMPONENT_NS = 70_000;
/** The one component of the measured name operations, and a block of its directory. */
const LOOKUP_NS = COMPONENT_NS + CACHE_READ_NS;
/** The Sun's, by the 4.4 by which kernel paths scale. */
const GIVE_UP_OPEN_NS = 90_000;
/** What the C library does to a file's attributes is in the measured figure, and executed here. */
const LIBRARY_NS = 15_000;

export const costs: Readonly<Costs> = {
  nullCallNs: NULL_CALL_NS,
  streamCallNs: STREAM_CALL_NS,
  interruptNs: INTERRUPT_NS,
  // From the pipe benchmark: (510 us - 4 calls) / 2, rounded.
  contextSwitchNs: 140_000,
  // Fork, exit and wait take 5.2 ms together with two switches and the child's copy of a stack page. Exit and wait are
  // split off as the reference does, fork is the rest.
  forkNs: 2_200_000 - NULL_CALL_NS,
  exitNs: 1_100_000 - NULL_CALL_NS,
  waitNs: 350_000 - NULL_CALL_NS,
  // The Sun's, which is fitted, by the 4.4.
  execNs: 9_300_000,
  // Own estimate: about four null calls' work.
  signalDeliveryNs: 100_000,

  copyNsPerByte: COPY_NS_PER_BYTE,
  // 0.4 ms a page.
  zeroNsPerByte: 100,
  pageFaultNs: 250_000,
  markResidentPageNs: 35_000,
  markSwappedPageNs: 7_000,
  detachPageNs: 30_000,
  // 0.95 ms a page with the copy.
  separatePageNs: 950_000 - PAGE_SIZE * COPY_NS_PER_BYTE,
  // A quarter of the Sun's.
  clockPageNs: 40_000,

  // 0.87 ms to read and 1.1 ms to write 4 KB of the cache, in one call.
  cacheReadNs: CACHE_READ_NS,
  cacheWriteNs: 1_100_000 - BLOCK_CALL_NS,
  // Open and close of a name with one component take 0.75 ms in two calls; the split is our own.
  openNs: 550_000 - NULL_CALL_NS - LOOKUP_NS,
  closeNs: 200_000 - NULL_CALL_NS - STREAM_CALL_NS,
  failedOpenNs: 300_000 - NULL_CALL_NS - LOOKUP_NS - GIVE_UP_OPEN_NS,
  giveUpOpenNs: GIVE_UP_OPEN_NS,
  statNs: 250_000 - NULL_CALL_NS - LOOKUP_NS - LIBRARY_NS,
  fstatNs: 120_000 - NULL_CALL_NS - STREAM_CALL_NS - LIBRARY_NS,
  componentNs: COMPONENT_NS,
  // What four calls and two switches leave of a one-byte round trip's 510 us, a quarter each.
  pipeNs: 1_500,
  // One empty pipe: 76 us.
  selectNs: 76_000 - NULL_CALL_NS,
  // Own split of an open file's 14 ms: 1.2 are no remote call's (measurements reference, 6.3, scaled by 4.4).
  packStreamNs: 140_000,
  // The Sun's, which are fitted, by the 4.4.
  migrateOutNs: 180_000,
  migrateInNs: 270_000,

  // An empty call takes 0.95 ms, of which 0.15 are the wire's; the rest is split as the reference does. The Lance has
  // no DMA: the processor copies every byte in and out (measurements reference, 3 and 4.1).
  rpcClientNs: 380_000 - INTERRUPT_NS,
  rpcServerNs: 420_000 - INTERRUPT_NS,
  remoteNameNs: 80_000,
  serveNameNs: 40_000,
  remoteHandleNs: 75_000,
  packetSendNs: 300_000 - INTERRUPT_NS,
  packetReceiveNs: 0,
  sendNsPerByte: 100,
  receiveNsPerByte: 750,
};
