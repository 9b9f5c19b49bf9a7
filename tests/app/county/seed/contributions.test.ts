import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { CONTRIBUTION_COLUMNS } from '../../../../shared/pension/contribution-row.ts';
import { formatRows } from '../../../../app/county/csv/csv.ts';
import { DEMO_SEED, seed } from '../../../../app/county/seed/seed.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { showcase } from '../../../../shared/demo/showcase.ts';
import { formatYuan } from '../../../../shared/money/fen.ts';
import { loadContributions, postings, runs } from '../contributions/support.ts';
import type { Bench } from '../persons/support.ts';
import { openBench } from '../persons/support.ts';
import { clockAt } from '../support/clock.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => await bench.close());

describe('what invented people have paid', () => {
  test('is one committed run that the audit vouches for', async () => {
    await seed(bench.store, { people: 400, seed: 4 });
    const rows = await postings(bench.store);
    expect(await runs(bench.store)).toEqual([
      expect.objectContaining({ run: 1, kind: 'import', state: 'committed', row_count: rows.length }),
    ]);
    expect(rows.length).toBeGreaterThan(1500);
    const { accounts, findings } = await verifyCounty(bench.store.db, bench.store.crypto);
    expect(findings).toEqual([]);
    expect(accounts).toBe(new Set(rows.map(({ id_number }) => id_number)).size);
  });

  test('would pass an import row by row, and be the same postings', async () => {
    await seed(bench.store, { people: 400, seed: 4 });
    const seeded = await postings(bench.store);
    const second = await openBench();
    try {
      const people = await bench.store.db.selectFrom('persons').selectAll().execute();
      await second.store.db.insertInto('persons').values(people).execute();
      const rows = seeded.map((row) => {
        const group = people.find(({ id_number }) => id_number === row.id_number)?.special_group;
        return CONTRIBUTION_COLUMNS.map((column) => {
          if (column === 'year') return String(row.contribution_year);
          if (column === 'personal' && group === 'severe-disability')
            return formatYuan(row.personal - 10_000);
          const value = row[column];
          return typeof value === 'number' ? formatYuan(value) : value;
        });
      });
      const { outcome, rejects } = await loadContributions(
        second.store,
        second.directory,
        formatRows([CONTRIBUTION_COLUMNS, ...rows]),
      );
      expect(rejects).toEqual([]);
      expect(outcome).toMatchObject({ ok: true, value: { imported: seeded.length, notes: [] } });
      expect(await postings(second.store)).toEqual(seeded);
    } finally {
      await second.close();
    }
  });

  test('has every kind, aid, many tiers, and reaches from the beginning to today', async () => {
    await seed(bench.store, DEMO_SEED);
    const rows = await postings(bench.store);
    const kinds = new Set(rows.map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['current', 'backpay', 'gap']));
    expect(rows.filter(({ collective }) => collective > 0).length).toBeGreaterThan(100);
    expect(new Set(rows.map(({ tier }) => tier)).size).toBeGreaterThanOrEqual(5);
    expect(rows.some(({ year }) => year === 2010)).toBe(true);
    expect(rows.some(({ year }) => year === 2026)).toBe(true);
    expect(rows.every(({ paid_on }) => paid_on <= '2026-11-23')).toBe(true);
    const paying = new Set(rows.map(({ id_number }) => id_number));
    expect(paying.has(showcase.find(({ id }) => id === 'contributing')!.person.id_number)).toBe(true);
  });

  test('is the same for the same seed, whoever else is seeded', async () => {
    await seed(bench.store, { people: 300, seed: 4 });
    const small = await postings(bench.store);
    const second = await openBench();
    try {
      await seed(second.store, { people: 500, seed: 4 });
      const people = await bench.people();
      const numbers = new Set(people.map(({ id_number }) => id_number));
      const rows = await postings(second.store);
      expect(rows.filter(({ id_number }) => numbers.has(id_number))).toEqual(small);
    } finally {
      await second.close();
    }
  });

  test.each(['changchun-2011', 'shuangyang-2011'])('follows the pack %s', async (policyPack) => {
    const store = await openCountyStore(`sqlite:${bench.directory}/other.db`, {
      clock: clockAt('2026-11-23T12:00:00+08:00'),
      init: { code: '220100', name: '长春', policyPack },
    });
    try {
      expect(await seed(store, { people: 200, seed: 2 })).toEqual({ ok: true, value: 200 });
      const rows = await postings(store);
      expect(rows.every(({ paid_on }) => paid_on >= '2011-07-01')).toBe(true);
      expect(Math.max(...rows.map(({ tier }) => tier))).toBe(100_000);
    } finally {
      await store.close();
    }
  });
});
