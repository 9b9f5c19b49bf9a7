import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Rates } from '../../../../app/county/http/limits.ts';
import type { Patience } from '../../../../app/county/http/patience.ts';
import { RECORD_HANDLERS } from '../../../../app/county/record-kinds.ts';
import type { RecordHandlers } from '../../../../app/county/records/handler.ts';
import { buildServer } from '../../../../app/county/http/server.ts';
import { readPolicies } from '../../../../app/county/settings/policy.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { PersonTable } from '../../../../app/county/persons/tables.ts';
import type { Coverage } from '../../../../shared/documents/glyphs/coverage.ts';
import { personHandle } from '../../../../shared/protocol/enrolment.ts';
import { checkCharacter } from '../../../../shared/identity/id-number.ts';
import type { SetClock } from './clock.ts';
import { clockAt } from './clock.ts';
import { enterPeople } from './people.ts';

export const NOON = '2026-11-23T12:00:00+08:00';

export interface TestCounty {
  readonly store: CountyStore;
  /** As for `--db`. */
  readonly address: string;
  readonly server: FastifyInstance;
  readonly clock: SetClock;
  readonly reports: readonly string[];
  /** Adds a person of this status; gives the ID number. */
  person(status: PersonTable['status'], more?: Partial<PersonTable>): Promise<string>;
  certifiedThrough(idNumber: string): Promise<string | null>;
  close(): Promise<void>;
}

export function book() {
  const policies = readPolicies();
  if (!policies.ok) throw new Error(policies.error);
  return policies.value;
}

/** A county in a fresh SQLite file (or in `db`), its clock at noon of 23 November 2026. */
export async function testCounty(
  options: {
    readonly demo?: boolean;
    readonly db?: string;
    readonly rates?: Partial<Rates>;
    readonly patience?: Partial<Patience>;
    readonly handlers?: RecordHandlers;
    readonly coverage?: Coverage;
  } = {},
): Promise<TestCounty> {
  const directory = mkdtempSync(join(tmpdir(), 'songbai-county-'));
  const clock = clockAt(NOON);
  const address = options.db ?? `sqlite:${join(directory, 'county.db')}`;
  const store = await openCountyStore(address, { clock });
  const reports: string[] = [];
  const server = buildServer({
    store,
    book: book(),
    demoAllowed: options.demo ?? false,
    report: (line) => reports.push(line),
    rates: options.rates ?? {},
    patience: options.patience ?? {},
    handlers: options.handlers ?? RECORD_HANDLERS,
    coverage: options.coverage,
  });
  let people = 0;
  return {
    store,
    address,
    server,
    clock,
    reports,
    async person(status, more = {}) {
      people += 1;
      const idNumber = more.id_number ?? syntheticId(people);
      const row = personRow(store, idNumber, status);
      await enterPeople(store, { ...row, ...more });
      return idNumber;
    },
    async certifiedThrough(idNumber) {
      const row = await store.db
        .selectFrom('persons')
        .select('certified_through')
        .where('id_number', '=', idNumber)
        .executeTakeFirstOrThrow();
      return row.certified_through;
    },
    async close() {
      await server.close();
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** 柏青, the relative who stands by; not on the roster unless a test puts her there. */
export const WITNESS = syntheticId(998);

/** 990101 1950-01-01 and a running number: nobody's. */
export function syntheticId(number: number): string {
  const first = `99010119500101${String(number).padStart(3, '0')}`;
  return first + checkCharacter(first);
}

export function personRow(store: CountyStore, idNumber: string, status: PersonTable['status']): PersonTable {
  return {
    county: store.county.code,
    id_number: idNumber,
    handle: personHandle(store.crypto, store.county.handleKey, idNumber),
    name: '松明',
    household: 'rural',
    area_code: '990101001001',
    phone: '',
    status,
    special_group: '',
    ssc_number: '',
    bank_account: '',
    benefit_start: '2010-01',
    certified_through: null,
  };
}
