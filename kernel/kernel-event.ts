/** What a kernel tells its listeners (trace, transcripts, user interface). Each carries its virtual time. */
import type { HostId, Nanoseconds, ProcessId } from '../arch/units.js';

interface Common {
  readonly timeNs: Nanoseconds;
  readonly host: HostId;
}

/** (host of the caller, call) names it at both ends. */
interface RemoteCall extends Common {
  readonly pid: ProcessId;
  readonly command: string;
  readonly call: number;
  readonly status: string;
  readonly startedNs: Nanoseconds;
  readonly requestBytes: number;
  readonly replyBytes: number;
  /** Of the request, in this host's byte order. */
  readonly parameters: Uint8Array;
  readonly littleEndian: boolean;
}

export type EventKind = KernelEvent['kind'];

/** In the order in which they followed each other, without gaps. */
export interface MigrationPhase {
  readonly name: string;
  readonly ns: Nanoseconds;
}

export type KernelEvent =
  | (Common & {
      readonly kind: 'call';
      readonly pid: ProcessId;
      readonly name: string;
      /** Decoded arguments, `name=value, ...`, results included. */
      readonly arguments: string;
      /** Status name, or what the call answered instead. */
      readonly result: string;
      readonly startedNs: Nanoseconds;
    })
  | (Common & { readonly kind: 'fork'; readonly pid: ProcessId; readonly child: ProcessId })
  | (Common & { readonly kind: 'exec'; readonly pid: ProcessId; readonly argString: string })
  | (Common & {
      readonly kind: 'exit';
      readonly pid: ProcessId;
      readonly reason: number;
      readonly status: number;
    })
  | (Common & {
      readonly kind: 'signal';
      readonly pid: ProcessId;
      readonly signal: number;
      readonly code: number;
    })
  | (Common & {
      readonly kind: 'fault';
      readonly pid: ProcessId;
      readonly address: number;
      readonly access: string;
    })
  | (Common & { readonly kind: 'log'; readonly text: string })
  | (Common & { readonly kind: 'boot' })
  | (Common & { readonly kind: 'crash' })
  /** This host has noticed that another one does not answer, has begun a new life, or serves again. */
  | (Common & {
      readonly kind: 'peer';
      readonly peer: HostId;
      readonly condition: 'down' | 'rebooted' | 'up';
    })
  /** This host opens again what it had open at a server that has come back. */
  | (Common & {
      readonly kind: 'recovery';
      readonly server: HostId;
      readonly stage: 'begins' | 'complete' | 'failed';
      readonly reopened: number;
      readonly failed: number;
    })
  /** A server has had this host write back or forget blocks of a file. */
  | (Common & {
      readonly kind: 'call-back';
      readonly server: HostId;
      readonly file: number;
      readonly flags: number;
    })
  /** A remote call has been answered, or given up; made by this process. */
  | (RemoteCall & {
      readonly kind: 'rpc-call';
      /** 0 for a broadcast. */
      readonly server: HostId | 0;
    })
  /** A remote call of another host has been served here, by this process of the kernel. */
  | (RemoteCall & {
      readonly kind: 'rpc-served';
      readonly client: HostId;
    })
  | (Common & { readonly kind: 'output'; readonly unit: number; readonly bytes: Uint8Array })
  /** A reader waits at a byte device with nothing in it: the outside may supply more, or the end of input. */
  | (Common & { readonly kind: 'input-wanted'; readonly unit: number })
  /** A process has left this host, or has failed to; reported when it is over. */
  | (Common & {
      readonly kind: 'migration';
      readonly pid: ProcessId;
      readonly to: HostId;
      readonly reason: 'migrate' | 'exec' | 'home' | 'evict';
      readonly outcome: 'moved' | 'failed' | 'lost';
      /** Its arguments. */
      readonly text: string;
      readonly phases: readonly MigrationPhase[];
      readonly totalNs: Nanoseconds;
      /** Dirty pages written to swap files, dirty blocks written back, streams, bytes of the record. */
      readonly pages: number;
      readonly blocks: number;
      readonly files: number;
      readonly bytes: number;
    })
  /** At the target: one module of an arriving process has been rebuilt. */
  | (Common & {
      readonly kind: 'migration-module';
      readonly pid: ProcessId;
      readonly module: string;
      readonly ns: Nanoseconds;
    })
  | (Common & { readonly kind: 'churn'; readonly pid: ProcessId; readonly bytes: number })
  /** The disks stopped for ever after so many writes, and the host with them. */
  | (Common & { readonly kind: 'power-failure'; readonly writes: number })
  | (Common & { readonly kind: 'shutdown'; readonly flags: number; readonly text: string });
