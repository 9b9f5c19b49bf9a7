import { monthAt, ordinal } from '../../dates/month.ts';
import { formatYuan } from '../../money/fen.ts';
import { working } from '../explain/derivation.ts';
import { aidCap, aidRoom } from '../rules/aid.ts';
import { governmentPaid } from '../rules/government-paid.ts';
import { splitSubsidy, subsidyWorking } from '../rules/subsidy.ts';
import { startCategory, subsidisedBackpay } from '../rules/years.ts';
import { NOTHING } from '../ledgers.ts';
import { ageOn, yearsRuleAt } from './ages.ts';
import type { Contribution, LifeFacts } from './facts.ts';
import type { Credit, Why } from './outcome.ts';
import type { RulesAt } from './rules-at.ts';

/** What is to be posted, month by month; aid above the yearly cap waits for the next January (R25). */
export interface Credits {
  /** Posted in `month`: waiting aid first, then contributions in their order. */
  in(month: number): readonly Credit[];
  /**
   * All aid that still waits, when there is no later year for it to go to: it is the person's. `undefined`
   * when none does.
   */
  rest(month: number): Credit | undefined;
}

/** Facts are checked: tiers exist and months rise. */
export function creditsOf(facts: LifeFacts, rules: RulesAt): Credits {
  const { contributions } = facts;
  let next = 0;
  let backpaid = 0;
  let waiting = 0;
  /** 集体补助 credited in `capYear`, and own money where that counts too (open question b). */
  let counted = 0;
  let capYear = 0;

  const enterYear = (month: number): void => {
    const year = Math.floor(month / 12);
    if (year !== capYear) counted = 0;
    capYear = year;
  };
  const room = (month: number, amount: number): number => {
    const cap = aidCap(rules.at('aid.cap', month).value, rules.at('tiers', month).value);
    return aidRoom(cap, counted, amount);
  };
  const aidCredit = (month: number, fen: number): Credit => ({
    month,
    kind: 'aid',
    year: Math.floor(month / 12),
    tier: 0,
    amounts: { ...NOTHING, collective: fen },
    own: 0,
    govPaid: 0,
    bearers: [],
    whys: [aidWhy(rules, month, fen, waiting)],
  });
  const contributed = (one: Contribution, month: number): Credit => {
    const { kind, tier, aid } = one;
    const tiers = rules.at('tiers', month);
    const groups = rules.at('govPaid.groups', month);
    const paid = governmentPaid(
      groups.value,
      rules.at('govPaid.higherTier', month).value,
      kind === 'current' ? facts.group : '',
      tiers.value[0] ?? 0,
      tier,
    ) ?? { govPaid: 0, personal: tier };
    if (rules.at('aid.capCovers', month).value === 'aid-and-own') counted += paid.personal;
    const offered = waiting + aid;
    const collective = room(month, offered);
    counted += collective;
    waiting = offered - collective;

    const refusal = refusedSubsidy(one, facts, rules, month, backpaid);
    if (kind === 'backpay') backpaid += 1;
    const of = `${kind}/${one.year}`;
    const table = rules.at('subsidy.table', month);
    const subsidy = subsidyWorking(table.value, tier, facts.household, refusal);
    const split = rules.at('subsidy.split', month);
    const bearers = subsidy.fen === 0 ? [] : splitSubsidy(subsidy.fen, split.value);
    const whys: Why[] = [{ of: `${of}/personal`, working: tierWorking(tier, paid), source: tiers }];
    if (paid.govPaid > 0)
      whys.push({ of: `${of}/government-paid`, working: govPaidWorking(paid.govPaid), source: groups });
    if (collective > 0) whys.push(aidWhy(rules, month, collective, offered));
    whys.push({ of: `${of}/subsidy`, working: subsidy, source: table });
    for (const { payer, working } of bearers)
      whys.push({ of: `${of}/subsidy/${payer}`, working, source: split });
    return {
      month,
      kind,
      year: one.year,
      tier,
      amounts: { personal: tier, collective, subsidy: subsidy.fen },
      own: paid.personal,
      govPaid: paid.govPaid,
      bearers,
      whys,
    };
  };

  return {
    in(month) {
      const credits: Credit[] = [];
      enterYear(month);
      if (month % 12 === 0 && waiting > 0) {
        const fen = room(month, waiting);
        if (fen > 0) credits.push(aidCredit(month, fen));
        counted += fen;
        waiting -= fen;
      }
      for (
        let one = contributions[next];
        one !== undefined && ordinal(one.month) === month;
        one = contributions[next]
      ) {
        credits.push(contributed(one, month));
        next += 1;
      }
      return credits;
    },
    rest(month) {
      if (waiting === 0) return undefined;
      const credit = aidCredit(month, waiting);
      waiting = 0;
      return credit;
    },
  };
}

/** Why a year has no subsidy (R29, open question d). */
function refusedSubsidy(
  { kind }: Contribution,
  { birth }: LifeFacts,
  rules: RulesAt,
  month: number,
  backpaid: number,
): string | undefined {
  if (kind === 'current') return undefined;
  if (kind === 'gap')
    return rules.at('subsidy.gap', month).value === 'none' ? '中断补缴不享受政府补贴' : undefined;
  const category = startCategory(
    ageOn(birth, rules.at('scheme.start', month).value),
    yearsRuleAt(rules, month),
  );
  const subsidised = subsidisedBackpay(
    category,
    rules.at('backpay.subsidisedYears', month).value,
    rules.at('backpay.subsidisedYearsOfAge', month).value,
  );
  return backpaid < subsidised ? undefined : '补缴超过享受补贴的年限';
}

function tierWorking(tier: number, { personal, govPaid }: { personal: number; govPaid: number }) {
  const text = formatYuan(tier);
  return working(
    'R22',
    tier,
    () => [{ name: 'tier', value: text }],
    () =>
      govPaid === 0 ? [`${text} = ${text}`] : [`${formatYuan(personal)} + ${formatYuan(govPaid)} = ${text}`],
  );
}

function govPaidWorking(fen: number) {
  const text = formatYuan(fen);
  return working(
    'R26',
    fen,
    () => [{ name: 'lowest tier', value: text }],
    () => [`${text} = ${text}`],
  );
}

function aidWhy(rules: RulesAt, month: number, fen: number, offered: number): Why {
  const [credited, all] = [formatYuan(fen), formatYuan(offered)];
  return {
    of: `aid/${monthAt(month)}/collective`,
    working: working(
      'R25',
      fen,
      () => [{ name: 'aid collected and waiting', value: all }],
      () => [`min(${all}, ${credited}) = ${credited}`],
    ),
    source: rules.at('aid.cap', month),
  };
}
