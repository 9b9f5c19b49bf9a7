import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correct } from '../../../../app/county/corrections/correct.ts';
import { rulesAt } from '../../../../shared/pension/life/rules-at.ts';
import { book } from '../support/county.ts';
import type { Books } from './books.ts';
import { openBooks } from './books.ts';

const TABLES = ['runs', 'postings', 'settlements', 'payments', 'reassessments', 'audit'] as const;
const KINDS = ['death', 'transfer', 'seal'] as const;
/** Acted on long ago, last month, and in the month of the correction. */
const REPORTED = ['2014-07', '2015-05', '2015-06'] as const;

const CASES = KINDS.flatMap((kind) =>
  REPORTED.flatMap((reported) => [true, false].map((payee) => ({ kind, reported, payee }))),
).map((one, index) => ({ ...one, id: idOf(index) }));
const BY_STATUS = ['receiving', 'contributing', 'suspended', 'deceased', 'transferred', 'sealed'] as const;
const byStatus = new Map(BY_STATUS.map((status, index) => [status, idOf(50 + index)]));

/** Nobody's: born on 15 January 1953. */
function idOf(number: number): string {
  return `99010119530115${String(number).padStart(3, '0')}X`;
}

let books: Books;
beforeAll(async () => {
  books = await openBooks('2015-06-20T09:00:00+08:00');
  const county = books.store.county.code;
  // Paid 2011 and 2012; 2012 was 100.00 in the books and 1,000.00 in truth.
  const open = async (id: string, payee: boolean): Promise<void> => {
    await books.person(id);
    await books.paid(id, 2011, 100, 30);
    await books.paid(id, 2012, 100, 30);
    if (payee) await books.applied(id, '2013-02', '2013-02', '1953-01-15');
  };
  for (const id of byStatus.values()) await open(id, true);
  for (const { id, kind, reported, payee } of CASES) {
    await open(id, payee);
    await books.store.db
      .insertInto('exits')
      .values({ county, id_number: id, kind, month: reported, reported, run: 1 })
      .execute();
  }
  await books.through('2015-05');
  for (const [status, id] of byStatus)
    await books.store.db.updateTable('persons').set({ status }).where('id_number', '=', id).execute();
});
afterAll(() => books.store.close());

async function put(id: string) {
  const rules = rulesAt(book(), 'changchun-2011');
  if (!rules.ok) throw new Error(rules.error.kind);
  const row = {
    idNumber: id,
    year: 2012,
    kind: 'current' as const,
    tier: 100_000,
    personal: 100_000,
    collective: 0,
    subsidy: 5000,
    paidOn: '2012-10-15',
    bankSerial: 'S2012',
  };
  const truths = [{ idNumber: id, rows: [row] }];
  return await correct(books.store, rules.value, { truths, operator: 'li', reason: '漏记', dryRun: false });
}

async function everything(): Promise<string> {
  const rows = TABLES.map((table) => books.store.db.selectFrom(table).selectAll().execute());
  return JSON.stringify(await Promise.all(rows));
}

async function refused(id: string): Promise<void> {
  const before = await everything();
  expect(await put(id)).toEqual({
    ok: false,
    error: `990***********${id.slice(-4)}: id_number: the account is closed or sealed`,
  });
  expect(await everything()).toBe(before);
}

describe('a correction of an account that is no longer open is refused, and posts nothing', () => {
  it.each(CASES)('$kind in the ledger, reported $reported, payee: $payee', async ({ id }) => {
    await refused(id);
  });

  it.each(['deceased', 'transferred', 'sealed'] as const)('%s by the roster alone', async (status) => {
    await refused(byStatus.get(status) ?? '');
  });

  it.each(['receiving', 'contributing', 'suspended'] as const)('not of who is %s', async (status) => {
    expect(await put(byStatus.get(status) ?? '')).toMatchObject({ ok: true, value: [{}] });
  });
});
