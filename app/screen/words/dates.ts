import type { Say } from './words.ts';

/** China Standard Time has no summer time: eight hours on from UTC, always. */
const CST = 8 * 3_600_000;

export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: 0 | 1 | 2 | 3 | 4 | 5 | 6;
  /** `10:42` */
  readonly clock: string;
}

/** `epoch`: ms since the epoch. */
export function wallTime(epoch: number): WallTime {
  const shifted = new Date(epoch + CST);
  const two = (n: number): string => String(n).padStart(2, '0');
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    weekday: shifted.getUTCDay() as WallTime['weekday'],
    clock: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
  };
}

/** 明年 and 10: until when to come again, counted from the day of the certification. */
export function comeAgain(
  view: { readonly occurredAt: number; readonly validThrough: string | null },
  say: Say,
): { readonly year: string; readonly month: number } {
  const now = wallTime(view.occurredAt).year;
  const { year, month } = yearAndMonth(view.validThrough ?? `${now}-12`);
  const word = year === now ? 'this' : year === now + 1 ? 'next' : 'other';
  return { year: say(`result.year.${word}`, { year }), month };
}

/** `2027-10` → 2027 and 10. */
export function yearAndMonth(month: string): { readonly year: number; readonly month: number } {
  return { year: Number(month.slice(0, 4)), month: Number(month.slice(5, 7)) };
}
