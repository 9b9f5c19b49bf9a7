import type { Kysely } from 'kysely';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { NOTHING, plus } from '../../../shared/pension/ledgers.ts';
import type { Schema } from '../store/schema.ts';
import type { AccountRows, Entry } from './entries.ts';
import { entryReader } from './entries.ts';
import { knownRuns } from './known-runs.ts';
import { monthText } from './month-text.ts';

/** 个人账户 as its entries make it. Money in fen. */
export interface AccountState {
  /** Last settlement, and what was posted and drawn since. */
  readonly balances: Ledgers;
  /** `YYYY-MM` of the last settlement; empty before the first. */
  readonly settledThrough: string;
  /** 缴费年限: contributions that were not taken back, each a year. */
  readonly yearsPaid: number;
  /** 个人账户养老金 a month by the latest assessment; `undefined` before one. */
  readonly pension: number | undefined;
}

/** An account with all that is known of it. */
export interface Account extends AccountState {
  /** In the order in which they became known. */
  readonly entries: readonly Entry[];
}

/**
 * One account as it was known at the instant `knownUntil` (ms; now when not given); `undefined` when
 * nothing was. Later runs never change the answer.
 * @internal waits for the statement of a past day
 */
export async function accountAsOf(
  db: Kysely<Schema>,
  county: string,
  idNumber: string,
  knownUntil?: number,
): Promise<Account | undefined> {
  const runs = await knownRuns(db, county, knownUntil);
  const reader = await entryReader(db, county);
  const found = await reader.read({ only: idNumber }, (run) => runs.has(run));
  const rows = found.get(idNumber);
  return rows === undefined ? undefined : { entries: rows.entries, ...stateOf(rows) };
}

/** What the known rows of an account add up to. */
export function stateOf({ entries, assessments }: AccountRows): AccountState {
  let last: Entry | undefined;
  for (const entry of entries)
    if (entry.source === 'settlement' && (last === undefined || entry.month > last.month)) last = entry;
  let balances = last?.stated ?? NOTHING;
  for (const entry of entries) {
    if (entry.source === 'settlement') continue;
    // What became known after the settlement is not in it, whatever month it was posted in.
    if (last === undefined || entry.month > last.month || entry.run > last.run)
      balances = plus(balances, entry.change);
  }
  return {
    balances,
    settledThrough: settledThrough(last?.month ?? ''),
    yearsPaid: yearsPaid(entries),
    pension: assessments.at(-1)?.pension,
  };
}

function yearsPaid(entries: readonly Entry[]): number {
  const reversed = new Set(entries.map(({ reverses }) => reverses));
  return entries.filter(({ kind, voucher }) => isYear(kind) && !reversed.has(voucher)).length;
}

function isYear(kind: Entry['kind']): boolean {
  return kind === 'current' || kind === 'gap' || kind === 'backpay';
}

/** `2016-00`, a correction in January, stands behind the settlement of December. */
function settledThrough(month: string): string {
  return month.endsWith('-00') ? monthText(Number(month.slice(0, 4)) - 1, 12) : month;
}
