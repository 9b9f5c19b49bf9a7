import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decide } from '../../../../app/county/certifications/decide.ts';
import { ATTEMPT_MS } from '../../../../app/county/certifications/evidence.ts';
import { listWaiting } from '../../../../app/county/certifications/review.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import { revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import { LIVENESS } from '../../../../flows/certify/liveness/limits.ts';
import { checkCharacter } from '../../../../shared/identity/id-number.ts';
import type { Certification } from '../../../../shared/records/certification.ts';
import type { TerminalRecord } from '../../../../shared/records/kinds.ts';
import type { TestCounty } from '../support/county.ts';
import { book, NOON, syntheticId, testCounty, WITNESS } from '../support/county.ts';
import { evidenceOf, TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
  await county.person('contributing', { id_number: WITNESS, name: '柏青' });
});
afterEach(() => county.close());

type Change = Partial<{ -readonly [K in keyof Certification]: Certification[K] | undefined }>;
const LIVE = evidenceOf('face').liveness as NonNullable<Certification['liveness']>;

/** An honest record, its body changed; `undefined` takes a field away. */
function changed(body: Change, head: Partial<TerminalRecord> = {}) {
  const { method = 'face' } = body;
  const whole = { ...evidenceOf(method), ...body };
  const { record } = terminal.record({ method }, head);
  const merged = { ...record.body, ...whole } as Record<string, unknown>;
  for (const [key, value] of Object.entries(merged)) if (value === undefined) delete merged[key];
  return terminal.sign({ ...record, body: merged as Certification });
}

describe('what a fault of the machine may bring about waits for an officer', () => {
  it.each([
    ['a face without anybody before the camera', { liveness: undefined }, 'no-liveness'],
    ['an attempt of no time', { liveness: { ...LIVE, durationMs: 0 } }, 'liveness-doubtful'],
    ['an attempt of an hour', { liveness: { ...LIVE, durationMs: 3_600_000 } }, 'liveness-doubtful'],
    ['a face without consent', { consent: undefined }, 'no-consent'],
    ['a face with an empty consent', { consent: ' ' }, 'no-consent'],
    ["a card with another's name", { name: '柏明' }, 'name-differs'],
    ['a card without a name', { name: '' }, 'name-differs'],
    ['a typed number', { source: 'typed', name: '' }, 'no-card'],
    ['a typed number at the counter', { method: 'counter', source: 'typed', name: '' }, 'no-card'],
    ['another name at the counter', { method: 'counter', name: '柏明' }, 'name-differs'],
    ['a visit without a number to call', { method: 'visit', phone: undefined }, 'no-phone'],
    [
      'a witness whose number is none',
      { method: 'witness', witness: { idNumber: '990101195001010015', name: '柏青' } },
      'witness-number-wrong',
    ],
    [
      'a witness of elsewhere',
      { method: 'witness', witness: { idNumber: syntheticId(777), name: '柏青' } },
      'witness-unknown',
    ],
    [
      'a witness of another name',
      { method: 'witness', witness: { idNumber: WITNESS, name: '松青' } },
      'witness-name-differs',
    ],
  ] satisfies readonly (readonly [string, Change, string])[])('%s', async (_name, change, reason) => {
    const idNumber = await county.person('receiving', { certified_through: '2026-11' });
    const record = changed({ ...change, idNumber });
    const outcome = await terminal.deliverOne(record);
    expect(outcome).toMatchObject({ kind: 'recorded', decision: 'submitted', reason, validThrough: null });
    expect(await county.certifiedThrough(idNumber)).toBe('2026-11');
    expect(await listWaiting(county.store)).toMatchObject([
      { certificateNo: record.record.body.certificateNo, reason, revoked: false },
    ]);
  });

  it('a witness who has died', async () => {
    await county.store.db.updateTable('persons').set({ status: 'deceased' }).execute();
    const idNumber = await county.person('receiving');
    const record = terminal.record({ idNumber, method: 'witness' });
    expect(await terminal.deliverOne(record)).toMatchObject({
      decision: 'submitted',
      reason: 'witness-deceased',
    });
  });

  it('says nothing of a missing number to call when the roster has one', async () => {
    const idNumber = await county.person('receiving', { phone: '13900000001' });
    expect(await terminal.deliverOne(changed({ idNumber, method: 'visit', phone: undefined }))).toMatchObject(
      { decision: 'submitted', reason: null },
    );
  });

  it('a record from before its terminal was enrolled, which counts from its receipt', async () => {
    const idNumber = await county.person('receiving');
    const at = Date.parse(NOON) - 6 * 60_000;
    const month = 31 * 24 * 3_600_000;
    expect(await terminal.deliverOne(terminal.record({ idNumber }, { occurredAt: at }))).toMatchObject({
      reason: 'time-doubtful',
    });
    const earlier = terminal.record({ idNumber }, { occurredAt: at - month });
    expect(await terminal.deliverOne(earlier)).toMatchObject({
      decision: 'submitted',
      reason: 'time-doubtful',
      clockSkewed: true,
    });
    const rows = await county.store.db.selectFrom('certifications').select('counted_month').execute();
    expect(rows).toEqual([{ counted_month: '2026-11' }, { counted_month: '2026-11' }]);
    const near = terminal.record({ idNumber }, { occurredAt: at + 2 * 60_000 });
    expect(await terminal.deliverOne(near)).toMatchObject({ decision: 'accepted' });
  });

  it('a record from before the person was born', async () => {
    const first = '99010120300101001';
    const idNumber = await county.person('receiving', { id_number: first + checkCharacter(first) });
    expect(await terminal.deliverOne(terminal.record({ idNumber }))).toMatchObject({
      decision: 'submitted',
      reason: 'time-doubtful',
    });
  });

  it('tells that the terminal was revoked since', async () => {
    const idNumber = await county.person('receiving');
    await terminal.deliverOne(terminal.record({ idNumber, method: 'visit' }));
    await revokeTerminals(county.store, '测试机');
    expect(await listWaiting(county.store)).toMatchObject([{ reason: null, revoked: true }]);
  });
});

