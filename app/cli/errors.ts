/**
 * 0: done. 1: something that should have worked did not. 2: bad arguments or configuration. 3: rows were
 * rejected. Others only from a program that was started on the way.
 */
export type ExitCode = number;

/** Ends a command with one line on stderr: what, where, what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: 1 | 2;

  constructor(exitCode: 1 | 2, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function badArguments(message: string): CommandError {
  return new CommandError(2, message);
}

export function failed(message: string): CommandError {
  return new CommandError(1, message);
}

/** Exit code and line for whatever a command rejects with. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly line: string;
}

/** What programs without errors of their own say. */
export function plainFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return {
    exitCode: error instanceof CommandError ? error.exitCode : 1,
    line: message.split('\n', 1)[0] ?? '',
  };
}
