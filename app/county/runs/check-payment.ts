import type { Month } from '../../../shared/dates/month.ts';
import { monthsBetween } from '../../../shared/dates/month.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { LEDGERS } from '../../../shared/pension/ledgers.ts';
import { accountPension } from '../../../shared/pension/rules/account-pension.ts';
import { ageAddition, extraYears } from '../../../shared/pension/rules/additions.ts';
import { drawDown } from '../../../shared/pension/rules/draw-down.ts';
import { serviceSubsidy } from '../../../shared/pension/rules/fund.ts';
import { funeralGrant } from '../../../shared/pension/rules/inheritance.ts';
import type { Checking } from './check-settlement.ts';
import { accountYear, compareSettlements, ruleOn } from './check-settlement.ts';
import type { Compared } from './sample.ts';

const ORDER = ['recovery', 'pension', 'correction', 'inheritance', 'funeral'];

/**
 * 发放 of one person in this run, worked out again by the first engine: the partial settlement, the
 * assessment, and row after row from the balances before the run.
 */
export async function comparePayments(
  checking: Checking,
  id: string,
  period: Month,
): Promise<readonly Compared[]> {
  const { db, county, run } = checking;
  const year = Number(period.slice(0, 4));
  const compared: Compared[] = [...(await compareSettlements(checking, id, year))];
  const assessment = await assessmentIn(checking, id, period);
  const rows = await db
    .selectFrom('payments')
    .selectAll()
    .where('county', '=', county)
    .where('paid_in', '=', period)
    .where('id_number', '=', id)
    .where('run', '=', run)
    .execute();
  rows.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || (a.for_month < b.for_month ? -1 : 1));
  let balances = await balancesBefore(checking, id, year);
  if (assessment !== undefined && assessment.run === run) {
    for (const ledger of LEDGERS)
      compared.push({ what: `${ledger} when assessed`, ledger: assessment[ledger], again: balances[ledger] });
    const account = LEDGERS.reduce((sum, ledger) => sum + balances[ledger], 0);
    const again = accountPension(account, assessment.divisor, assessment.bonus_percent).fen;
    compared.push({ what: 'account pension', ledger: assessment.pension, again });
  }
  for (const row of rows) {
    const what = (part: string): string => `${part} ${row.for_month} (${row.kind})`;
    const month = `${row.for_month}-01`;
    const drawn = { personal: row.draw_personal, collective: row.draw_collective, subsidy: row.draw_subsidy };
    if (row.kind === 'funeral') {
      const base = ruleOn(checking, 'base.monthly', month);
      const again = funeralGrant(base, ruleOn(checking, 'funeral.months', month)).fen;
      compared.push({ what: what('grant'), ledger: row.base, again });
      continue;
    }
    if (row.kind === 'inheritance') {
      const heritable = ruleOn(checking, 'inheritance.ledgers', month);
      for (const ledger of LEDGERS) {
        const again = heritable.includes(ledger) ? balances[ledger] : 0;
        compared.push({ what: what(ledger), ledger: drawn[ledger], again });
      }
      continue;
    }
    if (row.kind === 'pension' && assessment !== undefined) {
      const { draw, fromFund } = drawDown(assessment.pension, balances);
      const sinceBirth = monthsBetween(assessment.birth_month as Month, row.for_month as Month);
      const addition =
        extraYears(assessment.years_paid, ruleOn(checking, 'addition.extraYear', month)) +
        ageAddition(sinceBirth, ruleOn(checking, 'addition.age', month));
      const base = assessment.base_due * ruleOn(checking, 'base.monthly', month);
      const service = serviceSubsidy(assessment.service_years, ruleOn(checking, 'service.perYear', month));
      compared.push(
        { what: what('base'), ledger: row.base, again: base },
        { what: what('account pension'), ledger: row.pension, again: assessment.pension },
        { what: what('addition'), ledger: row.addition, again: addition },
        { what: what('service'), ledger: row.service, again: service },
        ...LEDGERS.map((ledger) => ({ what: what(ledger), ledger: drawn[ledger], again: draw[ledger] })),
        { what: what('from the fund'), ledger: row.fund, again: fromFund },
      );
    }
    balances = less(balances, drawn);
    for (const ledger of LEDGERS)
      compared.push({ what: what(`${ledger} after`), ledger: row[ledger], again: balances[ledger] });
  }
  return compared;
}

/** The assessment that holds in `period`: after a correction, what a 重新核定 put in its place. */
async function assessmentIn({ db, county }: Checking, id: string, period: Month) {
  const latest = (table: 'assessments' | 'reassessments') =>
    db
      .selectFrom(table)
      .where('county', '=', county)
      .where('id_number', '=', id)
      .where('month', '<=', period)
      .orderBy('month', 'desc');
  const made = await latest('assessments').selectAll('assessments').executeTakeFirst();
  const anew = await latest('reassessments').select(['pension', 'years_paid', 'base_due']).executeTakeFirst();
  return made === undefined ? undefined : { ...made, ...anew };
}

/** Last settlement, and what came since, except what this run paid. */
async function balancesBefore(checking: Checking, id: string, year: number): Promise<Ledgers> {
  const { settlements, moves } = await accountYear(checking, id, year);
  const last = settlements.at(-1);
  const from = last?.year === year ? last.through : 0;
  const since = moves.filter(({ month, run }) => month > from && run !== checking.run);
  const sum = (ledger: (typeof LEDGERS)[number]): number =>
    since.reduce((all, move) => all + move[ledger], last?.[ledger] ?? 0);
  return { personal: sum('personal'), collective: sum('collective'), subsidy: sum('subsidy') };
}

function less(balances: Ledgers, drawn: Ledgers): Ledgers {
  return {
    personal: balances.personal - drawn.personal,
    collective: balances.collective - drawn.collective,
    subsidy: balances.subsidy - drawn.subsidy,
  };
}
