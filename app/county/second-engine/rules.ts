/**
 * Values of the rules as plain data: this engine knows nothing of policy packs, so that a mistake in how
 * the other one reads or applies them cannot hide here. Amounts are fen, months `YYYY-MM`.
 */
export interface RuleValues {
  readonly interest: InterestValues;
  readonly assessment: AssessmentValues;
  readonly payment: PaymentValues;
  /** In order of month; the first reaches back to the earliest month that is ever paid. */
  readonly monthly: readonly MonthlyValues[];
}

/** 记账利率 and how it is counted: those of 1 January of the year. */
export interface InterestValues {
  /** Millionths a year: 0.0275 is 27500. */
  readonly rateMillionths: number;
  /** Whether money earns from its own month or from the next. */
  readonly monthRule: 'same-month' | 'next-month';
  /** Whether a sealed account goes on earning. */
  readonly sealed: 'accrues' | 'none';
}

/** 待遇核定: those of the first day of the month of assessment. */
export interface AssessmentValues {
  /** 启动基准日, `YYYY-MM-DD`. */
  readonly schemeStart: string;
  readonly claimAge: number;
  readonly yearsRequired: number;
  /** 计发月数. */
  readonly divisor: number;
  /** 加发 for older back-payers; the first band that fits counts. */
  readonly bonusBands: readonly {
    readonly fromAge: number;
    readonly throughAge?: number | undefined;
    readonly percent: number;
  }[];
  readonly bonusHouseholds: readonly ('rural' | 'urban')[];
  /** Months after the one of assessment in which the person counts as certified. */
  readonly certifiedMonths: number;
}

/** 发放: those of the first day of the month of payment. */
export interface PaymentValues {
  readonly graceMonths: number;
  /** 补发 of suspended months. */
  readonly resumptionBackPay: 'each-month-rate' | 'none';
  /** Whether the heirs of a suspended person have the month of death. */
  readonly deathMonth: 'payable' | 'not-payable';
  readonly prisonBackPay: 'each-month-rate' | 'none';
}

/** What a month is paid at, from `from` until the next entry. */
export interface MonthlyValues {
  readonly from: string;
  /** 基础养老金. */
  readonly base: number;
  /** 年限基础养老金 for each year beyond the threshold. */
  readonly extraYear: { readonly threshold: number; readonly monthly: number };
  /** 高龄倾斜, ages rising; the highest that was passed counts. */
  readonly ageBands: readonly { readonly fromAge: number; readonly monthly: number }[];
  /** 八大员 for each year of service. */
  readonly servicePerYear: number;
  /** 丧葬补助 in months of the base. */
  readonly funeralMonths: number;
  /** Ledgers whose balance goes to the heirs. */
  readonly heritable: readonly ('personal' | 'collective' | 'subsidy')[];
}
