import { exportCertifications } from '../certifications/export-certifications.ts';
import { exportAccounts, exportLedger } from '../ledger/export-ledger.ts';
import { exportPayments } from '../ledger/export-payments.ts';
import { writePieces } from '../csv/pieces.ts';
import type { Outgoing } from '../audit/chain/outgoing.ts';
import { exportWithTrace } from '../audit/chain/outgoing.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { Result } from '../../../shared/result/result.ts';
import type { Command } from './command.ts';
import { badArguments, parseOptions, required, withStore, words } from './command.ts';

const USAGE =
  '"export certifications|accounts|ledger|payments [--since YYYY-MM-DD] [--as-of YYYY-MM-DD] [--operator NAME] --db …"';

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

function isExport(what: string): what is keyof typeof EXPORTS {
  return Object.hasOwn(EXPORTS, what);
}

/** What can also be asked as of an earlier day. */
const AS_OF: ReadonlySet<string> = new Set(['accounts', 'ledger']);

/** CSV with full values on stdout: for an officer's file, not for a screen. Leaves its trace in the audit chain. */
export const exportCommand: Command = async (args) => {
  const { values, positionals } = parseOptions(
    args,
    {
      db: { type: 'string' },
      since: { type: 'string' },
      'as-of': { type: 'string' },
      operator: { type: 'string' },
    },
    USAGE,
  );
  const [what = ''] = words(positionals, 1, USAGE);
  if (!isExport(what)) throw badArguments(`${JSON.stringify(what)} cannot be exported; write ${USAGE}`);
  const { since, 'as-of': asOf, operator } = values;
  if (asOf !== undefined && !AS_OF.has(what))
    throw badArguments(`--as-of is for ${[...AS_OF].join(' and ')}; leave it out`);
  await withStore(required(values.db, '--db', USAGE), async (store) => {
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
};
