import type { Clock, Random } from '../../../shared/clock/clock.ts';
import type { CryptoProvider, Signer } from '../../../shared/protocol/crypto.ts';
import {
  codeKey,
  codeLookup,
  countyProof,
  normaliseCode,
  terminalProof,
} from '../../../shared/protocol/enrolment.ts';
import { HEADER, signRequest, verifyAnswer } from '../../../shared/protocol/envelope.ts';
import type { EnrolRequest } from '../../../shared/protocol/messages.ts';
import { PROTOCOL_BASE, enrolAnswerSchema, problemSchema } from '../../../shared/protocol/messages.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Enrolment } from '../store/enrolment.ts';
import { jsonOf, retryAfter } from './courier.ts';
import type { Http } from './http.ts';

const TIMEOUT_MS = 10_000;

export interface EnrolOptions {
  readonly http: Http;
  readonly crypto: CryptoProvider;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly random: Random;
  readonly terminalName: string;
  readonly software: string;
}

export interface Enrolled {
  readonly enrolment: Enrolment;
  /** What the county holds of this terminal's numbers already. */
  readonly highestCertificates: readonly string[] | undefined;
}

export type EnrolFault =
  /** Not now; worth trying again. `detail` is one sentence. */
  | { readonly kind: 'again'; readonly detail: string; readonly retryAfterMs?: number }
  /** This code will never do. */
  | { readonly kind: 'bad-code'; readonly detail: string };

/**
 * Trades a one-time code for the terminal's place in its county. Both sides prove that they hold the
 * code and neither sends it, so nobody in between can enrol in their stead or pose as the county.
 *
 * @param code normalised, see `normaliseCode`
 */
export async function enrol(options: EnrolOptions, code: string): Promise<Result<Enrolled, EnrolFault>> {
  const { http, crypto, signer, clock, random } = options;
  const key = codeKey(crypto, code);
  const lookup = codeLookup(crypto, code);
  const request: EnrolRequest = {
    lookup,
    publicKey: signer.publicKey,
    proof: terminalProof(crypto, key, signer.publicKey),
    terminalName: options.terminalName,
    software: options.software,
  };
  const path = `${PROTOCOL_BASE}/enrol`;
  const body = new TextEncoder().encode(JSON.stringify(request));
  const nonce = Buffer.from(random.bytes(16)).toString('hex');
  const facts = { method: 'POST' as const, path, terminal: '-', time: clock.now(), nonce, body };
  const answered = await http.exchange({
    method: 'POST',
    path,
    headers: {
      [HEADER.terminal]: facts.terminal,
      [HEADER.time]: String(facts.time),
      [HEADER.nonce]: nonce,
      [HEADER.signature]: signRequest(crypto, signer, facts),
    },
    body,
    timeoutMs: TIMEOUT_MS,
  });
  if (!answered.ok) return err({ kind: 'again', detail: answered.error });
  const answer = answered.value;
  if (answer.status !== 200) {
    const problem = problemSchema.safeParse(jsonOf(answer.body));
    if (problem.success && problem.data.error === 'bad-code')
      return err({ kind: 'bad-code', detail: problem.data.detail.slice(0, 200) });
    const detail = `HTTP ${answer.status}${problem.success ? ` (${problem.data.error})` : ''}`;
    return err({ kind: 'again', detail, ...retryAfter(answer, clock) });
  }
  const parsed = enrolAnswerSchema.safeParse(jsonOf(answer.body));
  if (!parsed.success) return err({ kind: 'again', detail: 'what answers there is not a county' });
  const { terminal, terminalNumber, countyKey, handleKey, profile, proof, highestCertificates } = parsed.data;
  // The proof binds the county's key to the code; only then is a signature by that key worth anything.
  const proven = proof === countyProof(crypto, key, countyKey, signer.publicKey);
  const signed = verifyAnswer(
    crypto,
    countyKey,
    { status: answer.status, time: Number(answer.header(HEADER.time)), nonce, body: answer.body },
    answer.header(HEADER.signature) ?? '',
  );
  if (!proven || !signed)
    return err({ kind: 'again', detail: 'what answers there cannot prove that it issued this code' });
  const enrolment = { terminal, number: terminalNumber, countyKey, handleKey, profile, codeUsed: lookup };
  return ok({ enrolment, highestCertificates });
}

/** The code of the config as it is used, with the hash by which a used one is known again. */
export function readCode(
  crypto: CryptoProvider,
  code: string,
): { readonly code: string; readonly lookup: string } | undefined {
  const normalised = normaliseCode(code);
  return normalised === undefined ? undefined : { code: normalised, lookup: codeLookup(crypto, normalised) };
}
