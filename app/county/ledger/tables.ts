import type { Filled, Once } from '../store/schema.ts';

/**
 * The county's ledger. Rows are only ever added, and triggers hold that; a row counts from the moment when
 * its run is committed. Two times stand in every row: which month it is true for, and, by its run, since
 * when that is known. A mistake is answered by a further row, never by an edit.
 */
declare module '../store/schema.ts' {
  interface Schema {
    runs: RunTable;
    postings: PostingTable;
    settlements: SettlementTable;
    applications: ApplicationTable;
    assessments: AssessmentTable;
    reassessments: ReassessmentTable;
    payments: PaymentTable;
    exits: ExitTable;
    sentences: SentenceTable;
  }
}

/** 批次: what was posted together, and since when it is known. Key: county + run. One is open at a time. */
export interface RunTable {
  county: string;
  /** 1, 2, 3 … in the order in which they were begun. */
  run: Once<number>;
  kind: Once<'import' | 'settlement' | 'payment' | 'correction'>;
  /** `2025` of a settlement, `2026-11` of a payment or correction, empty for an import. */
  period: Once<string>;
  /** Rows of an open run count for nobody but that run; those of an abandoned one are gone. */
  state: 'open' | 'committed' | 'abandoned';
  /** Policy pack and JSON of the values that the run was worked out by; of a correction, who and why. */
  pack: Once<string>;
  rules: Once<string>;
  /** Where an open run stands: its step, and the last `id_number` that is behind. */
  step: string;
  behind: string;
  row_count: number;
  started_at: Once<number>;
  /** Known since, ms. */
  committed_at: number | null;
}

/** 个人账户记账, the three ledgers together (同时记入). Key: county + year + id_number + number. */
export interface PostingTable {
  county: string;
  /** Year and month (1 … 12) in which it was posted, and from which it earns. */
  year: Once<number>;
  id_number: Once<string>;
  /** 1, 2, 3 … of this person in this year. */
  number: Once<number>;
  month: Once<number>;
  /** `YYYY-MM` that it is true for; differs from the above in a correction. */
  valid_month: Once<string>;
  /**
   * Contributions by kind; `aid` 集体补助 that waited from an earlier year; `reversal` 红字冲销 of one
   * posting; `correction` the difference in interest and draw-down that follows from one.
   */
  kind: Once<
    | 'current'
    | 'backpay'
    | 'gap'
    | 'aid'
    | 'transfer-in'
    | 'transfer-out'
    | 'inheritance'
    | 'reversal'
    | 'correction'
  >;
  /** The year paid for; null for what is no contribution. */
  contribution_year: Once<number | null>;
  /** 缴费档次, fen; 0 for what is no contribution. */
  tier: Once<number>;
  /** Fen; negative takes out. */
  personal: Once<number>;
  collective: Once<number>;
  subsidy: Once<number>;
  /** `YYYY-MM-DD`; empty for what is no contribution. */
  paid_on: Once<string>;
  bank_serial: Once<string>;
  /** The posting that a reversal takes back. */
  reverses_year: Once<number | null>;
  reverses_number: Once<number | null>;
  run: Once<number>;
}

/** 结息: one row per account and settlement. Key: county + year + through + id_number. */
export interface SettlementTable {
  county: string;
  year: Once<number>;
  /**
   * Settled through the end of this month: 12 for the year, less before an assessment, an exit or a
   * correction. 0: corrected in January, behind the settlement of the year before.
   */
  through: Once<number>;
  id_number: Once<string>;
  interest_personal: Once<number>;
  interest_collective: Once<number>;
  interest_subsidy: Once<number>;
  /** Balance afterwards. */
  personal: Once<number>;
  collective: Once<number>;
  subsidy: Once<number>;
  run: Once<number>;
}

/** 待遇申领. Key: county + id_number. */
export interface ApplicationTable {
  county: string;
  id_number: Once<string>;
  /** Month in which it is assessed. */
  month: Once<string>;
  /** `YYYY-MM-DD`. */
  birth: Once<string>;
  /** First month that is paid (领取起始月). */
  first_month: Once<string>;
  /** 八大员 service. */
  service_years: Once<number>;
  run: Once<number>;
}

/** 待遇核定. Key: county + id_number + month. */
export interface AssessmentTable {
  county: string;
  id_number: Once<string>;
  month: Once<string>;
  first_month: Once<string>;
  birth_month: Once<string>;
  years_paid: Once<number>;
  service_years: Once<number>;
  /** Last month in which the assessment counts as a certification (资格认证). */
  certified_through: Once<string>;
  /** 1 when the years suffice for the base pension. */
  base_due: Once<0 | 1>;
  bonus_percent: Once<number>;
  divisor: Once<number>;
  /** Balances that the account pension is worked out from. */
  personal: Once<number>;
  collective: Once<number>;
  subsidy: Once<number>;
  /** 个人账户养老金 a month. */
  pension: Once<number>;
  run: Once<number>;
}

/** 重新核定 after a correction: holds from `month` on. Key: county + id_number + month. */
export interface ReassessmentTable {
  county: string;
  id_number: Once<string>;
  month: Once<string>;
  years_paid: Once<number>;
  base_due: Once<0 | 1>;
  bonus_percent: Once<number>;
  personal: Once<number>;
  collective: Once<number>;
  subsidy: Once<number>;
  pension: Once<number>;
  run: Once<number>;
}

/** 发放与冲减. Key: county + paid_in + id_number + for_month + kind. */
export interface PaymentTable {
  county: string;
  /** Month of the money, and of the draw-down. */
  paid_in: Once<string>;
  id_number: Once<string>;
  /** Month that is paid for. */
  for_month: Once<string>;
  kind: Once<'pension' | 'recovery' | 'correction' | 'inheritance' | 'funeral'>;
  /** Parts, fen: 基础养老金, 个人账户养老金, additions, 八大员; negative is to be recovered. */
  base: Once<number>;
  pension: Once<number>;
  addition: Once<number>;
  service: Once<number>;
  /** What of `pension` came from each ledger, and from the fund once they are empty. */
  draw_personal: Once<number>;
  draw_collective: Once<number>;
  draw_subsidy: Once<number>;
  fund: Once<number>;
  /** Balances after this row, without interest since the last settlement. */
  personal: Once<number>;
  collective: Once<number>;
  subsidy: Once<number>;
  /**
   * All draws of this year since the last settlement, this row's included, and their 月积数: each amount
   * times 13 − its month. With them the last payment of a year stands for all when the year is settled.
   */
  drawn_personal: Once<number>;
  drawn_collective: Once<number>;
  drawn_subsidy: Once<number>;
  points_personal: Once<number>;
  points_collective: Once<number>;
  points_subsidy: Once<number>;
  /** Of a pension: the assessment that it was worked out by, so that next month's run finds it here. */
  base_due: Filled<0 | 1>;
  years_paid: Filled<number>;
  service_years: Filled<number>;
  birth_month: Filled<string>;
  run: Once<number>;
}

/** 死亡, 转移, 封存. Key: county + id_number. */
export interface ExitTable {
  county: string;
  id_number: Once<string>;
  kind: Once<'death' | 'transfer' | 'seal'>;
  /** Month in which it happened. */
  month: Once<string>;
  /** Month in which the county acts on it; never before `month`. */
  reported: Once<string>;
  run: Once<number>;
}

/** 服刑. Both months counted. Key: county + id_number + from_month. */
export interface SentenceTable {
  county: string;
  id_number: Once<string>;
  from_month: Once<string>;
  to_month: Once<string>;
  run: Once<number>;
}
