import type { FastifyPluginAsync } from 'fastify';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type {
  ChangesAnswer,
  CountyProfile,
  EnrolAnswer,
  HeartbeatAnswer,
  PersonAnswer,
  RecordsAnswer,
} from '../../../shared/protocol/messages.ts';
import {
  enrolRequestSchema,
  heartbeatRequestSchema,
  recordsRequestSchema,
} from '../../../shared/protocol/messages.ts';
import { findByHandle } from '../persons/lookup.ts';
import { currentProfile } from '../settings/policy.ts';
import { enrol } from '../terminals/enrolment.ts';
import { takeHeartbeat } from '../terminals/terminals.ts';
import { exchangeHeads } from '../terminals/witness.ts';
import { authenticate, authenticateEnrolment, readSigned } from './authenticate.ts';
import { parseBody } from './bodies.ts';
import { NonceMemory } from './nonces.ts';
import { ProblemError } from './problem.ts';
import { RecordDesk } from './records.ts';
import type { ServerOptions } from './options.ts';

/** `/terminal/v1/…`; every request is authentic before its body is parsed. */
export function terminalRoutes({ store, book, demoAllowed }: ServerOptions): FastifyPluginAsync {
  const nonces = new NonceMemory();
  const desk = new RecordDesk(store, book, demoAllowed);

  return async (routes) => {
    routes.post('/enrol', async (request): Promise<EnrolAnswer> => {
      const signed = readSigned(request);
      // The key is in the body, so here alone parsing comes first.
      const body = parseBody(enrolRequestSchema, signed.facts.body);
      authenticateEnrolment(store.crypto, nonces, signed, body.publicKey);
      const enrolled = await enrol(store, body);
      if (!enrolled.ok)
        throw enrolled.error === 'bad-code'
          ? new ProblemError(
              'bad-code',
              'this enrolment code is unknown, used or older than 24 h; get a new one',
            )
          : new ProblemError('internal', 'this county has given out all terminal numbers');
      return { ...enrolled.value, profile: await currentProfile(store, book), now: store.clock.now() };
    });

    routes.post('/records', async (request): Promise<RecordsAnswer> => {
      const { terminal, body, aheadMs } = await authenticate(store, nonces, request);
      const { records } = parseBody(recordsRequestSchema, body);
      return await desk.take(terminal.terminal, aheadMs, records);
    });

    routes.get<{ Params: { handle: string } }>('/persons/:handle', async (request): Promise<PersonAnswer> => {
      await authenticate(store, nonces, request);
      const { handle } = request.params;
      if (!/^[0-9a-f]{64}$/.test(handle)) throw new ProblemError('malformed', 'handle: 64 hex digits');
      return { person: await findByHandle(store, handle), now: store.clock.now() };
    });

    routes.get<{ Querystring: { since?: unknown } }>('/changes', async (request): Promise<ChangesAnswer> => {
      await authenticate(store, nonces, request);
      const profile = await currentProfile(store, book);
      const cursor = cursorOf(profile);
      const now = store.clock.now();
      return request.query.since === cursor ? { cursor, now } : { cursor, profile, now };
    });

    routes.post('/heartbeat', async (request): Promise<HeartbeatAnswer> => {
      const { terminal, body, aheadMs } = await authenticate(store, nonces, request);
      const beat = parseBody(heartbeatRequestSchema, body);
      const highestSequence = await takeHeartbeat(store, terminal.terminal, beat, aheadMs);
      const audit = await exchangeHeads(store, terminal.terminal, beat);
      return { highestSequence, audit, now: store.clock.now() };
    });
  };

  /** A digest of what is told: it also moves when a dated rule comes into force by itself. */
  function cursorOf(profile: CountyProfile): string {
    return store.crypto.sha256(new TextEncoder().encode(canonicalize(profile))).slice(0, 16);
  }
}
