import type { Selectable, Transaction } from 'kysely';
import type { Month } from '../../../shared/dates/month.ts';
import { dateOf, monthAt, monthOf, ordinal } from '../../../shared/dates/month.ts';
import { maskIdNumber } from '../../../shared/identity/mask.ts';
import { formatYuan } from '../../../shared/money/fen.ts';
import { isSame, NOTHING, plus } from '../../../shared/pension/ledgers.ts';
import { replayBooks } from '../../../shared/pension/life/books.ts';
import { totalOf } from '../../../shared/pension/life/outcome.ts';
import type { RulesAt } from '../../../shared/pension/life/rules-at.ts';
import { assert } from '../../../shared/result/assert.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { lockChain } from '../audit/chain/append.ts';
import type { ContributionRow } from '../../../shared/pension/contribution-row.ts';
import { beginRun } from '../ledger/run-row.ts';
import { commitSealed, sealRun, spansOf } from '../ledger/seal-run.ts';
import type { CountyStore } from '../store/county-store.ts';
import type { PostingTable } from '../ledger/tables.ts';
import type { Schema } from '../store/schema.ts';
import type { Account } from '../ledger/books-of.ts';
import { readAccount } from '../ledger/books-of.ts';
import { differenceOf } from './difference.ts';
import { consequence, creditFrom, replacement, reversal } from './entries.ts';
import { write } from './write.ts';

/** What is true of one person's years, in place of what the books say of them. */
export interface Truth {
  readonly idNumber: string;
  /** A row without any amount: that year was never paid. */
  readonly rows: readonly ContributionRow[];
}

export interface Corrected {
  readonly idNumber: string;
  /** To be paid to the person; negative is to be recovered. Fen. */
  readonly due: number;
  /** 个人账户养老金 a month, before and after; both 0 for someone not assessed. */
  readonly pensionBefore: number;
  readonly pensionAfter: number;
  /** All ledgers together. */
  readonly balanceBefore: number;
  readonly balanceAfter: number;
}

export interface CorrectionOrder {
  readonly truths: readonly Truth[];
  readonly operator: string;
  readonly reason: string;
  /** Only tells what would be posted. */
  readonly dryRun: boolean;
}

type Posting = Selectable<PostingTable>;

/**
 * 红字冲销与更正: posts what is true, true for the months that it concerns and known from today on, with
 * the interest, draw-down and pension that follow from it to the fen. All of it or nothing. Nothing that
 * was known before changes: each entry is answered by a further one. The error is one line.
 */
export async function correct(
  store: CountyStore,
  rules: RulesAt,
  order: CorrectionOrder,
): Promise<Result<readonly Corrected[], string>> {
  const transaction = await store.db.startTransaction().execute();
  let keep = false;
  try {
    const done = await correctAll(transaction, store, rules, order);
    keep = done.ok && !order.dryRun && done.value.length > 0;
    return done;
  } finally {
    await (keep ? transaction.commit() : transaction.rollback()).execute();
  }
}

async function correctAll(
  tx: Transaction<Schema>,
  store: CountyStore,
  rules: RulesAt,
  { truths, operator, reason }: CorrectionOrder,
): Promise<Result<readonly Corrected[], string>> {
  const county = store.county.code;
  const head = await lockChain(tx, store);
  const begun = await beginCorrection(tx, store, rules.pack, { operator, reason });
  if (!begun.ok) return begun;
  const { run, month } = begun.value;
  const corrected: Corrected[] = [];
  for (const truth of truths) {
    const account = await readAccount(tx, county, truth.idNumber, dateOf(store.clock.now()));
    const who = maskIdNumber(truth.idNumber);
    if (!account.ok) return err(`${who}: ${account.error}`);
    const one = await correctOne(tx, store, rules, { truth, account: account.value, run, month });
    if (!one.ok) return err(`${who}: ${one.error}`);
    if (one.value !== undefined) corrected.push(one.value);
  }
  if (corrected.length === 0) return ok([]);
  const seal = await sealRun(tx, store, run, spansOf({ kind: 'correction', period: monthAt(month) }));
  const details = {
    people: corrected.length,
    due: sumOf(corrected.map(({ due }) => due)),
    operator,
  };
  const rows = corrected.length;
  await commitSealed(tx, store, head, { run, rows, seal }, { event: 'accounts-corrected', details });
  return ok(corrected);
}

/** A correction is acted on in the month after the last one that was paid, or in the current one. */
async function beginCorrection(
  tx: Transaction<Schema>,
  store: CountyStore,
  pack: string,
  why: Pick<CorrectionOrder, 'operator' | 'reason'>,
): Promise<Result<{ readonly run: number; readonly month: number }, string>> {
  const { county, clock } = store;
  const paid = await tx
    .selectFrom('runs')
    .select((eb) => eb.fn.max('period').as('period'))
    .where('county', '=', county.code)
    .where('kind', '=', 'payment')
    .where('state', '=', 'committed')
    .executeTakeFirst();
  const now = ordinal(monthOf(clock.now()));
  const month = paid?.period ? Math.max(now, ordinal(paid.period as Month) + 1) : now;
  const begun = await beginRun(tx, store, {
    kind: 'correction',
    period: monthAt(month),
    pack,
    // The reason is an officer's free text and may name people: it stands here, not in the audit chain.
    rules: JSON.stringify(why),
    step: '',
  });
  return begun.ok ? ok({ run: begun.value.run, month }) : begun;
}

interface One {
  readonly truth: Truth;
  readonly account: Account;
  readonly run: number;
  readonly month: number;
}

