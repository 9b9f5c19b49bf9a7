/**
 * Calendar months in China Standard Time (UTC+8, no daylight saving since 1991), written `YYYY-MM`.
 * The certification period, benefits and contributions are all counted in these.
 */
export type Month = `${number}-${number}`;

const CST_OFFSET_MS = 8 * 60 * 60 * 1000;
const MONTH_PATTERN = /^(\d{4})-(0[1-9]|1[0-2])$/;

export function isMonth(text: string): text is Month {
  return MONTH_PATTERN.test(text);
}

/** The CST month in which the instant `epochMs` falls. */
export function monthOf(epochMs: number): Month {
  return new Date(epochMs + CST_OFFSET_MS).toISOString().slice(0, 7) as Month;
}

/** The CST date `YYYY-MM-DD` on which the instant `epochMs` falls. */
export function dateOf(epochMs: number): string {
  return new Date(epochMs + CST_OFFSET_MS).toISOString().slice(0, 10);
}

/** The CST time of day `HH:MM` of the instant `epochMs`. */
export function timeOfDay(epochMs: number): string {
  return new Date(epochMs + CST_OFFSET_MS).toISOString().slice(11, 16);
}

/** Months since year 0; the ordinal behind every month sum. */
export function ordinal(month: Month): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** The month with this ordinal. */
export function monthAt(total: number): Month {
  const year = String(Math.floor(total / 12)).padStart(4, '0');
  return `${year}-${String((total % 12) + 1).padStart(2, '0')}` as Month;
}

export function addMonths(month: Month, count: number): Month {
  return monthAt(ordinal(month) + count);
}

/** `later` minus `earlier` in whole months; negative when it lies before. */
export function monthsBetween(earlier: Month, later: Month): number {
  return ordinal(later) - ordinal(earlier);
}

/** `2027年10月`, as on paper and screen; never broken over a line. */
export function monthInChinese(month: Month): string {
  const [year, index] = month.split('-');
  return `${year}年${Number(index)}月`;
}
