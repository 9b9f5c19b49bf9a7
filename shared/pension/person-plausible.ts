import type { Month } from '../dates/month.ts';
import { addMonths, dateOf, monthOf } from '../dates/month.ts';
import { hasCheckDigit, isCardNumber } from '../identity/bank-card.ts';
import { birthOf } from '../identity/birth.ts';
import { nameDoubts } from '../identity/person-name.ts';
import { validThrough } from './certification.ts';
import type { PersonRow } from './person-row.ts';
import type { PolicyBook } from './policy-book.ts';
import { settingOn } from './policy-book.ts';
import { certificationRule } from './policy-rules.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** What can be true of a person today, by the county's pack. */
export interface PersonBounds {
  readonly today: string;
  /** Age in completed years from which one may join, and from which one draws. */
  readonly minAge: number;
  readonly claimAge: number;
  /** Month in which the scheme began (启动基准日). */
  readonly schemeStart: Month;
  /** Last month in which a certification of today holds. */
  readonly latestCertified: Month;
}

/** Few live longer, and such a row is mostly an old one; nobody has reached the second. */
const OLD = 120;
const OLDEST = 130;

export function personBounds(book: PolicyBook, pack: string, now: number): Result<PersonBounds, string> {
  const today = dateOf(now);
  const minAge = settingOn(book, pack, 'enrolment.minAge', today);
  const claimAge = settingOn(book, pack, 'benefit.claimAge', today);
  const start = settingOn(book, pack, 'scheme.start', today);
  const rule = certificationRule(book, pack, today);
  if (!minAge.ok || !claimAge.ok || !start.ok || !rule.ok)
    return err(
      `policy pack ${pack} does not say on ${today} when one joins, draws and is certified; add rows to it`,
    );
  return ok({
    today,
    minAge: minAge.value.value,
    claimAge: claimAge.value.value,
    schemeStart: start.value.value.slice(0, 7) as Month,
    latestCertified: validThrough(rule.value, monthOf(now)),
  });
}

/**
 * Holds a row that is right by itself against birth, day and pack. The error is what cannot be true and says
 * the column; else what only smells, for an officer to look at. Numbers and names of persons are in neither.
 */
export function plausible(row: PersonRow, bounds: PersonBounds): Result<readonly string[], string> {
  // The short number of 2017 leaves the century open, and was not always made as written down.
  const long = row.id_number.length === 18;
  const birth = long ? birthOf(row.id_number, bounds.today) : undefined;
  if (long && birth === undefined) return err('id_number: digits 7 to 14 are no day that exists');
  const wrong =
    (birth === undefined ? undefined : wrongAge(row, birth, bounds)) ?? wrongMonths(row, birth, bounds);
  return wrong === undefined ? ok(doubtsOf(row, birth, bounds)) : err(wrong);
}

const isPayee = ({ status }: PersonRow): boolean => status === 'receiving' || status === 'suspended';
const isGone = ({ status }: PersonRow): boolean => status === 'deceased' || status === 'transferred';

function wrongAge(
  row: PersonRow,
  birth: string,
  { today, minAge, claimAge }: PersonBounds,
): string | undefined {
  if (birth > today) return 'id_number: a birth that is still to come';
  if (atAge(birth, minAge) > monthOfDay(today))
    return `id_number: too young for the scheme, which one may join at ${minAge}`;
  if (!isGone(row) && atAge(birth, OLDEST + 1) <= monthOfDay(today))
    return `id_number: older than ${OLDEST}, and ${row.status}`;
  if (isPayee(row) && atAge(birth, claimAge) > monthOfDay(today))
    return `status: ${row.status}, but not ${claimAge} years old yet`;
  return undefined;
}

function wrongMonths(
  row: PersonRow,
  birth: string | undefined,
  { today, minAge, schemeStart, latestCertified }: PersonBounds,
): string | undefined {
  const { benefit_start: start, certified_through: through } = row;
  if (isPayee(row) && start === null) return `benefit_start: empty, but status is ${row.status}`;
  if (start !== null && start < schemeStart) return `benefit_start: before the scheme began (${schemeStart})`;
  if (start !== null && birth !== undefined && start < atAge(birth, minAge))
    return 'benefit_start: before the person could even join';
  if (start !== null && isPayee(row) && start > addMonths(monthOfDay(today), 1))
    return `benefit_start: still to come, but status is ${row.status}`;
  if (through !== null && through < schemeStart)
    return `certified_through: before the scheme began (${schemeStart})`;
  if (through !== null && through > latestCertified)
    return `certified_through: later than ${latestCertified}, as far as a certification of today holds`;
  return undefined;
}

function doubtsOf(
  row: PersonRow,
  birth: string | undefined,
  { today, claimAge }: PersonBounds,
): readonly string[] {
  const { benefit_start: start, bank_account: account } = row;
  const doubts = [...nameDoubts(row.name, isChinese(row.id_number))];
  if (birth !== undefined && !isGone(row) && atAge(birth, OLD + 1) <= monthOfDay(today))
    doubts.push(`id_number: older than ${OLD}, and ${row.status}`);
  if (start !== null && birth !== undefined && start < atAge(birth, claimAge))
    doubts.push(`benefit_start: before the person was ${claimAge}`);
  if (start !== null && row.status === 'contributing')
    doubts.push('benefit_start: there, but status is contributing');
  if (isPayee(row) && account === '') doubts.push(`bank_account: empty, but status is ${row.status}`);
  if (isCardNumber(account) && !hasCheckDigit(account))
    doubts.push('bank_account: the check digit of the card is wrong');
  return doubts;
}

/** Citizens' numbers begin with 1 to 7, invented ones with 99. */
function isChinese(idNumber: string): boolean {
  return /^([1-7]|99)\d{16}/.test(idNumber);
}

function monthOfDay(day: string): Month {
  return day.slice(0, 7) as Month;
}

/** The month in which somebody born on `birth` is `years` old. */
function atAge(birth: string, years: number): Month {
  return addMonths(monthOfDay(birth), years * 12);
}
