import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { PERSON_MIGRATIONS } from './migrations.ts';
import { replayLookups } from './replay-lookups.ts';
import { replayPersons } from './replay.ts';
import { LOOKUP_HEAD, LOOKUPS, PERSONS } from './tables.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'persons-imported': AuditDetails;
    'county-seeded': AuditDetails;
    'lookups-sealed': AuditDetails;
    'lookup-walking': AuditDetails;
  }
}

/** 参保人员, and the trace of who asked for whom. */
export const persons = {
  name: 'persons',
  tables: [PERSONS, LOOKUPS, LOOKUP_HEAD],
  migrations: PERSON_MIGRATIONS,
  replays: [
    { reads: ['state-sealed', 'persons-imported', 'county-seeded'], start: replayPersons },
    { reads: ['lookups-sealed'], start: replayLookups },
  ],
  tells: ['lookup-walking'],
} as const satisfies Domain;
