/**
 * One emulator at a time has a disk image: a file IMAGE.lock names the process, and when that process began, so
 * that the lock of one that was killed, or of another that has its number now, is taken over.
 */
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { UserError } from './errors.js';

/** Take the lock; the answer gives it back. @throws UserError when a running process has it. */
export function lockImage(image: string): () => void {
  const path = `${image}.lock`;
  for (let attempt = 0; attempt < 3; attempt++) {
    if (makeLock(path)) {
      return () => {
        if (readOwner(path) === ownName(process.pid)) rmSync(path, { force: true });
      };
    }
    const owner = readOwner(path);
    if (owner === null) continue;
    const pid = Number.parseInt(owner, 10);
    if (isRunning(pid, owner)) throw new UserError(`${image} is in use by process ${pid}`);
    takeAway(path, owner);
  }
  throw new UserError(`${path} cannot be taken; if no emulator uses ${image}, remove it`);
}

function makeLock(path: string): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx');
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
  writeSync(file, `${ownName(process.pid)}\n`);
  closeSync(file);
  return true;
}

function readOwner(path: string): string | null {
  try {
    return readFileSync(path, 'latin1').trim();
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** Of two that find the same dead owner one gets the file; a living one's it puts back. */
function takeAway(path: string, owner: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readOwner(aside) === owner) rmSync(aside, { force: true });
  else renameSync(aside, path);
}

/** The process and, where the system tells, when it began. */
function ownName(pid: number): string {
  const began = beginning(pid);
  return began === null ? `${pid}` : `${pid} ${began}`;
}

function beginning(pid: number): string | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name in parentheses, which may hold anything, the 20th field.
    return fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isRunning(pid: number, owner: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, 'EPERM');
  }
  return owner === ownName(pid) || !owner.includes(' ');
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
