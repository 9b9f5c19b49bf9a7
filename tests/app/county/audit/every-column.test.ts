import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as seal from '../../../../app/county/audit/seal/columns.ts';
import { COUNTY } from '../../../../app/county/domains.ts';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { sqliteDialect } from '../../../../app/county/store/dialect.ts';
import type { Schema } from '../../../../app/county/store/schema.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { smallCounty } from './small-county.ts';

type Row = Readonly<Record<string, string | number | null>>;

const directory = mkdtempSync(join(tmpdir(), 'songbai-every-column-'));
let raw: Database.Database;
let db: Kysely<Schema>;
beforeAll(async () => {
  const file = join(directory, 'county.db');
  const store = await smallCounty(`sqlite:${file}`, directory);
  await store.close();
  raw = new Database(file);
  db = new Kysely<Schema>({ dialect: sqliteDialect(raw) });
});
afterAll(async () => {
  await db.destroy();
  rmSync(directory, { recursive: true, force: true });
});

/** Edits past the triggers and checks, as the owner of the file can, and takes it back after the look. */
async function after(edit: () => void): Promise<readonly string[]> {
  raw.pragma('ignore_check_constraints = ON');
  raw.exec('begin');
  try {
    const triggers = raw
      .prepare<[], { name: string; sql: string }>(
        "select name, sql from sqlite_master where type = 'trigger'",
      )
      .all();
    for (const { name } of triggers) raw.exec(`drop trigger ${name}`);
    edit();
    for (const { sql } of triggers) {
      const table = / on (\w+)/.exec(sql.replaceAll('"', ''))?.[1] ?? '';
      const there = raw.prepare('select 1 from sqlite_master where name = ?').get(table);
      if (there !== undefined) raw.exec(sql);
    }
    return (await verifyCounty(db, nodeCrypto)).findings;
  } finally {
    raw.exec('rollback');
  }
}

const SEALED = new Map<string, seal.SealedTable>(COUNTY.sealed.map((table) => [table.name, table]));
const NAMES = [...SEALED.keys()];

function sealedTable(name: string): seal.SealedTable {
  const table = SEALED.get(name);
  if (table === undefined) throw new Error(`${name} is not sealed`);
  return table;
}

const keyColumns = (table: string): readonly string[] => seal.keyColumns(sealedTable(table));
const keysOf = (table: string): readonly string[] => ['county', ...keyColumns(table)];

/** A row of the table; of those that have a story, the one with the longest. */
function firstRow(table: string): Row {
  const rows = raw.prepare<[], Row>(`select * from ${table} order by ${keysOf(table).join(', ')}`).all();
  // Identities are random, and so is their order.
  const storied = ['revoked_at', 'heard_hash', 'used_at']
    .map((column) => rows.find((row) => row[column] !== null && row[column] !== undefined))
    .find((row) => row !== undefined);
  const row = storied ?? rows[0];
  if (row === undefined) throw new Error(`${table} is empty`);
  return row;
}

function set(table: string, row: Row, column: string, value: string | number | null): void {
  const keys = keysOf(table);
  const where = keys.map((key) => `${key} = ?`).join(' and ');
  const done = raw
    .prepare(`update ${table} set ${column} = ? where ${where}`)
    .run(value, ...keys.map((key) => row[key]));
  expect(done.changes).toBe(1);
}

/** Something else of the same type. */
function otherThan(table: string, column: string, value: string | number | null): string | number {
  const { type } = raw
    .prepare<[string, string], { type: string }>('select type from pragma_table_info(?) where name = ?')
    .get(table, column) ?? { type: '' };
  if (type.toLowerCase() === 'integer') return value === null ? 1 : Number(value) + 1000;
  if (/^\d{4}-\d\d$/.test(String(value))) return '2099-12';
  return `${value ?? ''}9`;
}

