import { formatYuan } from '../../../shared/money/fen.ts';
import { birthOf } from '../../../shared/identity/birth.ts';
import { governmentPaid } from '../../../shared/pension/rules/government-paid.ts';
import { subsidyFor } from '../../../shared/pension/rules/subsidy.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { ContributionAccount } from './accounts.ts';
import { valueOf } from './accounts.ts';
import type { ContributionRow } from '../../../shared/pension/contribution-row.ts';
import type { ContributionTerms } from '../../../shared/pension/contribution-terms.ts';

/** What a row is checked against, besides the account. */
export interface ContributionContext {
  readonly terms: ContributionTerms;
  /** CST day. */
  readonly today: string;
  /** Last year that the county as a whole has settled; 0 for none. */
  readonly settledYear: number;
}

export type CheckedContribution =
  /** In the ledger already, as it stands in the row. */
  | { readonly kind: 'known' }
  | {
      readonly kind: 'new';
      /** Goes to the personal ledger, fen: the whole tier, also what the government paid of it (R26). */
      readonly credit: number;
      /** The subsidy is another than the pack's tables give. */
      readonly otherSubsidy: boolean;
    };

/** What the checks look at. */
interface Case extends ContributionContext {
  readonly row: ContributionRow;
  readonly account: ContributionAccount;
  readonly birth: string | undefined;
}

/**
 * Whether a row may be posted. Strict where the books could not add up, lenient where the practice of
 * counties differs; the error names the column and what would be right, nothing of the person.
 */
export function checkContribution(
  row: ContributionRow,
  account: ContributionAccount | undefined,
  context: ContributionContext,
): Result<CheckedContribution, string> {
  if (account === undefined)
    return err('id_number: nobody in the county has this number; import the person first');
  const facts = { ...context, row, account, birth: birthOf(row.idNumber, context.today) };
  const before = valueOf(account.lines, row.year);
  if (before !== undefined) return err(`year: ${row.year} is paid in line ${before} already`);
  const posted = account.posted.filter(
    (one) => one.year === row.year && one.kind === row.kind && one.bankSerial === row.bankSerial,
  );
  if (posted.some((one) => isSame(facts, one))) return ok({ kind: 'known' });
  if (posted.some((one) => !one.reversed))
    return err('personal: already posted with other amounts; correct it with county correct');
  const problem =
    dateProblem(facts) ??
    yearProblem(facts) ??
    tierProblem(facts) ??
    personalProblem(facts) ??
    collectiveProblem(facts) ??
    subsidyProblem(facts) ??
    accountProblem(facts);
  if (problem !== undefined) return err(problem);
  return ok({ kind: 'new', credit: row.tier, otherSubsidy: !isPacksSubsidy(facts) });
}

/** The same payment; what the government paid of the tier is in the ledger, but not in the row. */
function isSame(facts: Case, posted: ContributionAccount['posted'][number]): boolean {
  const { row } = facts;
  return (
    posted.tier === row.tier &&
    (posted.personal === row.personal || personalProblem(facts) === undefined) &&
    posted.collective === row.collective &&
    posted.subsidy === row.subsidy &&
    posted.paidOn === row.paidOn
  );
}

function dateProblem({ row, today, birth, terms }: Case): string | undefined {
  const start = Number(terms.start.slice(0, 4));
  if (row.paidOn > today) return `paid_on: lies in the future; today is ${today}`;
  if (birth !== undefined && row.paidOn < birth) return 'paid_on: lies before the birth of the person';
  const year = yearOf(row.paidOn);
  if (year < start) return `paid_on: lies before ${start}, when the scheme began here`;
  if (row.year > yearOf(today)) return `year: ${row.year} has not come; nobody pays for it yet`;
  if (year < row.year) return `paid_on: lies before ${row.year}, the year paid for`;
  // Banks book the last payments of a year in the next one.
  if (row.kind === 'current' && year > row.year + 1)
    return `paid_on: a current year is paid within it or the next; for ${row.year} in ${year} the kind is gap`;
  return undefined;
}

