import { monthAt } from '../../dates/month.ts';
import type { Ledger, Ledgers } from '../ledgers.ts';
import { LEDGERS, NOTHING, plus } from '../ledgers.ts';
import { interestOf } from '../rules/interest.ts';
import type { Settlement, Why } from './outcome.ts';
import type { RulesAt } from './rules-at.ts';

/**
 * 个人账户 as it runs through the calendar: what was posted since the last settlement still has to earn.
 * Months are ordinals.
 */
export interface Account {
  /** Without interest since the last settlement. */
  balance(): Ledgers;
  /** An account exists from its first posting or its assessment. */
  open(): void;
  exists(): boolean;
  /** `sign` −1 takes out. */
  post(month: number, amounts: Ledgers, sign?: 1 | -1): void;
  /** No interest from here on (interest.sealed = none). */
  stopInterest(): void;
  /**
   * Settles through the end of `month`, later than every posting; nothing when that is done, or when there
   * is no account yet.
   */
  settle(month: number): Settlement | undefined;
}

export function account(rules: RulesAt): Account {
  let balance: Ledgers = NOTHING;
  let opening: Ledgers = NOTHING;
  let exists = false;
  let earns = true;
  /** Last month settled; none before the first. */
  let settled: number | undefined;
  let pending: { readonly month: number; readonly amounts: Ledgers }[] = [];

  const interest = (month: number, from: number, whys: Why[]): Ledgers => {
    const through = (month % 12) + 1;
    const rate = rules.rateOf(month);
    const monthRule = rules.at('interest.monthRule', month).value;
    const of = (ledger: Ledger): number => {
      if (!earns) return 0;
      const postings = pending.map(({ month, amounts }) => ({
        month: (month % 12) + 1,
        fen: amounts[ledger],
      }));
      if (opening[ledger] === 0 && postings.every(({ fen }) => fen === 0)) return 0;
      const working = interestOf({
        opening: opening[ledger],
        from,
        through,
        postings,
        rate: rate.value,
        monthRule,
      });
      whys.push({ of: `interest/${monthAt(month)}/${ledger}`, working, source: rate });
      return working.fen;
    };
    return { personal: of('personal'), collective: of('collective'), subsidy: of('subsidy') };
  };

  return {
    balance: () => balance,
    open() {
      exists = true;
    },
    exists: () => exists,
    post(month, amounts, sign = 1) {
      exists = true;
      const signed = sign === 1 ? amounts : plus(NOTHING, amounts, -1);
      pending.push({ month, amounts: signed });
      balance = plus(balance, signed);
    },
    stopInterest() {
      earns = false;
    },
    settle(month) {
      if (!exists || settled === month) return undefined;
      const january = month - (month % 12);
      const from = settled !== undefined && settled >= january ? (settled % 12) + 1 : 0;
      const whys: Why[] = [];
      const earned = interest(month, from, whys);
      balance = plus(balance, earned);
      opening = balance;
      pending = [];
      settled = month;
      return { year: Math.floor(month / 12), through: (month % 12) + 1, interest: earned, balance, whys };
    },
  };
}

export function only(ledgers: Ledgers, kept: readonly Ledger[]): Ledgers {
  const part = (ledger: Ledger): number => (kept.includes(ledger) ? ledgers[ledger] : 0);
  const [personal = 0, collective = 0, subsidy = 0] = LEDGERS.map(part);
  return { personal, collective, subsidy };
}