/** What the finding has to name the row by: one of these, the key before or after the edit. */
function namesOf(table: string, row: Row): readonly string[] {
  switch (table) {
    case 'terminals':
      return [String(row['terminal'])];
    case 'enrolment_codes':
      return [String(row['lookup']).slice(0, 12)];
    case 'certifications':
    case 'decisions':
      return [String(row['certificate_no'])];
    case 'records':
      return [String(row['number'])];
    case 'conflicts':
      return [String(row['record_hash']).slice(0, 12)];
    case 'runs':
      return [`run ${row['run']}:`];
    default:
      return [String(row['id_number'])];
  }
}

/** No command writes these yet: every row of them is one too many. */
const EMPTY: ReadonlySet<string> = new Set(['exits', 'sentences']);

const cases = NAMES.filter((table) => !EMPTY.has(table)).flatMap((table) =>
  Object.entries(sealedTable(table).columns).map(([column, hold]) => [table, column, hold] as const),
);
const held = cases.filter(([, , hold]) => !hold.startsWith('free: '));
const free = cases.filter(([, , hold]) => hold.startsWith('free: '));

describe('a county that everything happened to', () => {
  it('is whole', async () => {
    const { findings, records, accounts } = await verifyCounty(db, nodeCrypto);
    expect({ findings, records, accounts }).toEqual({ findings: [], records: 4, accounts: 2 });
  });

  it('has rows in every table', () => {
    const empty = NAMES.filter((table) => raw.prepare(`select 1 from ${table} limit 1`).get() === undefined);
    expect(new Set(empty)).toEqual(EMPTY);
  });
});

describe('one value edited', () => {
  it.each(held)('%s.%s is named', async (table, column) => {
    const row = firstRow(table);
    const value = otherThan(table, column, row[column] ?? null);
    const findings = await after(() => set(table, row, column, value));
    const names = [...namesOf(table, row), ...namesOf(table, { ...row, [column]: value })];
    expect(findings.filter((line) => names.some((name) => line.includes(name)))).not.toEqual([]);
  });

  it.each(free)('%s.%s proves nothing (%s)', async (table, column) => {
    const row = firstRow(table);
    expect(await after(() => set(table, row, column, otherThan(table, column, row[column] ?? null)))).toEqual(
      [],
    );
  });

  it('to nothing: a revocation, a month of certification', async () => {
    const terminal = firstRow('terminals');
    expect(await after(() => set('terminals', terminal, 'revoked_at', null))).toEqual([
      `terminal ${terminal['terminal']}: altered (was revoked, is not)`,
    ]);
    const person = firstRow('persons');
    expect(await after(() => set('persons', person, 'certified_through', null))).toEqual([
      `person ${person['id_number']}: altered (certified through never, the audit log makes 2027-10)`,
    ]);
  });

  it.each([
    'name',
    'policy_pack',
    'counter',
    'nearest',
    'public_key',
    'private_key',
    'handle_key',
    'provisional',
    'created_at',
  ])('counties.%s is named', async (column) => {
    const edit =
      column === 'provisional' || column === 'created_at'
        ? `${column} + 1`
        : `substr(${column}, 1, length(${column}) - 8) || 'AAAAAAAA'`;
    const findings = await after(() => raw.exec(`update counties set ${column} = ${edit}`));
    expect(findings).not.toEqual([]);
    expect(findings.every((line) => line.startsWith('county 990101: altered ('))).toBe(true);
  });
});

