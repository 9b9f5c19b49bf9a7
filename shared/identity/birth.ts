import { isDay } from '../dates/day.ts';

/** Below this age nobody is a party to the scheme; it settles the century of a two-digit year. */
const YOUNGEST_PARTY = 16;

/**
 * The day of birth `YYYY-MM-DD` that an ID number carries; `undefined` where it carries none that exists.
 * The 15 characters of the 2017 foreigners' card leave the century open: of two, the later one at which
 * the person is of age on `today`.
 */
export function birthOf(idNumber: string, today: string): string | undefined {
  if (idNumber.length === 18) return dayOf(idNumber.slice(6, 14));
  if (idNumber.length !== 15) return undefined;
  const short = idNumber.slice(7, 13);
  const late = dayOf(`20${short}`);
  const ofAge = `${Number(today.slice(0, 4)) - YOUNGEST_PARTY}${today.slice(4)}`;
  return late !== undefined && late <= ofAge ? late : dayOf(`19${short}`);
}

function dayOf(eight: string): string | undefined {
  const day = `${eight.slice(0, 4)}-${eight.slice(4, 6)}-${eight.slice(6)}`;
  return isDay(day) ? day : undefined;
}
