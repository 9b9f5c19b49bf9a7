import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inventPeople } from '../../../../app/county/seed/people.ts';
import { DEMO_SEED, seed } from '../../../../app/county/seed/seed.ts';
import { showcase } from '../../../../shared/demo/showcase.ts';
import { PERSON_COLUMNS, parsePersonRow } from '../../../../shared/pension/person-row.ts';
import { formatRows } from '../../../../app/county/csv/csv.ts';
import type { Bench } from '../persons/support.ts';
import { openBench } from '../persons/support.ts';

const TODAY = '2026-11-23';
const invent = (people: number, number: number, today = TODAY, county = '990101') => [
  ...inventPeople({ people, seed: number, today, county }),
];

describe('invented people', () => {
  const rows = invent(DEMO_SEED.people, DEMO_SEED.seed);

  test('are the same for the same seed and day, and others for others', () => {
    expect(invent(DEMO_SEED.people, DEMO_SEED.seed)).toEqual(rows);
    expect(invent(200, 2)).not.toEqual(rows.slice(0, 200));
    expect(invent(200, 1, '2027-03-01')).not.toEqual(rows.slice(0, 200));
    // A larger county holds the smaller one.
    expect(invent(200, DEMO_SEED.seed)).toEqual(rows.slice(0, 200));
  });

  test('would pass an import, each of them, and no number comes twice', () => {
    expect(rows).toHaveLength(5000);
    expect(new Set(rows.map((row) => row.id_number)).size).toBe(5000);
    for (const row of rows) {
      const fields = Object.fromEntries(PERSON_COLUMNS.map((column) => [column, row[column] ?? '']));
      expect(parsePersonRow(fields as Parameters<typeof parsePersonRow>[0])).toEqual({
        ok: true,
        value: row,
      });
    }
  });

  test('nobody can be real: only the showcase has numbers without 99', () => {
    for (const row of rows.slice(showcase.length)) expect(row.id_number).toMatch(/^990101/);
    for (const { person } of showcase) expect(person.id_number).toMatch(/^(990101|UTO|82|911999)/);
  });

  test('are as old as their pension says', () => {
    for (const row of rows.slice(showcase.length)) {
      const birth = `${row.id_number.slice(6, 10)}-${row.id_number.slice(10, 12)}`;
      const sixty = `${Number(birth.slice(0, 4)) + 60}${birth.slice(4)}`;
      if (row.benefit_start === null) expect(sixty >= TODAY.slice(0, 7)).toBe(true);
      else expect(row.benefit_start >= sixty || row.benefit_start === TODAY.slice(0, 7)).toBe(true);
      if (row.benefit_start !== null) expect(row.benefit_start >= '2011-07').toBe(true);
      expect(Number(birth.slice(0, 4))).toBeGreaterThan(1925);
    }
  });

  test('stand with the county as they would: certified, due and late', () => {
    for (const row of rows.slice(showcase.length)) {
      const through = row.certified_through;
      if (row.status === 'receiving')
        expect(through !== null && through >= '2026-11' && through <= '2027-10').toBe(true);
      else if (through !== null) expect(through < '2026-11').toBe(true);
    }
    const share = (status: string) => rows.filter((row) => row.status === status).length / rows.length;
    expect(share('receiving')).toBeGreaterThan(0.5);
    expect(share('contributing')).toBeGreaterThan(0.25);
    for (const status of ['suspended', 'deceased', 'transferred', 'sealed'])
      expect(share(status)).toBeGreaterThan(0.003);
  });

  test('live in villages of their own county, whatever its code', () => {
    for (const row of invent(300, 1, TODAY, '330102')) expect(row.area_code).toMatch(/^330102\d{6}$/);
    expect(new Set(rows.map((row) => row.area_code)).size).toBeGreaterThan(100);
  });

  test('begin with the showcase, as many as fit', () => {
    expect(rows.slice(0, showcase.length).map((row) => row.name)).toEqual(
      showcase.map(({ person }) => person.name),
    );
    expect(invent(3, 1)).toHaveLength(3);
    expect(invent(0, 1)).toEqual([]);
  });
});

describe('seeding', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(async () => await bench.close());

  test('fills an empty county once, and never one with people in it', async () => {
    expect(await seed(bench.store, { people: 1500, seed: 4 })).toEqual({ ok: true, value: 1500 });
    expect(await bench.people()).toHaveLength(1500);
    expect(await seed(bench.store, { people: 10, seed: 5 })).toMatchObject({
      ok: false,
      error: { kind: 'not-empty' },
    });
    expect(await bench.people()).toHaveLength(1500);
    const events = await bench.store.db.selectFrom('audit').select(['event', 'details']).execute();
    expect(events).toEqual([
      expect.objectContaining({ event: 'county-created' }),
      {
        event: 'county-seeded',
        details: expect.stringMatching(
          /^\{"people":1500,"sealed":"persons:1500:[0-9a-f]{64}","seed":4\}$/,
        ) as string,
      },
      { event: 'contributions-imported', details: expect.stringMatching(/"run":1,/) as string },
    ]);
  });

  test('is what an import of the same rows would give', async () => {
    await seed(bench.store, { people: 300, seed: 4 });
    const seeded = await bench.people();
    await bench.store.db.deleteFrom('persons').execute();
    const rows = invent(300, 4).map((row) => PERSON_COLUMNS.map((column) => row[column] ?? ''));
    await bench.load(formatRows([PERSON_COLUMNS, ...rows]));
    expect(await bench.people()).toEqual(seeded);
  });
});
