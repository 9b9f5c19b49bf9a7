import * as z from 'zod';
import { formatYuan } from '../../../shared/money/fen.ts';
import { aidCap, aidRoom, spreadAid } from '../../../shared/pension/rules/aid.ts';
import { governmentPaid } from '../../../shared/pension/rules/government-paid.ts';
import { splitSubsidy, subsidyFor } from '../../../shared/pension/rules/subsidy.ts';
import type { StartCategory, YearsRule } from '../../../shared/pension/rules/years.ts';
import { backpayYears, startCategory, subsidisedBackpay } from '../../../shared/pension/rules/years.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Answer } from './case-inputs.ts';
import { adapter, count, household, rulesOf, ruleset, yuan } from './case-inputs.ts';
import type { Adapters } from './golden.ts';

/** `subsidy.json` and the part of `backpay.json` that is about paying in. */
type Rules = Extract<ReturnType<typeof rulesOf>, { ok: true }>['value'];

/** A tier as written; one that is no amount at all is not a tier either. */
const tier = z.union([z.string(), z.number()]).transform((value) => {
  const fen = yuan.safeParse(value);
  return fen.success ? fen.data : -1;
});

const REFUSED: Answer = ok({ error: 'TIER_NOT_ALLOWED' });

const kind = z
  .enum(['current-year', 'current', 'gap-repayment', 'gap', 'backpay', 'back-payment'])
  .default('current-year');

function payers(fen: number, rules: Rules): Record<string, string> {
  const bearers = splitSubsidy(fen, rules('subsidy.split'));
  return Object.fromEntries(bearers.map(({ payer, fen }) => [payer, formatYuan(fen)]));
}

function subsidised(rules: Rules, of: z.infer<typeof kind>): boolean {
  if (of.startsWith('current')) return true;
  return of.startsWith('gap') && rules('subsidy.gap') === 'as-current';
}

const subsidy = adapter(
  z.object({ ruleset, tier, household, contributionKind: kind }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    if (!rules.value('tiers').includes(inputs.tier)) return REFUSED;
    const fen = subsidised(rules.value, inputs.contributionKind)
      ? subsidyFor(rules.value('subsidy.table'), inputs.tier, inputs.household)
      : 0;
    return ok({
      subsidy: formatYuan(fen),
      ...payers(fen, rules.value),
      accountCredit: formatYuan(inputs.tier + fen),
    });
  },
);

const subsidyBatch = adapter(
  z.object({
    ruleset,
    groups: z.array(z.object({ tier, household, count: count(), contributionKind: kind })),
  }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    let contributions = 0;
    let subsidy = 0;
    for (const group of inputs.groups) {
      if (!rules.value('tiers').includes(group.tier)) return REFUSED;
      contributions += group.tier * group.count;
      if (subsidised(rules.value, group.contributionKind))
        subsidy += subsidyFor(rules.value('subsidy.table'), group.tier, group.household) * group.count;
    }
    if (!Number.isSafeInteger(contributions)) return err('the sum is beyond what can be counted');
    return ok({
      contributions: formatYuan(contributions),
      subsidy: formatYuan(subsidy),
      ...payers(subsidy, rules.value),
      accountCredit: formatYuan(contributions + subsidy),
    });
  },
);

/** 重度残疾人、低保户、重点优扶对象 in the words of the cases. */
const GROUPS: Readonly<Record<string, 'severe-disability' | 'dibao' | 'youfu'>> = {
  重度残疾人: 'severe-disability',
  'severe-disability': 'severe-disability',
  低保户: 'dibao',
  低保对象: 'dibao',
  dibao: 'dibao',
  重点优扶对象: 'youfu',
  重点优抚对象: 'youfu',
  优扶对象: 'youfu',
  youfu: 'youfu',
};

