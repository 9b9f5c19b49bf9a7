import type { Problem } from '../../../shared/protocol/messages.ts';

/** What is known of a refusal beyond its words. */
interface Circumstances {
  /** Terminal that asked, or that the request was signed in the name of. */
  readonly terminal?: string;
  /** Seconds after which it is worth coming again: makes it 429. */
  readonly waitS?: number;
}

/** A request that is not served. Expected: thrown inside a handler only to reach the one error handler. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  readonly status: number;
  readonly terminal: string | undefined;
  readonly waitS: number | undefined;

  constructor(error: Problem['error'], detail: string, { terminal, waitS }: Circumstances = {}) {
    super(detail);
    this.problem = { error, detail: detail.slice(0, LONGEST_DETAIL) };
    this.status = waitS === undefined ? STATUS[error] : 429;
    this.terminal = terminal;
    this.waitS = waitS;
  }

  /** The same of a request whose sender is known by now. */
  by(terminal: string | undefined): ProblemError {
    if (terminal === undefined || this.terminal !== undefined) return this;
    const { error, detail } = this.problem;
    return new ProblemError(error, detail, {
      terminal,
      ...(this.waitS === undefined ? {} : { waitS: this.waitS }),
    });
  }
}

/** As the protocol has it. */
const LONGEST_DETAIL = 500;

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

/** Somebody asks more often than any hall does (429). Terminals wait and try again, as for any busy county. */
export function tooOften(waitS: number, terminal?: string): ProblemError {
  return new ProblemError('busy', `asked too often; come again in ${waitS} s`, {
    waitS,
    ...(terminal === undefined ? {} : { terminal }),
  });
}

/** Seconds a terminal waits before it comes again, when the county cannot serve right now. */
export const RETRY_AFTER_S = 5;
