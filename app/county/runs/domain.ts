import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'settlement-committed': AuditDetails;
    'payments-committed': AuditDetails;
    'run-abandoned': AuditDetails;
  }
}

/** 结息 and 发放 of a whole county. Their rows are the ledger's, which proves them. */
export const runs = {
  name: 'runs',
  tables: [],
  migrations: {},
  replays: [],
  tells: ['run-abandoned'],
} as const satisfies Domain;
