import type { StoreFault } from '../../../flows/contract/journal.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import type { Sqlite } from '../../../shared/store/open.ts';
import {
  DAILY_LIMIT,
  certificateNumber,
  countOf,
  numberPrefix,
} from '../../../shared/protocol/certificate-number.ts';
import { luhnDigit } from '../../../shared/identity/luhn.ts';
import type { HighWater } from './high-water.ts';
import type { Epoch } from './standing.ts';

/** 证书编号, one after the other. No number is ever given twice; after a loss some are skipped. */
export interface Numbers {
  /** The next number of the day, safe to be put on paper once its certification is committed. */
  next(terminalNumber: number, at: number): Result<string, StoreFault>;
  /**
   * Keeps the next numbers above those that the county holds. Inside a transaction of the caller; numbers
   * of other terminals are passed over.
   */
  raise(terminalNumber: number, certificates: readonly string[]): void;
  /** Keeps the next numbers above every mark: the store may have forgotten some. In a transaction of the caller. */
  raiseToMarks(): void;
}

export function openNumbers(db: Sqlite, epoch: Epoch, highWater: HighWater): Numbers {
  // Only what is a number counts: the column is text, and somebody may have written into it.
  const highest = db
    .prepare<[string, string], string>(
      `SELECT number FROM records
       WHERE number BETWEEN ? AND ? AND number NOT GLOB '*[^0-9]*'
       ORDER BY number DESC LIMIT 1`,
    )
    .pluck();
  const readFloor = db.prepare<[string], number>('SELECT count FROM floors WHERE prefix = ?').pluck();
  const writeFloor = db.prepare(
    `INSERT INTO floors (prefix, count) VALUES (?, ?)
     ON CONFLICT (prefix) DO UPDATE SET count = max(count, excluded.count)`,
  );
  const given = (prefix: string): number => {
    // By what the day's certificates say themselves, so that a clock that is set back never gives a number twice.
    const last = highest.get(`${prefix}000000`, `${prefix}999999`);
    return Math.max(last === undefined ? 0 : countOf(last), readFloor.get(prefix) ?? 0, epoch.base());
  };
  return {
    next(terminalNumber, at) {
      const prefix = numberPrefix(terminalNumber, at);
      const count = given(prefix) + 1;
      if (count > DAILY_LIMIT)
        return err({ kind: 'io', detail: "the day's certificate numbers are used up" });
      const covered = highWater.cover(prefix, count);
      return covered.ok ? ok(certificateNumber(prefix, count)) : covered;
    },
    raise(terminalNumber, certificates) {
      for (const one of certificates) {
        const prefix = one.slice(0, 10);
        const isOurs = Number(prefix.slice(6)) === terminalNumber && luhnDigit(one.slice(0, 15)) === one[15];
        if (isOurs && countOf(one) > given(prefix)) writeFloor.run(prefix, countOf(one));
      }
    },
    raiseToMarks() {
      const { days, older, base } = highWater.marks();
      for (const [prefix, count] of Object.entries(days)) writeFloor.run(prefix, count);
      epoch.setBase(Math.max(epoch.base(), older, base));
    },
  };
}
