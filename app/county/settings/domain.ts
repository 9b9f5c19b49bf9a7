import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { COUNTY_MIGRATIONS } from './migrations.ts';
import { replayCounty } from './replay.ts';
import { COUNTIES } from './tables.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'county-created': AuditDetails;
    'county-changed': AuditDetails;
  }
}

/** The county itself: its profile, pack and keys. */
export const settings = {
  name: 'settings',
  tables: [COUNTIES],
  migrations: COUNTY_MIGRATIONS,
  replays: [{ reads: ['county-created', 'county-changed'], start: replayCounty }],
  tells: [],
} as const satisfies Domain;
