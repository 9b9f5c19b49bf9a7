import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportPayments } from '../../../../app/county/ledger/export-payments.ts';
import { beginRun, commitRun } from '../../../../app/county/ledger/run-row.ts';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { SetClock } from '../support/clock.ts';
import { clockAt } from '../support/clock.ts';
import { book } from '../support/county.ts';
import { fillCounty } from '../runs/county-of-accounts.ts';

let store: CountyStore;
let clock: SetClock;
beforeEach(async () => {
  clock = clockAt('2026-11-23T00:00:00+08:00');
  store = await openCountyStore('sqlite::memory:', { clock });
  await fillCounty(store, 6);
  await settleThrough(store, book(), 2025);
});
afterEach(() => store.close());

/** Months of the rows, without the header. */
async function exported(since?: string): Promise<readonly string[]> {
  const pieces = exportPayments(store, since === undefined ? {} : { since });
  if (!pieces.ok) throw new Error(pieces.error);
  let text = '';
  for await (const piece of pieces.value) text += piece;
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.slice(0, 7));
}

describe('the payments that are exported', () => {
  it('are those of committed runs: nothing goes to the bank of a run that was cut off', async () => {
    const cut = payMonth(store, book(), '2026-11', {
      progress: () => {
        throw new Error('cut off');
      },
    });
    await expect(cut).rejects.toThrow('cut off');
    expect(await store.db.selectFrom('payments').selectAll().execute()).not.toEqual([]);
    expect(await exported()).toEqual([]);
    await payMonth(store, book(), '2026-11');
    expect(await exported()).toEqual(['2026-11', '2026-11']);
  });

  it('are those known since the first moment of a day', async () => {
    await payMonth(store, book(), '2026-11');
    expect(await exported('2026-11-23')).toHaveLength(2);
    expect(await exported('2026-11-24')).toHaveLength(0);
  });
});

it('a run that commits after the clock was set back is not known before the one before it', async () => {
  const commit = () =>
    store.db.transaction().execute(async (tx) => {
      const plan = { kind: 'import', period: '', pack: 'national-2014', rules: '{}', step: '' } as const;
      const begun = await beginRun(tx, store, plan);
      if (!begun.ok) throw new Error(begun.error);
      return (await commitRun(tx, store, begun.value.run, 0)).committed_at;
    });
  const before = await commit();
  clock.advance(-60_000);
  expect(await commit()).toBe(before);
  clock.advance(120_000);
  expect(await commit()).toBe((before ?? 0) + 60_000);
});
