import { expect, it } from 'vitest';
import { onBothEngines } from './engines.ts';
import type { TestLedger } from './ledger.ts';
import { fen, rulesWith } from './ledger.ts';
import { LI, WANG } from './people.ts';

/**
 * Whoever was paid last month is paid again from that row, without a look at the account. These are certified
 * by the roster for years, so that nothing but what is tried here sets them apart from that.
 */
const RULES = rulesWith({ interest: { rateMillionths: 0 }, assessment: { divisor: 10 } });

/** 10.00 in the account, 1.00 a month from 2012-01 on. */
async function payee(county: TestLedger, id = LI): Promise<void> {
  await county.person(id, { certified_through: '2099-12' });
  await county.post(id, '2012-01', [10, 0, 0]);
  await county.apply(id, '2012-01');
}

/** `paid_in for_month kind pension → personal balance` */
async function rows(county: TestLedger, id = LI): Promise<readonly string[]> {
  return (await county.payments(id)).map((line) =>
    line.replace(/^(\S+ \S+ \S+): \S+ (\S+) .* → (\S+) .*$/, '$1 $2 → $3'),
  );
}

const NONE = { collective: 0, subsidy: 0 };

onBothEngines('whoever was paid last month', (ledger) => {
  it.each(['2012-02', '2013-01'])(
    'is not paid beyond a death in %s that the roster has not',
    async (died) => {
      const county = await ledger();
      for (const id of [LI, WANG]) await payee(county, id);
      await county.months('2012-01', '2012-01', RULES);
      await county.leave(LI, 'death', died);
      await county.months('2012-02', '2013-03', RULES);
      const paid = (await rows(county)).filter((line) => line.includes('pension'));
      expect(paid.at(-1)?.slice(0, 15)).toBe(`${died} ${died}`);
      expect(paid).toHaveLength(died === '2012-02' ? 2 : 13);
    },
  );

  it('is not paid for months in prison', async () => {
    const county = await ledger();
    await payee(county);
    await county.sentence(LI, '2012-03', '2012-04');
    await county.months('2012-01', '2012-06', RULES);
    expect(await rows(county)).toEqual([
      '2012-01 2012-01 pension 1.00 → 9.00',
      '2012-02 2012-02 pension 1.00 → 8.00',
      '2012-05 2012-05 pension 1.00 → 7.00',
      '2012-06 2012-06 pension 1.00 → 6.00',
    ]);
  });

  it('is paid through the last month of the certification, and first in it', async () => {
    const county = await ledger();
    const rules = rulesWith({
      interest: { rateMillionths: 0 },
      assessment: { divisor: 10, certifiedMonths: 0 },
    });
    await payee(county);
    await county.certify(LI, '2012-03');
    await payee(county, WANG);
    await county.certify(WANG, '2012-03');
    await county.store.db.deleteFrom('applications').where('id_number', '=', WANG).execute();
    await county.apply(WANG, '2012-01', { first: '2012-03' });
    await county.months('2012-01', '2012-05', rules);
    expect((await rows(county)).map((line) => line.slice(0, 7))).toEqual(['2012-01', '2012-02', '2012-03']);
    expect((await rows(county, WANG)).map((line) => line.slice(0, 7))).toEqual(['2012-03']);
  });

  it.each(['before', 'after'])('draws from what a correction %s the payment left', async (when) => {
    const county = await ledger();
    await payee(county);
    await county.months('2012-01', when === 'before' ? '2012-01' : '2012-02', RULES);
    const [like] = await county.store.db.selectFrom('payments').selectAll().execute();
    if (like === undefined) throw new Error('nothing was paid');
    await county.store.db
      .insertInto('payments')
      .values({ ...like, paid_in: '2012-02', kind: 'correction', base: 0, pension: 0, draw_personal: fen(1) })
      .execute();
    await county.months(when === 'before' ? '2012-02' : '2012-03', '2012-03', RULES);
    expect((await rows(county)).filter((line) => line.includes('pension')).at(-1)).toBe(
      '2012-03 2012-03 pension 1.00 → 6.00',
    );
  });

  it('gets what a 重新核定 says from its month on', async () => {
    const county = await ledger();
    await payee(county);
    await county.months('2012-01', '2012-02', RULES);
    await county.store.db
      .insertInto('reassessments')
      .values({
        county: county.store.county.code,
        id_number: LI,
        month: '2012-03',
        years_paid: 1,
        base_due: 1,
        bonus_percent: 0,
        personal: fen(20),
        ...NONE,
        pension: fen(2),
        run: 1,
      })
      .execute();
    await county.months('2012-03', '2012-04', RULES);
    expect((await rows(county)).slice(2)).toEqual([
      '2012-03 2012-03 pension 2.00 → 6.00',
      '2012-04 2012-04 pension 2.00 → 4.00',
    ]);
  });

  it('draws from what a settlement in between made of the account', async () => {
    const county = await ledger();
    await payee(county);
    await county.months('2012-01', '2012-02', RULES);
    await county.store.db
      .insertInto('settlements')
      .values({
        county: county.store.county.code,
        year: 2012,
        through: 2,
        id_number: LI,
        interest_personal: fen(0.5),
        interest_collective: 0,
        interest_subsidy: 0,
        personal: fen(8.5),
        ...NONE,
        run: 1,
      })
      .execute();
    await county.months('2012-03', '2012-03', RULES);
    expect((await rows(county)).at(-1)).toBe('2012-03 2012-03 pension 1.00 → 7.50');
  });

  it('keeps the month of death, whoever else of the same report died earlier', async () => {
    const county = await ledger();
    for (const id of [LI, WANG]) await payee(county, id);
    await county.leave(LI, 'death', '2012-02', '2012-06');
    await county.leave(WANG, 'death', '2012-04', '2012-06');
    await county.months('2012-01', '2012-06', RULES);
    const recovered = async (id: string) =>
      (await rows(county, id)).filter((line) => line.includes('recovery')).map((line) => line.slice(8, 15));
    expect(await recovered(LI)).toEqual(['2012-03', '2012-04', '2012-05']);
    expect(await recovered(WANG)).toEqual(['2012-05']);
  });
});

onBothEngines('a sealed account', (ledger) => {
  it('earns nothing for the month in which it was sealed, December too', async () => {
    const county = await ledger();
    await county.person(LI);
    await county.post(LI, '2012-01', [1000, 0, 0]);
    await county.leave(LI, 'seal', '2012-11', '2012-12');
    await county.months('2012-01', '2012-12', rulesWith({ interest: { sealed: 'none' } }));
    expect(await county.settlements(LI)).toEqual([
      '2012/11 27.50 0.00 0.00 → 1027.50 0.00 0.00',
      '2012/12 0.00 0.00 0.00 → 1027.50 0.00 0.00',
    ]);
  });
});
