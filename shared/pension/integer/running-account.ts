import type { Ledgers } from '../ledgers.ts';
import type { MonthRule } from '../rules/interest.ts';
import { interestOn, monthsEarning } from './interest.ts';
import { cutInto } from './largest-remainder.ts';
import { whole } from './whole.ts';

/** One ledger between two settlements, fen. */
interface RunningLedger {
  /** Settled, with the postings and without the draws since. */
  balance: number;
  /** 月积数, fen × months up to the end of the period. */
  weighted: number;
}

/**
 * An account (分开记录) that postings and draws pass through in order of month; changed in place, because
 * a forecast of a county makes millions of these steps. Its ledgers stand in the order of `LEDGERS`.
 * Months are numbered from anywhere, as long as all of them are numbered alike.
 */
export interface RunningAccount {
  readonly ledgers: readonly [RunningLedger, RunningLedger, RunningLedger];
  readonly monthRule: MonthRule;
  /** Last month of the period. */
  through: number;
  /** What the last draw took of each ledger, and by which weights. */
  readonly draws: number[];
  readonly weights: number[];
}

export function newAccount(monthRule: MonthRule): RunningAccount {
  const ledger = (): RunningLedger => ({ balance: 0, weighted: 0 });
  return {
    ledgers: [ledger(), ledger(), ledger()],
    monthRule,
    through: 0,
    draws: [0, 0, 0],
    weights: [0, 0, 0],
  };
}

export function balancesOf({ ledgers }: RunningAccount): Ledgers {
  return { personal: ledgers[0].balance, collective: ledgers[1].balance, subsidy: ledgers[2].balance };
}

export function totalOf({ ledgers }: RunningAccount): number {
  return whole(ledgers[0].balance + ledgers[1].balance + ledgers[2].balance);
}

/** A period begins: settled through the end of `from`, to be settled next through the end of `through`. */
export function openPeriod(account: RunningAccount, from: number, through: number): void {
  account.through = through;
  for (const ledger of account.ledgers) ledger.weighted = whole(ledger.balance * (through - from));
}

/** 记账: amounts that come in together in `month` of the period, fen; a negative one goes out. */
export function post(
  account: RunningAccount,
  month: number,
  personal: number,
  collective: number,
  subsidy: number,
): void {
  const months = monthsEarning(month, account.through, account.monthRule);
  postTo(account.ledgers[0], personal, months);
  postTo(account.ledgers[1], collective, months);
  postTo(account.ledgers[2], subsidy, months);
}

function postTo(ledger: RunningLedger, fen: number, months: number): void {
  ledger.balance = whole(ledger.balance + fen);
  ledger.weighted = whole(ledger.weighted + whole(fen * months));
}

/** 结息 of all ledgers at the end of the period, each rounded for itself (R37); returns their sum, fen. */
export function settle(account: RunningAccount, rate: number): number {
  let sum = 0;
  for (const ledger of account.ledgers) {
    const interest = interestOn(ledger.weighted, rate);
    ledger.balance = whole(ledger.balance + interest);
    sum += interest;
  }
  return sum;
}

/**
 * 按比例冲减: takes an account pension in `month` in the ratio of the running balances (R46, open question
 * h); returns what the fund has to add (支付终身, open question k), fen. The parts stand in `draws`.
 */
export function drawDown(account: RunningAccount, month: number, pension: number): number {
  const { ledgers, weights, draws } = account;
  weights[0] = ledgers[0].balance;
  weights[1] = ledgers[1].balance;
  weights[2] = ledgers[2].balance;
  const taken = Math.min(pension, totalOf(account));
  cutInto(taken, weights, draws);
  post(account, month, 0 - (draws[0] ?? 0), 0 - (draws[1] ?? 0), 0 - (draws[2] ?? 0));
  return pension - taken;
}
