import type { Month } from '../../../shared/dates/month.ts';
import { monthAt, ordinal } from '../../../shared/dates/month.ts';
import { ageOn, birthMonth, yearsRuleAt } from '../../../shared/pension/life/ages.ts';
import type { Application, Contribution, Exit, LifeFacts } from '../../../shared/pension/life/facts.ts';
import type { RulesAt } from '../../../shared/pension/life/rules-at.ts';
import { backpayYears } from '../../../shared/pension/rules/years.ts';
import type { Dice } from '../../county/seed/dice.ts';

/**
 * An invented life under the rules of a pack: every way through the scheme comes up, and all that comes up
 * could be. Months are ordinals; `first` is the scheme's first, `last` the last one looked at.
 */
export function randomLife(dice: Dice, rules: RulesAt, first: number, last: number): LifeFacts {
  const between = (low: number, high: number): number => low + dice.below(Math.max(1, high - low + 1));
  // Ages of 12 to 84 at the start: some are too young for years, most are anywhere on their way.
  const born = first - between(12 * 12, 84 * 12);
  const birth = `${monthAt(born)}-${String(between(1, 28)).padStart(2, '0')}`;
  const benefit = benefitOf(dice, rules, birth, first);
  const exit = dice.chance(0.3) ? exitOf(dice, first, last, benefit.application) : undefined;
  const application =
    benefit.application !== undefined &&
    (exit === undefined || (exit.kind !== 'seal' && benefit.application.month <= exit.reported))
      ? benefit.application
      : undefined;
  const paidUntil = Math.min(
    benefit.until,
    exit === undefined ? last : ordinal(exit.reported) - 1,
    application === undefined ? last : ordinal(application.month) - 1,
  );
  const contributions = contributionsOf(dice, rules, { birth, first, until: paidUntil });
  return {
    birth,
    household: dice.pick(['rural', 'urban']),
    group: dice.chance(0.15) ? dice.pick(['severe-disability', 'dibao', 'youfu'] as const) : '',
    contributions,
    ...(application === undefined ? {} : { application }),
    certified: application === undefined ? [] : certifiedIn(dice, ordinal(application.month), last),
    sentences: dice.chance(0.05) ? [sentence(dice, first, last)] : [],
    ...(exit === undefined ? {} : { exit }),
  };
}

/** When the pension is applied for, and until when money may be paid in. */
function benefitOf(
  dice: Dice,
  rules: RulesAt,
  birth: string,
  first: number,
): { readonly application?: Application; readonly until: number } {
  const claimAge = rules.at('benefit.claimAge', first).value;
  const reached = birthMonth(birth) + claimAge * 12;
  const earliest = Math.max(reached + 1, first);
  // Most apply in time, some late, a few never.
  const late = dice.chance(0.7) ? dice.below(2) : dice.below(30);
  const month = Math.max(earliest + late, first + 1);
  const until = Math.max(reached, month - 1);
  if (dice.chance(0.04)) return { until };
  const serviceYears = dice.chance(0.2) ? 1 + dice.below(30) : 0;
  return { application: { month: monthAt(month), serviceYears }, until };
}

function exitOf(dice: Dice, first: number, last: number, application: Application | undefined): Exit {
  const month = first + 1 + dice.below(last - first);
  const kind = dice.chance(0.75) ? 'death' : dice.pick(['transfer', 'seal'] as const);
  const late = kind === 'death' && dice.chance(0.5) ? dice.below(10) : 0;
  // Somebody who has died applies for nothing.
  const happened =
    kind === 'death' && application !== undefined && month + late >= ordinal(application.month)
      ? Math.max(month, ordinal(application.month))
      : month;
  const heirs = Array.from({ length: dice.below(5) }, () => 1 + dice.below(3));
  return { kind, month: monthAt(happened), reported: monthAt(happened + late), heirs };
}

interface Span {
  readonly birth: string;
  readonly first: number;
  /** Last month in which something may be posted. */
  readonly until: number;
}

function contributionsOf(dice: Dice, rules: RulesAt, { birth, first, until }: Span): Contribution[] {
  const minAge = rules.at('enrolment.minAge', first).value;
  const claimAge = rules.at('benefit.claimAge', first).value;
  const reached = birthMonth(birth) + claimAge * 12;
  const firstYear = Math.max(
    Math.floor(first / 12),
    Number(birth.slice(0, 4)) + minAge + dice.below(dice.chance(0.5) ? 1 : 15),
  );
  const contributions: Contribution[] = [];
  const missed: number[] = [];
  const add = (kind: Contribution['kind'], year: number, month: number): void => {
    const tiers = rules.at('tiers', month).value;
    const aid = dice.chance(0.1) ? dice.below(dice.chance(0.3) ? 400_000 : 60_000) : 0;
    contributions.push({ year, kind, month: monthAt(month), tier: dice.pick(tiers), aid });
  };
  for (let year = firstYear; year * 12 <= Math.min(until, reached); year += 1) {
    const low = Math.max(year * 12, first);
    const high = Math.min(year * 12 + 11, until, reached);
    if (high < low) continue;
    if (dice.chance(0.12)) missed.push(year);
    else add('current', year, low + dice.below(high - low + 1));
    const gap = missed[0];
    if (gap === undefined || gap === year || !dice.chance(0.4)) continue;
    missed.shift();
    add('gap', gap, low + dice.below(high - low + 1));
  }
  const allowed = backpayYears(
    ageOn(birth, rules.at('scheme.start', first).value),
    yearsRuleAt(rules, first),
  );
  if (allowed > 0 && dice.chance(0.6)) {
    const month = Math.max(first, until - dice.below(Math.max(1, Math.min(24, until - first))));
    const years = month <= until ? 1 + dice.below(allowed) : 0;
    for (let back = 1; back <= years; back += 1) add('backpay', Math.floor(first / 12) - back, month);
  }
  return contributions.sort((a, b) => ordinal(a.month) - ordinal(b.month));
}

/** Mostly in time, at times months late, and some stop for good. */
function certifiedIn(dice: Dice, from: number, last: number): Month[] {
  const months: Month[] = [];
  for (let month = from + 1 + dice.below(12); month <= last; ) {
    months.push(monthAt(month));
    if (dice.chance(0.02)) break;
    month += dice.chance(0.8) ? 5 + dice.below(7) : 10 + dice.below(14);
  }
  return months;
}

function sentence(dice: Dice, first: number, last: number): { readonly from: Month; readonly to: Month } {
  const from = first + dice.below(last - first);
  return { from: monthAt(from), to: monthAt(from + dice.below(40)) };
}

/** The first month in which anything can happen under `rules`: the scheme's there, and the packs'. */
export function firstMonth(rules: RulesAt): number {
  return Math.max(rules.first, birthMonth(rules.at('scheme.start', rules.first + CENTURY).value));
}

/** Months: by then a county's own start has taken the place of the nation's. */
const CENTURY = 1200;
