import type { Clock, Random } from '../../shared/clock/clock.ts';
import type { RecordKinds } from '../../shared/records/kind.ts';
import type { Problem } from '../../shared/protocol/messages.ts';
import { backOffMs, heldMs } from './back-off.ts';
import type { Samples } from './clock-offset.ts';
import { bestOffset, withSample } from './clock-offset.ts';
import type { Courier, Exchange, ExchangeFault, Outbox, ProfileKeeper } from './ports.ts';

/** Records in one call; the protocol's limit. */
export const BATCH_LIMIT = 100;

export interface SyncPorts {
  readonly outbox: Outbox;
  readonly courier: Courier;
  readonly profile: ProfileKeeper;
  /** Kinds of records that may wait; all that this release knows by default. */
  readonly kinds?: RecordKinds;
  readonly clock: Clock;
  readonly random: Random;
}

export interface SyncContext {
  readonly ports: SyncPorts;
  /** The county's own word that it will not have this terminal. */
  readonly refused: Problem['error'] | undefined;
  /** Full attempts that failed in a row. */
  readonly failures: number;
  /** Monotonic ms before which no full attempt is made. */
  readonly notBefore: number;
  /** Monotonic ms before which nothing is sent at all: the county asked for it (Retry-After). */
  readonly heldUntil: number;
  /** Monotonic ms of the last attempt of any kind. */
  readonly attemptedAt: number;
  /** Halved when the county finds a batch malformed, to find the record that is. */
  readonly limit: number;
  readonly samples: Samples;
  /** The present run of faults is in the audit log already: once each, not once a probe. */
  readonly alarmed: ExchangeFault['kind'] | undefined;
}

export function initialContext(ports: SyncPorts): SyncContext {
  return {
    ports,
    refused: undefined,
    failures: 0,
    notBefore: Number.NEGATIVE_INFINITY,
    heldUntil: Number.NEGATIVE_INFINITY,
    attemptedAt: Number.NEGATIVE_INFINITY,
    limit: BATCH_LIMIT,
    samples: [],
    alarmed: undefined,
  };
}

/** A verified answer: everything that made the terminal wait is over. */
export function afterAnswer(context: SyncContext, exchange: Exchange<unknown>): Partial<SyncContext> {
  const { clock, outbox } = context.ports;
  const samples = withSample(context.samples, clock, exchange);
  const offset = bestOffset(samples, clock);
  if (offset !== undefined) outbox.learnOffset(offset);
  return {
    samples,
    refused: undefined,
    failures: 0,
    notBefore: Number.NEGATIVE_INFINITY,
    heldUntil: Number.NEGATIVE_INFINITY,
    alarmed: undefined,
  };
}

/**
 * An exchange that failed.
 *
 * @param full a full attempt lengthens the back-off; a probe in between leaves it as it is
 */
export function afterFault(context: SyncContext, fault: ExchangeFault, full: boolean): Partial<SyncContext> {
  const { clock, random, outbox } = context.ports;
  const now = clock.monotonic();
  const failures = full ? context.failures + 1 : context.failures;
  const retryAfterMs = fault.kind === 'busy' || fault.kind === 'forged' ? fault.retryAfterMs : undefined;
  const refused = fault.kind === 'refused' ? fault.error : context.refused;
  if ((fault.kind === 'forged' || fault.kind === 'refused') && context.alarmed !== fault.kind) {
    const details = fault.kind === 'forged' ? { detail: fault.detail } : { error: fault.error };
    ignoreFull(outbox.apply([], [{ event: `county-${fault.kind}`, details }]));
  }
  return {
    refused,
    failures,
    notBefore: full ? now + backOffMs(random, failures) : context.notBefore,
    heldUntil: now + heldMs(retryAfterMs),
    alarmed: fault.kind,
  };
}

/** An alarm that finds no space on the disk: `health` says so already. */
function ignoreFull(_result: unknown): void {}
