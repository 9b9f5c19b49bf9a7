import { describe, expect, it } from 'vitest';
import { verifyCounty } from '../../../../app/county/verify.ts';
import { correct } from '../../../../app/county/corrections/correct.ts';
import { payMonth } from '../../../../app/county/runs/pay.ts';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { rulesAt } from '../../../../shared/pension/life/rules-at.ts';
import { clockAt } from '../support/clock.ts';
import { book } from '../support/county.ts';
import { fillCounty, idOf } from './county-of-accounts.ts';

const PEOPLE = 12;
const EVERYBODY = { sample: PEOPLE };

/** Of a contribution of 200.00 it is found that 500.00 were paid. */
const paid500 = {
  idNumber: idOf(0),
  year: 2024,
  kind: 'current' as const,
  tier: 50_000,
  personal: 50_000,
  collective: 0,
  subsidy: 6000,
  paidOn: '2024-01-01',
  bankSerial: '',
};

describe('runs after a correction', () => {
  it.each([
    // November is paid: the next month that can act on it is December.
    ['2026-11-25', '2026-12'],
    ['2026-12-05', '2026-12'],
    ['2027-01-05', '2027-01'],
  ])('put right on %s go on, and both engines agree on them', async (day, acted) => {
    const clock = clockAt('2026-11-23T12:00:00+08:00');
    const at = (day: string) => clock.set(`${day}T12:00:00+08:00`);
    const store = await openCountyStore('sqlite::memory:', { clock });
    await fillCounty(store, PEOPLE);
    const rules = rulesAt(book(), 'national-2014');
    if (!rules.ok) throw new Error(rules.error.kind);
    const settle = async (year: number) =>
      expect(await settleThrough(store, book(), year, EVERYBODY)).toMatchObject({ ok: true });
    const pay = async (month: '2026-11' | '2026-12' | '2027-01' | '2027-02') => {
      at(`${month}-20`);
      const paid = await payMonth(store, book(), month, EVERYBODY);
      expect(paid.ok ? '' : paid.error).toBe('');
    };
    const pensions = async () =>
      (
        await store.db
          .selectFrom('payments')
          .select(['for_month', 'pension'])
          .where('id_number', '=', idOf(0))
          .where('kind', '=', 'pension')
          .orderBy('paid_in')
          .execute()
      ).map(({ pension }) => pension);
    const put = async () => {
      at(day);
      const order = { truths: [{ idNumber: idOf(0), rows: [paid500] }], operator: 'li', reason: '漏记' };
      const done = await correct(store, rules.value, { ...order, dryRun: false });
      if (!done.ok) throw new Error(done.error);
      const { period } = await store.db
        .selectFrom('runs')
        .select('period')
        .where('kind', '=', 'correction')
        .executeTakeFirstOrThrow();
      expect(period).toBe(acted);
      return done.value[0];
    };

    await settle(2025);
    await pay('2026-11');
    const early = acted === '2026-12' ? await put() : undefined;
    await pay('2026-12');
    at('2027-01-02');
    await settle(2026);
    const one = early ?? (await put());
    await pay('2027-01');
    await pay('2027-02');

    expect(one?.due).toBe(
      (acted === '2026-12' ? 1 : 2) * ((one?.pensionAfter ?? 0) - (one?.pensionBefore ?? 0)),
    );
    const [before, after] = [one?.pensionBefore, one?.pensionAfter];
    expect(await pensions()).toEqual(
      acted === '2026-12' ? [before, after, after, after] : [before, before, after, after],
    );
    const { findings } = await verifyCounty(store.db, store.crypto);
    // The fixture's people and import are not in the audit chain; nothing else may be found.
    expect(
      findings.filter((one) => !/^person \S+: not in the audit log$|^run 1: |\(run 1\)$/.test(one)),
    ).toEqual([]);
    await store.close();
  });
});
