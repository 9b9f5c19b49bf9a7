import { monthAt, ordinal } from '../../dates/month.ts';
import { formatYuan } from '../../money/fen.ts';
import { validThrough } from '../certification.ts';
import { working } from '../explain/derivation.ts';
import { LEDGERS } from '../ledgers.ts';
import { ageAddition, extraYears } from '../rules/additions.ts';
import { drawDown } from '../rules/draw-down.ts';
import { serviceSubsidy } from '../rules/fund.ts';
import type { Account } from './account.ts';
import { birthMonth } from './ages.ts';
import { baseWorking } from './assess.ts';
import type { LifeFacts } from './facts.ts';
import type { Assessment, Payment, Why } from './outcome.ts';
import type { RulesAt } from './rules-at.ts';

/** 发放: which months are paid when, and what each comes to. Months are ordinals. */
export interface Payer {
  /** Run of `month`: this month and those left unpaid, or nothing for someone who is not certified. */
  run(month: number): readonly Payment[];
  /** Acting in `month` on a death in `died`: what was unpaid up to it, for the heirs. */
  arrears(month: number, died: number): readonly Payment[];
}

export function payer(facts: LifeFacts, assessment: Assessment, account: Account, rules: RulesAt): Payer {
  const { birth, sentences } = facts;
  const certified = facts.certified.map(ordinal);
  let next = assessment.firstMonth;

  const certifiedThrough = (month: number): number => {
    let last = 0;
    for (const in_ of [assessment.month, ...certified]) {
      if (in_ > month || in_ < assessment.month) continue;
      last = Math.max(last, ordinal(validThrough(certificationAt(rules, in_), monthAt(in_))));
    }
    return last + rules.at('suspension.graceMonths', month).value;
  };
  const imprisoned = (month: number): boolean =>
    sentences.some(({ from, to }) => ordinal(from) <= month && month <= ordinal(to));
  /** Months never paid are passed over: a sentence's, and suspended ones where nothing is paid later. */
  const isLost = (forMonth: number, run: number, suspendedAreLost: boolean): boolean =>
    imprisoned(forMonth)
      ? rules.at('prison.backPay', run).value === 'none'
      : suspendedAreLost && forMonth < run && forMonth >= assessment.month;
  const one = (paidIn: number, forMonth: number): Payment =>
    payMonth(paidIn, forMonth, birth, assessment, account, rules);
  const payThrough = (paidIn: number, last: number, isPaid: (month: number) => boolean): Payment[] => {
    const payments: Payment[] = [];
    for (; next <= last; next += 1) if (isPaid(next)) payments.push(one(paidIn, next));
    return payments;
  };

  return {
    run(month) {
      if (imprisoned(month) || certifiedThrough(month) < month) return [];
      const lost = rules.at('resumption.backPay', month).value === 'none';
      return payThrough(month, month, (forMonth) => !isLost(forMonth, month, lost));
    },
    arrears(month, died) {
      const lastIsLost =
        rules.at('resumption.deathMonth', died).value === 'not-payable' && certifiedThrough(month) < died;
      return payThrough(
        month,
        died,
        (forMonth) => !isLost(forMonth, month, false) && !(lastIsLost && forMonth === died),
      );
    },
  };
}

/** One month's pension, drawn from the account in `paidIn`. */
export function payMonth(
  paidIn: number,
  forMonth: number,
  birth: string,
  assessment: Assessment,
  account: Account,
  rules: RulesAt,
): Payment {
  const { base, addition, service, whys } = partsOf(forMonth, birthMonth(birth), assessment, rules);
  const { draw, fromFund, workings } = drawDown(assessment.pension, account.balance());
  account.post(paidIn, draw, -1);
  const source = rules.at('drawdown.weights', paidIn);
  const of = `payment/${monthAt(forMonth)}`;
  for (const part of [...LEDGERS, 'fund'] as const)
    whys.push({ of: `${of}/draw-down/${part}`, working: workings[part], source });
  const { pension } = assessment;
  const amounts = { base, pension, addition, service, draw, fund: fromFund, balance: account.balance() };
  return { paidIn, forMonth, kind: 'pension', ...amounts, whys };
}

