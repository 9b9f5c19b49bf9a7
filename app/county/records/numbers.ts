import { sql } from 'kysely';
import { addDays } from '../../../shared/dates/day.ts';
import { dateOf } from '../../../shared/dates/month.ts';
import {
  numberDay,
  numberPrefix,
  parseCertificateNumber,
} from '../../../shared/protocol/certificate-number.ts';
import type { Envelope } from '../../../shared/records/envelope.ts';
import type { CountyStore } from '../store/county-store.ts';
import { NUMBERS } from './known.ts';

/** What keeps a certificate number from being the record's own. */
export type NumberFault = 'check-digit' | 'terminal' | 'date';

/**
 * Numbers belong to the terminal whose digits they carry: another one could otherwise take them away before
 * their owner uses them. The day is the one that the terminal's clock showed when it gave the number, as it
 * stood or put right by what the terminal knew of its error.
 */
export function numberFault(
  record: Envelope,
  recordNumber: string,
  terminalNumber: number,
): NumberFault | undefined {
  const number = parseCertificateNumber(recordNumber);
  if (number === undefined) return 'check-digit';
  if (number.terminal !== terminalNumber) return 'terminal';
  const { occurredAt, clock } = record;
  const days = [occurredAt, occurredAt + (clock.offsetMs ?? 0)].filter(hasDay).map(numberDay);
  return days.includes(number.day) ? undefined : 'date';
}

const LAST_YEAR = Date.parse('9999-01-01T00:00:00+08:00');

/** Whether its day, and the days beside it, can be written. A terminal may claim any clock. */
function hasDay(instant: number): boolean {
  return instant >= 0 && instant < LAST_YEAR;
}

/** Days that one answer tells of at most; the protocol's limit. */
const DAYS_TOLD = 40;

/**
 * The highest number held of a terminal for each day from the day before its clock's on: below them it must
 * give out nothing again. Of a clock that is years behind, the days around it and those around ours.
 */
export async function highestCertificates(
  store: Pick<CountyStore, 'db' | 'county' | 'clock'>,
  signer: { readonly terminal: string; readonly number: number },
  terminalNow: number,
): Promise<string[]> {
  const prefixes = daysToTell(terminalNow, store.clock.now()).map((day) =>
    numberPrefix(signer.number, Date.parse(`${day}T12:00:00+08:00`)),
  );
  const ranges = sql.join(prefixes.map((prefix) => sql`(${`${prefix}000000`}, ${`${prefix}999999`})`));
  // One step into each key for each day, from its far end. A number that somebody else took counts for nothing.
  const highestIn = (table: keyof typeof NUMBERS) => {
    const number = sql.ref(NUMBERS[table]);
    return sql`(
      select ${number} from ${sql.table(table)}
      where county = ${store.county.code} and terminal = ${signer.terminal}
        and ${number} between days.column1 and days.column2
      order by ${number} desc limit 1)`;
  };
  const { rows } = await sql<{ certified: string | null; recorded: string | null }>`
    select ${highestIn('certifications')} as certified, ${highestIn('records')} as recorded
    from (values ${ranges}) as days
  `.execute(store.db);
  return rows.flatMap(({ certified, recorded }) => {
    const highest = (certified ?? '') > (recorded ?? '') ? certified : recorded;
    return highest === null ? [] : [highest];
  });
}

function daysToTell(terminalNow: number, countyNow: number): readonly string[] {
  const theirs = hasDay(terminalNow) ? terminalNow : countyNow;
  const first = addDays(dateOf(theirs), -1);
  const last = addDays(dateOf(Math.max(theirs, countyNow)), 1);
  const near = Array.from({ length: DAYS_TOLD / 2 }, (_, index) => addDays(first, index));
  const ours = Array.from({ length: DAYS_TOLD / 2 }, (_, index) => addDays(last, index + 1 - DAYS_TOLD / 2));
  return [...new Set([...near, ...ours])].filter((day) => day >= first && day <= last);
}
