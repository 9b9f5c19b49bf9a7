import type { Domain } from '../domain/domain.ts';
import { LEDGER_MIGRATIONS } from './migrations.ts';
import { replayLedger } from './replay.ts';
import { RUNS } from './sealed.ts';
import { LEDGER_TABLES } from './sealed.ts';

/** 账: runs, and everything that is posted in them. Whoever writes to it says so by an event of its own. */
export const ledger = {
  name: 'ledger',
  tables: [RUNS, ...LEDGER_TABLES],
  migrations: LEDGER_MIGRATIONS,
  replays: [
    {
      reads: [
        'state-sealed',
        'contributions-imported',
        'settlement-committed',
        'payments-committed',
        'accounts-corrected',
      ],
      start: replayLedger,
    },
  ],
  tells: [],
} as const satisfies Domain;
