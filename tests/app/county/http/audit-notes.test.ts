import { expect, it, onTestFinished } from 'vitest';
import { AuditNotes } from '../../../../app/county/http/audit-notes.ts';
import type { CountyEvent } from '../../../../app/county/audit/chain/append.ts';
import { testCounty } from '../support/county.ts';

const refused = (count: number): CountyEvent => ({
  event: 'request-refused',
  details: { reason: 'malformed', address: '192.0.2.1', count },
});

it('events that a failing database did not take wait, in order, for the next ones', async () => {
  const county = await testCounty();
  onTestFinished(() => county.close());
  const { store } = county;
  const database = { fails: true };
  const db = new Proxy(store.db, {
    get: (target, name, self) => {
      if (name === 'transaction' && database.fails) throw new Error('the database is away');
      const value: unknown = Reflect.get(target, name, self === db ? target : self);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const reports: string[] = [];
  const notes = new AuditNotes({ ...store, db }, (line) => reports.push(line));
  notes.add(refused(1));
  notes.add(refused(2));
  await notes.settled();
  expect(reports).toContain('audit: 2 events wait: the database is away');
  database.fails = false;
  notes.add(refused(3));
  await notes.settled();
  const rows = await store.db
    .selectFrom('audit')
    .select('details')
    .where('event', '=', 'request-refused')
    .orderBy('sequence')
    .execute();
  expect(rows.map(({ details }) => (JSON.parse(details) as { count: number }).count)).toEqual([1, 2, 3]);
});
