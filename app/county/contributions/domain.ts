import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { CONTRIBUTION_MIGRATIONS } from './migrations.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'contributions-imported': AuditDetails;
  }
}

/** 缴费: what may be paid in, and how it becomes postings of the ledger, which proves them. */
export const contributions = {
  name: 'contributions',
  tables: [],
  migrations: CONTRIBUTION_MIGRATIONS,
  replays: [],
  tells: [],
} as const satisfies Domain;
