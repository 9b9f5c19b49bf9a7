import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { HEADER, signAnswer } from '../../../shared/protocol/envelope.ts';
import { PROTOCOL_BASE } from '../../../shared/protocol/messages.ts';
import type { CountyStore } from '../store/open.ts';
import { nonceOf } from './authenticate.ts';
import { openApi } from './openapi.ts';
import type { ServerOptions } from './options.ts';
import { ProblemError, RETRY_AFTER_S, statusOf } from './problem.ts';
import { terminalRoutes } from './terminal-routes.ts';

/** 100 records of the largest size that the schema allows take about 200 KiB. */
const BODY_LIMIT = 1024 * 1024;
/** A request that has not arrived whole by then is dropped. */
const REQUEST_TIMEOUT_MS = 15_000;
const IDLE_TIMEOUT_MS = 65_000;

/** The county's HTTP service, not listening yet. Stateless above its database. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { store } = options;
  const server = fastify({
    ...(options.tls === undefined ? {} : { https: options.tls }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: IDLE_TIMEOUT_MS,
    exposeHeadRoutes: false,
    logger: false,
  }) as unknown as FastifyInstance;

  // Whatever is sent is kept as raw bytes: nothing is parsed before its signature holds.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.addHook('onSend', async (request, reply, payload) => {
    signReply(store, request, reply, payload);
    return payload;
  });
  server.setErrorHandler((error: FastifyError, request, reply) =>
    sendProblem(reply, problemOf(error, request, options.report)),
  );
  server.setNotFoundHandler(async (_request, reply) => {
    await sendProblem(reply, new ProblemError('malformed', 'there is nothing at this address'), 404);
  });

  server.get('/health', async () => {
    await store.db.selectFrom('counties').select('county').limit(1).execute();
    return { status: 'ok', county: store.county.code };
  });
  const description = openApi();
  server.get('/docs/openapi.json', async () => description);
  server.register(terminalRoutes(options), { prefix: PROTOCOL_BASE });
  return server;
}

/** Answers to requests with a nonce are signed, errors too; without one there is nothing to bind them to. */
function signReply(store: CountyStore, request: FastifyRequest, reply: FastifyReply, payload: unknown): void {
  const nonce = nonceOf(request);
  if (nonce === undefined || !request.url.startsWith(PROTOCOL_BASE)) return;
  const body = Buffer.from(typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '');
  const time = store.clock.now();
  const facts = { status: reply.statusCode, time, nonce, body };
  reply
    .header(HEADER.time, String(time))
    .header(HEADER.signature, signAnswer(store.crypto, store.county.signer, facts));
}

async function sendProblem(
  reply: FastifyReply,
  { problem }: ProblemError,
  status = statusOf(problem),
): Promise<void> {
  if (status === 503) reply.header('retry-after', String(RETRY_AFTER_S));
  await reply.code(status).type('application/json').send(problem);
}

/** Only words of ours leave the house: no stack, no path, no SQL. */
function problemOf(
  error: FastifyError,
  request: FastifyRequest,
  report: (line: string) => void,
): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ProblemError('too-large', `a request may have ${BODY_LIMIT} bytes`);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new ProblemError('malformed', 'the request cannot be understood');
  // The route's pattern, not the address: handles of persons stay out of the log.
  report(`${request.method} ${request.routeOptions.url ?? '?'}: ${firstLine(error)}`);
  return isBusy(error)
    ? new ProblemError('busy', 'the database is busy; come again')
    : new ProblemError('internal', 'the county could not do this; nothing was recorded');
}

function firstLine(error: Error): string {
  return error.message.split('\n', 1)[0] ?? error.name;
}

/** Locked SQLite, PostgreSQL that refuses, restarts or is full. */
function isBusy(error: FastifyError): boolean {
  return /^(SQLITE_BUSY|SQLITE_LOCKED|08|53|57P|ECONN|40001|40P01)/.test(error.code ?? '');
}
