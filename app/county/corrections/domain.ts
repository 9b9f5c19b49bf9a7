import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'accounts-corrected': AuditDetails;
  }
}

/** 更正: what should have been posted. Its rows are the ledger's, which proves them. */
export const corrections = {
  name: 'corrections',
  tables: [],
  migrations: {},
  replays: [],
  tells: [],
} as const satisfies Domain;
