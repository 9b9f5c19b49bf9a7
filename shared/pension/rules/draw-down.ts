import { formatYuan } from '../../money/fen.ts';
import type { Input, Working } from '../explain/derivation.ts';
import { working } from '../explain/derivation.ts';
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
  const { parts, stepsOf } = cut(taken, weights);
  const inputs = (): readonly Input[] => [
    { name: 'account pension', value: formatYuan(pay) },
    ...LEDGERS.map((ledger) => ({ name: `balance, ${ledger}`, value: formatYuan(balances[ledger]) })),
  ];
  const cap = (): string =>
    `min(${formatYuan(pay)}, ${weights.map(formatYuan).join(' + ')}) = ${formatYuan(taken)}`;
  const share = (part: number): Working =>
    working('R46', parts[part] ?? 0, inputs, () => [cap(), ...stepsOf(part)]);
  const fromFund = pay - taken;
  return {
    draw: { personal: parts[0] ?? 0, collective: parts[1] ?? 0, subsidy: parts[2] ?? 0 },
    fromFund,
    workings: {
      personal: share(0),
      collective: share(1),
      subsidy: share(2),
      fund: working('R46', fromFund, inputs, () => [
        cap(),
        `${formatYuan(pay)} − ${formatYuan(taken)} = ${formatYuan(fromFund)}`,
      ]),
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
