/** How the command ends, and the errors it prints in one line. */

/** The guest's own status otherwise. */
export const ExitCode = {
  OK: 0,
  FAILED: 1,
  USAGE: 2,
  EMULATOR_FAULT: 70,
  LIMIT: 124,
  POWER_FAILURE: 125,
  INTERRUPTED: 130,
} as const;

/** Something the person can mend: printed as one line, never with a stack. */
export class UserError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = ExitCode.USAGE) {
    super(message);
    this.exitCode = exitCode;
  }
}
