import { addMonths } from '../../../../shared/dates/month.ts';
import type { Month } from '../../../../shared/dates/month.ts';
import type { Ledger } from '../../../../shared/pension/ledgers.ts';
import { LEDGERS } from '../../../../shared/pension/ledgers.ts';
import type { ParameterValue } from '../../../../shared/pension/policy-parameters.ts';
import { accountPension } from '../../../../shared/pension/rules/account-pension.ts';
import { ageAddition, extraYears } from '../../../../shared/pension/rules/additions.ts';
import { drawDown } from '../../../../shared/pension/rules/draw-down.ts';
import type { MonthRule } from '../../../../shared/pension/rules/interest.ts';
import { interestOf } from '../../../../shared/pension/rules/interest.ts';

/**
 * A life through the decimal rules, one ledger and one year at a time from the list of its postings:
 * nothing runs along, so that what the integer engine carries from month to month is held against it.
 */
export interface DecimalLife {
  readonly birth: Month;
  readonly assessment: Month;
  readonly postings: readonly (Readonly<Record<Ledger, number>> & { readonly month: Month })[];
  readonly rate: (year: number) => string;
  readonly monthRule: MonthRule;
  readonly divisor: number;
  readonly bonusPercent: number;
  readonly baseMonthly: number;
  readonly yearsRequired: number;
  readonly extraYear: ParameterValue<'addition.extraYear'>;
  readonly ageBands: ParameterValue<'addition.age'>;
}

type Balances = Record<Ledger, number>;
type Posting = DecimalLife['postings'][number];

const yearIn = (month: Month): number => Number(month.slice(0, 4));
const monthIn = (month: Month): number => Number(month.slice(5));
const monthsFrom = (early: Month, late: Month): number =>
  (yearIn(late) - yearIn(early)) * 12 + monthIn(late) - monthIn(early);

/** Balances after the settlement of `from` … `through` in `year`, with what was posted in those months. */
function settled(
  life: DecimalLife,
  postings: readonly Posting[],
  balances: Balances,
  year: number,
  from: number,
  through: number,
): { readonly balances: Balances; readonly interest: number } {
  const inPeriod = postings.filter(({ month }) => {
    const at = monthIn(month);
    return yearIn(month) === year && from < at && at <= through;
  });
  const after: Balances = { ...balances };
  let interest = 0;
  for (const ledger of LEDGERS) {
    const { fen } = interestOf({
      opening: balances[ledger],
      from,
      through,
      postings: inPeriod.map((posting) => ({ month: monthIn(posting.month), fen: posting[ledger] })),
      rate: life.rate(year),
      monthRule: life.monthRule,
    });
    after[ledger] += fen + inPeriod.reduce((sum, posting) => sum + posting[ledger], 0);
    interest += fen;
  }
  return { balances: after, interest };
}

/** Balances at the last settlement before the assessment, and through which month of its year that was. */
function beforeAssessment(life: DecimalLife): { readonly balances: Balances; readonly from: number } {
  const { postings, assessment } = life;
  let balances: Balances = { personal: 0, collective: 0, subsidy: 0 };
  const first = postings[0]?.month ?? assessment;
  for (let year = yearIn(first); year < yearIn(assessment); year += 1)
    balances = settled(life, postings, balances, year, 0, 12).balances;
  const through = monthIn(assessment) - 1;
  if (through < 1 || monthsFrom(first, assessment) < 1) return { balances, from: 0 };
  return { ...settled(life, postings, balances, yearIn(assessment), 0, through), from: through };
}

export function decimalForecast(life: DecimalLife, horizon?: Month) {
  const { assessment, postings } = life;
  const { balances: opening, from } = beforeAssessment(life);
  const inMonth = postings.filter(({ month }) => month === assessment);
  const balances: Balances = { personal: 0, collective: 0, subsidy: 0 };
  for (const ledger of LEDGERS)
    balances[ledger] = opening[ledger] + inMonth.reduce((sum, posting) => sum + posting[ledger], 0);
  const account = balances.personal + balances.collective + balances.subsidy;
  const pension = accountPension(account, life.divisor, life.bonusPercent).fen;
  const base = postings.length >= life.yearsRequired ? life.baseMonthly : 0;
  const forYears = extraYears(postings.length, life.extraYear);
  const forAge = ageAddition(monthsFrom(life.birth, assessment), life.ageBands);
  const found = {
    balances,
    account,
    yearsPaid: postings.length,
    pension,
    base,
    extraYears: forYears,
    ageAddition: forAge,
    total: base + pension + forYears + forAge,
  };
  if (horizon === undefined) return found;
  return { ...found, course: decimalCourse(life, inMonth, opening, from, pension, horizon) };
}

/** Month by month: the running balances are summed anew from the last settlement each time. */
function decimalCourse(
  life: DecimalLife,
  inMonth: readonly Posting[],
  opening: Balances,
  openingFrom: number,
  pension: number,
  horizon: Month,
) {
  let balances: Balances = { ...opening };
  let from = openingFrom;
  let since: Posting[] = [...inMonth];
  let fundFrom: Month | undefined;
  let drawn = 0;
  let fromFund = 0;
  let interest = 0;
  const running = (): Balances => {
    const sums: Balances = { ...balances };
    for (const posting of since) for (const ledger of LEDGERS) sums[ledger] += posting[ledger];
    return sums;
  };
  let month = life.assessment;
  let through = addMonths(month, -1);
  for (; monthsFrom(month, horizon) >= 0; month = addMonths(month, 1)) {
    through = month;
    const cut = drawDown(pension, running());
    drawn += pension - cut.fromFund;
    fromFund += cut.fromFund;
    if (cut.fromFund > 0) fundFrom ??= month;
    const { personal, collective, subsidy } = cut.draw;
    since.push({ month, personal: -personal, collective: -collective, subsidy: -subsidy });
    if (monthIn(month) !== 12) continue;
    const december = settled(life, since, balances, yearIn(month), from, 12);
    interest += december.interest;
    balances = december.balances;
    from = 0;
    since = [];
    if (balances.personal + balances.collective + balances.subsidy === 0) break;
  }
  return { through, fundFrom, drawn, fromFund, interest, balances: running() };
}
