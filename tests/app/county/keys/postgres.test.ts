import { rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../../app/county/open.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { leaveKeysInside } from './support.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('the keys of a county on PostgreSQL', () => {
  let cluster: SharedCluster;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
  });
  afterAll(() => cluster?.stop());

  it('lie in the folder of the account, for it alone, and are found again', async () => {
    const db = cluster.database('found');
    const first = await openCountyStore(db, { needsKeys: true });
    await first.close();
    expect(first.keysIn).toMatch(/\/songbai\/county-keys\/990101-[0-9a-f]{16}\.key$/);
    const modes = [first.keysIn, dirname(first.keysIn)].map((path) => statSync(path).mode & 0o777);
    expect(modes).toEqual([0o600, 0o700]);
    const second = await openCountyStore(db, { needsKeys: true });
    expect(second.county.handleKey).toBe(first.county.handleKey);
    await second.close();
    rmSync(first.keysIn);
    await expect(openCountyStore(db, { needsKeys: true })).rejects.toThrow(/is not there|does not fit/);
  });

  it('leave a database of an older release, once for all who open it together', async () => {
    const db = cluster.database('older');
    const old = await openCountyStore(db);
    const { privateKey, handleKey } = await leaveKeysInside(old);
    await old.close();
    const reports: string[] = [];
    const report = (line: string): void => void reports.push(line);
    const stores = await Promise.all([1, 2, 3].map(() => openCountyStore(db, { needsKeys: true, report })));
    for (const { county } of stores) {
      expect(county.handleKey).toBe(handleKey);
      expect(county.signer.publicKey).toBe(nodeCrypto.signer(privateKey).publicKey);
    }
    const rows = await stores[0]?.db.selectFrom('counties').select(['private_key', 'handle_key']).execute();
    expect(rows).toEqual([{ private_key: '', handle_key: '' }]);
    expect(reports[0]).toMatch(
      /^the keys of county 990101 moved .*PostgreSQL's log, replicas and dumps, still hold/,
    );
    for (const store of stores) await store.close();
  });
});
