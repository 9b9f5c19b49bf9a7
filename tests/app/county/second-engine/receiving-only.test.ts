import { expect, it } from 'vitest';
import { runMonth } from '../../../../app/county/second-engine/month.ts';
import type { PersonTable } from '../../../../app/county/persons/tables.ts';
import { onBothEngines } from './engines.ts';
import type { TestLedger } from './ledger.ts';
import { next, RULES, rulesWith } from './ledger.ts';
import { LI, WANG } from './people.ts';

/** Months as a county pays them: only to people whose status is `receiving`. */
async function payMonths(county: TestLedger, first: string, last: string, rules = RULES): Promise<void> {
  const { code } = county.store.county;
  for (let month = first; month <= last; month = next(month)) {
    const work = { county: code, run: 1, month, rules, receivingOnly: true };
    const done = await county.store.db.transaction().execute((tx) => runMonth(tx, work));
    if (!done.ok) throw new Error(JSON.stringify(done.error));
  }
}

/** `paid_in for_month kind` of each row. */
async function paid(county: TestLedger, id: string): Promise<readonly string[]> {
  return (await county.payments(id)).map((line) => line.replace(/: .*/, ''));
}

async function status(county: TestLedger, id: string, now: PersonTable['status']): Promise<void> {
  await county.store.db.updateTable('persons').set({ status: now }).where('id_number', '=', id).execute();
}

const NOT_PAID = ['suspended', 'sealed', 'contributing', 'transferred', 'deceased'] as const;

onBothEngines('发放 to those who are receiving', (ledger) => {
  it.each(NOT_PAID)('nobody %s is paid, whether paid last month or never before', async (now) => {
    const county = await ledger();
    for (const id of [LI, WANG]) await county.person(id, { certified_through: '2099-12' });
    // Li was paid last month; Wang is assessed in the month in which the status says no.
    await county.apply(LI, '2012-01');
    await payMonths(county, '2012-01', '2012-02');
    expect(await paid(county, LI)).toEqual(['2012-01 2012-01 pension', '2012-02 2012-02 pension']);
    await county.apply(WANG, '2012-03');
    for (const id of [LI, WANG]) await status(county, id, now);
    await payMonths(county, '2012-03', '2013-02');
    expect(await paid(county, LI)).toHaveLength(2);
    expect(await paid(county, WANG)).toEqual([]);
  });

  it('leaves out the one and pays the other', async () => {
    const county = await ledger();
    for (const id of [LI, WANG]) {
      await county.person(id, { certified_through: '2099-12' });
      await county.apply(id, '2012-01');
    }
    await payMonths(county, '2012-01', '2012-02');
    await status(county, LI, 'suspended');
    await payMonths(county, '2012-03', '2012-03');
    expect((await paid(county, LI)).at(-1)).toBe('2012-02 2012-02 pension');
    expect((await paid(county, WANG)).at(-1)).toBe('2012-03 2012-03 pension');
  });

  it.each([
    ['each-month-rate', ['2012-05 2012-03', '2012-05 2012-04', '2012-05 2012-05']],
    ['none', ['2012-05 2012-05']],
  ] as const)('resumed, the months held back are owed: %s', async (resumptionBackPay, resumed) => {
    const county = await ledger();
    const rules = rulesWith({ payment: { resumptionBackPay } });
    await county.person(LI, { certified_through: '2099-12' });
    await county.apply(LI, '2012-01');
    await payMonths(county, '2012-01', '2012-02', rules);
    await status(county, LI, 'suspended');
    await payMonths(county, '2012-03', '2012-04', rules);
    await status(county, LI, 'receiving');
    await payMonths(county, '2012-05', '2012-06', rules);
    expect((await paid(county, LI)).slice(2)).toEqual(
      [...resumed, '2012-06 2012-06'].map((months) => `${months} pension`),
    );
  });

  it('pays the heirs what is owed up to the death, whatever the status says by then', async () => {
    const county = await ledger();
    await county.person(LI, { certified_through: '2099-12' });
    await county.post(LI, '2012-01', [10, 0, 0]);
    await county.apply(LI, '2012-01');
    const rules = rulesWith({ interest: { rateMillionths: 0 } });
    await payMonths(county, '2012-01', '2012-01', rules);
    await county.leave(LI, 'death', '2012-02');
    await status(county, LI, 'deceased');
    await payMonths(county, '2012-02', '2012-03', rules);
    expect(await paid(county, LI)).toEqual([
      '2012-01 2012-01 pension',
      '2012-02 2012-02 pension',
      '2012-02 2012-02 inheritance',
    ]);
  });
});
