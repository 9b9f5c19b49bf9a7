import { monthAt } from '../../../shared/dates/month.ts';
import type { Ledgers } from '../../../shared/pension/ledgers.ts';
import type { LifeOutcome } from '../../../shared/pension/life/outcome.ts';

/** Three amounts of fen, as both engines' lines write them. */
export function three(personal: number, collective: number, subsidy: number): string {
  return `${personal}/${collective}/${subsidy}`;
}

const ledgers = ({ personal, collective, subsidy }: Ledgers): string => three(personal, collective, subsidy);

/** What the first engine says of a life, a line for each entry of the ledger, in a form of no engine's own. */
export function linesOf(outcome: LifeOutcome): readonly string[] {
  const { settlements, assessment, payments, closing } = outcome;
  const lines: string[] = [];
  for (const { year, through, interest, balance } of settlements)
    lines.push(settlementLine(year, through, ledgers(interest), ledgers(balance)));
  if (assessment !== undefined) {
    const { month, firstMonth, yearsPaid, baseDue, bonusPercent, divisor, balance, pension } = assessment;
    lines.push(
      assessmentLine(
        monthAt(month),
        monthAt(firstMonth),
        [yearsPaid, baseDue ? 1 : 0, bonusPercent, divisor, pension],
        ledgers(balance),
      ),
    );
  }
  for (const payment of payments) {
    const { paidIn, forMonth, kind, base, pension, addition, service, draw, fund, balance } = payment;
    lines.push(
      paymentLine(
        kind,
        monthAt(paidIn),
        monthAt(forMonth),
        [base, pension, addition, service, fund],
        ledgers(draw),
        ledgers(balance),
      ),
    );
  }
  if (closing === undefined) return lines;
  const { kind, acted, month, hadAccount, out, toFund, funeral } = closing;
  const none = three(0, 0, 0);
  const all = three(
    -(out.personal + toFund.personal),
    -(out.collective + toFund.collective),
    -(out.subsidy + toFund.subsidy),
  );
  if (hadAccount && kind === 'death')
    lines.push(
      paymentLine('inheritance', monthAt(acted), monthAt(month), [0, 0, 0, 0, 0], ledgers(out), none),
    );
  if (hadAccount)
    lines.push(closingLine(kind === 'death' ? 'inheritance' : 'transfer-out', monthAt(acted), all));
  if (funeral > 0)
    lines.push(paymentLine('funeral', monthAt(acted), monthAt(month), [funeral, 0, 0, 0, 0], none, none));
  return lines;
}

export function settlementLine(year: number, through: number, interest: string, balance: string): string {
  return `settlement ${year}-${String(through).padStart(2, '0')} interest ${interest} balance ${balance}`;
}

/** `numbers`: years paid, base due, bonus percent, divisor, pension. */
export function assessmentLine(
  month: string,
  firstMonth: string,
  numbers: readonly number[],
  balance: string,
): string {
  return `assessment ${month} from ${firstMonth} years/base/bonus/divisor/pension ${numbers.join('/')} on ${balance}`;
}

/** `parts`: base, pension, addition, service, fund. */
export function paymentLine(
  kind: string,
  paidIn: string,
  forMonth: string,
  parts: readonly number[],
  draw: string,
  balance: string,
): string {
  return `payment ${paidIn} ${kind} for ${forMonth} base/pension/addition/service/fund ${parts.join('/')} draw ${draw} left ${balance}`;
}

export function closingLine(kind: string, month: string, amounts: string): string {
  return `posting ${month} ${kind} ${amounts}`;
}
