import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import type { TestLedger } from './ledger.ts';
import { testLedger } from './ledger.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

/** The same tests on SQLite and on PostgreSQL; `ledger` gives an empty one. */
export function onBothEngines(subject: string, tests: (ledger: () => Promise<TestLedger>) => void): void {
  const open: TestLedger[] = [];
  const kept = async (address: string): Promise<TestLedger> => {
    const ledger = await testLedger(address);
    open.push(ledger);
    return ledger;
  };
  afterEach(async () => {
    for (const ledger of open.splice(0)) await ledger.close();
  });
  describe(`${subject} on SQLite`, () => tests(() => kept('sqlite::memory:')));
  describe.skipIf(bin === undefined)(`${subject} on PostgreSQL`, () => {
    let cluster: SharedCluster;
    let count = 0;
    beforeAll(async () => {
      cluster = await sharedCluster(bin ?? '');
    });
    afterAll(() => cluster?.stop());
    tests(() => {
      count += 1;
      return kept(cluster.database(`ledger${count}`));
    });
  });
}
