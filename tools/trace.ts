/** `--trace`: everything that happens, a line each, with virtual time, host and process. Deterministic. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Cluster, KernelEvent } from '../index.js';
import { UserError } from './errors.js';
import { reason } from './host-files.js';
import { rpcText } from './rpc-text.js';

const BUFFER_CHARACTERS = 1 << 16;

/** Write events of `cluster` to `path` until the answer is called. @throws UserError if the file cannot be made. */
export function traceTo(path: string, cluster: Cluster): () => void {
  let file: number;
  try {
    file = openSync(path, 'w');
  } catch (error) {
    throw new UserError(`--trace ${path}: ${reason(error)}`);
  }
  const names = new Map<number, string>(cluster.hosts().map((host) => [host.id, host.name]));
  const nameOf = (id: number): string => names.get(id) ?? `host ${id}`;
  let buffer = '';
  const flush = (): void => {
    writeSync(file, buffer, null, 'latin1');
    buffer = '';
  };
  const stop = cluster.on((event) => {
    const line = traceLine(event, nameOf);
    if (line === null) return;
    buffer += `${line}\n`;
    if (buffer.length >= BUFFER_CHARACTERS) flush();
  });
  return () => {
    stop();
    flush();
    closeSync(file);
  };
}

export interface Tracing {
  /** Trace to this file from now on, or to none. @throws UserError if it cannot be made. */
  to(path: string | null): void;
}

/** The one trace of a cluster, which may be turned on and off. */
export function createTracing(cluster: Cluster): Tracing {
  let stop: (() => void) | null = null;
  return {
    to(path) {
      stop?.();
      stop = null;
      if (path !== null) stop = traceTo(path, cluster);
    },
  };
}

/** `seconds host pid what`, or null for events that are shown elsewhere (output bytes). */
export function traceLine(event: KernelEvent, nameOf: (host: number) => string): string | null {
  const process = 'pid' in event ? (event.pid >>> 0).toString(16).padStart(5) : '    -';
  const what = describe(event, nameOf);
  return what === null ? null : `${formatTime(event.timeNs)} ${nameOf(event.host)} ${process} ${what}`;
}

/** Virtual seconds to the nanosecond, in a column of its own. */
export function formatTime(timeNs: number): string {
  const seconds = Math.floor(timeNs / 1e9);
  const fraction = String(timeNs - seconds * 1e9).padStart(9, '0');
  return `${String(seconds).padStart(6)}.${fraction}`;
}

const migrationWords = {
  migrate: 'migrates to',
  exec: 'execs on',
  home: 'goes home to',
  evict: 'is evicted to',
} as const;
const milliseconds = (ns: number): string => `${(ns / 1e6).toFixed(1)} ms`;

type RemoteCallEvent = Extract<KernelEvent, { readonly kind: 'rpc-call' | 'rpc-served' }>;

const remoteCall = (verb: string, peer: string, event: RemoteCallEvent): string =>
  `${verb} ${peer}: ${rpcText(event.command, event.parameters, event.littleEndian)} = ${event.status} (#${event.call}, ${event.requestBytes} + ${event.replyBytes} bytes, since ${formatTime(event.startedNs).trimStart()})`;

function describe(event: KernelEvent, nameOf: (host: number) => string): string | null {
  switch (event.kind) {
    case 'call':
      return `${event.name}(${event.arguments}) = ${event.result}`;
    case 'fork':
      return `forks ${(event.child >>> 0).toString(16)}`;
    case 'exec':
      return `execs ${JSON.stringify(event.argString.trimEnd())}`;
    case 'exit':
      return `ends, reason ${event.reason} status ${event.status}`;
    case 'call-back':
      return `is called back by host ${event.server}: file ${event.file}, flags 0x${event.flags.toString(16)}`;
    case 'peer':
      return `finds that host ${event.peer} ${event.condition === 'rebooted' ? 'has rebooted' : `is ${event.condition}`}`;
    case 'recovery':
      return `recovery at host ${event.server} ${event.stage}: ${event.reopened} reopened, ${event.failed} failed`;
    case 'crash':
      return 'crashes';
    case 'boot':
      return 'boots';
    case 'signal':
      return `gets signal ${event.signal} code ${event.code}`;
    case 'fault':
      return `faults on ${event.access} of 0x${event.address.toString(16)}`;
    case 'churn':
      return `is rebuilt from ${event.bytes} bytes`;
    case 'migration':
      return `${migrationWords[event.reason]} ${nameOf(event.to)}: ${event.outcome} in ${milliseconds(event.totalNs)} (${event.phases
        .map(({ name, ns }) => `${name} ${milliseconds(ns)}`)
        .join(
          ', ',
        )}), ${event.pages} pages, ${event.blocks} blocks, ${event.files} files, ${event.bytes} bytes`;
    case 'migration-module':
      return `is rebuilt, ${event.module} in ${milliseconds(event.ns)}`;
    case 'rpc-call':
      return remoteCall('asks', event.server === 0 ? 'everybody' : nameOf(event.server), event);
    case 'rpc-served':
      return remoteCall('serves', nameOf(event.client), event);
    case 'log':
      return `syslog: ${event.text}`;
    case 'output':
      return event.unit === 0 ? `console: ${JSON.stringify(String.fromCharCode(...event.bytes))}` : null;
    case 'input-wanted':
      return `unit ${event.unit} wants input`;
    case 'power-failure':
      return `the disks stopped after ${event.writes} disk writes`;
    case 'shutdown':
      return `shuts down, flags 0x${event.flags.toString(16)}: ${event.text}`;
  }
}
