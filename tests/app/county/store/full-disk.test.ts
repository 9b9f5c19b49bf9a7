import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { troubleOf } from '../../../../app/county/store/messages/trouble.ts';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
let terminal: TestTerminal;
beforeEach(async () => {
  county = await testCounty();
  terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
});
afterEach(() => county.close());

/** What SQLite may fill: as many pages as it has, or as many as it likes. */
async function roomFor(pages: 'no more' | 'more'): Promise<void> {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(county.store.db);
  const most = pages === 'more' ? 1_000_000 : (rows[0]?.page_count ?? 0);
  await sql`pragma max_page_count = ${sql.lit(most)}`.execute(county.store.db);
}

/** Sends batches of new records until one is not taken; gives its answer and what is held by then. */
async function fill(idNumber: string): Promise<Awaited<ReturnType<TestTerminal['send']>>> {
  for (;;) {
    const records = Array.from({ length: 20 }, () => terminal.record({ idNumber }));
    const answer = await terminal.send('POST', '/records', JSON.stringify({ records }));
    if (answer.status !== 200) return answer;
  }
}

it('sends terminals away to come again while the disk is full, and takes them when it is not', async () => {
  const idNumber = await county.person('receiving');
  await roomFor('no more');
  const refused = await fill(idNumber);
  expect(refused).toMatchObject({ status: 503, json: { error: 'busy' }, genuine: true });
  expect(refused.headers['retry-after']).toBeDefined();
  expect(county.reports.join()).toContain('database or disk is full');

  await roomFor('more');
  expect(await terminal.deliverOne(terminal.record({ idNumber }))).toMatchObject({ kind: 'recorded' });
});

it('tells of a transaction what went wrong, also when SQLite took it back by itself', async () => {
  const { db } = county.store;
  await sql`create table large (bytes blob)`.execute(db);
  const grow = sql`insert into large values (zeroblob(1000000))`;
  await roomFor('no more');
  const full = db.transaction().execute(async (tx) => {
    await sql`insert into large values ('small')`.execute(tx);
    await grow.execute(tx);
  });
  expect(troubleOf(await full.catch((error: unknown) => error))).toBe('full');

  await roomFor('more');
  await db.transaction().execute((tx) => grow.execute(tx));
  const { rows } = await sql`select length(bytes) as length from large`.execute(db);
  expect(rows).toEqual([{ length: 1_000_000 }]);
});
