import type { FastifyRequest } from 'fastify';
import type { CryptoProvider } from '../../../shared/protocol/crypto.ts';
import type { RequestFacts } from '../../../shared/protocol/envelope.ts';
import { HEADER, verifyRequest } from '../../../shared/protocol/envelope.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Terminal } from '../terminals/terminals.ts';
import { findTerminals } from '../terminals/terminals.ts';
import type { NonceMemory } from './nonces.ts';
import { ProblemError, tooOften } from './problem.ts';
import { headSchema } from './terminal-schemas.ts';

const NO_BODY = new Uint8Array();

/** A request as it was signed, nothing of it believed yet. */
export interface SignedRequest {
  readonly facts: RequestFacts;
  readonly signature: string;
}

/** The request's nonce if it has one of the right form: what the answer's signature refers to. */
export function nonceOf(request: FastifyRequest): string | undefined {
  const nonce = headSchema.shape[HEADER.nonce].safeParse(request.headers[HEADER.nonce]);
  return nonce.success ? nonce.data : undefined;
}

/** The four headers. */
interface Head {
  readonly terminal: string;
  readonly time: number;
  readonly nonce: string;
  readonly signature: string;
}

/** Throws `ProblemError` (malformed). */
export function readHead({ headers }: FastifyRequest): Head {
  const head = headSchema.safeParse(headers);
  if (!head.success) throw missing(String(head.error.issues[0]?.path[0]));
  const { data } = head;
  return {
    terminal: data[HEADER.terminal],
    time: Number(data[HEADER.time]),
    nonce: data[HEADER.nonce],
    signature: data[HEADER.signature],
  };
}

/** The four headers and `body`, the raw one. Throws `ProblemError` (malformed). */
export function readSigned(request: FastifyRequest, body: unknown = request.body): SignedRequest {
  const { signature, ...head } = readHead(request);
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const bytes = Buffer.isBuffer(body) ? body : NO_BODY;
  return { facts: { method, path: request.raw.url ?? '', ...head, body: bytes }, signature };
}

function missing(header: string): ProblemError {
  return new ProblemError('malformed', `header ${header} is missing or malformed`);
}

type Who = { readonly terminal?: string };

/** A genuine request of an enrolled terminal. */
export interface Authentic {
  readonly terminal: Terminal;
  /** When it was sent by the terminal's clock, ms. */
  readonly time: number;
  /** Terminal's clock minus the county's, ms. */
  readonly aheadMs: number;
}

/**
 * Throws `ProblemError`: unknown-terminal, bad-signature, revoked, too often, stale, malformed. `count` counts
 * the request, whether it was served before or not, and gives the seconds to wait when that is too often.
 */
export async function authenticate(
  store: CountyStore,
  nonces: NonceMemory,
  request: FastifyRequest,
  count: (terminal: Terminal['terminal']) => Promise<number | undefined>,
): Promise<Authentic> {
  const { facts, signature } = readSigned(request);
  const terminal = (await findTerminals(store, [facts.terminal])).get(facts.terminal);
  if (terminal === undefined)
    throw new ProblemError(
      'unknown-terminal',
      'this terminal is not enrolled here; enrol it with a new code',
    );
  if (!verifyRequest(store.crypto, terminal.publicKey, facts, signature)) throw badSignature(terminal);
  if (terminal.revoked)
    throw new ProblemError('revoked', 'this terminal was revoked by the county', terminal);
  const wait = await count(terminal.terminal);
  if (wait !== undefined) throw tooOften(wait, terminal.terminal);
  if (!nonces.firstUse(terminal.terminal, facts.nonce)) throw replayed(terminal);
  return { terminal, time: facts.time, aheadMs: facts.time - store.clock.now() };
}

/** `enrol`: the key is in the body and nobody is known yet. Throws `ProblemError`. */
export function authenticateEnrolment(
  crypto: CryptoProvider,
  nonces: NonceMemory,
  signed: SignedRequest,
  publicKey: string,
): void {
  const facts = signed.facts;
  if (facts.terminal !== '-') throw missing(HEADER.terminal);
  if (!verifyRequest(crypto, publicKey, facts, signed.signature)) throw badSignature();
  if (!nonces.firstUse('-', facts.nonce)) throw replayed();
}

function badSignature(who: Who = {}): ProblemError {
  return new ProblemError('bad-signature', 'the signature does not fit this request', who);
}

function replayed(who: Who = {}): ProblemError {
  return new ProblemError('stale', 'this request was served before', who);
}
