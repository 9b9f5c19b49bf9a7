import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import { LEDGERS } from '../../../shared/pension/ledgers.ts';
import type { BooksOutcome } from '../../../shared/pension/life/books.ts';
import type { Assessment, Payment } from '../../../shared/pension/life/outcome.ts';

/** What the truth adds to the books, fen; months are ordinals, and those that it is true for. */
export interface Difference {
  /** Interest and draw-down by month; entries of nothing are left out. */
  readonly ledger: readonly { readonly month: number; readonly amounts: Ledgers }[];
  /** Parts of each paid month; negative is to be recovered. */
  readonly payments: readonly PaymentDifference[];
  /** When the assessment comes out otherwise. */
  readonly assessment: Assessment | undefined;
}

export interface PaymentDifference {
  readonly forMonth: number;
  readonly base: number;
  readonly pension: number;
  readonly addition: number;
  readonly service: number;
}

/** Both outcomes are of the same person, months paid and last month. */
export function differenceOf(known: BooksOutcome, truth: BooksOutcome): Difference {
  const ledger = new Map<number, number[]>();
  const add = (month: number, amounts: Ledgers, sign: 1 | -1): void => {
    const sums = ledger.get(month) ?? [0, 0, 0];
    ledger.set(
      month,
      LEDGERS.map((name, index) => (sums[index] ?? 0) + sign * amounts[name]),
    );
  };
  for (const { year, through, interest } of truth.settlements) add(year * 12 + through - 1, interest, 1);
  for (const { year, through, interest } of known.settlements) add(year * 12 + through - 1, interest, -1);
  for (const { forMonth, draw } of truth.payments) add(forMonth, draw, -1);
  for (const { forMonth, draw } of known.payments) add(forMonth, draw, 1);
  return {
    ledger: [...ledger]
      .filter(([, sums]) => sums.some((fen) => fen !== 0))
      .toSorted(([a], [b]) => a - b)
      .map(([month, [personal = 0, collective = 0, subsidy = 0]]) => ({
        month,
        amounts: { personal, collective, subsidy },
      })),
    payments: truth.payments
      .map((payment, index) => paymentDifference(payment, known.payments[index]))
      .filter((parts) => parts.base !== 0 || parts.pension !== 0 || parts.addition !== 0),
    assessment: sameAssessment(known.assessment, truth.assessment) ? undefined : truth.assessment,
  };
}

function paymentDifference(truth: Payment, known: Payment | undefined): PaymentDifference {
  return {
    forMonth: truth.forMonth,
    base: truth.base - (known?.base ?? 0),
    pension: truth.pension - (known?.pension ?? 0),
    addition: truth.addition - (known?.addition ?? 0),
    service: truth.service - (known?.service ?? 0),
  };
}

function sameAssessment(one: Assessment | undefined, other: Assessment | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.pension === other.pension && one.yearsPaid === other.yearsPaid && one.baseDue === other.baseDue;
}
