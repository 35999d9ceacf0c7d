/**
 * What kernel work costs on a DECstation 3100. Measured values of Sprite where there are any (getpid, pipe and
 * select benchmarks, os-benchmark; copying; Nelson's thesis for memory and files), otherwise the Sun 3/75's
 * scaled by the 4.4 that kernel paths scale by. Source and confidence of each: measurements reference, 3, 5, 6.
 */
import type { Costs } from '../costs.js';

export const costs: Costs = {
  nullCallNs: 26_000,
  streamCallNs: 30_000,
  // Own estimate: a trap, the handler's few hundred instructions, and return.
  interruptNs: 20_000,
  contextSwitchNs: 140_000,
  // Fork, exit and wait together 5.2 ms with their switches and faults; split as the reference splits them.
  forkNs: 2_500_000,
  exitNs: 1_100_000,
  waitNs: 350_000,
  // Fitted: the part of fork + exec + wait that no measurement covers.
  execNs: 7_000_000,
  // Own estimate: about four null calls' work.
  signalDeliveryNs: 100_000,

  copyNsPerByte: 185,
  zeroNsPerByte: 100,
  pageFaultNs: 250_000,
  markResidentPageNs: 35_000,
  markSwappedPageNs: 7_000,
  detachPageNs: 30_000,

  // 0.87 ms to read and 1.1 ms to write a cached 4 KB block, of which 0.76 ms is the copy.
  cacheReadNs: 108_000,
  cacheWriteNs: 340_000,
  openNs: 550_000,
  closeNs: 200_000,
  failedOpenNs: 300_000,
  statNs: 250_000,
  fstatNs: 120_000,
  componentNs: 70_000,
  // The pipe round trip is accounted for by four calls and two switches.
  pipeNs: 1_000,
  selectNs: 50_000,
};
