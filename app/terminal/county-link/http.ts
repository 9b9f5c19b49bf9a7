import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { Clock } from '../../../shared/clock/clock.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/** The largest answer of the protocol is far below; more is not read. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly timeoutMs: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** First value of a header, by its lower-case name. */
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** Bytes to the county and back; knows nothing of signatures. */
export interface Http {
  /** One sentence as error. The time-out covers the whole exchange, so that a trickle ends as well. */
  exchange(request: HttpRequest): Promise<Result<HttpAnswer, string>>;
  close(): Promise<void>;
}

/**
 * @param url the county's base URL
 * @param caFile PEM file; with it no other authority is trusted
 */
export function openHttp(url: string, caFile: string | undefined, clock: Clock): Result<Http, string> {
  const ca = readCa(caFile);
  if (!ca.ok) return ca;
  const agent = new Agent({
    connections: 4,
    keepAliveTimeout: 60_000,
    connect: ca.value === undefined ? {} : { ca: ca.value },
  });
  const origin = new URL(url).origin;
  return ok({
    async exchange({ method, path, headers, body, timeoutMs }) {
      const abort = new AbortController();
      const cancel = clock.after(timeoutMs, () => abort.abort());
      try {
        const answer = await request(origin + path, {
          dispatcher: agent,
          method,
          headers: method === 'POST' ? { ...headers, 'content-type': 'application/json' } : headers,
          body: method === 'POST' ? body : null,
          signal: abort.signal,
        });
        const read = await readLimited(answer.body);
        if (read === undefined) return err('the answer is too long');
        return ok({
          status: answer.statusCode,
          header(name) {
            const value = answer.headers[name];
            return Array.isArray(value) ? value[0] : value;
          },
          body: read,
        });
      } catch (cause) {
        return err(abort.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(cause));
      } finally {
        cancel();
      }
    },
    close: () => agent.destroy(),
  });
}

async function readLimited(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop destroys the stream and with it the connection.
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > ANSWER_LIMIT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The certificates of a PEM file, `undefined` without one. The error says what is the matter with the file. */
export function readCa(file: string | undefined): Result<string | undefined, string> {
  if (file === undefined) return ok(undefined);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    return err(`${file}: ${reasonOf(cause)}`);
  }
  const certificates = text.match(PEM_CERTIFICATE) ?? [];
  if (certificates.length === 0) return err(`${file}: not a PEM certificate (-----BEGIN CERTIFICATE-----)`);
  try {
    const read = certificates.map((one) => new X509Certificate(one));
    return ok(read.length === 0 ? undefined : text);
  } catch {
    return err(`${file}: a certificate in it is damaged`);
  }
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** `ECONNREFUSED` and its like are more to the point than the sentence around them. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'the connection failed';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
