import { formatYuan } from '../../money/fen.ts';
import type { Working } from '../explain/derivation.ts';
import type { Ledger, Ledgers } from '../ledgers.ts';
import { LEDGERS } from '../ledgers.ts';
import type { Cut } from './largest-remainder.ts';
import { cut } from './largest-remainder.ts';

export interface Inheritance {
  readonly toHeirs: Working;
  /** 用于继续支付其他参保人的养老金. */
  readonly toFund: Working;
}

/** Which ledgers go to the heirs is the pack's: not the subsidy (2011, R36), or all (2014). */
export function inherit(balances: Ledgers, heritable: readonly Ledger[]): Inheritance {
  const sum = (names: readonly Ledger[]): Working => {
    const fen = names.reduce((all, name) => all + balances[name], 0);
    const terms = names.map((name) => formatYuan(balances[name])).join(' + ') || '0.00';
    return {
      rule: 'R36',
      fen,
      inputs: names.map((name) => ({ name, value: formatYuan(balances[name]) })),
      steps: [`${terms} = ${formatYuan(fen)}`],
    };
  };
  return {
    toHeirs: sum(LEDGERS.filter((ledger) => heritable.includes(ledger))),
    toFund: sum(LEDGERS.filter((ledger) => !heritable.includes(ledger))),
  };
}

/** Equal shares, or by `weights`; the first heirs get the fen that are left over. */
export function shareAmongHeirs(fen: number, weights: readonly number[]): Cut {
  return cut(fen, weights, String);
}

/** 丧葬补助: months of the base pension, fen. */
export function funeralGrant(base: number, months: number): Working {
  return {
    rule: 'funeral',
    fen: base * months,
    inputs: [
      { name: 'base a month', value: formatYuan(base) },
      { name: 'months', value: String(months) },
    ],
    steps: [`${formatYuan(base)} × ${months} = ${formatYuan(base * months)}`],
  };
}
