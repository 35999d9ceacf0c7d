/**
 * `--pcap FILE`: every frame of the Ethernet as tcpdump and Wireshark read it (the classic format, nanosecond
 * stamps, link type Ethernet).
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Cluster } from '../index.js';
import { UserError } from './errors.js';
import { reason } from './host-files.js';

const MAGIC_NANOSECONDS = 0xa1b23c4d;
const SNAP_BYTES = 65_535;
const ETHERNET = 1;

/** The answer ends the capture. @throws UserError when the file cannot be written. */
export function captureTo(file: string, cluster: Cluster, startSeconds: number): () => void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'w');
  } catch (error) {
    throw new UserError(`--pcap ${file}: ${reason(error)}`);
  }
  const header = Buffer.alloc(24);
  header.writeUInt32LE(MAGIC_NANOSECONDS, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(SNAP_BYTES, 16);
  header.writeUInt32LE(ETHERNET, 20);
  writeSync(descriptor, header);
  const stop = cluster.network.tap((timeNs, frame) => {
    const record = Buffer.alloc(16);
    const seconds = Math.floor(timeNs / 1e9);
    record.writeUInt32LE(startSeconds + seconds, 0);
    record.writeUInt32LE(timeNs - seconds * 1e9, 4);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    writeSync(descriptor, record);
    writeSync(descriptor, frame);
  });
  return () => {
    stop();
    closeSync(descriptor);
  };
}
