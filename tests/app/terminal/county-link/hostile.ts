import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { HEADER, signAnswer } from '../../../../shared/protocol/envelope.ts';
import type { Signer } from '../../../../shared/protocol/crypto.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';

export const TLS_FIXTURES = join(import.meta.dirname, '../../../fixtures/tls');

export type Handler = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

/** A server that does what it is told, on a free port of this machine. Counts its requests. */
export async function serve(
  handle: Handler,
  tls = false,
): Promise<{ readonly url: string; readonly requests: () => number; readonly close: () => void }> {
  let requests = 0;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      requests += 1;
      handle(request, response, Buffer.concat(chunks));
    });
  };
  const read = (name: string): Buffer => readFileSync(join(TLS_FIXTURES, name));
  const server = tls
    ? createTlsServer({ cert: read('county.pem'), key: read('county.key') }, listener)
    : createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { url: `http${tls ? 's' : ''}://127.0.0.1:${port}`, requests: () => requests, close };
}

/** Answers as a county with the key of `signer` would. */
export function answerSigned(
  request: IncomingMessage,
  response: ServerResponse,
  signer: Signer,
  answer: { readonly status?: number; readonly body: unknown; readonly nonce?: string },
): void {
  const body = Buffer.from(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  const status = answer.status ?? 200;
  const time = Date.now();
  const nonce = answer.nonce ?? String(request.headers[HEADER.nonce]);
  response.writeHead(status, {
    [HEADER.time]: String(time),
    [HEADER.signature]: signAnswer(nodeCrypto, signer, { status, time, nonce, body }),
  });
  response.end(body);
}
