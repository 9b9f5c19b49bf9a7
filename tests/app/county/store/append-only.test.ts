import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);
const directory = mkdtempSync(join(tmpdir(), 'songbai-append-only-'));
const cluster = bin === undefined ? undefined : await sharedCluster(bin);
afterAll(() => {
  cluster?.stop();
  rmSync(directory, { recursive: true, force: true });
});

const addresses: readonly (readonly [string, () => string])[] = [
  ['SQLite', () => `sqlite:${join(directory, 'county.db')}`],
  ...(cluster === undefined ? [] : [['PostgreSQL', () => cluster.database('appendonly')] as const]),
];

/** One settlement of a run that is still open. */
async function settled(store: CountyStore): Promise<void> {
  const county = store.county.code;
  const run = {
    county,
    run: 1,
    kind: 'settlement',
    period: '2025',
    pack: 'national-2014',
    rules: '{}',
  } as const;
  const open = {
    state: 'open',
    step: '',
    behind: '',
    row_count: 0,
    started_at: 1,
    committed_at: null,
  } as const;
  await store.db
    .insertInto('runs')
    .values({ ...run, ...open })
    .execute();
  const interest = { interest_personal: 1, interest_collective: 0, interest_subsidy: 0 };
  await store.db
    .insertInto('settlements')
    .values({
      county,
      year: 2025,
      through: 12,
      id_number: 'A',
      ...interest,
      personal: 1,
      collective: 0,
      subsidy: 0,
      run: 1,
    })
    .execute();
}

describe.each(addresses)('a row of the ledger on %s', (_, address) => {
  it('is never changed, and goes only while its run is open', async () => {
    const store = await openCountyStore(address());
    await settled(store);
    const change = () => sql`update settlements set personal = 2`.execute(store.db);
    const remove = () => sql`delete from settlements`.execute(store.db);
    await expect(change()).rejects.toThrow(/append-only/);
    await remove();
    await sql`delete from runs`.execute(store.db);
    await settled(store);
    await sql`update runs set state = 'committed', committed_at = 2`.execute(store.db);
    await expect(change()).rejects.toThrow(/append-only/);
    await expect(remove()).rejects.toThrow(/append-only/);
    const { rows } = await sql<{ personal: number }>`select personal from settlements`.execute(store.db);
    expect(rows).toEqual([{ personal: 1 }]);
    await store.close();
  });
});
