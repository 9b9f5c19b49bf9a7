import * as z from 'zod';
import { formatYuan } from '../../../shared/money/fen.ts';
import { Exact } from '../../../shared/pension/explain/decimal.ts';
import { averageYuan, fundBalance, reconcile } from '../../../shared/pension/rules/fund.ts';
import {
  impliedBase,
  participationRate,
  targetHeads,
  targetScore,
} from '../../../shared/pension/rules/participation.ts';
import { ok } from '../../../shared/result/result.ts';
import type { Answer } from './case-inputs.ts';
import { adapter, count, decimal, positive, yuan } from './case-inputs.ts';
import type { Adapters } from './golden.ts';

/** `participation.json` and `fund.json`. */
const rate = adapter(
  z.object({ done: decimal, should: positive, targetPercent: positive, rateDecimals: count(10) }),
  ({ done, should, targetPercent, rateDecimals }): Answer => {
    const found = participationRate(done, should, targetPercent, rateDecimals);
    return ok({
      ratePercent: found.exact,
      rateShown: found.shown,
      completionFromExact: found.completion,
      completionFromRoundedRate: found.completionAsPublished,
    });
  },
);

const implied = adapter(z.object({ done: decimal, ratePercent: positive }), (inputs): Answer => {
  const { min, mid, max } = impliedBase(inputs.done, inputs.ratePercent);
  return ok({ impliedMin: min, impliedMid: mid, impliedMax: max });
});

const sum = adapter(z.object({ parts: z.array(decimal) }), ({ parts }): Answer => {
  const decimals = Math.max(0, ...parts.map((part) => part.split('.')[1]?.length ?? 0));
  const total = parts.reduce((all, part) => all.plus(part), new Exact(0));
  return ok({ total: total.toFixed(decimals) });
});

const heads = adapter(
  z.object({ should: positive, targetPercent: positive }),
  ({ should, targetPercent }): Answer => ok({ heads: targetHeads(should, targetPercent) }),
);

const score = adapter(
  z.object({ completionPercent: decimal, onTime: z.boolean() }),
  ({ completionPercent, onTime }): Answer => ok({ points: String(targetScore(completionPercent, onTime)) }),
);

const balance = adapter(
  z.object({ opening: decimal.default('0'), income: decimal, expense: decimal }),
  ({ opening, income, expense }): Answer => ok({ balance: fundBalance(opening, income, expense) }),
);

const average = adapter(
  z.object({ wan: decimal, heads: positive }),
  ({ wan, heads }): Answer => ok({ yuan: averageYuan(wan, heads) }),
);

const reconciled = adapter(
  z.object({ ledger: yuan, finance: yuan, bank: yuan }),
  ({ ledger, finance, bank }): Answer => {
    const { matched, diffFinance, diffBank } = reconcile(ledger, finance, bank);
    return ok({ matched, diffFinance: formatYuan(diffFinance), diffBank: formatYuan(diffBank) });
  },
);

/** 扣款回盘: only what the bank reports as done is posted; the rest goes back for another round. */
const bankBatch = adapter(
  z.object({ items: z.array(z.tuple([z.string(), yuan, z.string()])) }),
  ({ items }): Answer => {
    const total = (rows: typeof items) => formatYuan(rows.reduce((sum, [, fen]) => sum + fen, 0));
    const posted = items.filter(([, , status]) => status === 'ok');
    const failed = items.filter(([, , status]) => status !== 'ok');
    return ok({
      requested: total(items),
      posted: total(posted),
      failed: total(failed),
      postedCount: posted.length,
      failedCount: failed.length,
      failedIds: failed.map(([id]) => id),
    });
  },
);

export const statisticsCases: Adapters = {
  rate,
  impliedBase: implied,
  sum,
  targetHeads: heads,
  score,
  balance,
  average,
  reconcile: reconciled,
  bankBatch,
};
