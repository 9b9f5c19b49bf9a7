import { monthAt } from '../../dates/month.ts';
import { formatYuan } from '../../money/fen.ts';
import { working } from '../explain/derivation.ts';
import type { Ledgers } from '../ledgers.ts';
import { accountPension, bonusPercent } from '../rules/account-pension.ts';
import { yearsRequired } from '../rules/years.ts';
import { ageOn, birthMonth, firstBenefitMonth, yearsRuleAt } from './ages.ts';
import type { Application, LifeFacts } from './facts.ts';
import type { Assessment, Credit, Why } from './outcome.ts';
import { totalOf } from './outcome.ts';
import type { RulesAt } from './rules-at.ts';

/** What an assessment needs to know of a person. */
type Person = Pick<LifeFacts, 'birth' | 'household'>;

/** 待遇核定 in `month` on the balances of that moment (R27–R31). */
export function assess(
  person: Person,
  { serviceYears }: Application,
  month: number,
  balance: Ledgers,
  credits: readonly Pick<Credit, 'kind'>[],
  rules: RulesAt,
): Assessment {
  const firstMonth = firstBenefitMonth(person.birth, month, rules);
  return assessBooks(person, { month, firstMonth, serviceYears }, balance, credits, rules);
}

/** The same where the first month is on the books already. */
export function assessBooks(
  { birth, household }: Person,
  { month, firstMonth, serviceYears }: Pick<Assessment, 'month' | 'firstMonth' | 'serviceYears'>,
  balance: Ledgers,
  credits: readonly { readonly kind: Credit['kind'] | 'transfer-in' }[],
  rules: RulesAt,
): Assessment {
  const start = rules.at('scheme.start', month).value;
  const rule = yearsRuleAt(rules, month);
  const required = yearsRequired(ageOn(birth, start), rule);
  const yearsPaid = credits.filter(({ kind }) => kind !== 'aid' && kind !== 'transfer-in').length;
  const bands = rules.at('bonus.bands', month);
  const bonus = bonusPercent(bands.value, rules.at('bonus.households', month).value, {
    age: Math.floor((month - birthMonth(birth)) / 12),
    household,
    backpaid: credits.some(({ kind }) => kind === 'backpay'),
  });
  const divisor = rules.at('account.divisor', month);
  const pension = accountPension(totalOf(balance), divisor.value, bonus);
  const of = `assessment/${monthAt(month)}`;
  const whys: Why[] = [
    {
      of: `${of}/base`,
      working: baseWorking(
        yearsPaid >= required ? rules.at('base.monthly', month).value : 0,
        yearsPaid,
        required,
      ),
      source: rules.at('base.monthly', month),
    },
    { of: `${of}/account`, working: pension, source: bonus === 0 ? divisor : bands },
  ];
  return {
    month,
    firstMonth,
    yearsPaid,
    yearsRequired: required,
    baseDue: yearsPaid >= required,
    bonusPercent: bonus,
    divisor: divisor.value,
    serviceYears,
    balance,
    pension: pension.fen,
    whys,
  };
}

/** 基础养老金, or nothing when years are short (R29). */
export function baseWorking(fen: number, yearsPaid: number, required: number) {
  return working(
    yearsPaid >= required ? 'R31' : 'R29',
    fen,
    () => [
      { name: 'years paid', value: String(yearsPaid) },
      { name: 'years required', value: String(required) },
    ],
    () => [`${formatYuan(fen)} = ${formatYuan(fen)}`],
  );
}
