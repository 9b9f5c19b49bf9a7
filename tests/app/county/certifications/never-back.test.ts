import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { review } from '../../../../app/county/certifications/review.ts';
import { importPersons } from '../../../../app/county/persons/import-persons.ts';
import { currentPolicy } from '../../../../app/county/settings/policy.ts';
import type { Month } from '../../../../shared/dates/month.ts';
import { addMonths } from '../../../../shared/dates/month.ts';
import { HEADER } from '../persons/support.ts';
import type { TestCounty } from '../support/county.ts';
import { book, NOON, testCounty } from '../support/county.ts';
import type { SharedCluster } from '../support/shared-cluster.ts';
import { POSTGRES_MISSING, postgresBinaries } from '../support/postgres.ts';
import { sharedCluster } from '../support/shared-cluster.ts';
import { TestTerminal } from '../support/terminal.ts';

const bin = postgresBinaries();
if (bin === undefined) console.warn(POSTGRES_MISSING);

/** Noon of the 15th of a month before this one. */
function ago(months: number): { readonly occurredAt: number } {
  const month = addMonths('2026-11', -months);
  return { occurredAt: Date.parse(`${month}-15T12:00:00+08:00`) };
}
/** What twelve months counting that one come to. */
function through(months: number): Month {
  return addMonths('2026-11', 11 - months);
}

function neverBack(engine: string, county: () => TestCounty): void {
  describe(`a certified month never moves back on ${engine}`, () => {
    let terminal: TestTerminal;
    beforeAll(async () => {
      terminal = new TestTerminal(county().server, county().store);
      // Before the oldest record that it sends.
      county().clock.set('2025-01-15T09:00:00+08:00');
      await terminal.enrol();
      county().clock.set(NOON);
    });

    const face = (idNumber: string, months: number) => terminal.record({ idNumber }, ago(months));

    async function accept(idNumber: string, months: number): Promise<void> {
      const record = terminal.record({ idNumber, method: 'witness' }, ago(months));
      await terminal.deliverOne(record);
      const { store } = county();
      const policy = await currentPolicy(store.db, store, book());
      const { certificateNo } = record.record.body;
      const verdict = { certificateNo, decision: 'accepted', operator: '王办', reason: '电话核实' } as const;
      expect(await review(store, policy, verdict)).toMatchObject({ ok: true });
    }

    async function imported(idNumber: string, certifiedThrough: Month | ''): Promise<void> {
      const directory = mkdtempSync(join(tmpdir(), 'songbai-never-back-'));
      const file = join(directory, 'persons.csv');
      const row = `${idNumber},松明,rural,990101001001,,receiving,,,,2010-01,${certifiedThrough}`;
      writeFileSync(file, `${HEADER}\n${row}\n`);
      expect(await importPersons(county().store, file)).toMatchObject({ ok: true, value: { rejected: 0 } });
      rmSync(directory, { recursive: true });
    }

    it.each([
      ['behind', '2028-01', '2028-01'],
      ['at', '2027-10', '2027-10'],
      ['ahead of', '2027-09', '2027-10'],
      ['without', null, '2027-10'],
    ] as const)('an officer who accepts %s what stands there: %s', async (_, before, after) => {
      const idNumber = await county().person('receiving', { certified_through: before });
      await accept(idNumber, 0);
      expect(await county().certifiedThrough(idNumber)).toBe(after);
    });

    it('an officer who accepts an old record after a newer one', async () => {
      const idNumber = await county().person('receiving');
      await terminal.deliverOne(face(idNumber, 0));
      await accept(idNumber, 5);
      expect(await county().certifiedThrough(idNumber)).toBe(through(0));
    });

    it('records that come late, one after the other and in one call', async () => {
      const one = await county().person('receiving');
      for (const months of [3, 0, 7]) await terminal.deliverOne(face(one, months));
      expect(await county().certifiedThrough(one)).toBe(through(0));
      const other = await county().person('receiving', { certified_through: through(9) });
      await terminal.deliver([face(other, 3), face(one, 2), face(other, 1), face(other, 8)]);
      expect(await county().certifiedThrough(other)).toBe(through(1));
      expect(await county().certifiedThrough(one)).toBe(through(0));
    });

    it('whatever comes in whatever order: the latest of all that were accepted', async () => {
      const months = fc.integer({ min: 0, max: 10 });
      const event = fc.oneof(
        fc.record({ kind: fc.constant('face' as const), months }),
        fc.record({ kind: fc.constant('officer' as const), months }),
        fc.record({ kind: fc.constant('file' as const), months }),
        fc.record({ kind: fc.constant('empty file' as const), months }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 5 }), async (events) => {
          const idNumber = await county().person('receiving');
          let latest: Month | null = null;
          for (const { kind, months: late } of events) {
            if (kind === 'face') await terminal.deliverOne(face(idNumber, late));
            else if (kind === 'officer') await accept(idNumber, late);
            else await imported(idNumber, kind === 'file' ? through(late) : '');
            if (kind !== 'empty file' && (latest === null || through(late) > latest)) latest = through(late);
            expect(await county().certifiedThrough(idNumber)).toBe(latest);
          }
        }),
        { numRuns: 20 },
      );
    });
  });
}

let sqlite: TestCounty;
beforeAll(async () => {
  sqlite = await testCounty();
  sqlite.clock.set(NOON);
});
afterAll(() => sqlite.close());
neverBack('SQLite', () => sqlite);

describe.skipIf(bin === undefined)('PostgreSQL', () => {
  let cluster: SharedCluster;
  let postgres: TestCounty;
  beforeAll(async () => {
    cluster = await sharedCluster(bin ?? '');
    postgres = await testCounty({ db: cluster.database('neverback') });
  });
  afterAll(async () => {
    await postgres?.close();
    cluster?.stop();
  });
  neverBack('PostgreSQL', () => postgres);
});
