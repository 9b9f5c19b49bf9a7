import { dateOf } from '../../../shared/dates/month.ts';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { ImportRun } from '../ledger/import-run.ts';
import { openImportRun } from '../ledger/import-run.ts';
import type { NewPosting } from '../ledger/posting-writer.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { ContributionContext } from './check-contribution.ts';
import { checkContribution } from './check-contribution.ts';
import type { AccountReader } from './accounts.ts';
import { accountReader, takeNumber } from './accounts.ts';
import { postingOf } from './posting.ts';
import type { ContributionColumn, ContributionRow } from '../../../shared/pension/contribution-row.ts';
import { CONTRIBUTION_COLUMNS, parseContributionRow } from '../../../shared/pension/contribution-row.ts';
import { contributionTerms } from '../../../shared/pension/contribution-terms.ts';
import type { Importer, ImportFailure, ImportOptions, ImportOutcome, TextRow } from '../csv/import-file.ts';
import { importFile } from '../csv/import-file.ts';

/** Lines in one transaction; a serving county waits this long, well below a second. */
const ROWS_PER_TRANSACTION = 5000;

/**
 * Imports a contributions file (缴费记录): every good row becomes one posting of the three ledgers at once
 * (同时记入, R45), in the month of payment. One import is one run: its rows count all together once it is
 * committed, and none of them before. The same file again changes nothing.
 */
export async function importContributions(
  store: CountyStore,
  book: PolicyBook,
  file: string,
  options: ImportOptions = {},
): Promise<Result<ImportOutcome, ImportFailure>> {
  return await importFile(store, file, contributionImporter(store, book), options);
}

/** The run that the importer works in. */
interface Work {
  readonly run: ImportRun;
  readonly accounts: AccountReader;
  readonly context: ContributionContext;
}

function contributionImporter(store: CountyStore, book: PolicyBook): Importer<ContributionColumn> {
  let work: Work | undefined;
  let imported = 0;
  let otherSubsidies = 0;
  const opened = (): Work => {
    if (work === undefined) throw new TypeError('begin comes first');
    return work;
  };
  return {
    columns: CONTRIBUTION_COLUMNS,
    batch: ROWS_PER_TRANSACTION,
    async begin() {
      const begun = await beginWork(store, book);
      if (!begun.ok) return begun;
      work = begun.value;
      return ok(undefined);
    },
    async write(rows, { reject }) {
      const { run, accounts, context } = opened();
      const parsed = rows.flatMap((row) => {
        const contribution = parseContributionRow(row.fields);
        if (!contribution.ok) reject(row, contribution.error);
        return contribution.ok ? [{ row, contribution: contribution.value }] : [];
      });
      await accounts.load(parsed.map(({ contribution }) => contribution.idNumber));
      const postings: NewPosting[] = [];
      for (const { row, contribution } of parsed) {
        const posting = post(row, contribution, accounts, context, reject);
        if (posting === undefined) continue;
        postings.push(posting.posting);
        if (posting.otherSubsidy) otherSubsidies += 1;
      }
      await run.add(postings);
      imported += postings.length;
    },
    finish: async () => await opened().run.commit(),
    async stop() {
      try {
        await work?.run.abandon();
      } catch {
        // The next import takes the rows away; until then they count for nobody.
      }
      return 'nothing of it counts; import it again';
    },
    get imported() {
      return imported;
    },
    get notes() {
      if (otherSubsidies === 0) return [];
      const rows = otherSubsidies === 1 ? '1 row carries' : `${otherSubsidies} rows carry`;
      return [`${rows} another subsidy than the pack's`];
    },
  };
}

async function beginWork(store: CountyStore, book: PolicyBook): Promise<Result<Work, string>> {
  const today = dateOf(store.clock.now());
  const terms = contributionTerms(book, store.county.policyPack, today);
  if (!terms.ok) return err(terms.error);
  const run = await openImportRun(store, store.county.policyPack);
  if (!run.ok) return run;
  const accounts = await accountReader(store);
  const settledYear = await lastSettledYear(store);
  return ok({ run: run.value, accounts, context: { terms: terms.value, today, settledYear } });
}

/** 结息年度 that the county as a whole has behind it; 0 before the first. */
async function lastSettledYear({ db, county }: CountyStore): Promise<number> {
  const last = await db
    .selectFrom('runs')
    .select((eb) => eb.fn.max('period').as('period'))
    .where('county', '=', county.code)
    .where('kind', '=', 'settlement')
    .where('state', '=', 'committed')
    .executeTakeFirst();
  return Number((last?.period ?? '').slice(0, 4));
}

/** The posting of a row; `undefined` when it was rejected or is in the ledger already. */
function post(
  row: TextRow<ContributionColumn>,
  contribution: ContributionRow,
  accounts: AccountReader,
  context: ContributionContext,
  reject: (row: TextRow<ContributionColumn>, reason: string) => void,
): { readonly posting: NewPosting; readonly otherSubsidy: boolean } | undefined {
  const account = accounts.get(contribution.idNumber);
  const checked = checkContribution(contribution, account, context);
  if (!checked.ok) {
    reject(row, checked.error);
    return undefined;
  }
  if (account === undefined) return undefined;
  account.lines.push(contribution.year, row.line);
  if (checked.value.kind === 'known') return undefined;
  const number = takeNumber(account, Number(contribution.paidOn.slice(0, 4)));
  const posting = postingOf(contribution, number, checked.value.credit);
  return { posting, otherSubsidy: checked.value.otherSubsidy };
}
