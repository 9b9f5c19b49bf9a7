import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { CERTIFICATION_MIGRATIONS } from './migrations.ts';
import { replayCertifications } from './replay.ts';
import { CERTIFICATIONS, DECISIONS } from './tables.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'certification-recorded': AuditDetails;
    'certification-reviewed': AuditDetails;
    /** A number goes back to its owner; the row that occupied it stands under `movedTo` from now on. */
    'certificate-number-reclaimed': AuditDetails;
    /** A name on a card holds a character that no face of this release draws. */
    'name-not-drawn': AuditDetails;
    'store-rolled-back': AuditDetails;
  }
}

/** 资格认证: records as terminals signed them, and every decision on them. */
export const certifications = {
  name: 'certifications',
  tables: [CERTIFICATIONS, DECISIONS],
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
  ],
  tells: ['name-not-drawn', 'store-rolled-back'],
} as const satisfies Domain;
