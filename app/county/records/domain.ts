import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { RECORD_MIGRATIONS } from './migrations.ts';
import { replayConflicts } from './replay-conflicts.ts';
import { replayRecords } from './replay.ts';
import { CONFLICTS, RECORDS } from './tables.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    /** A record of a kind that keeps no table of its own. */
    'record-taken': AuditDetails;
    'record-conflict': AuditDetails;
    'record-signature-wrong': AuditDetails;
    /** A number that is not its signer's, not of its day or not one at all: refused. */
    'certificate-number-wrong': AuditDetails;
  }
}

/** 业务记录: what is the same for records of every kind, and those that need no table of their own. */
export const records = {
  name: 'records',
  tables: [RECORDS, CONFLICTS],
  migrations: RECORD_MIGRATIONS,
  replays: [
    { reads: ['record-taken'], start: replayRecords },
    { reads: ['state-sealed', 'record-conflict', 'certificate-number-wrong'], start: replayConflicts },
  ],
  tells: ['record-signature-wrong'],
} as const satisfies Domain;