describe('what only a forger can send is refused', () => {
  const self = { idNumber: syntheticId(5), name: '松明' };
  const fullWidth = self.idNumber.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  it.each([
    ['a witness who is nobody', { method: 'witness', witness: undefined }],
    ['a witness who is the person', { method: 'witness', witness: self }],
    [
      'a witness who is the person in other letters',
      { method: 'witness', witness: { ...self, idNumber: fullWidth } },
    ],
    ['a face beside a witness', { method: 'face', witness: { idNumber: WITNESS, name: '柏青' } }],
    ['acts before the camera at the counter', { method: 'counter', liveness: LIVE }],
    ['acts before the camera for a witness', { method: 'witness', liveness: LIVE }],
    ['acts before the camera for a visit', { method: 'visit', liveness: LIVE }],
    ['a number to call at the counter', { method: 'counter', phone: '13900000000' }],
    ['a typed number with a name', { source: 'typed', name: '松明' }],
    ['a typed number with a name, for a visit', { method: 'visit', source: 'typed', name: '松明' }],
    ['the same act twice', { liveness: { ...LIVE, challenge: ['blink', 'blink'] } }],
    ['a scripted camera in earnest', { liveness: { ...LIVE, engine: 'scripted' } }],
  ] satisfies readonly (readonly [string, Change])[])('%s', async (_name, change) => {
    const idNumber = await county.person('receiving', { id_number: self.idNumber });
    expect(await terminal.deliverOne(changed({ ...change, idNumber }))).toMatchObject({
      kind: 'recorded',
      decision: 'refused',
      reason: 'evidence-contradicts',
      validThrough: null,
    });
    expect(await county.certifiedThrough(idNumber)).toBeNull();
  });

  it('and whoever is dead is told so first', async () => {
    const idNumber = await county.person('deceased');
    expect(await terminal.deliverOne(changed({ idNumber, source: 'typed' }))).toMatchObject({
      decision: 'refused',
      reason: 'deceased',
    });
  });
});

