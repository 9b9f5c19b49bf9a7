/** 记账利率 by year in millionths: those that are known, then an assumption. */
export interface YearlyRates {
  /** Year of the first known rate. */
  readonly firstYear: number;
  /** One a year without a gap. */
  readonly known: readonly number[];
  /** For every year after the known ones. */
  readonly assumed: number;
}

/** `year` is no earlier than the first. */
export function rateOf({ firstYear, known, assumed }: YearlyRates, year: number): number {
  return known[year - firstYear] ?? assumed;
}
