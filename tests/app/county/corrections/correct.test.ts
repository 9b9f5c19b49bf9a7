import { describe, expect, it } from 'vitest';
import type { Truth } from '../../../../app/county/corrections/correct.ts';
import { correct } from '../../../../app/county/corrections/correct.ts';
import { readAudit } from '../../../../app/county/audit/chain/append.ts';
import { accountAsOf } from '../../../../app/county/ledger/account.ts';
import { accountFaults } from '../../../../app/county/ledger/adds-up.ts';
import type { ContributionRow } from '../../../../shared/pension/contribution-row.ts';
import { rulesAt } from '../../../../shared/pension/life/rules-at.ts';
import { book } from '../support/county.ts';
import type { Books } from './books.ts';
import { openBooks } from './books.ts';

const WRONG = '990101195301155014';
/** Runs before a correction: what was paid in, and what was worked out. */
const KNOWN = 2;
const TWIN = '990101195301155022';

function rules() {
  const found = rulesAt(book(), 'changchun-2011');
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}

const row = (more: Partial<ContributionRow> = {}): ContributionRow => ({
  idNumber: WRONG,
  year: 2012,
  kind: 'current',
  tier: 100_000,
  personal: 100_000,
  collective: 0,
  subsidy: 5000,
  paidOn: '2012-10-15',
  bankSerial: 'S2012',
  ...more,
});

const never = (year: number) => row({ year, tier: 0, personal: 0, subsidy: 0, paidOn: `${year}-10-15` });

async function put(books: Books, truth: Truth, dryRun = false) {
  return await correct(books.store, rules(), { truths: [truth], operator: 'li', reason: '录入错误', dryRun });
}

/** Paid 2012 and 2013, at 60 in January 2013 if `payee`; the twin's books are right from the start. */
async function twins(now: string, payee: boolean): Promise<Books> {
  const books = await openBooks(now);
  for (const [id, tier, subsidy] of [
    [WRONG, 100, 30],
    [TWIN, 1000, 50],
  ] as const) {
    await books.person(id);
    await books.paid(id, 2011, 100, 30);
    await books.paid(id, 2012, tier, subsidy);
    if (payee) await books.applied(id, '2013-02', '2013-02', '1953-01-15');
  }
  return books;
}

const entriesOf = async (books: Books, id: string) => {
  const county = books.store.county.code;
  const of = (table: 'settlements' | 'payments' | 'postings') =>
    books.store.db
      .selectFrom(table)
      .selectAll()
      .where('county', '=', county)
      .where('id_number', '=', id)
      .execute();
  return {
    settlements: await of('settlements'),
    payments: await of('payments'),
    postings: await of('postings'),
  };
};

