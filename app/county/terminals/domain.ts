import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { TERMINAL_MIGRATIONS } from './migrations.ts';
import { replayCodes } from './replay-codes.ts';
import { replayTerminals } from './replay.ts';
import { ENROLMENT_CODES, TERMINALS } from './tables.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    'enrolment-code-issued': AuditDetails;
    'enrolment-refused': AuditDetails;
    'terminal-enrolled': AuditDetails;
    'terminal-revoked': AuditDetails;
    'request-refused': AuditDetails;
    'chain-differs-from-witness': AuditDetails;
    'terminal-chain-rolled-back': AuditDetails;
  }
}

/** 终端: who is enrolled, what their machines say of themselves, and what they witness. */
export const terminals = {
  name: 'terminals',
  tables: [ENROLMENT_CODES, TERMINALS],
  migrations: TERMINAL_MIGRATIONS,
  replays: [
    { reads: ['state-sealed', 'terminal-enrolled', 'terminal-revoked'], start: replayTerminals },
    { reads: ['state-sealed', 'enrolment-code-issued', 'terminal-enrolled'], start: replayCodes },
  ],
  tells: ['enrolment-refused', 'request-refused'],
} as const satisfies Domain;
