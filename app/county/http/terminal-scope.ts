import type { FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchemaCompiler } from 'fastify';
import * as z from 'zod';
import { HEADER, signAnswer } from '../../../shared/protocol/envelope.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { AuditNotes } from './audit-notes.ts';
import { nonceOf, readHead } from './authenticate.ts';
import { parseBody, parsePart } from './bodies.ts';
import type { ServerOptions } from './options.ts';
import type { Peers } from './peers.ts';
import { ProblemError } from './problem.ts';
import { rememberSenders, senderOf } from './senders.ts';
import { terminalRoutes } from './terminal-routes.ts';

/**
 * `/terminal/v1/…`: what every request of a terminal goes through. It looks like a terminal's before its body
 * is taken in; it is authentic before its body is parsed, by its route; and its answer is signed.
 */
export function terminalScope(options: ServerOptions, notes: AuditNotes, peers: Peers): FastifyPluginAsync {
  const { store } = options;
  return async (scope) => {
    rememberSenders(scope);
    scope.setValidatorCompiler(parsing);
    scope.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
    scope.addHook('onRequest', async (request) => {
      readHead(request);
    });
    scope.addHook('onSend', async (request, reply, payload) => {
      signReply(store, request, reply, payload);
      return payload;
    });
    // What cannot be parsed is known by now to be of this terminal.
    scope.setErrorHandler(async (error, request) => {
      throw error instanceof ProblemError ? error.by(senderOf(request)) : error;
    });
    await scope.register(terminalRoutes(options, notes, peers));
  };
}

/** Answers to requests with a nonce are signed, errors too; without one there is nothing to bind them to. */
export function signReply(
  store: CountyStore,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): void {
  const nonce = nonceOf(request);
  if (nonce === undefined) return;
  const body = Buffer.from(typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '');
  const time = store.clock.now();
  const facts = { status: reply.statusCode, time, nonce, body };
  reply
    .header(HEADER.time, String(time))
    .header(HEADER.signature, signAnswer(store.crypto, store.county.signer, facts));
}

/** Parses a request by its route's schemas; the body from the bytes that were signed. */
const parsing: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  // The hook has read them, before anything else.
  if (httpPart === 'headers') return (value: unknown) => ({ value });
  return (data: unknown) => {
    const parsed =
      httpPart === 'body'
        ? parseBody(schema, Buffer.isBuffer(data) ? data : NO_BODY)
        : parsePart(schema, data);
    return parsed.ok ? { value: parsed.value } : { error: parsed.error };
  };
};

const NO_BODY = new Uint8Array();
