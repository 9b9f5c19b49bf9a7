import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../app/county/open.ts';
import type { SharedCluster } from '../county/support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../county/support/postgres.ts';
import { sharedCluster } from '../county/support/shared-cluster.ts';
import { policy } from './run-policy.ts';

describe('policy lives', () => {
  it('finds both engines of one mind under every pack', async () => {
    const { code, out, error } = await policy(
      'lives',
      '--n',
      '400',
      '--seed',
      '20261125',
      '--through',
      '2032-12',
    );
    expect(error).toEqual([]);
    expect(out.at(-1)).toBe('400 lives agree to the fen (seed 20261125, sqlite)');
    expect(code).toBe(0);
    expect(out).toHaveLength(5);
    for (const line of out.slice(0, 4)) expect(line).toMatch(/^\S+: 100 lives, \d{4,} entries: the same$/);
  });

  it.each([11, 12, 13])('and under whatever an invented county decides (seed %i)', async (seed) => {
    const args = ['--n', '40', '--seed', String(seed), '--pack', 'invented-2011', '--through', '2026-12'];
    expect((await policy('lives', ...args)).out.at(-1)).toMatch(/^40 lives agree/);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['no number', ['--n', 'many'], /--n "many" is not a whole number from 1 to 1000000/],
    ['a seed that is none', ['--seed', 'x'], /--seed "x" is not a whole number from 0 to 4294967295/],
    ['a pack that is not there', ['--pack', 'beijing'], /--pack is one of national-2014, /],
    ['a month that is none', ['--through', '2020'], /--through "2020" is not a month/],
    ['a database that is none', ['--db', 'oracle:x'], /is not a database; write sqlite:FILE or postgres/],
    ['a word too many', ['please'], /"please" is one argument too many/],
  ])('refuses %s in one line', async (_, args, expected) => {
    const { code, out, error } = await policy('lives', ...args);
    expect(code).toBe(2);
    expect(out).toEqual([]);
    expect(error).toHaveLength(1);
    expect(error[0]).toMatch(expected);
  });
});

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('policy lives on PostgreSQL', () => {
  let cluster: SharedCluster;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());

  it('agrees there too, and leaves nothing behind', async () => {
    const db = cluster.database('lives');
    const { out, error } = await policy(
      'lives',
      '--n',
      '80',
      '--seed',
      '21',
      '--through',
      '2024-12',
      '--db',
      db,
    );
    expect(error).toEqual([]);
    expect(out.at(-1)).toBe('80 lives agree to the fen (seed 21, postgres)');
    const store = await openCountyStore(db);
    for (const table of ['persons', 'postings', 'payments', 'settlements'] as const)
      expect(await store.db.selectFrom(table).select('county').execute()).toEqual([]);
    await store.close();
  });
});
