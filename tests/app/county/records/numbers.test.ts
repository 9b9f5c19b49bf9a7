import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { RECORD_HANDLERS } from '../../../../app/county/record-kinds.ts';
import { takeIn } from '../../../../app/county/records/intake.ts';
import { listWaiting, review } from '../../../../app/county/certifications/review.ts';
import { exportCertifications } from '../../../../app/county/certifications/export-certifications.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import { findTerminals, revokeTerminals } from '../../../../app/county/terminals/terminals.ts';
import type { SignedRecord, TerminalRecord } from '../../../../shared/records/kinds.ts';
import type { TestCounty } from '../support/county.ts';
import { book, testCounty } from '../support/county.ts';
import { certificateNo, TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let honest: TestTerminal;
let thief: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  honest = new TestTerminal(county.server, county.store);
  await honest.enrol('好机');
  thief = new TestTerminal(county.server, county.store);
  await thief.enrol('失窃机');
});
afterEach(() => county.close());

/** What the thief signs under the honest terminal's number. */
async function stolen(count: number, method: 'face' | 'visit' = 'face'): Promise<SignedRecord> {
  const idNumber = await county.person('receiving');
  return thief.record({ idNumber, method, certificateNo: certificateNo(honest.number, count) });
}

/** As a release took it that did not look at numbers. */
async function takenEarlier(signed: SignedRecord): Promise<unknown> {
  const { store } = county;
  const signer = (await findTerminals(store, [thief.id])).get(thief.id);
  if (signer === undefined) throw new Error('the thief is not enrolled');
  const policy = await currentPolicy(store.db, store, book());
  const arrival = { receivedAt: store.clock.now(), aheadMs: 0 };
  const [outcome] = await store.db
    .transaction()
    .execute((tx) =>
      takeIn(tx, store, RECORD_HANDLERS, { policy, demoAllowed: false }, [
        { signed, signer: { ...signer, number: honest.number }, arrival },
      ]),
    );
  return outcome;
}

async function rows(): Promise<readonly (readonly [string, string])[]> {
  const all = await county.store.db
    .selectFrom('certifications')
    .select(['certificate_no', 'record_hash'])
    .orderBy('certificate_no')
    .execute();
  return all.map((row) => [row.certificate_no, row.record_hash]);
}

async function events(name: string): Promise<readonly Record<string, unknown>[]> {
  const all = await county.store.db.selectFrom('audit').select('details').where('event', '=', name).execute();
  return all.map(({ details }) => JSON.parse(details) as Record<string, unknown>);
}

async function findings(): Promise<readonly string[]> {
  return (await verifyCounty(county.store.db, county.store.crypto)).findings;
}

async function exported(): Promise<readonly string[][]> {
  const pieces = exportCertifications(county.store);
  if (!pieces.ok) throw new Error(pieces.error);
  let text = '';
  for await (const piece of pieces.value) text += piece;
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
}

describe('a thief that sends numbers of another terminal first', () => {
  it('occupies none: they are refused, kept as evidence and told of once', async () => {
    const taken = [await stolen(1), await stolen(2, 'visit')];
    for (const delivery of [1, 2]) {
      for (const { outcome } of await thief.deliver(taken))
        expect(outcome, `delivery ${delivery}`).toEqual({
          kind: 'rejected',
          detail: 'certificateNo: the number of another terminal',
        });
    }
    expect(await rows()).toEqual([]);
    expect(await events('certificate-number-wrong')).toMatchObject(
      taken.map(({ hash }) => ({ terminal: thief.id, recordHash: hash, fault: 'terminal' })),
    );
    const kept = await county.store.db.selectFrom('conflicts').select(['kind', 'record_hash']).execute();
    expect(kept).toHaveLength(2);

    const idNumber = await county.person('receiving');
    const own = honest.record({ idNumber });
    expect(await honest.deliverOne(own)).toMatchObject({ kind: 'recorded', decision: 'accepted' });
    expect(await rows()).toEqual([[certificateNo(honest.number, 1), own.hash]]);
    expect(await findings()).toEqual([]);
  });

  it('in one batch with their owner, in whatever order, takes nothing away', async () => {
    const idNumber = await county.person('receiving');
    const own = [honest.record({ idNumber }), honest.record({ idNumber })];
    const [first, second] = own;
    const batch = [await stolen(1), first, second, await stolen(2)];
    const answers = await honest.deliver(batch);
    expect(answers.map(({ outcome }) => outcome.kind)).toEqual([
      'rejected',
      'recorded',
      'recorded',
      'rejected',
    ]);
    expect((await rows()).map(([, hash]) => hash)).toEqual(own.map(({ hash }) => hash));
  });
});

