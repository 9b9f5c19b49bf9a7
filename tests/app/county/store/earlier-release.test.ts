import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { buildServer } from '../../../../app/county/http/server.ts';
import { RECORD_HANDLERS } from '../../../../app/county/record-kinds.ts';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { issueCode } from '../../../../app/county/terminals/enrolment.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { clockAt } from '../support/clock.ts';
import { book } from '../support/county.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { schemaText } from '../support/schema-text.ts';
import { TestTerminal } from '../support/terminal.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/county-store');
const KEYS = 'county-keys';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-earlier-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function unpacked(): string {
  writeFileSync(join(directory, 'county.db'), gunzipSync(readFileSync(join(FIXTURE, 'county.db.gz'))));
  mkdirSync(join(directory, KEYS), { mode: 0o700 });
  for (const name of readdirSync(join(FIXTURE, KEYS))) {
    const copy = join(directory, KEYS, name);
    copyFileSync(join(FIXTURE, KEYS, name), copy);
    // A checkout leaves it open to others.
    chmodSync(copy, 0o600);
  }
  return `sqlite:${join(directory, 'county.db')}`;
}

describe('the database that version 0.1.0 left', () => {
  it('opens with all that it holds, verifies and goes on', async () => {
    const store = await openCountyStore(unpacked(), { clock: clockAt('2026-12-01T09:00:00+08:00') });
    const { findings, records, accounts } = await verifyCounty(store.db, nodeCrypto);
    expect({ findings, records, accounts }).toEqual({ findings: [], records: 3, accounts: 2 });
    expect(store.county.code).toBe('990101');
    expect(store.county.signer.sign(new Uint8Array([1]))).not.toBe('');

    expect(await issueCode(store, '南门')).toMatch(/^[0-9A-Z]{4}-/);
    expect(await payMonth(store, book(), '2026-12')).toMatchObject({ ok: true });
    expect((await verifyCounty(store.db, nodeCrypto)).findings).toEqual([]);
    await store.close();
  });

  it('gives the first answer again to what it took then', async () => {
    const store = await openCountyStore(unpacked(), { clock: clockAt('2026-12-01T09:00:00+08:00') });
    const server = buildServer({
      store,
      handlers: RECORD_HANDLERS,
      book: book(),
      demoAllowed: false,
      report: () => undefined,
    });
    const carrier = new TestTerminal(server, store);
    await carrier.enrol('新机');
    const stored = await store.db
      .selectFrom('certifications')
      .select(['record', 'record_hash as hash', 'signature', 'first_answer'])
      .execute();
    const answers = await carrier.deliver(
      stored.map(({ record, hash, signature }) => ({
        record: JSON.parse(record) as unknown,
        hash,
        signature,
      })),
    );
    expect(answers.map(({ outcome }) => outcome)).toEqual(
      stored.map(({ first_answer }) => JSON.parse(first_answer) as unknown),
    );
    await server.close();
    await store.close();
  });

  it('is told from one that was edited since', async () => {
    const store = await openCountyStore(unpacked());
    await store.db.updateTable('persons').set({ bank_account: '1' }).execute();
    expect((await verifyCounty(store.db, nodeCrypto)).findings).toEqual([
      expect.stringMatching(/^person \S+: altered$/),
      expect.stringMatching(/^person \S+: altered$/),
    ]);
    await store.close();
  });
});

describe('an empty database becomes what version 0.1.0 made of it', () => {
  it('on SQLite', async () => {
    const store = await openCountyStore('sqlite::memory:');
    expect(lost(await schemaText(store.db as Kysely<unknown>, 'sqlite'), 'schema-sqlite.txt')).toEqual([]);
    await store.close();
  });

  const bin = postgresBinaries();
  if (bin === undefined) console.warn(POSTGRES_MISSING);
  it.skipIf(bin === undefined)('on PostgreSQL', async () => {
    const cluster = await sharedCluster(bin ?? '');
    try {
      const store = await openCountyStore(cluster.database('empty'));
      expect(lost(await schemaText(store.db as Kysely<unknown>, 'postgres'), 'schema-postgres.txt')).toEqual(
        [],
      );
      await store.close();
    } finally {
      cluster.stop();
    }
  });
});

const text = (name: string): string => readFileSync(join(FIXTURE, name), 'utf8');

/** What that version made and this one does not, or makes otherwise; later versions add things of their own. */
function lost(made: string, file: string): readonly string[] {
  const lines = new Set(made.split('\n'));
  return text(file)
    .split('\n')
    .filter((line) => !lines.has(line));
}
