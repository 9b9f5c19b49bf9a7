import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Insertable } from 'kysely';
import { CONTRIBUTION_COLUMNS } from '../../../../shared/pension/contribution-row.ts';
import { importContributions } from '../../../../app/county/contributions/import-contributions.ts';
import type { RunTable } from '../../../../app/county/ledger/tables.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import type { PersonTable } from '../../../../app/county/persons/tables.ts';
import { checkCharacter } from '../../../../shared/identity/id-number.ts';
import { book, personRow } from '../support/county.ts';
import { enterPeople } from '../support/people.ts';

export const HEADER = CONTRIBUTION_COLUMNS.join(',');

/** Someone invented who was born on `birth`. */
export function bornOn(birth: string, number = 1): string {
  const first = `990101${birth.replaceAll('-', '')}${String(number).padStart(3, '0')}`;
  return first + checkCharacter(first);
}

/** Born in 1970, contributing; the person of `line` unless said otherwise. */
export const SOMEONE = bornOn('1970-05-20');

/** A good row: 2015, paid in March of it. */
export function line(more: Readonly<Record<string, string | number>> = {}): string {
  const row: Readonly<Record<string, string | number>> = {
    id_number: SOMEONE,
    year: 2015,
    kind: 'current',
    tier: '200.00',
    personal: '200.00',
    collective: '0.00',
    subsidy: '30.00',
    paid_on: '2015-03-10',
    bank_serial: 'B1',
    ...more,
  };
  return CONTRIBUTION_COLUMNS.map((column) => String(row[column] ?? '')).join(',');
}

export function file(...lines: readonly string[]): string {
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** Adds people; contributing unless said otherwise. */
export async function addPeople(
  store: CountyStore,
  ...people: readonly (Partial<PersonTable> & { readonly id_number: string })[]
): Promise<void> {
  await enterPeople(
    store,
    ...people.map((person) => ({
      ...personRow(store, person.id_number, 'contributing'),
      benefit_start: null,
      ...person,
    })),
  );
}

/** Writes the file and imports it; rejects are the lines of the rejects file without its header. */
export async function loadContributions(
  store: CountyStore,
  directory: string,
  content: string | Buffer,
): Promise<{
  readonly outcome: Awaited<ReturnType<typeof importContributions>>;
  readonly rejects: readonly string[];
}> {
  const name = join(directory, 'contributions.csv');
  writeFileSync(name, content);
  const outcome = await importContributions(store, book(), name);
  const rejectsName = `${name}.rejects.csv`;
  const rejects = existsSync(rejectsName)
    ? readFileSync(rejectsName, 'utf8').trimEnd().split('\n').slice(1)
    : [];
  return { outcome, rejects };
}

export async function postings(store: CountyStore) {
  return await store.db
    .selectFrom('postings')
    .selectAll()
    .orderBy('year')
    .orderBy('id_number')
    .orderBy('number')
    .execute();
}

export async function runs(store: CountyStore) {
  return await store.db.selectFrom('runs').selectAll().orderBy('run').execute();
}

/** A run of another kind, as the commands that settle and pay leave them. */
export async function addRun(store: CountyStore, more: Partial<Insertable<RunTable>>): Promise<void> {
  await store.db
    .insertInto('runs')
    .values({
      county: store.county.code,
      run: 1,
      kind: 'settlement',
      period: '2014',
      state: 'committed',
      pack: 'national-2014',
      rules: '{}',
      step: '',
      behind: '',
      row_count: 1,
      started_at: store.clock.now(),
      committed_at: store.clock.now(),
      ...more,
    })
    .execute();
}