describe('numbers that were occupied before anybody looked at them', () => {
  it.each([
    ['while the thief is enrolled', false],
    ['after the thief was revoked', true],
  ])('go back to their owner %s', async (_name, revoked) => {
    const squatting = await stolen(1);
    const squatted = await takenEarlier(squatting);
    expect(squatted).toMatchObject({ kind: 'recorded', decision: 'accepted' });
    if (revoked) await revokeTerminals(county.store, '失窃机');

    county.clock.advance(60_000);
    const idNumber = await county.person('receiving', { name: '松青' });
    const own = honest.record({ idNumber, name: '松青' });
    const number = own.record.body.certificateNo;
    expect(number).toBe(squatting.record.body.certificateNo);
    const first = await honest.deliverOne(own);
    expect(first).toMatchObject({ kind: 'recorded', certificateNo: number, decision: 'accepted' });
    county.clock.advance(60_000);
    expect(await honest.deliverOne(own)).toEqual(first);
    expect(await county.certifiedThrough(idNumber)).toBe('2027-10');

    const aside = `${number}/${thief.id}`;
    expect(await rows()).toEqual([
      [number, own.hash],
      [aside, squatting.hash],
    ]);
    expect((await exported()).map(([no, id, name, , decision]) => [no, id, name, decision])).toEqual([
      [aside, squatting.record.body.idNumber, '松明', 'accepted'],
      [number, idNumber, '松青', 'accepted'],
    ]);
    expect(await events('certificate-number-reclaimed')).toMatchObject([
      { certificateNo: number, movedTo: aside, terminal: thief.id, recordHash: squatting.hash },
    ]);
    expect(await findings()).toEqual([]);
    // The same record of the thief gets its first answer still, and no second row.
    if (!revoked) expect(await thief.deliverOne(squatting)).toEqual(squatted);
    expect(await rows()).toHaveLength(2);
  });

  it('go back with all that an officer decided on them, and wait under their new key', async () => {
    const [decided, waiting] = [await stolen(1, 'visit'), await stolen(2, 'visit')];
    for (const one of [decided, waiting]) await takenEarlier(one);
    const policy = await currentPolicy(county.store.db, county.store, book());
    const decide = (certificateNo: string) =>
      review(county.store, policy, {
        certificateNo,
        decision: 'accepted',
        operator: '王办',
        reason: '核实',
      });
    expect(await decide(decided.record.body.certificateNo)).toMatchObject({ ok: true });
    const idNumber = await county.person('receiving');
    await honest.deliver([honest.record({ idNumber }), honest.record({ idNumber })]);

    const decisions = await county.store.db
      .selectFrom('decisions')
      .select(['certificate_no', 'number', 'decision'])
      .orderBy('certificate_no')
      .orderBy('number')
      .execute();
    const aside = (count: number): string => `${certificateNo(honest.number, count)}/${thief.id}`;
    expect(decisions).toEqual(
      [
        { certificate_no: certificateNo(honest.number, 1), number: 1, decision: 'accepted' },
        { certificate_no: aside(1), number: 1, decision: 'submitted' },
        { certificate_no: aside(1), number: 2, decision: 'accepted' },
        { certificate_no: certificateNo(honest.number, 2), number: 1, decision: 'accepted' },
        { certificate_no: aside(2), number: 1, decision: 'submitted' },
      ].toSorted((one, other) => (one.certificate_no < other.certificate_no ? -1 : 1)),
    );
    expect(await listWaiting(county.store)).toMatchObject([{ certificateNo: aside(2) }]);
    expect(await decide(aside(2))).toMatchObject({ ok: true });
    expect(await findings()).toEqual([]);
  });

  it('do not keep an owner out whose record was turned away then', async () => {
    await takenEarlier(await stolen(1));
    const idNumber = await county.person('receiving');
    const own = honest.record({ idNumber });
    const { record, hash } = own;
    await county.store.db
      .insertInto('conflicts')
      .values({
        county: county.store.county.code,
        terminal: record.terminal,
        epoch: record.epoch,
        sequence: record.sequence,
        record_hash: hash,
        kind: 'certificate',
        certificate_no: record.body.certificateNo,
        record: '{}',
        received_at: county.clock.now(),
      })
      .execute();
    expect(await honest.deliverOne(own)).toMatchObject({ kind: 'recorded', decision: 'accepted' });
  });

  it('are not told to their owner as its own', async () => {
    await takenEarlier(await stolen(99_999));
    const beat = {
      epoch: honest.epoch,
      sequence: 0,
      queued: 0,
      parked: 0,
      now: county.clock.now(),
      software: 'test',
      devices: [],
    };
    const answer = await honest.send('POST', '/heartbeat', JSON.stringify(beat));
    expect(answer.json).toMatchObject({ highestCertificates: [] });
  });

  it('named by verify when the row that stepped aside is edited, or its event is not there', async () => {
    const squatting = await stolen(1);
    await takenEarlier(squatting);
    await honest.deliverOne(honest.record({ idNumber: await county.person('receiving') }));
    const aside = `${certificateNo(honest.number, 1)}/${thief.id}`;
    await county.store.db
      .updateTable('certifications')
      .set({ certificate_no: 'elsewhere' })
      .where('certificate_no', '=', aside)
      .execute();
    expect(await findings()).toEqual([
      'certification elsewhere: not in the audit log',
      `certification ${aside}: missing`,
      `person ${squatting.record.body.idNumber}: altered (certified through 2027-10, the audit log makes never)`,
    ]);
  });
});