describe('a row', () => {
  const tables = NAMES.filter((table) => !EMPTY.has(table));

  it.each(tables)('less in %s is named', async (table) => {
    const row = firstRow(table);
    const keys = keysOf(table);
    const where = keys.map((key) => `${key} = ?`).join(' and ');
    const findings = await after(() =>
      raw.prepare(`delete from ${table} where ${where}`).run(...keys.map((key) => row[key])),
    );
    const names = namesOf(table, row);
    expect(
      findings.filter((line) => names.some((name) => line.includes(name)) && line.includes('missing')),
    ).not.toEqual([]);
  });

  it.each(tables)('more in %s is named', async (table) => {
    const row = { ...firstRow(table) };
    const last = keyColumns(table).at(-1) ?? '';
    const more: Row = {
      ...row,
      [last]: otherThan(table, last, row[last] ?? null),
      // Unique beside the key.
      ...(table === 'persons' ? { handle: 'f'.repeat(64) } : {}),
      ...(table === 'terminals' ? { number: 9 } : {}),
      ...(table === 'certifications' ? { sequence: 99 } : {}),
      ...(table === 'records' ? { number: '2611230001000991' } : {}),
    };
    const columns = Object.keys(more);
    const findings = await after(() =>
      raw
        .prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
        .run(...columns.map((column) => more[column])),
    );
    const names = namesOf(table, more);
    expect(
      findings.filter(
        (line) => names.some((name) => line.includes(name)) && line.includes('not in the audit log'),
      ),
    ).not.toEqual([]);
  });

  it.each([
    ['exits', `'A', 'death', '2026-01', '2026-01', 1`, 'exit of A: not in the audit log'],
    ['sentences', `'A', '2026-01', '2026-02', 1`, 'sentence from 2026-01 of A: not in the audit log'],
  ])('in %s, which no command writes, is named', async (table, values, finding) => {
    expect(await after(() => raw.exec(`insert into ${table} values ('990101', ${values})`))).toEqual([
      finding,
    ]);
  });
});

describe('something taken away as a whole', () => {
  const tables = [...NAMES, 'counties', 'audit', 'audit_head', 'seals', 'schema_version'];

  it.each(tables)('table %s is missed', async (table) => {
    expect(await after(() => raw.exec(`drop table ${table}`))).toContain(`table ${table}: missing`);
  });

  it.each(tables.filter((table) => !EMPTY.has(table)))('the rows of %s are missed', async (table) => {
    expect(await after(() => raw.exec(`delete from ${table}`))).not.toEqual([]);
  });

  it('the county itself is missed, once', async () => {
    const findings = await after(() => raw.exec('delete from counties'));
    expect(findings.filter((line) => line.startsWith('county '))).toEqual(['county 990101: missing']);
  });

  it('a head that is gone is missed', async () => {
    expect(await after(() => raw.exec('delete from audit_head'))).toEqual(['audit head: missing']);
  });

  it('triggers that are gone, or do nothing, are named', async () => {
    raw.exec('begin');
    raw.exec(`drop trigger payments_no_update; drop trigger seals_no_delete;
      create trigger seals_no_delete before delete on seals begin select 1; end`);
    const { findings } = await verifyCounty(db, nodeCrypto);
    raw.exec('rollback');
    expect(findings).toEqual(['trigger payments_no_update: missing', 'trigger seals_no_delete: altered']);
  });

  it('a trigger that was added is named', async () => {
    const findings = await after(() =>
      raw.exec(`create trigger later after insert on payments begin
        update persons set bank_account = '1' where id_number = new.id_number; end`),
    );
    expect(findings).toEqual(['trigger later: added']);
  });

  it('a version between others that is gone is missed', async () => {
    expect(await after(() => raw.exec('delete from schema_version where version = 2'))).toEqual([
      'table schema_version: altered (it holds 1, 3, 4, 5, 6)',
    ]);
  });

  it('an older schema is not believed', async () => {
    const findings = await after(() => raw.exec('delete from schema_version where version > 3'));
    expect(findings).toContain('table schema_version: altered (3, the audit log knows of seals)');
  });

  it('seals that were edited together with their rows are named', async () => {
    const findings = await after(() =>
      raw.exec(`update seals set entries = replace(entries, '[1,', '[1, ') where subject = 'persons'`),
    );
    expect(findings).toEqual([expect.stringMatching(/^seal of persons in audit row \d+: altered$/)]);
  });
});
