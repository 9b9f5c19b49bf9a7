import type { AuditDetails } from '../../../shared/audit/chain.ts';
import type { Domain } from '../domain/domain.ts';
import { replayAlarms } from './replay.ts';

declare module '../audit/chain/append.ts' {
  interface CountyEvents {
    /** 已知悉: an officer has taken note of the alarms up to a row. */
    'alarms-acknowledged': AuditDetails;
  }
}

/** 告警: what of the chain an officer has to look at. */
export const alarms = {
  name: 'alarms',
  tables: [],
  migrations: {},
  replays: [
    {
      reads: ['chain-differs-from-witness', 'terminal-chain-rolled-back', 'alarms-acknowledged'],
      start: replayAlarms,
    },
  ],
  tells: [],
} as const satisfies Domain;
