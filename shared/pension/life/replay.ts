import { ordinal } from '../../dates/month.ts';
import { account as openAccount } from './account.ts';
import { assess } from './assess.ts';
import { closeByDeath, closeByTransfer } from './close.ts';
import { creditsOf } from './credits.ts';
import type { LifeFacts } from './facts.ts';
import type { Assessment, Closing, Credit, LifeOutcome, Payment, Settlement } from './outcome.ts';
import type { Payer } from './pay.ts';
import { payer, recovery } from './pay.ts';
import type { RulesAt } from './rules-at.ts';

/**
 * One life from its first posting through `through` (ordinal), month by month as a county works: settle
 * before an assessment or an exit, post, assess, act on an exit, pay, and settle the year in December.
 * Facts are checked (`checkLife`).
 */
export function replay(facts: LifeFacts, rules: RulesAt, through: number): LifeOutcome {
  const account = openAccount(rules);
  const posting = creditsOf(facts, rules);
  const credits: Credit[] = [];
  const settlements: Settlement[] = [];
  const payments: Payment[] = [];
  let assessment: Assessment | undefined;
  let closing: Closing | undefined;
  let paying: Payer | undefined;

  const applied = facts.application === undefined ? undefined : ordinal(facts.application.month);
  const { exit } = facts;
  const acted = exit === undefined ? undefined : ordinal(exit.reported);
  const firstPosting = facts.contributions[0];
  const first = Math.min(
    ...[firstPosting === undefined ? undefined : ordinal(firstPosting.month), applied, acted].filter(
      (month) => month !== undefined,
    ),
  );

  const settle = (month: number): void => {
    const settlement = account.settle(month);
    if (settlement !== undefined) settlements.push(settlement);
  };
  const post = (credit: Credit | undefined): void => {
    if (credit === undefined) return;
    account.post(credit.month, credit.amounts);
    credits.push(credit);
  };
  const actOn = (month: number): void => {
    if (exit === undefined) return;
    if (exit.kind === 'death') {
      const died = ordinal(exit.month);
      const late = payments.filter(({ forMonth }) => forMonth > died);
      const source = rules.at('resumption.deathMonth', died);
      payments.push(...late.map((payment) => recovery(payment, month, account, source)));
      payments.push(...(paying?.arrears(month, died) ?? []));
      closing = closeByDeath(exit, month, account, assessment !== undefined, rules);
    } else if (exit.kind === 'transfer' && assessment === undefined)
      closing = closeByTransfer(exit, month, account, rules);
    else if (exit.kind === 'seal' && rules.at('interest.sealed', month).value === 'none')
      account.stopInterest();
  };

  for (let month = first; month <= through; month += 1) {
    const isExit = month === acted && takesEffect(facts, assessment, rules, month);
    // In January the settlement of December serves.
    if ((month === applied || isExit) && month % 12 !== 0) settle(month - 1);
    for (const credit of posting.in(month)) post(credit);
    // Waiting aid has no later year to go to: it is the person's.
    if (month === applied || isExit || (month === acted && exit?.kind === 'seal')) post(posting.rest(month));
    if (month === applied && facts.application !== undefined) {
      account.open();
      assessment = assess(facts, facts.application, month, account.balance(), credits, rules);
      paying = payer(facts, assessment, account, rules);
    }
    if (month === acted) actOn(month);
    if (closing !== undefined) break;
    payments.push(...(paying?.run(month) ?? []));
    if (month % 12 === 11) settle(month);
  }
  return {
    credits,
    settlements,
    ...(assessment === undefined ? {} : { assessment }),
    payments,
    ...(closing === undefined ? {} : { closing }),
    balance: account.balance(),
  };
}

/** A seal that changes nothing about interest, and a transfer of someone who draws already, settle nothing. */
function takesEffect(
  { exit }: LifeFacts,
  assessment: Assessment | undefined,
  rules: RulesAt,
  month: number,
): boolean {
  if (exit === undefined) return false;
  if (exit.kind === 'transfer') return assessment === undefined;
  return exit.kind === 'death' || rules.at('interest.sealed', month).value === 'none';
}
