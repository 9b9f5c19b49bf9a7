import { describe, expect, it } from 'vitest';
import { derive } from '../../../shared/pension/explain/derivation.ts';
import { ageAddition } from '../../../shared/pension/rules/additions.ts';
import { serviceSubsidy } from '../../../shared/pension/rules/fund.ts';
import { subsidyWorking } from '../../../shared/pension/rules/subsidy.ts';

/** Rules that no worked case covers; the others are held by tests/fixtures/golden. */
describe('rules of the scheme', () => {
  it('adds for age from the month after the age is reached, by the highest band', () => {
    const bands = [
      { fromAge: 65, monthly: 500 },
      { fromAge: 75, monthly: 1500 },
    ];
    expect(ageAddition(65 * 12, bands)).toBe(0);
    expect(ageAddition(65 * 12 + 1, bands)).toBe(500);
    expect(ageAddition(75 * 12, bands)).toBe(500);
    expect(ageAddition(75 * 12 + 1, bands)).toBe(1500);
  });

  it('counts 八大员 service by the year (R54)', () => {
    expect(serviceSubsidy(12, 1000)).toBe(12_000);
  });

  it('tells why a year has no subsidy, and cites its row', () => {
    const table = [
      { fromTier: 10_000, rural: 3000, urban: 3000 },
      { fromTier: 50_000, rural: 5000, urban: 5000 },
    ];
    expect(subsidyWorking(table, 60_000, 'rural', undefined)).toMatchObject({ rule: 'R23', fen: 5000 });
    const refused = subsidyWorking(table, 60_000, 'rural', '中断补缴');
    expect(refused).toMatchObject({ rule: 'R29', fen: 0 });
    const source = {
      pack: { id: 'changchun-2011' },
      row: { citation: '长春市 2011', from: '2011-07-01', confidence: 'seed' },
    } as unknown as Parameters<typeof derive>[2];
    expect(derive('subsidy 2013', refused, source)).toMatchObject({
      of: 'subsidy 2013',
      rule: 'R29',
      fen: 0,
      citation: '长春市 2011',
      effective: '2011-07-01',
      pack: 'changchun-2011',
    });
  });
});