describe('a contribution that was posted wrongly', () => {
  it('is taken back and posted anew, with the interest that follows, and earns on like its twin', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', false);
    await books.through('2015-12');
    const before = await entriesOf(books, WRONG);
    const done = await put(books, { idNumber: WRONG, rows: [row()] });
    expect(done).toMatchObject({ ok: true, value: [{ due: 0, pensionBefore: 0, pensionAfter: 0 }] });
    const after = await entriesOf(books, WRONG);
    // Nothing that stood there has changed.
    expect(after.postings.filter(({ run }) => run <= KNOWN)).toEqual(before.postings);
    expect(after.settlements.filter(({ run }) => run <= KNOWN)).toEqual(before.settlements);
    const added = after.postings.filter(({ run }) => run > KNOWN);
    expect(added.map((posting) => ('kind' in posting ? posting.kind : ''))).toEqual([
      'reversal',
      'current',
      'correction',
      'correction',
      'correction',
      'correction',
    ]);
    expect(added.map((posting) => ('valid_month' in posting ? posting.valid_month : ''))).toEqual([
      '2012-10',
      '2012-10',
      '2012-12',
      '2013-12',
      '2014-12',
      '2015-12',
    ]);
    await books.through('2017-12');
    expect(await lastBalance(books, WRONG)).toEqual(await lastBalance(books, TWIN));
  });

  it('yields the exact difference to pay, and pays on like its twin', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', true);
    await books.through('2015-12');
    const done = await put(books, { idNumber: WRONG, rows: [row()] });
    if (!done.ok) throw new Error(done.error);
    const [mine, twin] = [await entriesOf(books, WRONG), await entriesOf(books, TWIN)];
    const totals = (entries: typeof mine) =>
      entries.payments.reduce((sum, row) => ('base' in row ? sum + row.base + row.pension : sum), 0);
    expect(totals(mine)).toBe(totals(twin));
    expect(done.value[0]?.due).toBeGreaterThan(0);
    await books.through('2017-12');
    expect(await lastBalance(books, WRONG)).toEqual(await lastBalance(books, TWIN));
    expect(await lastPayment(books, WRONG)).toEqual(await lastPayment(books, TWIN));
  });

  it('on another day is another truth: it earns from there', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', false);
    await books.through('2015-12');
    const done = await put(books, { idNumber: TWIN, rows: [row({ idNumber: TWIN, paidOn: '2012-12-15' })] });
    if (!done.ok) throw new Error(done.error);
    const [one] = done.value;
    expect(one?.balanceAfter).toBeLessThan(one?.balanceBefore ?? 0);
  });

  it('that was never paid is taken out, and what was paid too much is to be recovered', async () => {
    const books = await openBooks('2015-06-20T09:00:00+08:00');
    await books.person(WRONG);
    await books.paid(WRONG, 2011, 100, 30);
    await books.paid(WRONG, 2012, 1000, 50);
    await books.applied(WRONG, '2013-02', '2013-02', '1953-01-15');
    await books.through('2015-05');
    const done = await put(books, { idNumber: WRONG, rows: [never(2012)] });
    if (!done.ok) throw new Error(done.error);
    const [one] = done.value;
    expect(one?.due).toBeLessThan(0);
    // One year paid instead of two, and two were required: the base pension falls away as well.
    expect(one?.due).toBeLessThan(-28 * 5500);
    expect(one?.pensionAfter).toBeLessThan(one?.pensionBefore ?? 0);
    await books.through('2015-07');
    expect(await lastPayment(books, WRONG)).toMatchObject({ base: 0, pension: one?.pensionAfter });
  });

  it('leaves what was known before as it was known', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', true);
    await books.through('2015-12');
    const before = await entriesOf(books, WRONG);
    await put(books, { idNumber: WRONG, rows: [row()] });
    const after = await entriesOf(books, WRONG);
    for (const table of ['settlements', 'payments', 'postings'] as const)
      expect(after[table].filter(({ run }) => run <= KNOWN)).toEqual(before[table]);
    const runs = await books.store.db.selectFrom('runs').selectAll().execute();
    expect(runs.at(-1)).toMatchObject({ kind: 'correction', period: '2016-01', state: 'committed' });
    const events = await readAudit(books.store.db, books.store.county.code, 0, 100);
    expect(events.at(-1)).toMatchObject({ event: 'accounts-corrected' });
    expect(events.at(-1)?.details).not.toContain(WRONG);
    expect(events.at(-1)?.details).not.toContain('录入错误');
    expect(JSON.parse(runs.at(-1)?.rules ?? '')).toEqual({ operator: 'li', reason: '录入错误' });
  });
});

describe('the ledger after corrections', () => {
  it('adds up entry by entry, and says of each day what was known then', async () => {
    const books = await twins('2015-06-20T09:00:00+08:00', true);
    await books.through('2015-05');
    const { db, county } = books.store;
    const before = await accountAsOf(db, county.code, WRONG);
    if (before === undefined) throw new Error('no account');
    const known = books.store.clock.now();
    books.clock.advance(1000);
    const done = await put(books, { idNumber: WRONG, rows: [row()] });
    if (!done.ok) throw new Error(done.error);
    await books.through('2015-12');
    const now = await accountAsOf(db, county.code, WRONG);
    expect(accountFaults(WRONG, now?.entries ?? [])).toEqual([]);
    expect(await accountAsOf(db, county.code, WRONG, known)).toEqual(before);
    expect(now?.pension).toBe(done.value[0]?.pensionAfter);
    expect(now?.pension).not.toBe(before.pension);
  });
});

