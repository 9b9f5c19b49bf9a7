import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { expect, it, onTestFinished } from 'vitest';
import { verifyCounty } from '../../../../app/county/audit/verify.ts';
import { buildServer } from '../../../../app/county/http/server.ts';
import { sqliteDialect } from '../../../../app/county/store/dialect.ts';
import { openCountyStore } from '../../../../app/county/store/open.ts';
import type { Schema } from '../../../../app/county/store/schema.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { clockAt } from '../support/clock.ts';
import { book, NOON } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

it('a county of the release before records of every kind verifies as it is, migrates, and goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-schema-5-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(import.meta.dirname, '../../../fixtures/county-store'), folder, { recursive: true });
  chmodSync(join(folder, 'county-keys'), 0o700);
  const file = join(folder, 'county.db');
  const found = new Kysely<Schema>({ dialect: sqliteDialect(new Database(file)) });
  expect(await verifyCounty(found, nodeCrypto)).toMatchObject({ records: 3, accounts: 2, findings: [] });
  const stored = await found
    .selectFrom('certifications')
    .select(['record', 'record_hash', 'signature'])
    .execute();
  await found.destroy();

  const store = await openCountyStore(`sqlite:${file}`, { clock: clockAt(NOON), needsKeys: true });
  onTestFinished(() => store.close());
  expect(await verifyCounty(store.db, nodeCrypto)).toMatchObject({ records: 3, accounts: 2, findings: [] });
  const server = buildServer({ store, book: book(), demoAllowed: false, report: () => undefined });
  const carrier = new TestTerminal(server, store);
  await carrier.enrol('新机');
  const again = stored.map(({ record, record_hash: hash, signature }) => ({
    record: JSON.parse(record) as unknown,
    hash,
    signature,
  }));
  const answers = await carrier.deliver(again);
  expect(answers.map(({ outcome }) => outcome.kind)).toEqual(stored.map(() => 'recorded'));
  const idNumber = '990101195505200016';
  expect(await carrier.deliverOne(carrier.record({ idNumber, name: '柏青禾' }))).toMatchObject({
    kind: 'recorded',
  });
  await server.close();
  expect(await verifyCounty(store.db, nodeCrypto)).toMatchObject({ records: 4, findings: [] });
});
