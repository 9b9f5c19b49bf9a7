import type { Problem } from '../../../shared/protocol/messages.ts';

/** A request that is not served. Expected: thrown inside a handler only to reach the one error handler. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(error: Problem['error'], detail: string) {
    super(detail);
    this.problem = { error, detail };
  }
}

const STATUS: Readonly<Record<Problem['error'], number>> = {
  malformed: 400,
  'unknown-terminal': 401,
  'bad-signature': 401,
  revoked: 403,
  'bad-code': 403,
  stale: 409,
  'too-large': 413,
  busy: 503,
  internal: 500,
};

export function statusOf(problem: Problem): number {
  return STATUS[problem.error];
}

/** Seconds a terminal waits before it comes again, when the county cannot serve right now. */
export const RETRY_AFTER_S = 5;