describe('a certificate number', () => {
  const DETAIL = {
    'check-digit': 'not a number with a right check digit',
    terminal: 'the number of another terminal',
    date: 'the number of another day',
  } as const;
  const HOUR = 3_600_000;
  const midnight = Date.parse('2026-11-23T00:00:00+08:00');

  async function outcomeOf(number: string, head: Partial<TerminalRecord> = {}) {
    const idNumber = await county.person('receiving');
    return await honest.deliverOne(honest.record({ idNumber, certificateNo: number }, head));
  }

  it.each([
    [
      'a wrong check digit',
      (right: string) => right.slice(0, 15) + ((Number(right[15]) + 1) % 10),
      'check-digit',
    ],
    ['count 0', () => '2611230001000004', 'check-digit'],
    ['the day before', () => certificateNo(honest.number, 1, midnight - 1), 'date'],
    ['the day after', () => certificateNo(honest.number, 1, midnight + 24 * HOUR), 'date'],
    ["a neighbour's digits", () => certificateNo(honest.number + 1, 1), 'terminal'],
    ["nobody's digits", () => certificateNo(9999, 1), 'terminal'],
  ] as const)('with %s is refused', async (_name, make, fault) => {
    const number = make(certificateNo(honest.number, 1));
    expect(await outcomeOf(number)).toEqual({
      kind: 'rejected',
      detail: `certificateNo: ${DETAIL[fault]}`,
    });
    expect(await events('certificate-number-wrong')).toMatchObject([{ fault, certificateNo: number }]);
    expect(await rows()).toEqual([]);
  });

  it('may be of the day that the clock showed or of the right one, and of no other', async () => {
    // The clock stands an hour and a half behind: it shows the evening before.
    const offsetMs = 1.5 * HOUR;
    const head = {
      occurredAt: midnight + HOUR - offsetMs,
      clock: { quality: 'untrusted', offsetMs },
    } as const;
    const kinds = await Promise.all(
      [midnight - 25 * HOUR, midnight - HOUR, midnight + HOUR, midnight + 25 * HOUR].map(
        async (day, count) => (await outcomeOf(certificateNo(honest.number, count + 1, day), head)).kind,
      ),
    );
    expect(kinds).toEqual(['rejected', 'recorded', 'recorded', 'rejected']);
  });

  it('whose record claims an impossible clock is judged by the day alone that can be', async () => {
    const claims = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    for (const [index, offsetMs] of claims.entries())
      expect(
        await outcomeOf(certificateNo(honest.number, index + 1), {
          clock: { quality: 'untrusted', offsetMs },
        }),
      ).toMatchObject({ kind: 'recorded' });
    const { record } = honest.record({ idNumber: await county.person('receiving') });
    const beyond = honest.sign({ ...record, occurredAt: Date.parse('+010000-01-01') });
    expect(await honest.deliverOne(beyond)).toMatchObject({
      kind: 'rejected',
      detail: 'malformed record: record.occurredAt too_big',
    });
  });
});
