import { z } from 'zod';
import type { Result } from '../../../shared/result/result.ts';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import type { Value } from '../../cli/parameter.ts';
import { optional, required } from '../../cli/parameter.ts';
import { DAY } from '../../cli/values.ts';
import type { Outgoing } from '../audit/chain/outgoing.ts';
import { exportWithTrace } from '../audit/chain/outgoing.ts';
import { exportCertifications } from '../certifications/export-certifications.ts';
import { writePieces } from '../csv/pieces.ts';
import { exportAccounts, exportLedger } from '../ledger/export-ledger.ts';
import { exportPayments } from '../ledger/export-payments.ts';
import type { CountyStore } from '../store/county-store.ts';
import { DB, SOME_OPERATOR, withStore } from './command.ts';

type Export = (
  store: CountyStore,
  options: { readonly since?: string; readonly asOf?: string },
) => Result<AsyncIterable<string>, string>;

const EXPORTS: Readonly<Record<Exclude<Outgoing['what'], 'explanation'>, Export>> = {
  certifications: exportCertifications,
  accounts: exportAccounts,
  ledger: exportLedger,
  payments: exportPayments,
};

const WHAT: Value<keyof typeof EXPORTS> = {
  shape: Object.keys(EXPORTS).join('|'),
  schema: z.custom<keyof typeof EXPORTS>(
    (word) => typeof word === 'string' && Object.hasOwn(EXPORTS, word),
    'cannot be exported',
  ),
};

/** What can also be asked as of an earlier day. */
const AS_OF: ReadonlySet<string> = new Set(['accounts', 'ledger']);

/** CSV with full values on stdout: for an officer's file, not for a screen. Leaves its trace in the audit chain. */
export const exportCommand = command({
  effect: 'changes',
  args: { what: required(WHAT, 'the rows wanted') },
  options: {
    db: DB,
    since: optional(DAY, 'only what came on this day or later'),
    asOf: optional(DAY, `as the books stood at the end of this day; for ${[...AS_OF].join(' and ')}`),
    operator: SOME_OPERATOR,
  },
  examples: ['certifications --since 2026-11-01 --operator 王办 --db sqlite:county.db'],
  more: 'Full names and numbers, UTF-8: send it to a file. The export leaves its trace in the audit chain.',
  async run({ what, db, since, asOf, operator }) {
    if (asOf !== undefined && !AS_OF.has(what))
      throw badArguments(`--as-of is for ${[...AS_OF].join(' and ')}; leave it out`);
    await withStore(db, async (store) => {
      const pieces = EXPORTS[what](store, {
        ...(since === undefined ? {} : { since }),
        ...(asOf === undefined ? {} : { asOf }),
      });
      if (!pieces.ok) throw badArguments(pieces.error);
      await exportWithTrace(store, { what, since, asOf, operator }, pieces.value, (counted) =>
        writePieces(counted, process.stdout),
      );
    });
    return 0;
  },
});
