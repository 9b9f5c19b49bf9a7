import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { canonicalize } from '../../../shared/protocol/canonical.ts';
import type {
  ChangesAnswer,
  CountyProfile,
  EnrolAnswer,
  HeartbeatAnswer,
  PersonAnswer,
  RecordsAnswer,
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
import { authenticate, authenticateEnrolment, readSigned } from './authenticate.ts';
import { addressKey, Limit, RATES } from './limits.ts';
import { NonceMemory } from './nonces.ts';
import { ProblemError, tooOften } from './problem.ts';
import { RecordDesk } from './records.ts';
import type { ServerOptions } from './options.ts';
import { authenticOf, keepAuthentic, keepSigned, signedOf } from './senders.ts';
import {
  changesSchema,
  enrolSchema,
  heartbeatSchema,
  personSchema,
  recordsSchema,
} from './terminal-schemas.ts';

/** Bytes of a body that carries no records. */
const SMALL_BODY = { bodyLimit: 16 * 1024 };

/** What comes before a body is parsed. */
type Before = (request: FastifyRequest) => Promise<void>;

/** What a terminal may ask; in `terminalScope`. */
export function terminalRoutes(
  options: ServerOptions,
  notes: AuditNotes,
  peers: Peers,
): FastifyPluginAsyncZod {
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
  /** Before the body is parsed. `count` counts the request, as `authenticate` has it. */
  const genuine =
    (count: (terminal: string, request: FastifyRequest) => Promise<number | undefined>): Before =>
    async (request) => {
      keepAuthentic(request, await authenticate(store, nonces, request, (sender) => count(sender, request)));
    };
  const within = (limit: Limit): Before => genuine((terminal) => limit.count(terminal));

  return async (routes) => {
    // The key is in the body, so here alone parsing comes first.
    const keeping: Before = async (request) => keepSigned(request, readSigned(request));
    const enrolling = { ...SMALL_BODY, schema: enrolSchema, preValidation: keeping };
    routes.post('/enrol', enrolling, async (request): Promise<EnrolAnswer> => {
      const { body } = request;
      const signed = signedOf(request);
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

    const bringing = { schema: recordsSchema, preValidation: within(limits.records) };
    routes.post('/records', bringing, async (request): Promise<RecordsAnswer> => {
      const { terminal, aheadMs } = authenticOf(request);
      return await records.take(terminal.terminal, aheadMs, request.body.records);
    });

    const looking = genuine(async (terminal, { params }) => {
      const asked = personSchema.params.safeParse(params);
      if (!asked.success) return await limits.lookups.count(terminal);
      const { handle } = asked.data;
      walks.asked(terminal, handle);
      return (
        (await limits.samePerson.count(`${terminal} ${handle}`)) ??
        (await limits.lookups.count(terminal)) ??
        (await limits.lookupsInTheLongRun.count(terminal))
      );
    });
    const lookup = { schema: personSchema, preValidation: looking };
    routes.get('/persons/:handle', lookup, async (request): Promise<PersonAnswer> => {
      const { terminal } = authenticOf(request).terminal;
      const { handle } = request.params;
      const person = await persons.ask(terminal, handle);
      if (person === null) walks.unknown(terminal, handle);
      return { person, now: store.clock.now() };
    });

    const keepingUp = { schema: changesSchema, preValidation: within(limits.upkeep) };
    routes.get('/changes', keepingUp, async (request): Promise<ChangesAnswer> => {
      const profile = await currentProfile(store, book);
      const cursor = cursorOf(profile);
      const now = store.clock.now();
      return request.query.since === cursor ? { cursor, now } : { cursor, profile, now };
    });

    const beating = { ...SMALL_BODY, schema: heartbeatSchema, preValidation: within(limits.upkeep) };
    routes.post('/heartbeat', beating, async (request): Promise<HeartbeatAnswer> => {
      const { terminal, time, aheadMs } = authenticOf(request);
      const beat = request.body;
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
