import * as z from 'zod';
import { formatYuan } from '../../../shared/money/fen.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { PARAMETERS } from '../../../shared/pension/policy-parameters.ts';
import { rateIn } from '../../../shared/pension/resumption.ts';
import { drawDown, exhaustion } from '../../../shared/pension/rules/draw-down.ts';
import { funeralGrant, inherit, shareAmongHeirs } from '../../../shared/pension/rules/inheritance.ts';
import { interestOf } from '../../../shared/pension/rules/interest.ts';
import { overpayment } from '../../../shared/pension/rules/overpayment.ts';
import { sealedBalance, transfer } from '../../../shared/pension/rules/transfer.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Answer } from './case-inputs.ts';
import {
  adapter,
  count,
  decimal,
  ledgers,
  month,
  monthOfYear,
  rates,
  rulesOf,
  ruleset,
  yuan,
} from './case-inputs.ts';
import type { Adapters } from './golden.ts';

/** `interest.json`, `drawdown.json`, `inheritance.json` and `transfer.json`. */
const rate = decimal.refine((text) => Number(text) >= 0 && Number(text) < 1, 'is not a yearly rate');
const monthRule = PARAMETERS['interest.monthRule'].optional();
const moves = z.array(z.tuple([monthOfYear, yuan])).default([]);

const interest = adapter(
  z.object({ ruleset, opening: yuan, rate, credits: moves, debits: moves, monthRule }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const postings = [
      ...inputs.credits.map(([month, fen]) => ({ month, fen })),
      ...inputs.debits.map(([month, fen]) => ({ month, fen: -fen })),
    ];
    const { fen } = interestOf({
      opening: inputs.opening,
      from: 0,
      through: 12,
      postings,
      rate: inputs.rate,
      monthRule: inputs.monthRule ?? rules.value('interest.monthRule'),
    });
    const closing = postings.reduce((sum, posting) => sum + posting.fen, inputs.opening + fen);
    return ok({ interest: formatYuan(fen), closing: formatYuan(closing) });
  },
);

const yearOf = (opening: number, rate: string): number =>
  interestOf({ opening, from: 0, through: 12, postings: [], rate, monthRule: 'same-month' }).fen;

const interestLedgers = adapter(
  z.object({ rate, ledgers: z.record(z.enum(['personal', 'collective', 'gov']), yuan.optional()) }),
  (inputs): Answer => {
    const each = Object.entries(inputs.ledgers).map(
      ([name, fen]) => [name, yearOf(fen ?? 0, inputs.rate)] as const,
    );
    const total = each.reduce((sum, [, fen]) => sum + fen, 0);
    return ok({
      ...Object.fromEntries(each.map(([name, fen]) => [name, formatYuan(fen)])),
      total: formatYuan(total),
    });
  },
);

const compound = adapter(
  z.object({
    ruleset,
    yearly: yuan,
    years: count(200),
    rate,
    month: monthOfYear.default(1),
    opening: yuan.default(0),
    monthRule,
  }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const rule = inputs.monthRule ?? rules.value('interest.monthRule');
    const postings = [{ month: inputs.month, fen: inputs.yearly }];
    let closing = inputs.opening;
    for (let year = 0; year < inputs.years; year += 1) {
      const period = { opening: closing, from: 0, through: 12, rate: inputs.rate, monthRule: rule };
      closing += inputs.yearly + interestOf({ ...period, postings }).fen;
    }
    return ok({ closing: formatYuan(closing) });
  },
);

const drawdown = adapter(z.object({ pay: yuan, ledgers }), ({ pay, ledgers }): Answer => {
  const { draw, fromFund } = drawDown(pay, ledgers);
  return ok({ ...inWords(draw), fromFund: formatYuan(fromFund) });
});

function inWords({ personal, collective, subsidy }: Ledgers): Record<string, string> {
  return {
    personal: formatYuan(personal),
    collective: formatYuan(collective),
    gov: formatYuan(subsidy),
  };
}

