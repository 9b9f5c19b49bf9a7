import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { sqliteDialect } from '../../../../app/county/store/dialect.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { Schema } from '../../../../app/county/store/schema.ts';
import type { AuditDetails, AuditHead } from '../../../../shared/audit/chain.ts';
import { EMPTY_HEAD, nextAuditRow } from '../../../../shared/audit/chain.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { clockAt } from '../support/clock.ts';
import { NOON } from '../support/county.ts';
import { pastTriggers } from '../support/triggers.ts';
import { smallCounty } from './small-county.ts';

const directory = mkdtempSync(join(tmpdir(), 'songbai-found-'));
const model = join(directory, 'model.db');
const address = `sqlite:${join(directory, 'county.db')}`;
beforeAll(async () => {
  const store = await smallCounty(`sqlite:${model}`, directory);
  await pastTriggers(store.db, () => asEarlierRelease(store.db));
  await store.close();
});
beforeEach(() => copyFileSync(model, join(directory, 'county.db')));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Columns that came with the seals. */
const SAID = ['audit_sequence', 'audit_hash', 'audit_epoch', 'audit_said_at', 'heard_sequence', 'heard_hash'];

/** What an earlier release told in its events; the rest came with seals. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  'enrolment-code-issued': ['name'],
  'terminal-enrolled': ['terminal', 'number', 'name'],
  'terminal-revoked': ['terminal', 'name'],
  'certification-recorded': ['certificateNo', 'decision', 'validThrough', 'recordHash'],
  'certification-reviewed': ['certificateNo', 'decision', 'validThrough', 'operator'],
  'record-conflict': ['terminal', 'epoch', 'sequence', 'recordHash', 'kind', 'certificateNo'],
  'persons-imported': ['rows'],
  'contributions-imported': ['run', 'rows'],
  'settlement-committed': ['run'],
  'payments-committed': ['run'],
  'accounts-corrected': ['run'],
};

/** The database as the release before seals would have left it. */
async function asEarlierRelease(db: Kysely<Schema>): Promise<void> {
  const rows = await db.selectFrom('audit').selectAll().orderBy('sequence').execute();
  await db.deleteFrom('audit').execute();
  let head: AuditHead = EMPTY_HEAD;
  for (const { county, at, event, details } of rows) {
    const told = TOLD[event];
    if (told === undefined) continue;
    const all = JSON.parse(details) as AuditDetails;
    const kept = Object.fromEntries(Object.entries(all).filter(([name]) => told.includes(name)));
    const row = nextAuditRow(nodeCrypto, head, { at, event, details: kept });
    await db
      .insertInto('audit')
      .values({ county, ...row })
      .execute();
    head = row;
  }
  await db.updateTable('audit_head').set({ sequence: head.sequence, hash: head.hash }).execute();
  await backToSchema3(db);
}

/** Only the tables; whatever the chain says. */
async function backToSchema3(db: Kysely<Schema>): Promise<void> {
  await sql`delete from schema_version where version > 3`.execute(db);
  for (const column of SAID) await sql`alter table terminals drop column ${sql.ref(column)}`.execute(db);
  for (const table of ['seals', 'lookups', 'lookup_head', 'records'])
    await sql`drop table ${sql.ref(table)}`.execute(db);
}

/** Opened by this release, which migrates it; then edited, if that is asked for. */
async function upgraded(edit?: (db: Kysely<Schema>) => Promise<unknown>): Promise<CountyStore> {
  const store = await openCountyStore(address, { clock: clockAt(NOON) });
  if (edit !== undefined) await pastTriggers(store.db, () => edit(store.db));
  return store;
}

const findingsOf = async (store: CountyStore): Promise<readonly string[]> => {
  const { findings } = await verifyCounty(store.db, nodeCrypto);
  await store.close();
  return findings;
};

describe('a database of the release before seals', () => {
  it('is sealed as it is found, in one event, and works on', async () => {
    const store = await upgraded();
    const events = await store.db.selectFrom('audit').select('event').orderBy('sequence').execute();
    expect(events.slice(-2).map(({ event }) => event)).toEqual(['state-sealed', 'county-changed']);
    expect(await findingsOf(store)).toEqual([]);
  });

  it.each([
    [`update persons set bank_account = '1'`, /^person \S+: altered$/],
    [`update persons set certified_through = '2099-12'`, /^person \S+: altered \(certified through 2099-12/],
    [`delete from persons where status = 'receiving'`, /^person \S+: missing$/],
    [`update terminals set revoked_at = null`, /^terminal \S+: altered \(was revoked, is not\)$/],
    [`update terminals set public_key = replace(public_key, 'A', 'B') || 'A'`, /^terminal \S+: altered$/],
    [`update certifications set received_at = received_at + 1`, /^certification \S+: altered$/],
    [`update decisions set operator = 'X'`, /^decision \d on certification \S+: altered$/],
    [`update enrolment_codes set expires_at = expires_at + 1`, /^enrolment code \S+: altered$/],
    [`update conflicts set record = '{}'`, /^conflict of .*: altered$/],
    [`update runs set rules = '[]'`, /^run \d: altered$/],
    [`update postings set subsidy = subsidy + 1`, /^posting \S+ of \S+: altered$/],
    [`delete from payments`, /^payment of .*: missing$/],
    [`update counties set counter = 'X'`, /^county 990101: altered \(counter\)$/],
  ])('names what is altered afterwards: %s', async (statement, finding) => {
    const findings = await findingsOf(await upgraded((db) => sql.raw(statement).execute(db)));
    expect(findings).toContainEqual(expect.stringMatching(finding));
  });

  it('does not believe a terminal that was un-revoked before: the chain knew better', async () => {
    const file = new Database(address.slice('sqlite:'.length));
    file.exec('update terminals set revoked_at = null');
    file.close();
    expect(await findingsOf(await upgraded())).toEqual([
      expect.stringMatching(/^terminal \S+: altered \(was revoked, is not\)$/),
    ]);
  });

  it('is not sealed a second time unseen', async () => {
    const store = await upgraded(async (db) => {
      await sql`update persons set bank_account = '1'`.execute(db);
      await backToSchema3(db);
    });
    await store.close();
    expect(await findingsOf(await upgraded())).toContainEqual(
      expect.stringMatching(/^audit row \d+: the state was sealed anew$/),
    );
  });

  it('is verified as it is before it is migrated', async () => {
    const file = new Database(address.slice('sqlite:'.length));
    const db = new Kysely<Schema>({ dialect: sqliteDialect(file) });
    expect((await verifyCounty(db, nodeCrypto)).findings).toEqual([]);
    file.exec(`update terminals set revoked_at = null; update certifications set decision = 'refused'`);
    expect((await verifyCounty(db, nodeCrypto)).findings).toEqual([
      expect.stringMatching(/^terminal \S+: altered \(was revoked, is not\)$/),
      expect.stringMatching(/^certification \d{16}: altered \(decision\)$/),
      expect.stringMatching(/^certification \d{16}: altered \(decision\)$/),
    ]);
    file.exec('delete from counties');
    expect((await verifyCounty(db, nodeCrypto)).findings[0]).toBe('county 990101: missing');
    await db.destroy();
  });
});