describe('what differs in writing only is accepted', () => {
  it.each([
    ['石\ue863', '石䶮'],
    ['买买提•艾力', '买买提·艾力'],
    ['李　明', '李明'],
  ])('the name %s for %s', async (onCard, onRoster) => {
    const idNumber = await county.person('receiving', { name: onRoster });
    expect(await terminal.deliverOne(terminal.record({ idNumber, name: onCard }))).toMatchObject({
      decision: 'accepted',
    });
  });

  it('a small x, and the row stands under the number of the roster', async () => {
    const first = [...Array(1000).keys()]
      .map((count) => `99010119500101${String(count).padStart(3, '0')}`)
      .find((seventeen) => checkCharacter(seventeen) === 'X');
    const idNumber = await county.person('receiving', { id_number: `${first}X` });
    expect(await terminal.deliverOne(terminal.record({ idNumber: `${first}x` }))).toMatchObject({
      decision: 'accepted',
    });
    expect(await county.certifiedThrough(idNumber)).toBe('2027-10');
    const rows = await county.store.db.selectFrom('certifications').select('id_number').execute();
    expect(rows).toEqual([{ id_number: idNumber }]);
  });

  it('the month that the terminal claims counts for nothing', async () => {
    const idNumber = await county.person('receiving');
    expect(await terminal.deliverOne(terminal.record({ idNumber, validThrough: '2099-12' }))).toMatchObject({
      validThrough: '2027-10',
    });
    expect(await county.certifiedThrough(idNumber)).toBe('2027-10');
  });
});

describe('the clock of a record', () => {
  it('is its own terminal’s: whoever only carries it shifts nothing', async () => {
    const carrier = new TestTerminal(county.server, county.store);
    await carrier.enrol();
    const idNumber = await county.person('receiving');
    const time = county.clock.now() - 300 * 24 * 3_600_000;
    expect(await carrier.deliverOne(terminal.record({ idNumber }), { time })).toMatchObject({
      decision: 'accepted',
      validThrough: '2027-10',
      clockSkewed: false,
    });
  });

  it('is put right by what its terminal knew when somebody else carries it', async () => {
    const carrier = new TestTerminal(county.server, county.store);
    await carrier.enrol();
    const idNumber = await county.person('receiving');
    const offsetMs = 31 * 24 * 3_600_000;
    const record = terminal.record(
      { idNumber },
      { occurredAt: county.clock.now() - offsetMs, clock: { quality: 'trusted', offsetMs } },
    );
    expect(await carrier.deliverOne(record)).toMatchObject({ validThrough: '2027-10', clockSkewed: true });
  });
});

describe('the bounds of an attempt', () => {
  it('leave room for whatever the machine lets pass', () => {
    const { readyMs, nobodyMs, baselineMs, lookMs, actMs, restMs, restMaxMs, reactionMs } = LIVENESS;
    expect(ATTEMPT_MS.shortest).toBeLessThan(readyMs + baselineMs + restMs + 2 * reactionMs);
    expect(ATTEMPT_MS.longest).toBeGreaterThan(2 * (readyMs + nobodyMs + lookMs + restMaxMs + 2 * actMs));
  });
});

