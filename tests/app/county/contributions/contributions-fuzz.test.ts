import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONTRIBUTION_COLUMNS, parseContributionRow } from '../../../../shared/pension/contribution-row.ts';
import { addPeople, bornOn, file, HEADER, line, loadContributions, postings, runs } from './support.ts';
import type { Bench } from '../persons/support.ts';
import { openBench } from '../persons/support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await addPeople(bench.store, ...PEOPLE.map((id_number) => ({ id_number })));
});
afterEach(async () => await bench.close());

const PEOPLE = [1, 2, 3].map((n) => bornOn('1970-05-20', n));
const RUNS = { numRuns: 40 };

/** Imports and checks what always holds: no exception, no open run, and what is posted adds up. */
async function holds(content: string | Buffer): Promise<number> {
  const before = (await postings(bench.store)).length;
  const { outcome, rejects } = await loadContributions(bench.store, bench.directory, content);
  const rows = await postings(bench.store);
  expect((await runs(bench.store)).filter(({ state }) => state !== 'committed')).toEqual([]);
  if (!outcome.ok) {
    expect(outcome.error.kind).toBe('refused');
    expect(outcome.error.message).not.toMatch(/[\r\n]/);
    expect(rows).toHaveLength(before);
    return 0;
  }
  expect(rows.length - before).toBe(outcome.value.imported);
  expect(rejects.length).toBeGreaterThanOrEqual(outcome.value.rejected);
  for (const row of rows) {
    expect(row.personal).toBe(row.tier);
    expect(row.paid_on.slice(0, 7)).toBe(row.valid_month);
    expect(row.subsidy).toBeGreaterThanOrEqual(0);
    expect(row.collective).toBeLessThanOrEqual(200_000);
  }
  const years = rows.map((row) => `${row.id_number} ${row.contribution_year}`);
  expect(new Set(years).size).toBe(years.length);
  return outcome.value.imported;
}

test('any bytes, and any bytes behind a right header', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.uint8Array({ maxLength: 300 }), async (headed, bytes) => {
      await holds(headed ? Buffer.concat([Buffer.from(`${HEADER}\n`), bytes]) : Buffer.from(bytes));
    }),
    RUNS,
  );
});

test('rows with any values in right and wrong columns', async () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom('', '"', '100.00', '200.00', '0.00', '2015', '2015-03-10', 'gap', 'current', PEOPLE[0]!),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constantFrom(...CONTRIBUTION_COLUMNS), fc.string({ maxLength: 8 })), {
        maxLength: 12,
      }),
      fc.array(fc.array(value, { maxLength: 12 }), { maxLength: 6 }),
      async (columns, rows) => void (await holds([columns, ...rows].map((row) => row.join(',')).join('\n'))),
    ),
    RUNS,
  );
});

test('any plausible rows, in any order, file after file', async () => {
  const tier = fc.constantFrom('100.00', '200.00', '300.00', '600.00', '2000.00', '150.00');
  const row = fc.record({
    id_number: fc.constantFrom(...PEOPLE),
    year: fc.integer({ min: 2007, max: 2027 }),
    kind: fc.constantFrom('current', 'backpay', 'gap'),
    tier,
    same: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    collective: fc.constantFrom('0.00', '0.00', '100.00', '9999.00'),
    subsidy: fc.constantFrom('0.00', '30.00', '60.00'),
    late: fc.integer({ min: -1, max: 2 }),
    bank_serial: fc.constantFrom('', 'A', 'B'),
  });
  let imported = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
      const lines = rows.map(({ same, late, ...columns }) =>
        line({
          ...columns,
          personal: same ? columns.tier : '100.00',
          paid_on: `${columns.year + late}-07-01`,
        }),
      );
      imported += await holds(file(...lines));
      // What is in stays in, whatever else the file holds.
      expect(await holds(file(...lines))).toBe(0);
    }),
    RUNS,
  );
  expect(imported).toBeGreaterThan(20);
});

test('a good file with one byte changed: the rows around it are in, or none is', async () => {
  const rows = [2011, 2012, 2013, 2014, 2015].map((year) =>
    line({ id_number: PEOPLE[0]!, year, paid_on: `${year}-03-10` }),
  );
  const good = Buffer.from(file(...rows));
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.nat(255), async (at, byte) => {
      await bench.close();
      bench = await openBench();
      await addPeople(bench.store, ...PEOPLE.map((id_number) => ({ id_number })));
      const changed = Buffer.from(good);
      changed[at] = byte;
      const imported = await holds(changed);
      if (at >= HEADER.length + 1 && imported > 0) expect(imported).toBeGreaterThanOrEqual(3);
    }),
    { numRuns: 25 },
  );
});

test('no values throw', () => {
  const any = fc.record(Object.fromEntries(CONTRIBUTION_COLUMNS.map((column) => [column, fc.string()])));
  fc.assert(
    fc.property(
      any,
      (fields) => void parseContributionRow(fields as Parameters<typeof parseContributionRow>[0]),
    ),
  );
});
