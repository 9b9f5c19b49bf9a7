import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { sealLookups, verifyLookups } from '../../../../app/county/persons/lookup-trace.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { events, eventually } from '../support/audit.ts';
import type { TestCounty } from '../support/county.ts';
import { syntheticId, testCounty } from '../support/county.ts';
import { pastTriggers } from '../support/triggers.ts';
import { TestTerminal } from '../support/terminal.ts';

const LOOSE = { points: 100_000, seconds: 60 };
let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty({ rates: { lookups: LOOSE, lookupsInTheLongRun: LOOSE, samePerson: LOOSE } });
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
});
afterEach(() => county.close());

const handleOf = (idNumber: string): string =>
  personHandle(county.store.crypto, county.store.county.handleKey, idNumber);
const ask = async (idNumber: string, by = terminal): Promise<void> => {
  expect((await by.send('GET', `/persons/${handleOf(idNumber)}`)).status).toBe(200);
};
const rows = async () => await county.store.db.selectFrom('lookups').selectAll().orderBy('number').execute();
const findings = async (): Promise<readonly string[]> =>
  (await verifyCounty(county.store.db, county.store.crypto)).findings;
/** As somebody with the database in hand, whom no trigger stops. */
const force = async (statement: string): Promise<void> => {
  await pastTriggers(county.store.db, () => sql.raw(statement).execute(county.store.db));
};

describe('every question for a person', () => {
  it('leaves who asked, when, for whom, and whether the county has the number', async () => {
    const other = new TestTerminal(county.server, county.store);
    await other.enrol('另一台');
    const known = await county.person('receiving');
    await ask(known);
    county.clock.advance(1000);
    await ask(known, other);
    await ask(syntheticId(500));
    expect(await rows()).toMatchObject([
      { number: 1, terminal: terminal.id, handle: handleOf(known), found: 1, at: county.clock.now() - 1000 },
      { number: 2, terminal: other.id, handle: handleOf(known), found: 1, at: county.clock.now() },
      { number: 3, terminal: terminal.id, handle: handleOf(syntheticId(500)), found: 0 },
    ]);
    expect(JSON.stringify(await rows())).not.toContain(known);
    expect(await findings()).toEqual([]);
  });

  it('is not answered when it cannot be traced', async () => {
    const known = await county.person('receiving');
    await sql`drop table lookups`.execute(county.store.db);
    const answer = await terminal.send('GET', `/persons/${handleOf(known)}`);
    expect(answer).toMatchObject({ status: 500, json: { error: 'internal' }, genuine: true });
    expect(answer.text).not.toContain('receiving');
  });

  it('is numbered without a gap when many ask at once', async () => {
    await Promise.all(Array.from({ length: 120 }, (_, n) => ask(syntheticId(n + 1))));
    expect((await rows()).map(({ number }) => number)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1));
    expect(await findings()).toEqual([]);
  });

  it.each(['update lookups set found = 1', 'delete from lookups'])('stays: %s', async (statement) => {
    await ask(syntheticId(1));
    await expect(sql.raw(statement).execute(county.store.db)).rejects.toThrow(/append-only/);
  });
});

describe('the seal', () => {
  it('puts many rows into the chain by one event, and nothing where nothing is new', async () => {
    for (let n = 1; n <= 3; n += 1) await ask(syntheticId(n));
    expect(await sealLookups(county.store)).toBe(3);
    expect(await sealLookups(county.store)).toBe(0);
    await ask(syntheticId(4));
    expect(await sealLookups(county.store)).toBe(1);
    const hashes = (await rows()).map(({ hash }) => hash);
    expect(await events(county, 'lookups-sealed')).toEqual([
      { first: 1, last: 3, hash: hashes[2] },
      { first: 4, last: 4, hash: hashes[3] },
    ]);
    expect(await findings()).toEqual([]);
  });

  it('is set when the service ends', async () => {
    await ask(syntheticId(1));
    await county.server.close();
    expect(await events(county, 'lookups-sealed')).toHaveLength(1);
  });
});

