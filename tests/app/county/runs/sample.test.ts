import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleThrough } from '../../../../app/county/runs/settle.ts';
import { firstDifference, sampleOf } from '../../../../app/county/runs/sample.ts';
import type { CountyStore } from '../../../../app/county/store/county-store.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import type { Random } from '../../../../shared/clock/clock.ts';
import { clockAt } from '../support/clock.ts';
import { book, NOON } from '../support/county.ts';
import { fillCounty, idOf } from './county-of-accounts.ts';

const PEOPLE = 5;

let store: CountyStore;
beforeAll(async () => {
  store = await openCountyStore('sqlite::memory:', { clock: clockAt(NOON) });
  await fillCounty(store, PEOPLE);
  await settleThrough(store, book(), 2024);
});
afterAll(() => store.close());

/** Throws these, one after the other, and then the first again. */
function dice(...throws: readonly number[]): Random {
  let at = 0;
  return {
    bytes: (length) => new Uint8Array(length),
    below(bound) {
      if (at > 1000) throw new Error('thrown for ever');
      return Math.min(throws[at++ % throws.length] ?? 0, bound - 1);
    },
  };
}

const everybody = Array.from({ length: PEOPLE }, (_, number) => idOf(number)).sort();
const sample = (random: Random, size: number) =>
  sampleOf(store.db, random, 'settlements', { county: store.county.code, run: 2, period: '2024' }, size);

describe('the sample that is worked out again', () => {
  it('can be anybody, the first and the last too', async () => {
    for (let place = 0; place < PEOPLE; place += 1)
      expect(await sample(dice(place), 1)).toEqual([everybody[place]]);
  });

  it('is everybody where there are no more, and nobody twice', async () => {
    for (const size of [PEOPLE, PEOPLE + 1])
      expect((await sample(dice(0), size)).toSorted()).toEqual(everybody);
    expect((await sample(dice(0, 0, 3), 2)).toSorted()).toEqual([everybody[0], everybody[3]]);
  });

  it('is of the run’s own rows', async () => {
    const where = { county: store.county.code, run: 99, period: '2024' };
    expect(await sampleOf(store.db, dice(0), 'settlements', where, 3)).toEqual([]);
  });
});

it('a difference is named without saying whose it is', () => {
  const id = idOf(0);
  expect(firstDifference(id, [{ what: 'base', ledger: 100, again: 100 }])).toEqual({
    ok: true,
    value: undefined,
  });
  const found = firstDifference(id, [
    { what: 'base', ledger: 100, again: 100 },
    { what: 'pension', ledger: 100, again: 101 },
  ]);
  expect(found).toEqual({
    ok: false,
    error: `pension of 990***********${id.slice(-4)} is 1.00 in the ledger and 1.01 when worked out again`,
  });
});
