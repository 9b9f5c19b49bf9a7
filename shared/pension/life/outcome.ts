import type { Derivation, Working } from '../explain/derivation.ts';
import { derive } from '../explain/derivation.ts';
import type { Ledgers } from '../ledgers.ts';
import type { Setting } from '../policy-book.ts';
import type { ParameterName } from '../policy-parameters.ts';
import type { Contribution, Exit } from './facts.ts';

/** Months are ordinals, amounts fen; `whys` derive every amount of the entry. */

/** Why an amount is what it is: its name, its working and the row that sets the value. */
export interface Why {
  readonly of: string;
  readonly working: Working;
  readonly source: Setting<ParameterName>;
}

/** 记账: personal, collective and subsidy are posted together (R45). */
export interface Credit {
  readonly month: number;
  /** `aid`: 集体补助 that waited for room under the yearly cap (R25). */
  readonly kind: Contribution['kind'] | 'aid';
  readonly year: number;
  readonly tier: number;
  readonly amounts: Ledgers;
  /** What the person paid, and what the government paid for the person (代缴); both in `personal`. */
  readonly own: number;
  readonly govPaid: number;
  /** Who bears the subsidy (R24). */
  readonly bearers: readonly { readonly payer: string; readonly fen: number }[];
  readonly whys: readonly Why[];
}

/** 结息 of one account through the end of a month of a year. */
export interface Settlement {
  readonly year: number;
  readonly through: number;
  readonly interest: Ledgers;
  /** Balance afterwards. */
  readonly balance: Ledgers;
  readonly whys: readonly Why[];
}

/** 待遇核定. */
export interface Assessment {
  readonly month: number;
  readonly firstMonth: number;
  readonly yearsPaid: number;
  readonly yearsRequired: number;
  readonly baseDue: boolean;
  readonly bonusPercent: number;
  readonly divisor: number;
  readonly serviceYears: number;
  readonly balance: Ledgers;
  /** 个人账户养老金 a month. */
  readonly pension: number;
  readonly whys: readonly Why[];
}

/** 发放 of one month, and what it drew from the account; a recovery is a payment taken back. */
export interface Payment {
  readonly paidIn: number;
  readonly forMonth: number;
  readonly kind: 'pension' | 'recovery';
  readonly base: number;
  readonly pension: number;
  readonly addition: number;
  readonly service: number;
  readonly draw: Ledgers;
  /** What of `pension` the fund pays, the account being empty (R31). */
  readonly fund: number;
  readonly balance: Ledgers;
  readonly whys: readonly Why[];
}

/** The account is closed: to the heirs, or elsewhere. */
export interface Closing {
  readonly kind: Exit['kind'];
  readonly month: number;
  readonly acted: number;
  /** Somebody who never paid in nor drew leaves nothing. */
  readonly hadAccount: boolean;
  /** To the heirs, or to the new place. */
  readonly out: Ledgers;
  /** To the fund: ledgers that nobody inherits (R36). */
  readonly toFund: Ledgers;
  readonly shares: readonly number[];
  readonly funeral: number;
  readonly whys: readonly Why[];
}

export interface LifeOutcome {
  readonly credits: readonly Credit[];
  readonly settlements: readonly Settlement[];
  readonly assessment?: Assessment;
  readonly payments: readonly Payment[];
  readonly closing?: Closing;
  /** At the end of the last month looked at. */
  readonly balance: Ledgers;
}

/** Every derivation of a life, in the order of the calendar within each kind. */
export function* derivationsOf(outcome: LifeOutcome): Generator<Derivation> {
  const { credits, settlements, assessment, payments, closing } = outcome;
  const entries = [
    ...credits,
    ...settlements,
    ...(assessment === undefined ? [] : [assessment]),
    ...payments,
    ...(closing === undefined ? [] : [closing]),
  ];
  for (const { whys } of entries) for (const why of whys) yield derive(why.of, why.working, why.source);
}

export function totalOf({ personal, collective, subsidy }: Ledgers): number {
  return personal + collective + subsidy;
}

/** What is paid out for the month, all parts together. @internal for tests */
export function amountOf({ base, pension, addition, service }: Payment): number {
  return base + pension + addition + service;
}