const govPaid = adapter(
  z.object({ ruleset, group: z.string(), household, tier: tier.optional() }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const tiers = rules.value('tiers');
    const lowest = tiers[0] ?? 0;
    const chosen = inputs.tier ?? lowest;
    if (!tiers.includes(chosen)) return REFUSED;
    const group = Object.hasOwn(GROUPS, inputs.group) ? GROUPS[inputs.group] : undefined;
    if (group === undefined) return err(`input group: "${inputs.group}" is not a group known here`);
    const paid = governmentPaid(
      rules.value('govPaid.groups'),
      rules.value('govPaid.higherTier'),
      group,
      lowest,
      chosen,
    );
    if (paid === undefined) return REFUSED;
    const fen = subsidyFor(rules.value('subsidy.table'), chosen, inputs.household);
    return ok({
      personal: formatYuan(paid.personal),
      govPaid: formatYuan(paid.govPaid),
      subsidy: formatYuan(fen),
      ...payers(fen, rules.value),
      accountCredit: formatYuan(chosen + fen),
    });
  },
);

const aidSpread = adapter(
  z.object({ ruleset, cap: yuan.optional(), own: yuan.default(0), aids: z.array(yuan) }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    const cap = inputs.cap ?? aidCap(rules.value('aid.cap'), rules.value('tiers'));
    if (cap === 0) return err('input cap is zero: nothing could ever be credited');
    const own = rules.value('aid.capCovers') === 'aid-and-own' ? inputs.own : 0;
    const room = aidRoom(cap, own, cap);
    const collected = inputs.aids.reduce((sum, fen) => sum + fen, 0);
    if (room === 0 || collected / room > 1000)
      return err('the aid would be spread over more than 1000 years');
    return ok({ credits: spreadAid(room, collected).map(formatYuan), total: formatYuan(collected) });
  },
);

const CATEGORY: Readonly<Record<StartCategory, string>> = {
  'of-age': 'already-60+',
  'few-years-to-go': 'under-15-to-go',
  'enough-years-to-go': '15-or-more-to-go',
};

export function yearsRule(rules: Rules): YearsRule {
  return {
    claimAge: rules('benefit.claimAge'),
    required: rules('years.required'),
    exactly: rules('backpay.exactlyRequiredToGo'),
  };
}

function refusal(requested: number, allowed: number, category: StartCategory): { readonly error?: string } {
  if (requested <= allowed) return {};
  return { error: category === 'enough-years-to-go' ? 'NO_BACKPAY_AT_START' : 'EXCEEDS_15_YEARS' };
}

const backpayCap = adapter(
  z.object({ ruleset, ageAtStart: count(150), requestedYears: count(1000) }),
  ({ ruleset, ageAtStart, requestedYears }, book): Answer => {
    const rules = rulesOf(book, ruleset);
    if (!rules.ok) return rules;
    const category = startCategory(ageAtStart, yearsRule(rules.value));
    const allowed = backpayYears(ageAtStart, yearsRule(rules.value));
    return ok({
      allowedYears: Math.min(requestedYears, allowed),
      category: CATEGORY[category],
      ...refusal(requestedYears, allowed, category),
    });
  },
);

const backpayAmount = adapter(
  z.object({ ruleset, ageAtStart: count(150), household, tier, backpayYears: count(1000) }),
  (inputs, book): Answer => {
    const rules = rulesOf(book, inputs.ruleset);
    if (!rules.ok) return rules;
    if (!rules.value('tiers').includes(inputs.tier)) return REFUSED;
    const rule = yearsRule(rules.value);
    const category = startCategory(inputs.ageAtStart, rule);
    const refused = refusal(inputs.backpayYears, backpayYears(inputs.ageAtStart, rule), category);
    if (refused.error !== undefined) return ok(refused);
    const years = Math.min(
      inputs.backpayYears,
      subsidisedBackpay(
        category,
        rules.value('backpay.subsidisedYears'),
        rules.value('backpay.subsidisedYearsOfAge'),
      ),
    );
    const principal = inputs.tier * inputs.backpayYears;
    const fen = subsidyFor(rules.value('subsidy.table'), inputs.tier, inputs.household) * years;
    return ok({
      principal: formatYuan(principal),
      subsidy: formatYuan(fen),
      ...payers(fen, rules.value),
      accountCredit: formatYuan(principal + fen),
    });
  },
);

export const contributionCases: Adapters = {
  subsidy,
  subsidyBatch,
  govPaid,
  aidSpread,
  backpayCap,
  backpayAmount,
};
