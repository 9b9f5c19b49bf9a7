import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { CERTIFICATION_MIGRATIONS } from './migrations.ts';
import { replayConflicts } from './replay-conflicts.ts';
import { replayCertifications } from './replay.ts';
import { CERTIFICATIONS, CONFLICTS, DECISIONS } from './tables.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'certification-recorded': AuditDetails;
    'certification-reviewed': AuditDetails;
    'record-conflict': AuditDetails;
    'record-signature-wrong': AuditDetails;
    /** A number that is not its signer's, not of its day or not one at all: refused. */
    'certificate-number-wrong': AuditDetails;
    /** A number goes back to its owner; the row that occupied it stands under `movedTo` from now on. */
    'certificate-number-reclaimed': AuditDetails;
    'store-rolled-back': AuditDetails;
  }
}

/** 资格认证: records as terminals signed them, and every decision on them. */
export const certifications = {
  name: 'certifications',
  tables: [CERTIFICATIONS, DECISIONS, CONFLICTS],
  migrations: CERTIFICATION_MIGRATIONS,
  replays: [
    {
      reads: [
        'state-sealed',
        'certification-recorded',
        'certification-reviewed',
        'certificate-number-reclaimed',
      ],
      start: replayCertifications,
    },
    { reads: ['state-sealed', 'record-conflict', 'certificate-number-wrong'], start: replayConflicts },
  ],
  tells: ['record-signature-wrong', 'store-rolled-back'],
} as const satisfies Domain;
