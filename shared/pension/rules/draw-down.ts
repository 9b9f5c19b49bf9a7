import { formatYuan } from '../../money/fen.ts';
import type { Working } from '../explain/derivation.ts';
import type { Ledger, Ledgers } from '../ledgers.ts';
import { LEDGERS } from '../ledgers.ts';
import { cut } from './largest-remainder.ts';

/** 按比例冲减: an account pension as taken from the ledgers, and what the fund adds (支付终身). Fen. */
export interface DrawDown {
  readonly draw: Ledgers;
  readonly fromFund: number;
  readonly workings: Readonly<Record<Ledger | 'fund', Working>>;
}

/** In the ratio of the running balances (R46, open question h); an empty account is the fund's (R31, k). */
export function drawDown(pay: number, balances: Ledgers): DrawDown {
  const weights = LEDGERS.map((ledger) => balances[ledger]);
  const all = weights.reduce((sum, fen) => sum + fen, 0);
  const taken = Math.min(pay, all);
  const { parts, steps } = cut(taken, weights);
  const inputs = [
    { name: 'account pension', value: formatYuan(pay) },
    ...LEDGERS.map((ledger) => ({ name: `balance, ${ledger}`, value: formatYuan(balances[ledger]) })),
  ];
  const cap = `min(${formatYuan(pay)}, ${weights.map(formatYuan).join(' + ')}) = ${formatYuan(taken)}`;
  const working = (index: number): Working => ({
    rule: 'R46',
    fen: parts[index] ?? 0,
    inputs,
    steps: [cap, ...(steps[index] ?? [])],
  });
  const fromFund = pay - taken;
  return {
    draw: { personal: parts[0] ?? 0, collective: parts[1] ?? 0, subsidy: parts[2] ?? 0 },
    fromFund,
    workings: {
      personal: working(0),
      collective: working(1),
      subsidy: working(2),
      fund: {
        rule: 'R46',
        fen: fromFund,
        inputs,
        steps: [cap, `${formatYuan(pay)} − ${formatYuan(taken)} = ${formatYuan(fromFund)}`],
      },
    },
  };
}

/** How long an account lasts without interest (月数), and what its last month leaves to the fund. */
export interface Exhaustion {
  readonly fullMonths: number;
  readonly remainder: number;
  /** What the fund pays in the month after the full ones. */
  readonly fromFund: number;
}

/** `monthly` > 0. */
export function exhaustion(account: number, monthly: number): Exhaustion {
  const fullMonths = Math.floor(account / monthly);
  const remainder = account - fullMonths * monthly;
  return { fullMonths, remainder, fromFund: monthly - remainder };
}
