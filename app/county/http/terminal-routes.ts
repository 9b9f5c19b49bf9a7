import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
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
  LONGEST_CURSOR,
  recordsRequestSchema,
} from '../../../shared/protocol/messages.ts';
import { highestCertificates } from '../records/numbers.ts';
import { LookupDesk } from '../persons/lookup-desk.ts';
import { WalkWatch } from '../persons/walking.ts';
import { currentProfile } from '../settings/policy.ts';
import { enrol } from '../terminals/enrolment.ts';
import { takeHeartbeat } from '../terminals/heartbeat.ts';
import { exchangeHeads } from '../terminals/witness.ts';
import type { AuditNotes } from './audit-notes.ts';
import type { Peers } from './peers.ts';
import type { Authentic } from './authenticate.ts';
import { authenticate, authenticateEnrolment, readHead, readSigned } from './authenticate.ts';
import { parseBody } from './bodies.ts';
import { addressKey, Limit, RATES } from './limits.ts';
import { NonceMemory } from './nonces.ts';
import { ProblemError, tooOften } from './problem.ts';
import { RecordDesk } from './records.ts';
import type { ServerOptions } from './options.ts';

/** Bytes of a body that carries no records. */
const SMALL_BODY = { bodyLimit: 16 * 1024 };

/** `/terminal/v1/…`; every request is authentic before its body is parsed. */
export function terminalRoutes(options: ServerOptions, notes: AuditNotes, peers: Peers): FastifyPluginAsync {
  const { store, book } = options;
  const rates = { ...RATES, ...options.rates };
  const nonces = new NonceMemory(store.clock);
  const records = new RecordDesk(options);
  const persons = new LookupDesk(store);
  const walks = new WalkWatch(store.clock, (event) => notes.add(event));
  const limits = {
    samePerson: new Limit(rates.samePerson),
    lookups: new Limit(rates.lookups),
    lookupsInTheLongRun: new Limit(rates.lookupsInTheLongRun),
    records: new Limit(rates.records),
    upkeep: new Limit(rates.upkeep),
    failedEnrolments: new Limit(rates.failedEnrolments),
    failedEnrolmentsInAll: new Limit(rates.failedEnrolmentsInAll),
  };
  const genuine = async (request: FastifyRequest, limit: Limit): Promise<Authentic> =>
    await authenticate(store, nonces, request, (terminal) => limit.count(terminal));

  return async (routes) => {
    // Before the body is taken in: who does not even look like a terminal has nothing to upload.
    routes.addHook('onRequest', async (request) => {
      readHead(request);
    });

    routes.post('/enrol', SMALL_BODY, async (request): Promise<EnrolAnswer> => {
      const signed = readSigned(request);
      // The key is in the body, so here alone parsing comes first.
      const body = parseBody(enrolRequestSchema, signed.facts.body);
      authenticateEnrolment(store.crypto, nonces, signed, body.publicKey);
      const address = addressKey(peers.of(request.raw.socket));
      // Counted first and taken back when it succeeds, so that many at once are no way around it.
      const wait = await limits.failedEnrolments.count(address);
      if (wait !== undefined) throw tooOften(wait);
      const enrolled = await enrol(store, body);
      if (!enrolled.ok) {
        if (enrolled.error === 'no-numbers-left')
          throw new ProblemError('internal', 'this county has given out all terminal numbers');
        // A right code is taken however many wrong ones come from elsewhere: those bar nobody's door.
        const waitAll = await limits.failedEnrolmentsInAll.count('');
        if (waitAll !== undefined) throw tooOften(waitAll);
        throw new ProblemError(
          'bad-code',
          'this enrolment code is unknown, used or older than 24 h; get a new one',
        );
      }
      await limits.failedEnrolments.forgive(address);
      const { terminal, terminalNumber: number } = enrolled.value;
      return {
        ...enrolled.value,
        profile: await currentProfile(store, book),
        // A terminal that asks again for a lost answer may have begun to work in between.
        highestCertificates: await highestCertificates(store, { terminal, number }, signed.facts.time),
        now: store.clock.now(),
      };
    });

    routes.post('/records', async (request): Promise<RecordsAnswer> => {
      const { terminal, body, aheadMs } = await genuine(request, limits.records);
      const brought = parseBody(recordsRequestSchema, body, terminal);
      return await records.take(terminal.terminal, aheadMs, brought.records);
    });

    routes.get<{ Params: { handle: string } }>('/persons/:handle', async (request): Promise<PersonAnswer> => {
      const { handle } = request.params;
      const known = /^[0-9a-f]{64}$/.test(handle);
      const { terminal } = await authenticate(store, nonces, request, async (terminal) => {
        if (!known) return await limits.lookups.count(terminal);
        walks.asked(terminal, handle);
        return (
          (await limits.samePerson.count(`${terminal} ${handle}`)) ??
          (await limits.lookups.count(terminal)) ??
          (await limits.lookupsInTheLongRun.count(terminal))
        );
      });
      if (!known) throw new ProblemError('malformed', 'handle: 64 hex digits', terminal);
      const person = await persons.ask(terminal.terminal, handle);
      if (person === null) walks.unknown(terminal.terminal, handle);
      return { person, now: store.clock.now() };
    });

    routes.get<{ Querystring: { since?: unknown } }>('/changes', async (request): Promise<ChangesAnswer> => {
      const { terminal } = await genuine(request, limits.upkeep);
      const { since = '' } = request.query;
      if (typeof since !== 'string' || since.length > LONGEST_CURSOR)
        throw new ProblemError(
          'malformed',
          `since: one text of at most ${LONGEST_CURSOR} characters`,
          terminal,
        );
      const profile = await currentProfile(store, book);
      const cursor = cursorOf(profile);
      const now = store.clock.now();
      return since === cursor ? { cursor, now } : { cursor, profile, now };
    });

    routes.post('/heartbeat', SMALL_BODY, async (request): Promise<HeartbeatAnswer> => {
      const { terminal, body, time, aheadMs } = await genuine(request, limits.upkeep);
      const beat = parseBody(heartbeatRequestSchema, body, terminal);
      return {
        highestSequence: await takeHeartbeat(store, terminal.terminal, beat, { time, aheadMs }),
        highestCertificates: await highestCertificates(store, terminal, beat.now),
        audit: await exchangeHeads(store, terminal.terminal, beat),
        now: store.clock.now(),
      };
    });
  };

  /** A digest of what is told: it also moves when a dated rule comes into force by itself. */
  function cursorOf(profile: CountyProfile): string {
    return store.crypto.sha256(new TextEncoder().encode(canonicalize(profile))).slice(0, 16);
  }
}