function yearProblem({ row, birth, terms, account }: Case): string | undefined {
  const born = birth === undefined ? 0 : yearOf(birth);
  if (account.posted.some((one) => one.year === row.year && !one.reversed))
    return `year: ${row.year} is posted already, as another payment`;
  if (row.kind === 'backpay')
    return row.year < born ? 'year: lies before the birth of the person' : undefined;
  if (row.year < yearOf(terms.start))
    return `year: the scheme began in ${yearOf(terms.start)}; an earlier year is kind backpay`;
  if (birth !== undefined && row.year < born + terms.minAge)
    return `year: the person was of age to join (${terms.minAge}) only later`;
  return undefined;
}

/** R22. Back-payment takes a tier of the day on which it is paid, every other one of its year. */
function tierProblem({ row, terms }: Case): string | undefined {
  const tiers = row.kind === 'backpay' ? terms.tiersOn(row.paidOn) : terms.tiersIn(row.year);
  if (tiers.includes(row.tier)) return undefined;
  const when = row.kind === 'backpay' ? `on ${row.paidOn}` : `in ${row.year}`;
  return `tier: ${formatYuan(row.tier)} was no tier ${when} (${tiers.map(formatYuan).join(', ')})`;
}

/** R26: the person pays the tier, or what is left of it once the government has paid the lowest. */
function personalProblem({ row, terms, account }: Case): string | undefined {
  if (row.personal === row.tier) return undefined;
  const { groups, higherTier } = terms.governmentPaid(row.paidOn);
  const tiers = row.kind === 'backpay' ? terms.tiersOn(row.paidOn) : terms.tiersIn(row.year);
  const lowest = tiers[0] ?? 0;
  const shared = governmentPaid(groups, higherTier, account.group, lowest, row.tier);
  if (shared?.personal === row.personal) return undefined;
  // The same words for everybody: that somebody is of such a group is for nobody to hear.
  return `personal: must be ${formatYuan(row.tier)}, the tier, or ${formatYuan(Math.max(0, row.tier - lowest))} for those for whom the government pays the lowest`;
}

/** R25: 补助资助金额的总和每年不超过个人缴费最高档. */
function collectiveProblem({ row, terms }: Case): string | undefined {
  const { cap, covers } = terms.aidIn(row.kind === 'backpay' ? yearOf(row.paidOn) : row.year);
  const counted = row.collective + (covers === 'aid-and-own' ? row.personal : 0);
  if (row.collective === 0 || counted <= cap) return undefined;
  return `collective: above the yearly cap of ${formatYuan(cap)}; what is more belongs to later years`;
}

/** R29: 如中断缴费,补缴不享受政府补贴. */
function subsidyProblem({ row, terms }: Case): string | undefined {
  if (row.kind !== 'gap' || row.subsidy === 0 || terms.gapSubsidy(row.paidOn) !== 'none') return undefined;
  return 'subsidy: a gap that is paid later has none; must be 0.00';
}

/** Whether the account can still take a posting in that month. */
function accountProblem({ row, account, settledYear }: Case): string | undefined {
  const month = row.paidOn.slice(0, 7);
  const year = yearOf(row.paidOn);
  const { exit } = account;
  if (exit !== undefined && (exit.kind === 'death' ? month > exit.month : month >= exit.month))
    return `paid_on: lies after the ${EXITS[exit.kind]}; nothing is paid in from then on`;
  const through = account.applied === '' ? account.benefitStart : account.applied;
  if (through !== '' && month > through)
    return 'paid_on: lies after the benefit began; nothing is paid in from then on';
  if (account.settledThrough >= month)
    return `paid_on: ${year} is settled for this account; post it with county correct`;
  if (account.closed !== '') return 'paid_on: the account was paid out since; post it with county correct';
  if (account.assessed !== '') return 'paid_on: the pension was assessed since; post it with county correct';
  // The account did not exist then; its interest of the years since could never be settled.
  if (year <= settledYear) return `paid_on: ${year} is settled in this county; post it with county correct`;
  return undefined;
}

const EXITS = {
  death: 'death',
  transfer: 'transfer of the account',
  seal: 'sealing of the account',
} as const;

/** R23, R29; how many back-paid years have a subsidy differs, so either is the pack's. */
function isPacksSubsidy({ row, terms, account }: Case): boolean {
  if (row.kind !== 'current' && row.subsidy === 0) return true;
  const tables = terms.subsidyTablesIn(row.kind === 'backpay' ? yearOf(row.paidOn) : row.year);
  return tables.some((table) => subsidyFor(table, row.tier, account.household) === row.subsidy);
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}
