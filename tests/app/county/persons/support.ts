import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importPersons } from '../../../../app/county/persons/import-persons.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { PERSON_COLUMNS } from '../../../../shared/pension/person-row.ts';
import { clockAt } from '../support/clock.ts';
import { NOON, syntheticId } from '../support/county.ts';

export const HEADER = PERSON_COLUMNS.join(',');

/** A good row of the `n`th person, some columns otherwise. */
export function line(n: number, more: Readonly<Record<string, string>> = {}): string {
  const row: Readonly<Record<string, string>> = {
    id_number: syntheticId(n),
    name: '柏青禾',
    household: 'rural',
    area_code: '990101100201',
    phone: '',
    status: 'receiving',
    special_group: '',
    ssc_number: '',
    bank_account: '6217000000000000004',
    benefit_start: '2016-04',
    certified_through: '2026-05',
    ...more,
  };
  return PERSON_COLUMNS.map((column) => row[column] ?? '').join(',');
}

export interface Bench {
  readonly store: CountyStore;
  readonly directory: string;
  /** Writes the file and imports it. */
  load(content: string | Buffer, name?: string): ReturnType<typeof importPersons>;
  /** The rejects beside the file, line by line without the header; `undefined` when there is no file. */
  rejects(name?: string): readonly string[] | undefined;
  /** Every person, by ID number. */
  people(): Promise<readonly Readonly<Record<string, string | null>>[]>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-exchange-'));
  const store = await openCountyStore(`sqlite:${join(directory, 'county.db')}`, { clock: clockAt(NOON) });
  return {
    store,
    directory,
    async load(content, name = 'persons.csv') {
      const file = join(directory, name);
      writeFileSync(file, content);
      return await importPersons(store, file);
    },
    rejects(name = 'persons.csv') {
      const file = join(directory, `${name}.rejects.csv`);
      return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(1) : undefined;
    },
    people: async () => await store.db.selectFrom('persons').selectAll().orderBy('id_number').execute(),
    async close() {
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
