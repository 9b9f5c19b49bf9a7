import type { Month } from '../dates/month.ts';
import type { PersonRow } from './person-row.ts';

/** 分开记录: the three ledgers of an account, kept and drawn down apart. Their order breaks ties. */
export const LEDGERS = ['personal', 'collective', 'subsidy'] as const;
export type Ledger = (typeof LEDGERS)[number];

/** An amount in fen for each ledger. */
export type Ledgers = Readonly<Record<Ledger, number>>;

/**
 * What is known of one person, as plain data: nothing here is worked out. Days are `YYYY-MM-DD`, money is
 * fen. `contributions` and `events` may come in any order.
 */
export interface Life {
  /** Any name that is unique among the lives in hand; never a person's number in tests. */
  readonly id: string;
  /** Policy pack of the area, a key of the book. */
  readonly pack: string;
  readonly birth: string;
  readonly household: PersonRow['household'];
  readonly specialGroup: PersonRow['special_group'];
  readonly enrolled: string;
  readonly contributions: readonly Contribution[];
  readonly events: readonly LifeEvent[];
  /** 八大员工龄: years of service under that separate programme; 0 when none. */
  readonly serviceYears?: number;
}

/** One yearly contribution (缴费). It is posted in the month of `paidOn`, to all ledgers at once (R45). */
export interface Contribution {
  /** The year that it counts for; one contribution a year, of whatever kind. */
  readonly year: number;
  /** `current`: paid in its own year. `backpay` 补缴 of years before the scheme; `gap` 中断后补缴. */
  readonly kind: 'current' | 'backpay' | 'gap';
  /** 缴费档次. */
  readonly tier: number;
  /** Paid by the person. `tier - personal` is what the government paid for him (代缴): 0 or the lowest tier. */
  readonly personal: number;
  /** 集体补助 and 资助 as collected; what passes the yearly cap is spread over later years (R25). */
  readonly collective: number;
  readonly paidOn: string;
}

export type LifeEvent =
  /** 待遇申领: the application. At most one. */
  | { readonly kind: 'claim'; readonly on: string }
  /** 资格认证 that was accepted. The claim itself counts as one. */
  | { readonly kind: 'certified'; readonly on: string }
  /** 服刑, both months counted; `to` null while it lasts. */
  | { readonly kind: 'prison'; readonly from: Month; readonly to: Month | null }
  /** `knownIn`: the month in which payment was stopped; later than the death means over-payment. */
  | { readonly kind: 'death'; readonly on: string; readonly knownIn?: Month; readonly heirs?: number }
  /** 转出: the whole balance moves; refused once benefits are drawn. */
  | { readonly kind: 'transfer-out'; readonly on: string }
  /** 转入, with the years paid elsewhere. */
  | {
      readonly kind: 'transfer-in';
      readonly on: string;
      readonly ledgers: Ledgers;
      readonly years: number;
    }
  /** 封存 and its end; no contributions between. */
  | { readonly kind: 'seal'; readonly on: string }
  | { readonly kind: 'unseal'; readonly on: string };