describe('what is refused, and nothing posted', () => {
  it.each<[string, ContributionRow, RegExp]>([
    [
      'a tier that the year did not have',
      row({ tier: 15_000, personal: 15_000 }),
      /current 2012: 150\.00 was no tier/,
    ],
    ['a year that the books do not have', never(2009), /the books have no such payment/],
    [
      'a day that is not over for the books',
      row({ paidOn: '2016-01-10' }),
      /current 2012: paid_on 2016-01-10 is not over yet; import it/,
    ],
    [
      'a day before the rules',
      row({ paidOn: '2001-01-10' }),
      /current 2012: the pack changchun-2011 says nothing of 2001-01-10/,
    ],
    ['a day before birth', row({ paidOn: '1950-01-01' }), /paid_on lies before birth/],
    ['a day after the assessment', row({ paidOn: '2014-01-01' }), /nothing is paid in after the assessment/],
    [
      'a person unknown',
      row({ idNumber: '990101195301155030' }),
      /990101\*+5030: id_number: this person is not on the roster|not on the roster/,
    ],
  ])('%s', async (_, wrong, expected) => {
    const books = await twins('2016-01-20T09:00:00+08:00', true);
    await books.through('2015-12');
    const done = await put(books, { idNumber: wrong.idNumber, rows: [wrong] });
    expect(done.ok ? '' : done.error).toMatch(expected);
    expect(done.ok ? '' : done.error).not.toContain(WRONG);
    expect(await books.store.db.selectFrom('runs').selectAll().execute()).toHaveLength(KNOWN);
  });

  it('an account whose books do not add up', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', false);
    await books.through('2015-11');
    const done = await put(books, { idNumber: WRONG, rows: [row()] });
    expect(done.ok ? '' : done.error).toMatch(/the books do not add up: they hold/);
  });

  it('an account whose payments are not those that its books come to', async () => {
    const books = await twins('2015-06-20T09:00:00+08:00', true);
    await books.through('2015-05');
    const { db } = books.store;
    const last = db
      .selectFrom('payments')
      .selectAll()
      .where('id_number', '=', WRONG)
      .orderBy('paid_in', 'desc');
    const row0 = await last.executeTakeFirstOrThrow();
    const nothing = { base: 0, draw_personal: 0, draw_collective: 0, draw_subsidy: 0 };
    await db
      .insertInto('payments')
      .values({ ...row0, ...nothing, kind: 'correction', pension: 1, fund: 1, run: 1 })
      .execute();
    const done = await put(books, { idNumber: WRONG, rows: [row()] });
    expect(done.ok ? '' : done.error).toMatch(/the books do not add up/);
  });

  it('an account that is settled beyond the month, or is to be assessed in it', async () => {
    const books = await twins('2015-06-20T09:00:00+08:00', false);
    await books.through('2015-05');
    await books.applied(TWIN, '2015-06', '2015-06', '1953-01-15');
    const assessed = await put(books, { idNumber: TWIN, rows: [row({ idNumber: TWIN, subsidy: 4000 })] });
    expect(assessed.ok ? '' : assessed.error).toMatch(/is assessed in 2015-06; correct it afterwards/);
    await books.through('2015-12');
    const settled = await put(books, { idNumber: WRONG, rows: [row()] });
    expect(settled.ok ? '' : settled.error).toMatch(/is settled beyond 2015-05 already/);
  });

  it('a second correction of the same account in the same month', async () => {
    const books = await twins('2015-06-20T09:00:00+08:00', false);
    await books.through('2015-05');
    expect((await put(books, { idNumber: WRONG, rows: [row()] })).ok).toBe(true);
    const again = await put(books, { idNumber: WRONG, rows: [row({ subsidy: 4000 })] });
    expect(again.ok ? '' : again.error).toMatch(
      /was settled through 2015-05 for another reason; correct it next month/,
    );
  });

  it('a dry run tells the same and posts nothing', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', true);
    await books.through('2015-12');
    const told = await put(books, { idNumber: WRONG, rows: [row()] }, true);
    expect(await books.store.db.selectFrom('runs').selectAll().execute()).toHaveLength(KNOWN);
    expect(await put(books, { idNumber: WRONG, rows: [row()] })).toEqual(told);
  });

  it('what is posted so already changes nothing', async () => {
    const books = await twins('2016-01-20T09:00:00+08:00', true);
    await books.through('2015-12');
    expect(await put(books, { idNumber: TWIN, rows: [row({ idNumber: TWIN })] })).toEqual({
      ok: true,
      value: [],
    });
  });
});

async function lastBalance(books: Books, id: string) {
  const rows = (await entriesOf(books, id)).settlements;
  const last = rows
    .map((row) => ('through' in row && 'interest_personal' in row ? row : undefined))
    .toSorted((a, b) => (a?.year ?? 0) - (b?.year ?? 0) || (a?.through ?? 0) - (b?.through ?? 0))
    .at(-1);
  return [last?.year, last?.through, last?.personal, last?.collective, last?.subsidy];
}

async function lastPayment(books: Books, id: string) {
  const { base, pension, draw_personal, draw_subsidy, fund, for_month } = await books.store.db
    .selectFrom('payments')
    .selectAll()
    .where('id_number', '=', id)
    .where('kind', '=', 'pension')
    .orderBy('paid_in', 'desc')
    .orderBy('for_month', 'desc')
    .executeTakeFirstOrThrow();
  return { base, pension, draw_personal, draw_subsidy, fund, for_month };
}
