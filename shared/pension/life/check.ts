import { isDay } from '../../dates/day.ts';
import { monthAt, ordinal } from '../../dates/month.ts';
import { formatYuan } from '../../money/fen.ts';
import type { Result } from '../../result/result.ts';
import { err, ok } from '../../result/result.ts';
import { backpayYears } from '../rules/years.ts';
import { ageOn, birthMonth, firstBenefitMonth, yearsRuleAt } from './ages.ts';
import type { Contribution, LifeFacts } from './facts.ts';
import type { RulesAt } from './rules-at.ts';

/** What in a life cannot be: one line that names the entry. */
export interface LifeProblem {
  /** e.g. `contribution 3 (current 2015)`. */
  readonly where: string;
  readonly detail: string;
}

/** Whether the scheme could have seen these facts; every problem, in their order. */
export function checkLife(facts: LifeFacts, rules: RulesAt): Result<LifeFacts, readonly LifeProblem[]> {
  if (!isDay(facts.birth)) return err([{ where: 'birth', detail: `${facts.birth} is not a day` }]);
  const problems = [...contributionProblems(facts, rules), ...eventProblems(facts, rules)];
  return problems.length === 0 ? ok(facts) : err(problems);
}

function* contributionProblems(facts: LifeFacts, rules: RulesAt): Generator<LifeProblem> {
  const { contributions } = facts;
  const paid = new Map<number, number>();
  let before = 0;
  for (const [index, one] of contributions.entries()) {
    const where = `contribution ${index + 1} (${one.kind} ${one.year})`;
    const month = ordinal(one.month);
    for (const detail of [...shapeProblems(one, facts, rules, month), ...amountProblems(one, rules, month)])
      yield { where, detail };
    if (month < before) yield { where, detail: `is posted in ${one.month}, before the one above it` };
    before = month;
    if (one.kind === 'backpay') continue;
    const earlier = paid.get(one.year);
    if (earlier !== undefined)
      yield { where, detail: `${one.year} is paid already, by contribution ${earlier}` };
    paid.set(one.year, index + 1);
  }
  yield* backpayProblems(facts, rules);
}

function* shapeProblems(
  { year, kind, month: posted }: Contribution,
  { birth, application, exit }: LifeFacts,
  rules: RulesAt,
  month: number,
): Generator<string> {
  if (month < rules.first) {
    yield `${posted}: the pack ${rules.pack} says nothing of that time`;
    return;
  }
  const bornIn = Number(birth.slice(0, 4));
  if (month < birthMonth(birth)) yield `${posted} lies before birth`;
  const enrolled = Math.max(
    bornIn + rules.at('enrolment.minAge', month).value,
    kind === 'backpay' ? 0 : Number(rules.at('scheme.start', month).value.slice(0, 4)),
  );
  if (kind !== 'backpay' && year < enrolled)
    yield `${year} lies before enrolment, which could be in ${enrolled} at the earliest`;
  if (kind === 'backpay' && year < bornIn) yield `${year} lies before birth`;
  if (year > Math.floor(month / 12)) yield `${year} is paid before it begins, in ${posted}`;
  if (kind === 'current' && year < Math.floor(month / 12))
    yield `${year} is over in ${posted}: what is paid later fills a gap`;
  const first = firstBenefitMonth(birth, month, rules);
  const reached = birthMonth(birth) + rules.at('benefit.claimAge', month).value * 12;
  if (kind === 'current' && month > Math.max(reached, first - 1))
    yield `${posted}: nothing is paid in once ${rules.at('benefit.claimAge', month).value} is reached (${monthAt(reached)})`;
  if (application !== undefined && month >= ordinal(application.month))
    yield `${posted}: the pension is assessed in ${application.month}, nothing is paid in from then on`;
  if (exit !== undefined && month >= ordinal(exit.reported))
    yield `${posted}: the account is closed or sealed in ${exit.reported}`;
}

function* amountProblems({ tier, aid }: Contribution, rules: RulesAt, month: number): Generator<string> {
  if (month < rules.first) return;
  const tiers = rules.at('tiers', month).value;
  if (!tiers.includes(tier))
    yield `${formatYuan(tier)} is no tier in ${monthAt(month)} (${tiers.map(formatYuan).join(', ')})`;
  if (!Number.isSafeInteger(aid) || aid < 0) yield `aid: ${aid} is not zero or more whole fen`;
}

function* backpayProblems(facts: LifeFacts, rules: RulesAt): Generator<LifeProblem> {
  const paidBack = facts.contributions.filter(({ kind }) => kind === 'backpay');
  const last = paidBack.at(-1);
  if (last === undefined) return;
  const month = ordinal(last.month);
  if (month < rules.first) return;
  const age = ageOn(facts.birth, rules.at('scheme.start', month).value);
  const allowed = backpayYears(age, yearsRuleAt(rules, month));
  if (paidBack.length > allowed)
    yield {
      where: 'back-payment',
      detail: `${paidBack.length} years, but ${allowed} may be paid back by someone of ${age} at the start`,
    };
}

function* eventProblems(facts: LifeFacts, rules: RulesAt): Generator<LifeProblem> {
  const { birth, application, exit, sentences } = facts;
  if (application !== undefined) {
    const month = ordinal(application.month);
    if (month < rules.first)
      yield {
        where: 'application',
        detail: `${application.month}: the pack ${rules.pack} says nothing of that time`,
      };
    else {
      const first = firstBenefitMonth(birth, month, rules);
      const reached = birthMonth(birth) + rules.at('benefit.claimAge', month).value * 12;
      if (month <= reached || month < first)
        yield {
          where: 'application',
          detail: `${application.month} is too early: the first month is ${monthAt(Math.max(first, reached + 1))}`,
        };
    }
    if (!Number.isInteger(application.serviceYears) || application.serviceYears < 0)
      yield { where: 'application', detail: `serviceYears: ${application.serviceYears} is not whole years` };
  }
  if (exit !== undefined) {
    if (ordinal(exit.month) < birthMonth(birth))
      yield { where: 'exit', detail: `${exit.month} lies before birth` };
    if (ordinal(exit.reported) < ordinal(exit.month))
      yield { where: 'exit', detail: `is reported in ${exit.reported}, before it happens in ${exit.month}` };
    if (application !== undefined && ordinal(application.month) > ordinal(exit.reported))
      yield { where: 'exit', detail: `the pension is assessed in ${application.month}, after the exit` };
    if (exit.kind === 'seal' && application !== undefined)
      yield { where: 'exit', detail: 'a pension that is paid is not sealed' };
  }
  for (const [index, { from, to }] of sentences.entries())
    if (ordinal(to) < ordinal(from))
      yield { where: `sentence ${index + 1}`, detail: `ends in ${to}, before it begins in ${from}` };
}
