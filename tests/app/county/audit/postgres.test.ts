import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { county } from '../support/command.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { smallCounty } from './small-county.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

describe.skipIf(bin === undefined)('the audit of a county on PostgreSQL', () => {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-audit-pg-'));
  let cluster: SharedCluster;
  let address: string;
  let store: CountyStore;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
    address = cluster.database('audit');
    store = await smallCounty(address, directory);
  }, 120_000);
  afterAll(async () => {
    await store.close();
    cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** As the owner of the database can; taken back after the look. */
  async function after(...statements: readonly string[]): Promise<readonly string[]> {
    const transaction = await store.db.startTransaction().execute();
    try {
      await sql`set local session_replication_role = replica`.execute(transaction);
      for (const statement of statements) await sql.raw(statement).execute(transaction);
      return (await verifyCounty(transaction, nodeCrypto)).findings;
    } finally {
      await transaction.rollback().execute();
    }
  }

  it('holds for what the county itself wrote', async () => {
    expect(await after()).toEqual([]);
  });

  it.each([
    ["update persons set bank_account = '1' where status = 'receiving'", /^person \S+: altered$/],
    ["update persons set certified_through = '2099-12'", /^person \S+: altered \(certified through 2099-12/],
    ["delete from persons where status = 'receiving'", /^person \S+: missing$/],
    ['update terminals set revoked_at = null', /^terminal \S+: altered \(was revoked, is not\)$/],
    ["update terminals set public_key = 'A'", /^terminal \S+: altered \(public key\)$/],
    ["update certifications set first_answer = '{}'", /^certification \d+: altered$/],
    ["update certifications set signature = 'A'", /^certification \d+: altered \(signature\)$/],
    ["update decisions set reason = 'X'", /^decision \d on certification \d+: altered$/],
    ['update postings set subsidy = subsidy + 1', /^posting \S+ of \S+: altered$/],
    ['update settlements set interest_personal = 0 where through = 12', /^settlement \S+ of \S+: altered$/],
    ['delete from payments', /^payment of .*: missing$/],
    ['update runs set started_at = 0', /^run \d: altered$/],
    ['delete from audit_head', /^audit head: missing$/],
    ['drop table reassessments', /^table reassessments: missing$/],
    ['alter table payments disable trigger payments_append_only', /^trigger payments_append_only: missing$/],
    [
      "create or replace function append_only() returns trigger language plpgsql as 'begin return new; end'",
      /^trigger postings_append_only: altered$/,
    ],
    [
      'create trigger later after insert on payments for each row execute function append_only()',
      /^trigger later: added$/,
    ],
    ['create rule later as on insert to payments do instead nothing', /^rule payments.later: added$/],
    ['create policy later on persons using (false)', /^policy persons.later: added$/],
  ])('names: %s', async (statement, finding) => {
    expect(await after(statement)).toContainEqual(expect.stringMatching(finding));
  });

  it('is not left without a trace by an export from a replica', async () => {
    const name = new URL(address).pathname.slice(1);
    await sql.raw(`alter database ${name} set default_transaction_read_only = on`).execute(store.db);
    try {
      const { code, stdout, stderr } = await county('export', 'payments', '--db', address);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^county export: [^\n]*read-only[^\n]*name the primary in --db\n$/);
    } finally {
      await sql.raw(`alter database ${name} set default_transaction_read_only = off`).execute(store.db);
    }
  });
});
