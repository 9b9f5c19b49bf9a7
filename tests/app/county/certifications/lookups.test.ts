import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TestCounty } from '../support/county.ts';
import { testCounty } from '../support/county.ts';
import { TestTerminal } from '../support/terminal.ts';

let county: TestCounty;
beforeEach(async () => {
  county = await testCounty();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await county.close();
});

/** What SQLite ran on certifications while `work` went on, and how it looks for the rows. */
async function searches(
  work: () => Promise<unknown>,
): Promise<readonly (readonly [string, readonly string[]])[]> {
  const { prepare } = Database.prototype;
  const run: (readonly [string, readonly string[]])[] = [];
  vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (
    this: Database.Database,
    text: string,
  ) {
    if (/^\s*select\b/.test(text) && text.includes('certifications')) {
      const explain: Database.Statement = prepare.call(this, `explain query plan ${text}`);
      const plan = explain.all(...Array.from(text.matchAll(/\?/g), () => null)) as { detail: string }[];
      run.push([text, plan.map(({ detail }) => detail)]);
    }
    return prepare.call(this, text);
  });
  await work();
  vi.restoreAllMocks();
  return run;
}

it('of what is stored are one statement, by the keys, however many terminals and records come', async () => {
  const terminals = Array.from({ length: 7 }, () => new TestTerminal(county.server, county.store));
  for (const terminal of terminals) await terminal.enrol();
  const [carrier] = terminals;
  const idNumber = await county.person('receiving');
  const batch = terminals.flatMap((terminal) => [1, 2, 3].map(() => terminal.record({ idNumber })));
  const plans = await searches(() => carrier?.deliver(batch) ?? Promise.resolve());
  expect(plans).toHaveLength(1);
  const looks = plans.flatMap(([, plan]) => plan.filter((line) => /^(SEARCH|SCAN) r\b/.test(line)));
  expect(looks).toEqual([
    expect.stringContaining('(county=? AND terminal=? AND epoch=? AND sequence=?)'),
    expect.stringContaining('(county=? AND certificate_no=?)'),
  ]);
  const again = (await carrier?.deliver(batch)) ?? [];
  expect(again.map(({ outcome }) => outcome.kind)).toEqual(batch.map(() => 'recorded'));
  const stored = await county.store.db.selectFrom('certifications').select('sequence').execute();
  expect(stored).toHaveLength(batch.length);
});

it('of the highest numbers go to the end of each day’s, and of the epoch’s sequence to its end', async () => {
  const terminal = new TestTerminal(county.server, county.store);
  await terminal.enrol();
  const beat = {
    epoch: terminal.epoch,
    sequence: 0,
    queued: 0,
    parked: 0,
    now: county.clock.now(),
    software: 'test',
    devices: [],
  };
  const plans = await searches(() => terminal.send('POST', '/heartbeat', JSON.stringify(beat)));
  expect(plans.length).toBeGreaterThan(1);
  for (const [, plan] of plans) {
    expect(plan.filter((line) => /^SCAN certifications|TEMP B-TREE/.test(line))).toEqual([]);
    expect(plan.join('\n')).toMatch(
      /SEARCH certifications USING .*\(county=\? AND (terminal=\? AND epoch=\?|certificate_no>\? AND certificate_no<\?)\)/,
    );
  }
});
