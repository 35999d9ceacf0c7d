/** What a process asks of exec, here or on another host. */
import type { Result } from '../fs/types.js';
import type { Task } from '../kernel/task.js';
import type { Vectors } from './stack-image.js';

export interface ExecRequest {
  readonly path: string;
  readonly debugMe: boolean;
  /** The caller's vectors, fetched when the file is known to be good. */
  vectors(): Task<Result<Vectors>>;
}
