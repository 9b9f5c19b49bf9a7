import type { Clock } from '../../../shared/clock/clock.ts';

/** What was refused on the channel, by cause. */
export interface Refusals {
  oversized: number;
  flooding: number;
  malformed: number;
}

/** Counts what one host refuses, and hands each on. */
export interface RefusalCounter {
  readonly counts: Readonly<Refusals>;
  add(cause: keyof Refusals): void;
}

export function countRefusals(onRefusal: (cause: string) => void): RefusalCounter {
  const counts: Refusals = { oversized: 0, flooding: 0, malformed: 0 };
  return {
    counts,
    add(cause) {
      counts[cause] += 1;
      onRefusal(cause);
    },
  };
}

/** After a row in the audit, further refusals of its kind are summed for this long, ms. */
const SUM_FOR = 10_000;
/** Kinds told apart at a time; what is beyond is summed as one. */
const MAX_KINDS = 50;

export interface RefusalNotes {
  refused(details: Readonly<Record<string, string>>): void;
  /** Writes what has been summed. */
  close(): void;
}

/**
 * Every refusal is in the audit, and a flood of them neither fills it nor keeps the disk busy: the first of
 * a kind gets a row at once, those that follow within seconds one row with their number (`times`).
 */
export function noteRefusals(
  clock: Clock,
  note: (details: Readonly<Record<string, string | number>>) => void,
): RefusalNotes {
  const summed = new Map<string, { details: Readonly<Record<string, string>>; times: number }>();
  const cancels = new Map<string, () => void>();
  const write = (key: string): void => {
    const sum = summed.get(key);
    summed.delete(key);
    cancels.delete(key);
    if (sum !== undefined && sum.times > 0) {
      note(sum.times === 1 ? sum.details : { ...sum.details, times: sum.times });
      hold(key, sum.details);
    }
  };
  const hold = (key: string, details: Readonly<Record<string, string>>): void => {
    summed.set(key, { details, times: 0 });
    cancels.set(
      key,
      clock.after(SUM_FOR, () => write(key)),
    );
  };
  return {
    refused(given) {
      const known = summed.has(JSON.stringify(given));
      const details = known || summed.size < MAX_KINDS ? given : { cause: 'various' };
      const key = JSON.stringify(details);
      const sum = summed.get(key);
      if (sum !== undefined) sum.times += 1;
      else {
        note(details);
        hold(key, details);
      }
    },
    close() {
      for (const cancel of cancels.values()) cancel();
      for (const { details, times } of summed.values()) {
        if (times > 0) note(times === 1 ? details : { ...details, times });
      }
      summed.clear();
      cancels.clear();
    },
  };
}
