import { exportCertifications } from '../exchange/export-certifications.ts';
import { exportAccounts, exportLedger } from '../exchange/export-ledger.ts';
import { exportPayments } from '../exchange/export-payments.ts';
import { writePieces } from '../exchange/pieces.ts';
import type { CountyStore } from '../store/open.ts';
import type { Result } from '../../../shared/result/result.ts';
import type { Command } from './command.ts';
import { badArguments, parseOptions, required, withStore, words } from './command.ts';

const USAGE =
  '"export certifications|accounts|ledger|payments [--since YYYY-MM-DD] [--as-of YYYY-MM-DD] --db …"';

type Export = (
  store: CountyStore,
  options: { readonly since?: string; readonly asOf?: string },
) => Result<AsyncIterable<string>, string>;

const EXPORTS: Readonly<Record<string, Export>> = {
  certifications: exportCertifications,
  accounts: exportAccounts,
  ledger: exportLedger,
  payments: exportPayments,
};

/** What can also be asked as of an earlier day. */
const AS_OF: ReadonlySet<string> = new Set(['accounts', 'ledger']);

/** CSV with full values on stdout: for an officer's file, not for a screen. */
export const exportCommand: Command = async (args) => {
  const { values, positionals } = parseOptions(
    args,
    { db: { type: 'string' }, since: { type: 'string' }, 'as-of': { type: 'string' } },
    USAGE,
  );
  const [what = ''] = words(positionals, 1, USAGE);
  const work = Object.hasOwn(EXPORTS, what) ? EXPORTS[what] : undefined;
  if (work === undefined) throw badArguments(`${JSON.stringify(what)} cannot be exported; write ${USAGE}`);
  const { since, 'as-of': asOf } = values;
  if (asOf !== undefined && !AS_OF.has(what))
    throw badArguments(`--as-of is for ${[...AS_OF].join(' and ')}; leave it out`);
  await withStore(required(values.db, '--db', USAGE), async (store) => {
    const pieces = work(store, {
      ...(since === undefined ? {} : { since }),
      ...(asOf === undefined ? {} : { asOf }),
    });
    if (!pieces.ok) throw badArguments(pieces.error);
    await writePieces(pieces.value, process.stdout);
  });
  return 0;
};