function certificationAt(rules: RulesAt, month: number) {
  return {
    periodMonths: rules.at('certification.periodMonths', month).value,
    convention: rules.at('certification.convention', month).value,
    renewalWindowMonths: 0,
  };
}

interface Parts {
  readonly base: number;
  readonly addition: number;
  readonly service: number;
  readonly whys: Why[];
}

/** What a month is worth besides the account pension. */
function partsOf(month: number, born: number, assessment: Assessment, rules: RulesAt): Parts {
  const { yearsPaid, yearsRequired, baseDue, serviceYears } = assessment;
  const of = `payment/${monthAt(month)}`;
  const baseRow = rules.at('base.monthly', month);
  const base = baseDue ? baseRow.value : 0;
  const whys: Why[] = [
    { of: `${of}/base`, working: baseWorking(base, yearsPaid, yearsRequired), source: baseRow },
  ];
  const extraRow = rules.at('addition.extraYear', month);
  const extra = extraYears(yearsPaid, extraRow.value);
  if (extra > 0) {
    const { threshold, monthly } = extraRow.value;
    const text = `(${yearsPaid} − ${threshold}) × ${formatYuan(monthly)} = ${formatYuan(extra)}`;
    const extraWorking = working(
      'R31',
      extra,
      () => [{ name: 'years paid', value: String(yearsPaid) }],
      () => [text],
    );
    whys.push({ of: `${of}/extra-years`, working: extraWorking, source: extraRow });
  }
  const ageRow = rules.at('addition.age', month);
  const age = ageAddition(month - born, ageRow.value);
  if (age > 0) {
    const ageWorking = working(
      'R31',
      age,
      () => [{ name: 'months since the month of birth', value: String(month - born) }],
      () => [`${formatYuan(age)} = ${formatYuan(age)}`],
    );
    whys.push({ of: `${of}/age`, working: ageWorking, source: ageRow });
  }
  const serviceRow = rules.at('service.perYear', month);
  const service = serviceSubsidy(serviceYears, serviceRow.value);
  if (service > 0) {
    const text = `${serviceYears} × ${formatYuan(serviceRow.value)} = ${formatYuan(service)}`;
    const serviceWorking = working(
      'R54',
      service,
      () => [{ name: 'years of service', value: String(serviceYears) }],
      () => [text],
    );
    whys.push({ of: `${of}/service`, working: serviceWorking, source: serviceRow });
  }
  return { base, addition: extra + age, service, whys };
}

/** A payment taken back: months after the one of death (死亡次月停发). */
export function recovery(payment: Payment, month: number, account: Account, source: Why['source']): Payment {
  const { draw } = payment;
  account.post(month, draw);
  const { base, pension, addition, service, fund } = payment;
  const fen = base + pension + addition + service;
  const back = working(
    'R36',
    -fen,
    () => [{ name: 'paid for', value: monthAt(payment.forMonth) }],
    () => [`0 − ${formatYuan(fen)} = ${formatYuan(-fen)}`],
  );
  return {
    paidIn: month,
    forMonth: payment.forMonth,
    kind: 'recovery',
    base: minus(base),
    pension: minus(pension),
    addition: minus(addition),
    service: minus(service),
    draw: {
      personal: minus(draw.personal),
      collective: minus(draw.collective),
      subsidy: minus(draw.subsidy),
    },
    fund: minus(fund),
    balance: account.balance(),
    whys: [{ of: `recovery/${monthAt(payment.forMonth)}`, working: back, source }],
  };
}

/** Without a negative zero. */
function minus(fen: number): number {
  return fen === 0 ? 0 : -fen;
}