async function correctOne(
  tx: Transaction<Schema>,
  store: CountyStore,
  rules: RulesAt,
  { truth, account, run, month }: One,
): Promise<Result<Corrected | undefined, string>> {
  const changed = changeOf(account, truth);
  if (!changed.ok) return changed;
  const { reversed, added } = changed.value;
  if (reversed.length === 0 && added.length === 0) return ok(undefined);
  const last = month - 1;
  const unfit = cannotCorrect(account, month) ?? cannotBeTrue(account, rules, added, month);
  if (unfit !== undefined) return err(unfit);

  const known = replayBooks(account.books, rules, last);
  const credits = [
    ...account.books.credits.filter((_, index) => !reversed.includes(account.postings[index] as Posting)),
    ...added.map(creditFrom),
  ].toSorted((a, b) => a.month - b.month);
  const truthfully = replayBooks({ ...account.books, credits }, rules, last);
  // What the books would say without this correction has to be what they say.
  const partial = known.settlements.findLast(
    ({ year, through }) => year * 12 + through - 1 === last && month % 12 !== 0,
  );
  const earned = partial?.interest ?? NOTHING;
  const stand = plus(account.balance, earned);
  if (!isSame(stand, known.balance) || !paidAsKnown(account, known.payments))
    return err(
      `the books do not add up: they hold ${formatYuan(totalOf(stand))}, their entries come to ${formatYuan(totalOf(known.balance))}; settle the open years or look at this account first`,
    );

  const difference = differenceOf(known, truthfully);
  const postings = [
    ...reversed.map((posting) => reversal(posting, last)),
    ...added.map((row) => replacement(row, last)),
    ...difference.ledger.map(({ month: valid, amounts }) =>
      consequence(valid, amounts, last, truth.idNumber),
    ),
  ];
  const after = postings.reduce((sum, posting) => plus(sum, posting), stand);
  assert(isSame(after, truthfully.balance), 'a correction leaves the balance that the truth has');
  await write(tx, store, { run, month, idNumber: truth.idNumber, postings, earned, after, difference });
  return ok({
    idNumber: truth.idNumber,
    due: sumOf(
      difference.payments.map(({ base, pension, addition, service }) => base + pension + addition + service),
    ),
    pensionBefore: known.assessment?.pension ?? 0,
    pensionAfter: truthfully.assessment?.pension ?? 0,
    balanceBefore: totalOf(stand),
    balanceAfter: totalOf(after),
  });
}

/** Postings that do not stand, and rows that do instead. */
function changeOf(
  { postings }: Account,
  { rows }: Truth,
): Result<{ readonly reversed: readonly Posting[]; readonly added: readonly ContributionRow[] }, string> {
  const reversed: Posting[] = [];
  const added: ContributionRow[] = [];
  for (const row of rows) {
    const booked = postings.filter(
      (posting) => posting.kind === row.kind && posting.contribution_year === row.year,
    );
    const never = row.tier + row.personal + row.collective + row.subsidy === 0;
    if (never && booked.length === 0) return err(`${row.kind} ${row.year}: the books have no such payment`);
    if (booked.length === 1 && booked[0] !== undefined && sameRow(booked[0], row)) continue;
    reversed.push(...booked);
    if (!never) added.push(row);
  }
  return ok({ reversed, added });
}

function sameRow(posting: Posting, row: ContributionRow): boolean {
  return (
    posting.tier === row.tier &&
    posting.personal === row.personal &&
    posting.collective === row.collective &&
    posting.subsidy === row.subsidy &&
    posting.paid_on === row.paidOn
  );
}

function cannotCorrect({ books, settled, closed }: Account, month: number): string | undefined {
  const last = month - 1;
  if (closed) return 'id_number: the account is closed or sealed';
  if (settled !== undefined && settled > last) return `is settled beyond ${monthAt(last)} already`;
  const already = month % 12 !== 0 && settled === last;
  if (already || books.settledAt.includes(last))
    return `was settled through ${monthAt(last)} for another reason; correct it next month`;
  if (books.application !== undefined && books.application.month >= month)
    return `is assessed in ${monthAt(books.application.month)}; correct it afterwards`;
  return undefined;
}

/** What no contribution can be, whoever says so. */
function cannotBeTrue(
  { books }: Account,
  rules: RulesAt,
  added: readonly ContributionRow[],
  month: number,
): string | undefined {
  for (const { kind, year, tier, paidOn } of added) {
    const paid = ordinal(paidOn.slice(0, 7) as Month);
    const where = `${kind} ${year}`;
    if (paidOn < books.birth) return `${where}: paid_on lies before birth`;
    if (paid < rules.first) return `${where}: the pack ${rules.pack} says nothing of ${paidOn}`;
    if (paid >= month) return `${where}: paid_on ${paidOn} is not over yet; import it`;
    if (books.application !== undefined && paid >= books.application.month)
      return `${where}: nothing is paid in after the assessment in ${monthAt(books.application.month)}`;
    const tiers = rules.at('tiers', paid).value;
    if (!tiers.includes(tier))
      return `${where}: ${formatYuan(tier)} was no tier (${tiers.map(formatYuan).join(', ')})`;
  }
  return undefined;
}

function paidAsKnown(
  { paid }: Account,
  payments: readonly { readonly forMonth: number; readonly base: number; readonly pension: number }[],
): boolean {
  return payments.every(({ forMonth, base, pension }) => {
    const booked = paid.get(forMonth);
    return booked?.base === base && booked.pension === pension;
  });
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, fen) => sum + fen, 0);
}
