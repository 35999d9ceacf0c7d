/**
 * What kernel work costs on a machine, in nanoseconds of its processor. The machines fill the table in with
 * measured constants and their sources; the kernel only ever charges these and adds nothing of its own.
 * User code is not in it: it is executed, and its cycles are counted.
 */
export interface Costs {
  // Traps and processes
  /** A kernel call that does nothing, trap to return. */
  readonly nullCallNs: number;
  /** Any call that works on a stream, beyond the null call. */
  readonly streamCallNs: number;
  /** Handling one interrupt (timer, disk, terminal). */
  readonly interruptNs: number;
  readonly contextSwitchNs: number;
  /** Fork without its page work; exit; wait, each beyond the null call. */
  readonly forkNs: number;
  readonly exitNs: number;
  readonly waitNs: number;
  /** Exec: gathering arguments, dropping three segments and building three. */
  readonly execNs: number;
  readonly signalDeliveryNs: number;

  // Memory
  readonly copyNsPerByte: number;
  readonly zeroNsPerByte: number;
  /** Page fault: trap, lookup, map and return, without filling the page. */
  readonly pageFaultNs: number;
  /** Fork: marking one resident page copy-on-write and undoing it; a page only on backing store. */
  readonly markResidentPageNs: number;
  readonly markSwappedPageNs: number;
  /** Taking a page away from its owner. */
  readonly detachPageNs: number;
  /** Giving a sharer of a copy-on-write page its own, beyond the fault and the copy. */
  readonly separatePageNs: number;
  /** The page clock's work on one page that has been referenced. */
  readonly clockPageNs: number;

  // Files: a cached block's read and write beyond the copy; the local name operations
  readonly cacheReadNs: number;
  readonly cacheWriteNs: number;
  readonly openNs: number;
  readonly closeNs: number;
  /** An open that fails: where the file is, and in the kernel of who asks. */
  readonly failedOpenNs: number;
  readonly giveUpOpenNs: number;
  readonly statNs: number;
  readonly fstatNs: number;
  /** One name component beyond the first. */
  readonly componentNs: number;
  /** One pipe read or write beyond streamCall and copy. */
  readonly pipeNs: number;
  readonly selectNs: number;
  /** Packing one stream of a migrating process, or unpacking it, beyond the remote calls. */
  readonly packStreamNs: number;
  /** Migration: signal, trap and tables at the source; the process and its segments built on the target. */
  readonly migrateOutNs: number;
  readonly migrateInNs: number;

  // Network, beside `interruptNs` for each packet that arrives; the wire's time is the wire's
  /** A remote call with empty areas, on the client: request, waiting, reply; and on the server. */
  readonly rpcClientNs: number;
  readonly rpcServerNs: number;
  /** A naming call to a server beyond the remote call itself, on the client and on the server. */
  readonly remoteNameNs: number;
  readonly serveNameNs: number;
  /**
   * A handle of a file of another host: for its server at an open, a close, and when its attributes are asked; for a
   * client when a stream arrives or leaves.
   */
  readonly remoteHandleNs: number;
  /** Each packet of a message after the first: to prepare it, and to take it in. */
  readonly packetSendNs: number;
  readonly packetReceiveNs: number;
  /** Bytes of parameters and data. */
  readonly sendNsPerByte: number;
  readonly receiveNsPerByte: number;
}

/** The same work on a processor that takes `factor` times as long for everything. */
export const atClock = (costs: Readonly<Costs>, factor: number): Readonly<Costs> =>
  Object.fromEntries(
    Object.entries(costs).map(([name, ns]) => [name, factor === 1 ? ns : Math.round(ns * factor)]),
  ) as unknown as Costs;
