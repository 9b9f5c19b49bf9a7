import { isDay } from '../dates/day.ts';
import { parseYuan } from '../money/fen.ts';
import { idNumberProblem } from './person-row.ts';
import type { Result } from '../result/result.ts';
import { err, ok } from '../result/result.ts';

/** Columns of a contributions file, in the order in which it is written. */
export const CONTRIBUTION_COLUMNS = [
  'id_number',
  'year',
  'kind',
  'tier',
  'personal',
  'collective',
  'subsidy',
  'paid_on',
  'bank_serial',
] as const;
export type ContributionColumn = (typeof CONTRIBUTION_COLUMNS)[number];

/** 正常缴费, 补缴 of years before the scheme, 中断后补缴. */
export const CONTRIBUTION_KINDS = ['current', 'backpay', 'gap'] as const;
export type ContributionKind = (typeof CONTRIBUTION_KINDS)[number];

/** 缴费: one year paid, as a bank and a county exchange it. Money in fen. */
export interface ContributionRow {
  readonly idNumber: string;
  /** The year paid for. */
  readonly year: number;
  readonly kind: ContributionKind;
  /** 缴费档次. */
  readonly tier: number;
  /** What the person paid; less than the tier where the government pays a part (代缴). */
  readonly personal: number;
  /** 集体补助 and 资助. */
  readonly collective: number;
  /** 缴费补贴. */
  readonly subsidy: number;
  /** `YYYY-MM-DD`. */
  readonly paidOn: string;
  readonly bankSerial: string;
}

/** More than any year has ever taken; a larger amount was written in fen, or in another column. */
const MOST_FEN = 100_000_000;
const LONGEST_SERIAL = 64;

/**
 * Checks one row by itself. The error names the column and says what is wrong and what would be right;
 * no number or name of a person is in it.
 */
export function parseContributionRow(
  fields: Readonly<Record<ContributionColumn, string>>,
): Result<ContributionRow, string> {
  const text = (column: ContributionColumn): string => fields[column].trim();
  const idNumber = text('id_number').toUpperCase();
  const kind = text('kind');
  const problem =
    idNumberProblem(idNumber) ??
    expect('year', /^[12]\d{3}$/.test(text('year')), 'a whole number of four digits, e.g. 2015') ??
    expect('kind', isKind(kind), CONTRIBUTION_KINDS.join(', ')) ??
    moneyProblem('tier', text('tier')) ??
    moneyProblem('personal', text('personal')) ??
    moneyProblem('collective', text('collective')) ??
    moneyProblem('subsidy', text('subsidy')) ??
    expect('paid_on', isDay(text('paid_on')), 'a day that exists, YYYY-MM-DD') ??
    expect(
      'bank_serial',
      text('bank_serial').length <= LONGEST_SERIAL && /^[\p{L}\p{N} ._/#:-]*$/u.test(text('bank_serial')),
      `letters, digits and ._/#:- (at most ${LONGEST_SERIAL}), or empty`,
    );
  if (problem !== undefined) return err(problem);
  const fen = (column: ContributionColumn): number => parseYuan(text(column)) ?? 0;
  return ok({
    idNumber,
    year: Number(text('year')),
    kind: kind as ContributionKind,
    tier: fen('tier'),
    personal: fen('personal'),
    collective: fen('collective'),
    subsidy: fen('subsidy'),
    paidOn: text('paid_on'),
    bankSerial: text('bank_serial'),
  });
}

function isKind(text: string): text is ContributionKind {
  return (CONTRIBUTION_KINDS as readonly string[]).includes(text);
}

function expect(column: string, right: boolean, wanted: string): string | undefined {
  return right ? undefined : `${column}: expected ${wanted}`;
}

function moneyProblem(column: ContributionColumn, text: string): string | undefined {
  const fen = parseYuan(text);
  if (fen === undefined) return `${column}: expected yuan with two decimals, e.g. 30.00 (0.00 for nothing)`;
  if (fen < 0) return `${column}: is negative; what was posted wrongly is taken back with county correct`;
  return fen > MOST_FEN ? `${column}: more than 1000000.00; expected yuan, not fen` : undefined;
}
