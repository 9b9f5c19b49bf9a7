import { isMonth } from '../dates/month.ts';
import { isIdNumber } from '../identity/id-number.ts';
import { readName } from '../identity/person-name.ts';
import type { PersonStatus } from '../records/refusal.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** Columns of a persons file, in the order in which it is written. */
export const PERSON_COLUMNS = [
  'id_number',
  'name',
  'household',
  'area_code',
  'phone',
  'status',
  'special_group',
  'ssc_number',
  'bank_account',
  'benefit_start',
  'certified_through',
] as const;
export type PersonColumn = (typeof PERSON_COLUMNS)[number];

/** 参保人员 as counties exchange them; empty text where nothing is known, `null` for a month. */
export interface PersonRow {
  readonly id_number: string;
  /** As `readName` has it. */
  readonly name: string;
  readonly household: 'rural' | 'urban';
  /** 12 digits: county 6, township 3, village 3. */
  readonly area_code: string;
  readonly phone: string;
  readonly status: PersonStatus;
  readonly special_group: '' | 'severe-disability' | 'dibao' | 'youfu';
  readonly ssc_number: string;
  readonly bank_account: string;
  /** `YYYY-MM`, first month of benefit. */
  readonly benefit_start: string | null;
  /** `YYYY-MM`, last month in which the latest certification holds. */
  readonly certified_through: string | null;
}

const HOUSEHOLDS: ReadonlySet<string> = new Set<PersonRow['household']>(['rural', 'urban']);
const STATUSES: ReadonlySet<string> = new Set<PersonRow['status']>([
  'contributing',
  'receiving',
  'suspended',
  'sealed',
  'deceased',
  'transferred',
]);
const GROUPS: ReadonlySet<string> = new Set<PersonRow['special_group']>([
  '',
  'severe-disability',
  'dibao',
  'youfu',
]);

/**
 * Checks one row by itself. Surrounding blanks are dropped, a check character `x` is made `X`, and the name is
 * as `readName` has it; everything else is taken as it stands. The error names the column and says what is wrong, without the value: reasons
 * are read aloud and logged, rows are not.
 */
export function parsePersonRow(fields: Readonly<Record<PersonColumn, string>>): Result<PersonRow, string> {
  const text = (column: PersonColumn): string => fields[column].trim();
  const idNumber = text('id_number').toUpperCase();
  const name = readName(fields.name);
  const problem =
    idNumberProblem(idNumber) ??
    (name.ok ? undefined : `name${name.error.startsWith('is ') ? ' ' : ': '}${name.error}`) ??
    oneOf('household', text('household'), HOUSEHOLDS) ??
    shape('area_code', text('area_code'), /^\d{12}$/, '12 digits (county 6, township 3, village 3)') ??
    shape('phone', text('phone'), /^[0-9+() -]{0,20}$/, 'a telephone number or empty') ??
    oneOf('status', text('status'), STATUSES) ??
    oneOf('special_group', text('special_group'), GROUPS) ??
    shape('ssc_number', text('ssc_number'), /^[0-9A-Za-z]{0,32}$/, 'letters and digits, or empty') ??
    shape('bank_account', text('bank_account'), /^[0-9A-Za-z-]{0,32}$/, 'digits in full, or empty') ??
    monthProblem('benefit_start', text('benefit_start')) ??
    monthProblem('certified_through', text('certified_through'));
  if (problem !== undefined) return err(problem);
  return ok({
    id_number: idNumber,
    name: name.ok ? name.value : '',
    household: text('household') as PersonRow['household'],
    area_code: text('area_code'),
    phone: text('phone'),
    status: text('status') as PersonRow['status'],
    special_group: text('special_group') as PersonRow['special_group'],
    ssc_number: text('ssc_number'),
    bank_account: text('bank_account'),
    benefit_start: text('benefit_start') || null,
    certified_through: text('certified_through') || null,
  });
}

/** What is wrong with a number, or `undefined`; without the number itself. */
export function idNumberProblem(number: string): string | undefined {
  if (number === '') return 'id_number is empty';
  if (isIdNumber(number)) return undefined;
  // A number that fails its check digit can never come from a card: the person would not be found.
  return /^(\d{17}[\dX]|[A-Z]{3}\d{12})$/.test(number)
    ? 'id_number: the check digit is wrong, so at least one character is'
    : 'id_number: neither 18 characters (身份号码) nor 3 letters and 12 digits (外国人永久居留)';
}

function oneOf(column: string, value: string, allowed: ReadonlySet<string>): string | undefined {
  if (allowed.has(value)) return undefined;
  const words = [...allowed].map((word) => (word === '' ? 'empty' : word));
  return `${column}: not one of ${words.join(', ')}`;
}

function shape(column: string, value: string, pattern: RegExp, wanted: string): string | undefined {
  return pattern.test(value) ? undefined : `${column}: expected ${wanted}`;
}

function monthProblem(column: string, value: string): string | undefined {
  return value === '' || isMonth(value) ? undefined : `${column}: not a month YYYY-MM, nor empty`;
}
