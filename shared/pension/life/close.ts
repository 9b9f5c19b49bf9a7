import { monthAt, ordinal } from '../../dates/month.ts';
import { LEDGERS, NOTHING } from '../ledgers.ts';
import { funeralGrant, inherit, shareAmongHeirs } from '../rules/inheritance.ts';
import type { Account } from './account.ts';
import { only } from './account.ts';
import type { Exit } from './facts.ts';
import type { Closing, Why } from './outcome.ts';
import { totalOf } from './outcome.ts';
import type { RulesAt } from './rules-at.ts';

/** The account after a death: what goes to the heirs, each one's share, and what stays with the fund (R36). */
export function closeByDeath(
  exit: Exit,
  acted: number,
  account: Account,
  assessed: boolean,
  rules: RulesAt,
): Closing {
  const died = ordinal(exit.month);
  const hadAccount = account.exists();
  const balance = account.balance();
  const heritable = rules.at('inheritance.ledgers', died);
  const { toHeirs, toFund } = inherit(balance, heritable.value);
  const months = rules.at('funeral.months', died);
  const grant = funeralGrant(rules.at('base.monthly', died).value, assessed ? months.value : 0);
  const of = `death/${exit.month}`;
  const whys: Why[] = [
    { of: `${of}/heirs`, working: toHeirs, source: heritable },
    { of: `${of}/fund`, working: toFund, source: heritable },
  ];
  if (grant.fen > 0) whys.push({ of: `${of}/funeral`, working: grant, source: months });
  account.post(acted, balance, -1);
  return {
    kind: 'death',
    month: died,
    acted,
    hadAccount,
    out: only(balance, heritable.value),
    toFund: only(
      balance,
      LEDGERS.filter((ledger) => !heritable.value.includes(ledger)),
    ),
    shares: shareAmongHeirs(toHeirs.fen, exit.heirs.length === 0 ? [1] : exit.heirs).parts,
    funeral: grant.fen,
    whys,
  };
}

/** 转移: the whole balance moves (国发〔2014〕8号); whoever draws a pension already stays where it is (R35). */
export function closeByTransfer(exit: Exit, acted: number, account: Account, rules: RulesAt): Closing {
  const balance = account.balance();
  const hadAccount = account.exists();
  const all = inherit(balance, LEDGERS).toHeirs;
  account.post(acted, balance, -1);
  return {
    kind: 'transfer',
    month: ordinal(exit.month),
    acted,
    hadAccount,
    out: balance,
    toFund: NOTHING,
    shares: [totalOf(balance)],
    funeral: 0,
    whys: [
      {
        of: `transfer/${monthAt(acted)}`,
        working: { rule: 'R35', fen: all.fen, inputs: all.inputs, steps: all.steps },
        source: rules.at('scheme.start', acted),
      },
    ],
  };
}
