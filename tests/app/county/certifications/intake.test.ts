import * as fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordAnswer } from '../../../../shared/protocol/messages.ts';
import type { SignedRecord } from '../../../../shared/records/kinds.ts';
import type { TestCounty } from '../support/county.ts';
import { syntheticId, testCounty } from '../support/county.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { foreignCheckDigit } from '../../../../shared/identity/id-number.ts';
import { certificateNo, TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
});
afterEach(() => county.close());

async function events(name: string): Promise<number> {
  const rows = await county.store.db.selectFrom('audit').select('event').where('event', '=', name).execute();
  return rows.length;
}

async function rows(): Promise<readonly { certificate_no: string; record_hash: string }[]> {
  return await county.store.db
    .selectFrom('certifications')
    .select(['certificate_no', 'record_hash'])
    .orderBy('certificate_no')
    .execute();
}

describe('a repeated record', () => {
  it('gets its first answer, also when the person has died in between', async () => {
    const idNumber = await county.person('receiving');
    const record = terminal.record({ idNumber });
    const first = await terminal.deliverOne(record);
    county.clock.advance(60_000);
    await county.store.db.updateTable('persons').set({ status: 'deceased' }).execute();
    expect(await terminal.deliverOne(record)).toEqual(first);
    expect(await rows()).toHaveLength(1);
    expect(await events('certification-recorded')).toBe(1);
  });

  it('gets one row and one answer when it is in a batch twice', async () => {
    const idNumber = await county.person('receiving');
    const record = terminal.record({ idNumber });
    const [one, two] = await terminal.deliver([record, record]);
    expect(two).toEqual(one);
    expect(await rows()).toHaveLength(1);
  });

  it('gets one row and one answer when it comes in many requests at once', async () => {
    const idNumber = await county.person('receiving');
    const record = terminal.record({ idNumber });
    const answers = await Promise.all(Array.from({ length: 12 }, () => terminal.deliverOne(record)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await rows()).toHaveLength(1);
  });
});

describe('a card that names the number before', () => {
  const FORMER = `UTO11005001011${foreignCheckDigit('UTO11005001011')}`;
  const cards = [
    ['by the former number', FORMER],
    ['by its own number', undefined],
  ] as const;

  it.each(cards)('is one %s on the roster', async (_how, listedAs) => {
    const idNumber = syntheticId(77);
    await county.person('receiving', { id_number: listedAs ?? idNumber, certified_through: '2026-10' });
    const record = terminal.record({ idNumber, formerNumber: FORMER });
    expect(await terminal.deliverOne(record)).toMatchObject({ decision: 'accepted' });
    const stored = await county.store.db
      .selectFrom('certifications')
      .innerJoin('persons', 'persons.id_number', 'certifications.id_number')
      .select(['certifications.id_number', 'certified_through', 'record'])
      .executeTakeFirstOrThrow();
    expect(stored.id_number).toBe(listedAs ?? idNumber);
    expect(stored.certified_through).not.toBe('2026-10');
    expect(JSON.parse(stored.record)).toMatchObject({ body: { idNumber, formerNumber: FORMER } });
    expect((await verifyCounty(county.store.db, county.store.crypto)).findings).toEqual([]);
    await sql`update certifications set id_number = ${syntheticId(78)}`.execute(county.store.db);
    expect((await verifyCounty(county.store.db, county.store.crypto)).findings).not.toEqual([]);
  });

  it('is unknown when the county knows neither', async () => {
    const record = terminal.record({ idNumber: syntheticId(79), formerNumber: FORMER });
    expect(await terminal.deliverOne(record)).toMatchObject({
      decision: 'refused',
      reason: 'unknown-person',
    });
  });
});

describe('a contradiction', () => {
  it('with the same key is a conflict; the first stands and one alarm is raised', async () => {
    const idNumber = await county.person('receiving');
    const first = terminal.record({ idNumber }, { sequence: 7 });
    const other = terminal.record({ idNumber, method: 'witness' }, { sequence: 7 });
    await terminal.deliverOne(first);
    expect(await terminal.deliverOne(other)).toEqual({ kind: 'conflict' });
    expect(await terminal.deliverOne(other)).toEqual({ kind: 'conflict' });
    expect(await rows()).toEqual([
      { certificate_no: first.record.body.certificateNo, record_hash: first.hash },
    ]);
    expect(await events('record-conflict')).toBe(1);
    expect(await terminal.deliverOne(first)).toMatchObject({ kind: 'recorded', decision: 'accepted' });
  });

  it('with another certificate number of the same value is a conflict too', async () => {
    const idNumber = await county.person('receiving');
    const number = certificateNo(terminal.number, 12_345);
    const first = terminal.record({ idNumber, certificateNo: number });
    const other = terminal.record({ idNumber, certificateNo: number });
    const answers = await terminal.deliver([first, other]);
    expect(answers.map((answer) => answer.outcome.kind)).toEqual(['recorded', 'conflict']);
    expect(await terminal.deliverOne(other)).toEqual({ kind: 'conflict' });
    expect(await rows()).toHaveLength(1);
    expect(await events('record-conflict')).toBe(1);
  });
});

describe('a record that cannot be stored', () => {
  const broken: readonly (readonly [string, (good: SignedRecord) => unknown])[] = [
    ['of another shape', () => ({ hello: 'world' })],
    ['that is no object', () => 42],
    ['with an unknown field', (good) => ({ ...good, extra: 1 })],
    ['with a certificate number of 15 digits', (good) => alter(good, { certificateNo: '1'.repeat(15) })],
    ['whose content was changed', (good) => alter(good, { name: '别人' })],
    ['with a wrong hash', (good) => ({ ...good, hash: 'f'.repeat(64) })],
    ['with a signature of nonsense', (good) => ({ ...good, signature: 'no' })],
    ['signed by nobody known', (good) => ({ ...good, record: { ...good.record, terminal: 'Tother' } })],
  ];

  it.each(broken)('%s is rejected by itself; its neighbours go in', async (_name, spoil) => {
    const idNumber = await county.person('receiving');
    const before = terminal.record({ idNumber });
    const bad = spoil(terminal.record({ idNumber }));
    const after = terminal.record({ idNumber });
    const answers = await terminal.deliver([before, bad, after]);
    expect(answers.map((answer) => answer.outcome.kind)).toEqual(['recorded', 'rejected', 'recorded']);
    expect(await rows()).toHaveLength(2);
    const sharp = await terminal.deliver([bad]);
    expect(JSON.stringify(sharp)).not.toContain(idNumber);
  });

  it('with a NUL in a name is rejected: not every engine can hold it', async () => {
    const idNumber = await county.person('receiving');
    expect(await terminal.deliverOne(terminal.record({ idNumber, name: '松\u0000明' }))).toMatchObject({
      kind: 'rejected',
    });
  });

  it('leaves an alarm when its signature is wrong', async () => {
    const good = terminal.record({ idNumber: await county.person('receiving') });
    await terminal.deliver([alter(good, { name: '别人' })]);
    expect(await events('record-signature-wrong')).toBe(1);
  });

  it('keeps the place, so that the terminal knows which one is meant', async () => {
    const good = terminal.record({ idNumber: syntheticId(1) }, { sequence: 41 });
    const [answer] = await terminal.deliver([{ ...good, signature: 'no' }]);
    expect(answer).toMatchObject({ epoch: terminal.epoch, sequence: 41, hash: good.hash });
  });

  it('is any JSON at all: always one answer each', async () => {
    const anything = fc.array(fc.jsonValue(), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(anything, async (records) => {
        const answers = await terminal.deliver(records);
        expect(answers.map((answer) => answer.outcome.kind)).toEqual(records.map(() => 'rejected'));
      }),
      { numRuns: 60 },
    );
    expect(await rows()).toHaveLength(0);
  });
});

function alter(signed: SignedRecord, body: Partial<SignedRecord['record']['body']>): SignedRecord {
  return { ...signed, record: { ...signed.record, body: { ...signed.record.body, ...body } } };
}

describe('any history of deliveries', () => {
  /** What a terminal wrote (`key`), in which version (two of one key contradict each other). */
  const delivery = fc.record({ key: fc.nat(5), version: fc.nat(1) });
  const history = fc.array(fc.array(delivery, { minLength: 1, maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  });

  it('gives each key one row, the first answer every time, and conflict to what contradicts it', async () => {
    const idNumber = await county.person('receiving');
    await fc.assert(
      fc.asyncProperty(history, fc.boolean(), async (batches, together) => {
        const machine = new TestTerminal(county.server, county.store);
        await machine.enrol();
        const recordOf = recordsOf(machine, idNumber);
        const send = (batch: readonly { key: number; version: number }[]) =>
          machine.deliver(batch.map(({ key, version }) => recordOf(key, version)));

        const answers: RecordAnswer[][] = [];
        if (together) answers.push(...(await Promise.all(batches.map(send))).map((one) => [...one]));
        else for (const batch of batches) answers.push([...(await send(batch))]);

        const firstAnswer = new Map<number, string>();
        const winner = new Map<number, number>();
        for (const [index, batch] of batches.entries()) {
          for (const [position, { key, version }] of batch.entries()) {
            const outcome = answers[index]?.[position]?.outcome;
            // Requests that run together may be taken in any order; the stored row says who came first.
            const first = winner.get(key) ?? (await storedVersion(machine, recordOf, key));
            winner.set(key, first);
            if (version !== first) expect(outcome).toEqual({ kind: 'conflict' });
            else {
              const text = JSON.stringify(outcome);
              expect(text).toBe(firstAnswer.get(key) ?? text);
              firstAnswer.set(key, text);
            }
          }
        }
        const keys = new Set(batches.flat().map(({ key }) => key));
        const stored = await county.store.db
          .selectFrom('certifications')
          .select('certificate_no')
          .where('terminal', '=', machine.id)
          .execute();
        expect(stored).toHaveLength(keys.size);
      }),
      { numRuns: 40 },
    );
  });

  async function storedVersion(
    machine: TestTerminal,
    recordOf: (key: number, version: number) => SignedRecord,
    key: number,
  ): Promise<number> {
    const row = await county.store.db
      .selectFrom('certifications')
      .select('record_hash')
      .where('terminal', '=', machine.id)
      .where('sequence', '=', key + 1)
      .executeTakeFirstOrThrow();
    return row.record_hash === recordOf(key, 0).hash ? 0 : 1;
  }
});

function recordsOf(machine: TestTerminal, idNumber: string): (key: number, version: number) => SignedRecord {
  const made = new Map<string, SignedRecord>();
  return (key, version) => {
    const name = `${key}/${version}`;
    const record =
      made.get(name) ??
      machine.record(
        {
          idNumber,
          certificateNo: certificateNo(machine.number, key + 1),
          method: version === 0 ? 'face' : 'visit',
        },
        { sequence: key + 1 },
      );
    made.set(name, record);
    return record;
  };
}
