import type { Ledgers } from '../ledgers.ts';
import type { PersonRow } from '../person-row.ts';
import { account as openAccount } from './account.ts';
import { assessBooks } from './assess.ts';
import type { Assessment, Payment, Settlement } from './outcome.ts';
import { payMonth } from './pay.ts';
import type { RulesAt } from './rules-at.ts';

/**
 * A life as a county's books have it: credits with the amounts that were posted, and the months that were
 * paid. Working it out again tells what the books should say; with one credit changed, what they would have
 * said. Months are ordinals.
 */
export interface Books {
  /** `YYYY-MM-DD`. */
  readonly birth: string;
  readonly household: PersonRow['household'];
  /** In order of `month`, the month that they are true for. */
  readonly credits: readonly BookedCredit[];
  readonly application?: {
    readonly month: number;
    readonly firstMonth: number;
    readonly serviceYears: number;
  };
  /** Months paid, in the order in which they drew from the account. */
  readonly paid: readonly { readonly paidIn: number; readonly forMonth: number }[];
  /** Months at whose end the account was settled besides the Decembers, rising. */
  readonly settledAt: readonly number[];
}

export interface BookedCredit {
  readonly month: number;
  readonly kind: 'current' | 'backpay' | 'gap' | 'aid' | 'transfer-in';
  readonly amounts: Ledgers;
}

export interface BooksOutcome {
  readonly settlements: readonly Settlement[];
  readonly assessment?: Assessment;
  readonly payments: readonly Payment[];
  readonly balance: Ledgers;
}

/** From the first entry through the end of `through`, and settled there. */
export function replayBooks(books: Books, rules: RulesAt, through: number): BooksOutcome {
  const { application, settledAt } = books;
  const account = openAccount(rules);
  const settlements: Settlement[] = [];
  const payments: Payment[] = [];
  let assessment: Assessment | undefined;
  let [credit, paid, settled] = [0, 0, 0];
  const settle = (month: number): void => {
    const settlement = account.settle(month);
    if (settlement !== undefined) settlements.push(settlement);
  };
  const first = Math.min(
    books.credits[0]?.month ?? through,
    application?.month ?? through,
    books.paid[0]?.paidIn ?? through,
  );
  for (let month = first; month <= through; month += 1) {
    for (let one = books.credits[credit]; one?.month === month; one = books.credits[credit]) {
      account.post(month, one.amounts);
      credit += 1;
    }
    if (month === application?.month) {
      account.open();
      assessment = assessBooks(books, application, account.balance(), books.credits.slice(0, credit), rules);
    }
    for (let one = books.paid[paid]; one?.paidIn === month; one = books.paid[paid]) {
      if (assessment !== undefined)
        payments.push(payMonth(month, one.forMonth, books.birth, assessment, account, rules));
      paid += 1;
    }
    while ((settledAt[settled] ?? through + 1) < month) settled += 1;
    if (month % 12 === 11 || month === through || settledAt[settled] === month) settle(month);
  }
  return {
    settlements,
    ...(assessment === undefined ? {} : { assessment }),
    payments,
    balance: account.balance(),
  };
}
