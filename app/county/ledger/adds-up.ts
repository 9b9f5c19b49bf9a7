import { formatYuan } from '../../../shared/money/fen.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { isSame, LEDGERS, NOTHING, plus } from '../../../shared/pension/ledgers.ts';
import type { Entry } from './entries.ts';

/** A row that states a balance, and the balance that its entries make. */
interface Checkpoint {
  readonly row: Entry;
  readonly stated: Ledgers;
  readonly made: Ledgers;
}

/**
 * 账账相符 within one account: every balance that a settlement or a pension states is the sum of the
 * entries known by then up to its month. Finds rows that were edited past the triggers: where the
 * difference appears and stays, an entry before it was altered; where it is gone again at the next row, the
 * stated balance itself was. One line each.
 */
export function accountFaults(idNumber: string, entries: readonly Entry[]): readonly string[] {
  const checkpoints = checkpointsOf(entries);
  const faults: string[] = [];
  let usual = NOTHING;
  for (const [index, { row, stated, made }] of checkpoints.entries()) {
    const difference = plus(stated, made, -1);
    if (isSame(difference, usual)) continue;
    const next = checkpoints[index + 1];
    const alone = next !== undefined && isSame(plus(next.stated, next.made, -1), usual);
    const amounts = LEDGERS.filter((ledger) => difference[ledger] !== usual[ledger])
      .map(
        (ledger) =>
          `${ledger} ${formatYuan(stated[ledger])}, entries make ${formatYuan(made[ledger] + usual[ledger])}`,
      )
      .join('; ');
    faults.push(
      alone
        ? `${nameOf(row)} of ${idNumber}: altered (${amounts})`
        : `${nameOf(row)} of ${idNumber}: does not add up, it or an entry before it was altered (${amounts})`,
    );
    if (!alone) usual = difference;
  }
  return faults;
}

function nameOf({ source, month, validMonth }: Entry): string {
  return source === 'settlement' ? `settlement ${month}` : `payment of ${month} for ${validMonth}`;
}

/** `entries` in order of knowledge. */
function checkpointsOf(entries: readonly Entry[]): readonly Checkpoint[] {
  const irregular = runsWithOtherPayments(entries);
  const checkpoints: Checkpoint[] = [];
  let made = NOTHING;
  // Known already but posted later than the row at hand looks: contributions of 2015 when 2014 is settled.
  let ahead: Entry[] = [];
  let reached = '';
  for (const row of entries) {
    made = plus(made, row.change);
    if (row.month > reached) ahead.push(row);
    if (row.stated === undefined || irregular.has(row.run)) continue;
    if (row.month > reached) {
      reached = row.month;
      ahead = ahead.filter(({ month }) => month > reached);
    }
    const later = row.month === reached ? ahead : entriesAfter(entries, row);
    checkpoints.push({
      row,
      stated: row.stated,
      made: later.reduce((sum, { change }) => plus(sum, change, -1), made),
    });
  }
  return checkpoints;
}

/** A settlement that comes after one of a later month: rare enough to look at all entries again. */
function entriesAfter(entries: readonly Entry[], row: Entry): readonly Entry[] {
  return entries.slice(0, entries.indexOf(row)).filter(({ month }) => month > row.month);
}

/** Where something is recovered or corrected beside it, the order of the payments is not told by their rows. */
function runsWithOtherPayments(entries: readonly Entry[]): ReadonlySet<number> {
  return new Set(
    entries
      .filter(({ source, stated }) => source === 'payment' && stated === undefined)
      .map(({ run }) => run),
  );
}
