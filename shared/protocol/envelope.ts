import { signedBytes } from './canonical.ts';
import type { CryptoProvider, Signer } from './crypto.ts';

/**
 * Every request is signed by the terminal, every answer by the county; both over a digest of the raw
 * body bytes, so that nothing is parsed before it is known to be genuine.
 *
 * Request headers: `songbai-terminal` (id), `songbai-time` (ms), `songbai-nonce` (32 hex),
 * `songbai-signature`. Answer headers: `songbai-time`, `songbai-signature`; the answer's signature covers
 * the request's nonce, so an answer cannot be replayed or swapped. `enrol` carries the terminal's key in
 * the body instead of an id: the id in the header is then `-`, and the signature is by that key.
 */
export const HEADER = {
  terminal: 'songbai-terminal',
  time: 'songbai-time',
  nonce: 'songbai-nonce',
  signature: 'songbai-signature',
} as const;

/** A request whose time is further from the county's clock than this is still served, and marked skewed. */
export const SKEW_LIMIT_MS = 5 * 60 * 1000;

export interface RequestFacts {
  readonly method: 'GET' | 'POST';
  /** Path with query, e.g. `/terminal/v1/changes?since=0`. */
  readonly path: string;
  readonly terminal: string;
  /** ms since the epoch. */
  readonly time: number;
  readonly nonce: string;
  readonly body: Uint8Array;
}

export interface AnswerFacts {
  readonly status: number;
  readonly time: number;
  /** Nonce of the request that is answered. */
  readonly nonce: string;
  readonly body: Uint8Array;
}

function requestBytes(crypto: CryptoProvider, facts: RequestFacts): Uint8Array {
  const { method, path, terminal, time, nonce } = facts;
  return signedBytes('songbai.request.v1', {
    method,
    path,
    terminal,
    time,
    nonce,
    body: crypto.sha256(facts.body),
  });
}

function answerBytes(crypto: CryptoProvider, facts: AnswerFacts): Uint8Array {
  const { status, time, nonce } = facts;
  return signedBytes('songbai.answer.v1', { status, time, nonce, body: crypto.sha256(facts.body) });
}

export function signRequest(crypto: CryptoProvider, signer: Signer, facts: RequestFacts): string {
  return signer.sign(requestBytes(crypto, facts));
}

export function verifyRequest(
  crypto: CryptoProvider,
  key: string,
  facts: RequestFacts,
  signature: string,
): boolean {
  return crypto.verify(key, requestBytes(crypto, facts), signature);
}

export function signAnswer(crypto: CryptoProvider, signer: Signer, facts: AnswerFacts): string {
  return signer.sign(answerBytes(crypto, facts));
}

export function verifyAnswer(
  crypto: CryptoProvider,
  key: string,
  facts: AnswerFacts,
  signature: string,
): boolean {
  return crypto.verify(key, answerBytes(crypto, facts), signature);
}
