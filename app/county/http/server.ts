import { inBackground } from '../../../shared/result/background.ts';
import underPressure from '@fastify/under-pressure';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fastify } from 'fastify';
import { PROTOCOL_BASE } from '../../../shared/protocol/messages.ts';
import { firstLine, troubleOf } from '../store/messages/trouble.ts';
import { AuditNotes } from './audit-notes.ts';
import { refuseConnection } from './broken-requests.ts';
import { describeRoutes } from './description.ts';
import { FRONT_PAGE_HEADERS, frontPage } from './front-page.ts';
import { Health } from './health.ts';
import type { ServerOptions } from './options.ts';
import type { Patience } from './patience.ts';
import { PATIENCE } from './patience.ts';
import { Peers } from './peers.ts';
import { ProblemError, RETRY_AFTER_S } from './problem.ts';
import { Refusals } from './refusals.ts';
import { signReply, terminalScope } from './terminal-scope.ts';
import { keepUp } from './upkeep.ts';

/** 100 records of the largest size that the schema allows take about 200 KiB. */
const BODY_LIMIT = 1024 * 1024;

/** The county's HTTP service, not listening yet. Stateless above its database. */
export function buildServer(options: ServerOptions): FastifyInstance {
  const { store, report } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const notes = new AuditNotes(store, report);
  const refusals = new Refusals(store.clock, (event) => notes.add(event));
  const peers = new Peers();
  const sign = (request: FastifyRequest, reply: FastifyReply, body: unknown): void => {
    if (request.url.startsWith(PROTOCOL_BASE)) signReply(store, request, reply, body);
  };
  const server = fastify({
    ...listener(options, patience),
    bodyLimit: BODY_LIMIT,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.idleMs,
    // Who comes on an open connection while the service ends is still served, signed as ever.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    logger: false,
    clientErrorHandler: (error, socket) => {
      const problem = refuseConnection(error, socket);
      if (problem !== undefined) refusals.note(problem, peers.of(socket));
    },
    frameworkErrors: (_error, request, reply) => {
      // No hook of ours runs for an address that cannot be read.
      const problem = new ProblemError('malformed', 'this address cannot be read');
      refusals.note(problem, peers.of(request.raw.socket));
      inBackground(sendProblem(reply, problem, (body) => sign(request, reply, body)));
    },
  }) as unknown as FastifyInstance;
  peers.watch(server.server);

  keepUp(server, store, { notes, refusals, report });

  // Whatever is sent is kept as raw bytes: nothing is parsed before its signature holds.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.register(underPressure, {
    maxEventLoopDelay: patience.lateMs,
    sampleInterval: patience.sampleMs,
    retryAfter: RETRY_AFTER_S,
    customError: Overloaded,
  });
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const problem = problemOf(error, request, report);
    if (problem.status < 500) refusals.note(problem, peers.of(request.raw.socket));
    // What belongs to no scope passes no scope's hook.
    return sendProblem(reply, problem, (body) => {
      if (request.is404) sign(request, reply, body);
    });
  });
  server.setNotFoundHandler(async (request, reply) => {
    const problem = new ProblemError('malformed', 'there is nothing at this address');
    refusals.note(problem, peers.of(request.raw.socket));
    reply.code(404);
    await sendProblem(reply, problem, (body) => sign(request, reply, body));
  });

  const health = new Health(store);
  server.get('/health', async () => {
    if (!(await health.databaseAnswers())) throw new ProblemError('busy', 'the database does not answer');
    return { status: 'ok', county: store.county.code };
  });
  server.get('/', async (_request, reply) => {
    const { code, name } = store.county;
    await reply.headers(FRONT_PAGE_HEADERS).send(frontPage({ code, name, demo: options.demoAllowed }));
  });
  describeRoutes(server);
  server.register(terminalScope(options, notes, peers), { prefix: PROTOCOL_BASE });
  return server;
}

/**
 * Node looks for late requests every half minute unless told otherwise, and gives the head of a request a
 * whole minute: whoever sends a byte now and then would hold a connection far longer than is promised.
 */
function listener({ tls }: ServerOptions, { requestMs, lookMs }: Patience): object {
  const limits = {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookMs,
    // Answered by ours, in the documented shape.
    requireHostHeader: false,
  };
  return tls === undefined ? { http: limits } : { https: { ...limits, ...tls, handshakeTimeout: requestMs } };
}

class Overloaded extends ProblemError {
  constructor() {
    super('busy', 'the county has more to do than it can; come again');
  }
}

/** `sign` for an answer that passes no hook. */
async function sendProblem(
  reply: FastifyReply,
  { problem, status, waitS }: ProblemError,
  sign: (body: string) => void = () => undefined,
): Promise<void> {
  if (status === 503 || waitS !== undefined) reply.header('retry-after', String(waitS ?? RETRY_AFTER_S));
  // An address that is not there keeps its 404.
  reply.code(reply.statusCode === 404 ? 404 : status).type('application/json');
  const body = JSON.stringify(problem);
  sign(body);
  await reply.send(body);
}

/** Only words of ours leave the house: no stack, no path, no SQL. */
function problemOf(
  error: FastifyError,
  request: FastifyRequest,
  report: (line: string) => void,
): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new ProblemError('too-large', `a request may have ${request.routeOptions.bodyLimit} bytes`);
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500)
    return new ProblemError('malformed', 'the request cannot be understood');
  // The route's pattern, not the address: handles of persons stay out of the log.
  report(`${request.method} ${request.routeOptions.url ?? '?'}: ${firstLine(error)}`);
  return troubleOf(error) !== undefined
    ? new ProblemError('busy', 'the database is busy; come again')
    : new ProblemError('internal', 'the county could not do this; nothing was recorded');
}
