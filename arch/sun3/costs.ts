/**
 * What kernel work costs on a Sun 3/75. The measured figures are those of whole calls as programs see them
 * (measurements reference, 3 and 5: the getpid, pipe and select benchmarks; copying; the tables of file and process
 * operations). Since the kernel charges the parts one by one, each part is what is left of its figure when the
 * others are taken off, so that the sums come out as measured.
 */
import type { Costs } from '../costs.js';
import { PAGE_SIZE } from './layouts.js';

/** getpid, the user's loop included. */
const NULL_CALL_NS = 92_000;
/** A small read or write beyond the null call, from the pipe benchmark. */
const STREAM_CALL_NS = 240_000;
/** A large block; the machine has no cache: 5.5 MB/s. */
const COPY_NS_PER_BYTE = 182;
const BLOCK_BYTES = 4096;
/** The DECstation's estimate times the 4.4 by which kernel paths scale. */
const INTERRUPT_NS = 88_000;
const BLOCK_CALL_NS = NULL_CALL_NS + STREAM_CALL_NS + BLOCK_BYTES * COPY_NS_PER_BYTE;

const CACHE_READ_NS = 1_220_000 - BLOCK_CALL_NS;
const COMPONENT_NS = 300_000;
/** The one component of the measured name operations, and a block of its directory. */
const LOOKUP_NS = COMPONENT_NS + CACHE_READ_NS;
/** The share of a failed open that its server does not do: 1.30 ms here, 2.08 there with an empty call's 1.20 (4.2). */
const GIVE_UP_OPEN_NS = 400_000;
/** What the C library does to a file's attributes is in the measured figure, and executed here. */
const LIBRARY_NS = 100_000;

export const costs: Readonly<Costs> = {
  nullCallNs: NULL_CALL_NS,
  streamCallNs: STREAM_CALL_NS,
  interruptNs: INTERRUPT_NS,
  // From the pipe benchmark: (2410 us - 4 calls) / 2, rounded.
  contextSwitchNs: 540_000,
  // Fork, exit and wait take 22.8 ms together with two switches and the faults they cause, split as the reference does.
  forkNs: 11_000_000 - NULL_CALL_NS,
  exitNs: 5_000_000 - NULL_CALL_NS,
  waitNs: 1_500_000 - NULL_CALL_NS,
  // Fitted to 86 ms of fork + exec + wait: the part that no measurement covers (measurements reference, 6.1), and what
  // faults of a program of 1989 take more than those of our small ones.
  execNs: 41_100_000,
  // Own estimate: about four null calls' work.
  signalDeliveryNs: 370_000,

  copyNsPerByte: COPY_NS_PER_BYTE,
  // 1.0 ms a page.
  zeroNsPerByte: 122,
  pageFaultNs: 1_100_000,
  markResidentPageNs: 140_000,
  markSwappedPageNs: 27_000,
  detachPageNs: 100_000,
  // 2.5 ms a page with the copy.
  separatePageNs: 2_500_000 - PAGE_SIZE * COPY_NS_PER_BYTE,
  // The Sun-2's 3 to 4 % of a processor for 100 pages a second, scaled.
  clockPageNs: 160_000,

  // 1.22 ms to read and 1.47 ms to write 4 KB of the cache, in one call.
  cacheReadNs: CACHE_READ_NS,
  cacheWriteNs: 1_470_000 - BLOCK_CALL_NS,
  // Open and close of a name with one component take 3.30 ms in two calls, split as their server shares are (3.2 : 2.1).
  openNs: 2_000_000 - NULL_CALL_NS - LOOKUP_NS,
  closeNs: 1_300_000 - NULL_CALL_NS - STREAM_CALL_NS,
  failedOpenNs: 1_300_000 - NULL_CALL_NS - LOOKUP_NS - GIVE_UP_OPEN_NS,
  giveUpOpenNs: GIVE_UP_OPEN_NS,
  statNs: 1_100_000 - NULL_CALL_NS - LOOKUP_NS - LIBRARY_NS,
  fstatNs: 540_000 - NULL_CALL_NS - STREAM_CALL_NS - LIBRARY_NS,
  componentNs: COMPONENT_NS,
  // What four calls and two switches leave of a one-byte round trip's 2410 us, a quarter each.
  pipeNs: 500,
  // One empty pipe: 413 us.
  selectNs: 413_000 - NULL_CALL_NS,
  // Own split of an open file's 14 ms: 1.2 are no remote call's (measurements reference, 6.3).
  packStreamNs: 600_000,
  // The two fitted constants in the base of a migration (measurements reference, 6.4), in its proportion: files made
  // for swapping and the exchanges of streams leave next to nothing of 110 and 188 ms for them.
  migrateOutNs: 800_000,
  migrateInNs: 1_200_000,

  // An empty call takes 2.45 ms, of which 0.15 are the wire's; the rest is split as the reference does. The Ethernet
  // controller has DMA (measurements reference, 3 and 4.1).
  rpcClientNs: 1_100_000 - INTERRUPT_NS,
  rpcServerNs: 1_200_000 - INTERRUPT_NS,
  // What a name takes beside the empty call and its bytes, and a handle: from a failed open and fstat (4.2).
  remoteNameNs: 250_000,
  serveNameNs: 80_000,
  remoteHandleNs: 330_000,
  packetSendNs: 300_000 - INTERRUPT_NS,
  packetReceiveNs: 100_000 - INTERRUPT_NS,
  sendNsPerByte: 50,
  receiveNsPerByte: 0,
};
