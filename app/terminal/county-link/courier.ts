import type * as z from 'zod';
import type { Courier, Exchange, ExchangeFault, Standing } from '../../../flows/sync/ports.ts';
import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import { HEADER, signRequest, verifyAnswer } from '../../../shared/protocol/envelope.ts';
import type { HeartbeatRequest, PersonAnswer } from '../../../shared/protocol/messages.ts';
import {
  PROTOCOL_BASE,
  changesAnswerSchema,
  heartbeatAnswerSchema,
  personAnswerSchema,
  problemSchema,
  recordsAnswerSchema,
} from '../../../shared/protocol/messages.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Http, HttpAnswer } from './http.ts';

/** For everything that nobody stands and waits for. */
const TIMEOUT_MS = 10_000;

export interface CourierOptions {
  readonly http: Http;
  readonly crypto: CryptoProvider;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
  /** Id and county key of the enrolment in force; asked for each exchange. */
  readonly identity: () => { readonly terminal: string; readonly countyKey: string } | undefined;
  readonly software: string;
  readonly devices: () => HeartbeatRequest['devices'];
  /** Called after each exchange: whether the county's own voice was heard. */
  readonly heard: (online: boolean) => void;
}

export interface CountyCourier extends Courier {
  person(handle: string, timeoutMs: number): Promise<Result<Exchange<PersonAnswer>, ExchangeFault>>;
}

interface Question<T> {
  readonly method: 'GET' | 'POST';
  /** Below `/terminal/v1`. */
  readonly path: string;
  readonly body?: unknown;
  readonly schema: z.ZodType<T>;
  readonly timeoutMs?: number;
}

export function openCourier(options: CourierOptions): CountyCourier {
  const { clock } = options;
  const ask = async <T>(question: Question<T>): Promise<Result<Exchange<T>, ExchangeFault>> => {
    const answer = await exchange(options, question);
    // A refusal is the county's voice, and yet nothing can be done with it.
    options.heard(answer.ok);
    return answer;
  };
  return {
    records: (records) =>
      ask({ method: 'POST', path: '/records', body: { records }, schema: recordsAnswerSchema }),
    heartbeat: (standing) =>
      ask({
        method: 'POST',
        path: '/heartbeat',
        body: heartbeatOf(standing, options, clock.now()),
        schema: heartbeatAnswerSchema,
      }),
    changes: (cursor) =>
      ask({
        method: 'GET',
        path: `/changes?since=${encodeURIComponent(cursor)}`,
        schema: changesAnswerSchema,
      }),
    person: (handle, timeoutMs) =>
      ask({ method: 'GET', path: `/persons/${handle}`, schema: personAnswerSchema, timeoutMs }),
  };
}

function heartbeatOf(standing: Standing, options: CourierOptions, now: number): HeartbeatRequest {
  const { epoch, sequence, queued, parked, audit, countyAudit } = standing;
  return {
    epoch,
    sequence,
    queued,
    parked,
    now,
    software: options.software,
    devices: options.devices(),
    audit,
    ...(countyAudit === undefined ? {} : { countyAudit }),
  };
}

async function exchange<T>(
  { http, crypto, signer, clock, random, identity }: CourierOptions,
  question: Question<T>,
): Promise<Result<Exchange<T>, ExchangeFault>> {
  const self = identity();
  if (self === undefined) return err({ kind: 'unreachable', detail: 'not enrolled' });
  const { method } = question;
  const path = PROTOCOL_BASE + question.path;
  const body = new TextEncoder().encode(question.body === undefined ? '' : JSON.stringify(question.body));
  const nonce = Buffer.from(random.bytes(16)).toString('hex');
  const time = clock.now();
  const signature = signRequest(crypto, signer, { method, path, terminal: self.terminal, time, nonce, body });
  const sentAt = clock.monotonic();
  const answered = await http.exchange({
    method,
    path,
    headers: {
      [HEADER.terminal]: self.terminal,
      [HEADER.time]: String(time),
      [HEADER.nonce]: nonce,
      [HEADER.signature]: signature,
    },
    body,
    timeoutMs: question.timeoutMs ?? TIMEOUT_MS,
  });
  if (!answered.ok) return err({ kind: 'unreachable', detail: answered.error });
  const roundTripMs = clock.monotonic() - sentAt;
  const countyTime = verifiedTime(crypto, self.countyKey, nonce, answered.value);
  if (countyTime === undefined) return err(unsigned(answered.value, clock));
  if (answered.value.status !== 200) return err(refusal(answered.value, clock));
  const parsed = question.schema.safeParse(jsonOf(answered.value.body));
  if (!parsed.success) return err({ kind: 'forged', detail: 'the answer is not in the protocol' });
  return ok({ body: parsed.data, offsetMs: countyTime - (time + roundTripMs / 2), roundTripMs });
}

/** The county's time if this answer is the county's own, to this very request. */
function verifiedTime(
  crypto: CryptoProvider,
  countyKey: string,
  nonce: string,
  answer: HttpAnswer,
): number | undefined {
  const time = Number(answer.header(HEADER.time));
  const signature = answer.header(HEADER.signature);
  if (!Number.isSafeInteger(time) || signature === undefined) return undefined;
  const facts = { status: answer.status, time, nonce, body: answer.body };
  return verifyAnswer(crypto, countyKey, facts, signature) ? time : undefined;
}

/** A proxy, a captive portal, a county that fell over before it could sign, or somebody in between. */
function unsigned(answer: HttpAnswer, clock: Clock): ExchangeFault {
  const detail = `HTTP ${answer.status} without the county's signature`;
  return { kind: isBusy(answer.status) ? 'busy' : 'forged', detail, ...retryAfter(answer, clock) };
}

function refusal(answer: HttpAnswer, clock: Clock): ExchangeFault {
  const problem = problemSchema.safeParse(jsonOf(answer.body));
  if (isBusy(answer.status))
    return { kind: 'busy', detail: `HTTP ${answer.status}`, ...retryAfter(answer, clock) };
  if (!problem.success) return { kind: 'forged', detail: 'the refusal is not in the protocol' };
  // Shown in audit rows and parked records: kept short.
  return { kind: 'refused', error: problem.data.error, detail: problem.data.detail.slice(0, 200) };
}

function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

/** RFC 9110 §10.2.3: seconds, or a date. */
export function retryAfter(answer: HttpAnswer, clock: Clock): { readonly retryAfterMs?: number } {
  const value = answer.header('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return { retryAfterMs: Number(value) * 1000 };
  const date = Date.parse(value);
  return Number.isNaN(date) ? {} : { retryAfterMs: Math.max(0, date - clock.now()) };
}

/** `undefined` for what is not JSON; no schema takes that. */
export function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
