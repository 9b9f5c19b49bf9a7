import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { sealLookups } from '../../../../app/county/persons/lookup-trace.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { syntheticId, testCounty } from '../support/county.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { TestTerminal } from '../support/terminal.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('the trace of lookups on PostgreSQL', () => {
  let cluster: SharedCluster;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());

  it('is one chain for two processes that are asked at once, and stays as it is', async () => {
    const db = cluster.database('lookups');
    const here = await testCounty({ db });
    const there = await testCounty({ db });
    try {
      const terminal = new TestTerminal(here.server, here.store);
      await terminal.enrol();
      const ask = async (n: number): Promise<number> => {
        terminal.server = n % 2 === 0 ? here.server : there.server;
        const { crypto, county } = here.store;
        const path = `/persons/${personHandle(crypto, county.handleKey, syntheticId(n + 1))}`;
        return (await terminal.send('GET', path)).status;
      };
      const asked = Array.from({ length: 100 }, (_, n) => ask(n));
      const seals = [sealLookups(here.store), sealLookups(there.store)];
      expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
      await Promise.all(seals);
      await Promise.all([sealLookups(here.store), sealLookups(there.store)]);
      const rows = await here.store.db.selectFrom('lookups').select('number').orderBy('number').execute();
      expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, n) => n + 1));
      expect((await verifyCounty(here.store.db, here.store.crypto)).findings).toEqual([]);
      await expect(sql`update lookups set found = 1`.execute(here.store.db)).rejects.toThrow(/append-only/);
      await expect(sql`delete from lookups`.execute(here.store.db)).rejects.toThrow(/append-only/);
    } finally {
      await there.close();
      await here.close();
    }
  });
});
