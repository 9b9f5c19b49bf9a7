import { describe, expect, it } from 'vitest';
import { ruleValues } from '../../../../app/county/runs/rule-values.ts';
import { book } from '../support/county.ts';

describe('the values that the second engine is given', () => {
  it('are those of the pack, each by its own day', () => {
    const values = ruleValues(book(), 'national-2014', '2015-06', '2014-05');
    expect(values).toEqual({
      ok: true,
      value: {
        interest: { rateMillionths: 27_500, monthRule: 'same-month', sealed: 'accrues' },
        assessment: {
          schemeStart: '2009-09-01',
          claimAge: 60,
          yearsRequired: 15,
          divisor: 139,
          bonusBands: [],
          bonusHouseholds: [],
          certifiedMonths: 11,
        },
        payment: {
          graceMonths: 0,
          resumptionBackPay: 'each-month-rate',
          deathMonth: 'payable',
          prisonBackPay: 'none',
        },
        monthly: ['2014-05', '2014-07'].map((from) => ({
          from,
          base: from === '2014-05' ? 5500 : 7000,
          extraYear: { threshold: 15, monthly: 0 },
          ageBands: [],
          servicePerYear: 0,
          funeralMonths: 0,
          heritable: ['personal', 'collective', 'subsidy'],
        })),
      },
    });
  });

  it('begin with the pack, and are missing where it does not exist', () => {
    const values = ruleValues(book(), 'changchun-2011', '2012-01', '1999-01');
    expect(values.ok && values.value.monthly[0]).toMatchObject({ from: '2009-09', base: 5500 });
    expect(ruleValues(book(), 'none', '2012-01')).toMatchObject({
      ok: false,
      error: { kind: 'unknown-pack' },
    });
  });
});
