/**
 * Kernel code that can block is a generator and reads like a blocking kernel:
 * `const block = yield* cache.fetch(handle, n)`. What it yields is only ever a Suspension, and only the
 * functions of this module and `wait-queue.ts` yield one; everything else uses `yield*`.
 *
 * A stretch between two suspensions is atomic. Every `yield*` is a place where anything may have changed:
 * check again after it, or hold the handle's lock. A suspended task holds nothing that matters: dropped (its
 * generator closed), its `finally` blocks give back what it held, and the call can be entered again.
 */
export const enum Suspension {
  /** Let virtual time pass for what has been charged; the processor is held. */
  Pay = 0,
  /** Leave the processor until somebody makes the process ready. */
  Block = 1,
}

export type Task<T> = Generator<Suspension, T, void>;

/** What a kernel procedure that may or may not block returns. */
export type MaybeTask<T> = T | Task<T>;

/** True when `result` is a task still to be run (with `yield*`). */
export function isTask<T>(result: MaybeTask<T>): result is Task<T> {
  return typeof result === 'object' && result !== null && Symbol.iterator in result && 'next' in result;
}

/** Pay what has been charged so far, so that what follows happens after it. */
export function* payDebt(): Task<void> {
  yield Suspension.Pay;
}
