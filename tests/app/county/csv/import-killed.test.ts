import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openImportRun } from '../../../../app/county/ledger/import-run.ts';
import { county } from '../support/command.ts';
import { personRow } from '../support/county.ts';
import { bornOn, file, line, loadContributions, postings, runs, SOMEONE } from '../contributions/support.ts';
import type { Bench } from '../persons/support.ts';
import { openBench } from '../persons/support.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(async () => await bench.close());

const PEOPLE = Array.from({ length: 2000 }, (_, n) => bornOn(`19${60 + (n % 30)}-03-04`, Math.floor(n / 30)));
const YEARS = Array.from({ length: 16 }, (_, n) => 2010 + n);
const ROWS = PEOPLE.flatMap((id_number, n) =>
  YEARS.map((year) => line({ id_number, year, paid_on: `${year}-06-15`, bank_serial: `S${n}-${year}` })),
);

async function addAll(): Promise<void> {
  for (let at = 0; at < PEOPLE.length; at += 1000)
    await bench.store.db
      .insertInto('persons')
      .values(
        PEOPLE.slice(at, at + 1000).map((id) => ({
          ...personRow(bench.store, id, 'contributing'),
          benefit_start: null,
        })),
      )
      .execute();
}

test('killed in the middle: nothing of it counts, and the next import starts anew', async () => {
  await addAll();
  const name = join(bench.directory, 'contributions.csv');
  writeFileSync(name, file(...ROWS));
  const db = `sqlite:${join(bench.directory, 'county.db')}`;
  const child = spawn(
    process.execPath,
    ['app/county/cli/county.ts', 'import', 'contributions', name, '--db', db],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  for (;;) {
    const row = await bench.store.db.selectFrom('postings').select('run').limit(1).executeTakeFirst();
    if (row !== undefined) break;
    await pause(2);
  }
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);

  const half = (await postings(bench.store)).length;
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(ROWS.length);
  expect((await runs(bench.store)).map(({ state, row_count }) => [state, row_count])).toEqual([['open', 0]]);
  const events = await bench.store.db.selectFrom('audit').select('event').execute();
  expect(events.map(({ event }) => event)).toEqual(['county-created']);

  const again = await county('import', 'contributions', name, '--db', db);
  expect(again).toMatchObject({ code: 0, stdout: `imported ${ROWS.length}, rejected 0\n`, stderr: '' });
  expect((await runs(bench.store)).map(({ state, row_count }) => [state, row_count])).toEqual([
    ['abandoned', 0],
    ['committed', ROWS.length],
  ]);
  const all = await postings(bench.store);
  expect(all).toHaveLength(ROWS.length);
  expect(new Set(all.map((row) => row.run))).toEqual(new Set([2]));
});

test('an import that another one took for dead stops, and only the other one counts', async () => {
  await bench.store.db
    .insertInto('persons')
    .values({ ...personRow(bench.store, SOMEONE, 'contributing'), benefit_start: null })
    .execute();
  const slow = await openImportRun(bench.store, 'national-2014');
  if (!slow.ok) throw new Error(slow.error);
  const posting = {
    year: 2015,
    id_number: SOMEONE,
    number: 1,
    month: 3,
    valid_month: '2015-03',
    kind: 'current',
    contribution_year: 2015,
    tier: 20_000,
    personal: 20_000,
    collective: 0,
    subsidy: 3000,
    paid_on: '2015-03-10',
    bank_serial: 'B1',
    reverses_year: null,
    reverses_number: null,
  } as const;
  await slow.value.add([posting]);
  const { outcome } = await loadContributions(bench.store, bench.directory, file(line()));
  expect(outcome).toMatchObject({ ok: true, value: { imported: 1, rejected: 0 } });
  const reason = /another import of contributions has begun meanwhile/;
  await expect(slow.value.add([{ ...posting, number: 2 }])).rejects.toThrow(reason);
  await expect(slow.value.commit()).rejects.toThrow(reason);
  await expect(slow.value.abandon()).rejects.toThrow(reason);
  expect((await postings(bench.store)).map((row) => [row.run, row.number])).toEqual([[2, 1]]);
});