describe('any record at all', () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const act = fc.constantFrom('blink', 'mouth', 'turn-left', 'turn-right');
  const anything = fc.record({
    name: fc.constantFrom('松明', '松 明', '', '柏青'),
    source: fc.constantFrom('id-card', 'social-card', 'typed'),
    method: fc.constantFrom('face', 'face', 'face', 'witness', 'visit', 'counter'),
    liveness: maybe(
      fc.record({
        engine: fc.constantFrom('mediapipe', 'scripted'),
        challenge: fc.tuple(act, act).map((acts) => [...acts]),
        attempt: fc.integer({ min: 1, max: 20 }),
        durationMs: fc.constantFrom(0, 1999, 2000, 6200, 300_000, 300_001),
      }),
    ),
    consent: maybe(fc.constantFrom('', '\u3000', 'face-2026-1')),
    witness: maybe(
      fc.record({
        idNumber: fc.constantFrom(WITNESS, syntheticId(1), syntheticId(777)),
        name: fc.constantFrom('柏青', ''),
      }),
    ),
    phone: maybe(fc.constant('13900000000')),
    demo: fc.boolean(),
    status: fc.constantFrom('receiving', 'suspended', 'contributing', 'deceased', 'unknown'),
    minutesBefore: fc.constantFrom(0, 0, 3, 7, 400 * 24 * 60),
  });

  type Drawn = typeof anything extends fc.Arbitrary<infer T> ? T : never;
  const HONEST: Drawn = {
    name: '松明',
    source: 'id-card',
    method: 'face',
    liveness: { engine: 'mediapipe', challenge: ['mouth', 'blink'], attempt: 2, durationMs: 6200 },
    consent: 'face-2026-1',
    witness: undefined,
    phone: undefined,
    demo: false,
    status: 'receiving',
    minutesBefore: 0,
  };
  /** An honest record in which up to four things are as they come. */
  const fields = fc.subarray(Object.keys(HONEST) as (keyof Drawn)[], { maxLength: 4 });
  const change = fc
    .tuple(fields, anything)
    .map(([keys, odd]): Drawn => ({ ...HONEST, ...Object.fromEntries(keys.map((key) => [key, odd[key]])) }));

  function isWhole({ status, demo, minutesBefore, ...body }: Drawn): boolean {
    const { liveness } = body;
    return (
      ['receiving', 'suspended'].includes(status) &&
      !demo &&
      minutesBefore < 5 &&
      body.method === 'face' &&
      body.source !== 'typed' &&
      ['松明', '松 明'].includes(body.name) &&
      liveness?.engine === 'mediapipe' &&
      liveness.challenge[0] !== liveness.challenge[1] &&
      liveness.durationMs >= 2000 &&
      liveness.durationMs <= 300_000 &&
      body.consent === 'face-2026-1' &&
      body.witness === undefined &&
      body.phone === undefined
    );
  }

  function recordOf({ demo, status, minutesBefore, ...body }: Drawn) {
    const idNumber = status === 'unknown' ? syntheticId(555) : PERSON;
    const occurredAt = county.clock.now() - minutesBefore * 60_000;
    return changed({ ...(body as Change), idNumber }, { demo, occurredAt });
  }

  const PERSON = syntheticId(5);

  it('is accepted only with everything that a face certification needs', async () => {
    const policy = await currentPolicy(county.store.db, county.store, book());
    const now = county.clock.now();
    const seen = new Set<string>();
    fc.assert(
      fc.property(change, (drawn) => {
        const listed = { status: drawn.status as 'receiving', name: '松明', phone: '' };
        const { answer: outcome } = decide(
          recordOf(drawn).record,
          { receivedAt: now, aheadMs: 0 },
          {
            signer: { enrolledAt: now },
            person: drawn.status === 'unknown' ? undefined : listed,
            witness: undefined,
          },
          policy,
          false,
        );
        seen.add(outcome.decision);
        expect(outcome.decision === 'accepted').toBe(isWhole(drawn));
        expect(outcome.validThrough).toBe(isWhole(drawn) ? '2027-10' : null);
        // Whoever looks at it later reads why.
        if (outcome.decision === 'refused' || (outcome.decision === 'submitted' && drawn.method === 'face'))
          expect(outcome.reason).not.toBeNull();
      }),
      { numRuns: 3000 },
    );
    expect([...seen].toSorted()).toEqual(['accepted', 'refused', 'submitted']);
  });

  it('extends nothing unless it is accepted', async () => {
    await county.person('receiving', { id_number: PERSON });
    const person = () => county.store.db.updateTable('persons').where('id_number', '=', PERSON);
    await fc.assert(
      fc.asyncProperty(change, async (drawn) => {
        const status = drawn.status === 'unknown' ? 'receiving' : drawn.status;
        await person()
          .set({ certified_through: null, status: status as 'receiving' })
          .execute();
        expect(await terminal.deliverOne(recordOf(drawn))).toMatchObject({ kind: 'recorded' });
        expect(await county.certifiedThrough(PERSON)).toBe(isWhole(drawn) ? '2027-10' : null);
      }),
      { numRuns: 60 },
    );
  });
});