describe('audit verify', () => {
  beforeEach(async () => {
    for (let n = 1; n <= 4; n += 1) await ask(syntheticId(n));
    await sealLookups(county.store);
    for (let n = 5; n <= 7; n += 1) await ask(syntheticId(n));
  });

  it.each([
    ['another terminal', `update lookups set terminal = 'Tother' where number = 2`, ['lookup 2: altered']],
    [
      'another person',
      `update lookups set handle = '${'0'.repeat(64)}' where number = 3`,
      ['lookup 3: altered'],
    ],
    ['another time, not yet sealed', `update lookups set at = 0 where number = 6`, ['lookup 6: altered']],
    ['found', `update lookups set found = 1 - found where number = 1`, ['lookup 1: altered']],
    ['a row less', `delete from lookups where number = 3`, ['lookup 3: missing']],
    ['the first rows less', `delete from lookups where number < 3`, ['lookups 1 to 2: missing']],
    ['the last rows less', `delete from lookups where number > 5`, ['lookups 6 to 7: missing']],
    ['no row at all', `delete from lookups`, ['lookups 1 to 7: missing']],
    [
      'the head set back with them',
      `delete from lookups where number > 2; update lookup_head set number = 2, hash = (select hash from lookups where number = 2)`,
      ['lookups 3 to 4: missing'],
    ],
  ])('names %s', async (_, statements, expected) => {
    for (const statement of statements.split(';')) await force(statement);
    expect(await findings()).toEqual(expected);
  });

  it('names what was chained anew under the seal', async () => {
    await force(`update lookups set hash = '${'1'.repeat(64)}' where number = 4`);
    expect(await findings()).toEqual([
      'lookup 4: altered',
      'lookups through 4: not as the audit log has them',
      'lookup 5: altered',
    ]);
  });

  it('names seals that do not follow each other', async () => {
    const { db, crypto, county: owner } = county.store;
    const hashes = (await rows()).map(({ hash }) => hash);
    const seal = (first: number, last: number) => ({ first, last, hash: hashes[last - 1] ?? '' });
    const held = async (...seals: readonly ReturnType<typeof seal>[]) =>
      await verifyLookups(db, crypto, owner.code, seals);
    expect(await held(seal(1, 4), seal(5, 7))).toEqual([]);
    expect(await held(seal(1, 4), seal(6, 7))).toEqual(['lookups through 7: not as the audit log has them']);
    expect(await held(seal(1, 4), { ...seal(5, 7), last: 9 })).toEqual(['lookups 8 to 9: missing']);
  });

  it('names a head that has forgotten', async () => {
    await force(`update lookup_head set hash = '${'1'.repeat(64)}'`);
    expect(await findings()).toEqual(['lookups: the head names another last row']);
  });
});

describe('walking', () => {
  it('through numbers that nobody has raises one alarm in a window', async () => {
    for (let n = 1; n <= 60; n += 1) await ask(syntheticId(n));
    const alarm = { terminal: terminal.id, persons: 21, unknown: 21, minutes: 10 };
    expect(await eventually(county, 'lookup-walking')).toEqual([alarm]);
    county.clock.advance(11 * 60_000);
    for (let n = 1; n <= 60; n += 1) await ask(syntheticId(n));
    expect(await eventually(county, 'lookup-walking', 2)).toEqual([alarm, alarm]);
  });

  it('through people whom the county knows does, too', async () => {
    for (let n = 1; n <= 110; n += 1) await ask(await county.person('receiving'));
    expect(await eventually(county, 'lookup-walking')).toMatchObject([{ persons: 101, unknown: 0 }]);
  });

  it('is noticed although most of it is refused', async () => {
    await county.close();
    county = await testCounty();
    terminal = new TestTerminal(county.server, county.store);
    await terminal.enrol();
    const people = await Promise.all(Array.from({ length: 150 }, () => county.person('receiving')));
    await Promise.all(people.map((one) => terminal.send('GET', `/persons/${handleOf(one)}`)));
    expect(await rows()).toHaveLength(60);
    expect(await eventually(county, 'lookup-walking')).toHaveLength(1);
  });

  it('is not what a hall does: thirty people in ten minutes, some from elsewhere, all asked for twice', async () => {
    for (let round = 0; round < 6; round += 1) {
      for (let n = 0; n < 30; n += 1) {
        const one = n % 5 === 0 ? syntheticId(600 + n) : await county.person('receiving');
        await ask(one);
        await ask(one);
        county.clock.advance(20_000);
      }
    }
    await county.server.close();
    expect(await events(county, 'lookup-walking')).toEqual([]);
  });
});
