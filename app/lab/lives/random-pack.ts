import { formatYuan } from '../../../shared/money/fen.ts';
import type { PackFile } from '../../../shared/pension/policy-parse.ts';
import type { Dice } from '../../county/seed/dice.ts';

/** Its name: it belongs to no place. */
export const RANDOM_PACK = 'invented-2011';

/**
 * A county's pack with every open question decided by chance and every amount that shipped packs leave at
 * zero above it: rules that no real county at hand has are computed twice as well.
 */
export function randomPack(dice: Dice): PackFile {
  const rows: object[] = [];
  const row = (parameter: string, value: unknown, from = '2011-07-01'): void => {
    rows.push({
      parameter,
      from,
      value,
      citation: 'invented for comparing the engines',
      confidence: 'parameter',
    });
  };
  const yuan = (most: number): string => formatYuan(dice.below(most));
  row('certification.periodMonths', dice.pick([6, 12]));
  row('certification.convention', dice.pick(['from-current-month', 'from-next-month']));
  row('suspension.graceMonths', dice.below(3));
  row('resumption.backPay', dice.pick(['each-month-rate', 'none']));
  row('resumption.deathMonth', dice.pick(['payable', 'not-payable']));
  row('prison.backPay', dice.pick(['none', 'each-month-rate']));
  row('subsidy.table', [
    { fromTier: '0.00', rural: yuan(5000), urban: yuan(5000) },
    { fromTier: '300.00', rural: yuan(9000), urban: yuan(9000) },
  ]);
  row('subsidy.split', [
    { payer: 'province', share: 1 + dice.below(9) },
    { payer: 'county', share: 1 + dice.below(9) },
  ]);
  row('subsidy.gap', dice.pick(['none', 'as-current']));
  row('aid.cap', dice.pick(['highest-tier', '700.00']));
  row('aid.capCovers', dice.pick(['aid', 'aid-and-own']));
  row('backpay.exactlyRequiredToGo', dice.pick(['no-backpay', 'backpay']));
  row('backpay.subsidisedYears', dice.below(4));
  row('backpay.subsidisedYearsOfAge', dice.below(3));
  row('bonus.bands', [
    { fromAge: 65, throughAge: 69, percent: 5 },
    { fromAge: 70, percent: 1 + dice.below(40) },
  ]);
  row('bonus.households', dice.pick([['rural'], ['urban'], ['rural', 'urban']]));
  row('account.divisor', dice.pick([139, 120, 101]));
  row('base.monthly', yuan(9000));
  row('addition.extraYear', { threshold: dice.pick([0, 10, 15]), monthly: yuan(500) });
  row('addition.age', [
    { fromAge: 65, monthly: yuan(1000) },
    { fromAge: 75, monthly: yuan(3000) },
  ]);
  for (const year of [2014, 2019, 2026, 2033]) {
    row('base.monthly', yuan(30_000), `${year}-0${1 + dice.below(9)}-01`);
    row('addition.extraYear', { threshold: 10, monthly: yuan(700) }, `${year}-01-01`);
    row('addition.age', [{ fromAge: 70, monthly: yuan(2000) }], `${year}-07-01`);
    row('interest.rate', `0.0${1 + dice.below(6)}${dice.below(1000)}`, `${year}-01-01`);
  }
  row('benefit.lateClaim', dice.pick(['from-entitlement', 'from-application']));
  row('interest.monthRule', dice.pick(['same-month', 'next-month']));
  row('interest.sealed', dice.pick(['accrues', 'none']));
  row('inheritance.ledgers', dice.pick([['personal'], ['personal', 'collective'], []]));
  row('funeral.months', dice.below(25));
  row('service.perYear', yuan(1000));
  return {
    file: `${RANDOM_PACK}.json`,
    text: JSON.stringify({
      schema: 'policy/1',
      id: RANDOM_PACK,
      name: 'invented',
      layer: 'county',
      area: { name: 'nowhere', codes: [] },
      extends: 'jilin-2011',
      effective: { from: '2011-07-01' },
      citation: 'invented for comparing the engines',
      rows,
    }),
  };
}