const exhaust = adapter(z.object({ account: yuan, monthly: yuan }), ({ account, monthly }): Answer => {
  if (monthly === 0) return err('input monthly is zero: the account would never be empty');
  const { fullMonths, remainder, fromFund } = exhaustion(account, monthly);
  return ok({
    fullMonths,
    remainder: formatYuan(remainder),
    [`month${fullMonths + 1}FromFund`]: formatYuan(fromFund),
  });
});

const inheritNow = adapter(z.object({ ruleset, ledgers }), ({ ruleset, ledgers }, book): Answer => {
  const rules = rulesOf(book, ruleset);
  if (!rules.ok) return rules;
  const { toHeirs, toFund } = inherit(ledgers, rules.value('inheritance.ledgers'));
  return ok({ toHeirs: formatYuan(toHeirs.fen), toFund: formatYuan(toFund.fen) });
});

const inheritAfter = adapter(
  z.object({ ruleset, ledgers, monthly: yuan, months: count(2400) }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    let left: Ledgers = inputs.ledgers;
    let fund = 0;
    for (let paid = 0; paid < inputs.months; paid += 1) {
      const { draw, fromFund } = drawDown(inputs.monthly, left);
      left = {
        personal: left.personal - draw.personal,
        collective: left.collective - draw.collective,
        subsidy: left.subsidy - draw.subsidy,
      };
      fund += fromFund;
    }
    const { toHeirs, toFund } = inherit(left, rules.value('inheritance.ledgers'));
    return ok({
      personalLeft: formatYuan(left.personal),
      collectiveLeft: formatYuan(left.collective),
      govLeft: formatYuan(left.subsidy),
      toHeirs: formatYuan(toHeirs.fen),
      toFund: formatYuan(toFund.fen),
      fromFund: formatYuan(fund),
    });
  },
);

const funeral = adapter(
  z.object({ ruleset, base: yuan.optional(), months: count(600).optional() }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const base = inputs.base ?? rules.value('base.monthly');
    const { fen } = funeralGrant(base, inputs.months ?? rules.value('funeral.months'));
    return ok({ amount: formatYuan(fen) });
  },
);

const splitHeirs = adapter(
  z.object({ amount: yuan, heirs: z.union([count(10_000), z.array(count(1_000_000)).max(10_000)]) }),
  ({ amount, heirs }): Answer => {
    const weights = typeof heirs === 'number' ? Array.from({ length: heirs }, () => 1) : heirs;
    if (!weights.some((weight) => weight > 0)) return err('input heirs: there is nobody to share it');
    return ok({ shares: shareAmongHeirs(amount, weights).parts.map(formatYuan) });
  },
);

const overpay = adapter(
  z.object({ diedMonth: month, paidThrough: month, monthly: yuan.optional(), rates: rates.default([]) }),
  ({ diedMonth, paidThrough, monthly, rates }): Answer => {
    const found = overpayment(diedMonth, paidThrough, (month) => monthly ?? rateIn(rates, month));
    if ('missing' in found) return err(`no rate is given for ${found.missing}`);
    return ok({ overpaidMonths: found.months, recover: formatYuan(found.recover) });
  },
);

const transferred = adapter(
  z.object({ claiming: z.boolean(), account: yuan, yearsOld: count(150), yearsNew: count(150) }),
  ({ claiming, account, yearsOld, yearsNew }): Answer => {
    const moved = transfer(claiming, account, { before: yearsOld, after: yearsNew });
    return ok(
      moved.ok
        ? { moved: formatYuan(moved.value.moved), totalYears: moved.value.totalYears }
        : { moved: formatYuan(0), totalYears: yearsOld, error: 'ALREADY_CLAIMING' },
    );
  },
);

const sealed = adapter(
  z.object({ ruleset, account: yuan, rate, years: count(200) }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const yearly = Array.from({ length: inputs.years }, () => inputs.rate);
    const accrues = rules.value('interest.sealed') === 'accrues';
    return ok({
      balance: formatYuan(sealedBalance(inputs.account, yearly, accrues)),
      state: 'SEALED',
    });
  },
);

export const accountCases: Adapters = {
  interest,
  interestLedgers,
  compound,
  drawdown,
  exhaust,
  inherit: inheritNow,
  inheritAfter,
  funeral,
  splitHeirs,
  overpay,
  transfer: transferred,
  sealed,
};
