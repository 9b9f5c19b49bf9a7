import { isIdNumber } from '../../../shared/identity/id-number.ts';
import { hasCheckDigit, isCardNumber } from '../../../shared/identity/bank-card.ts';

/**
 * A spreadsheet that took a long number for a number keeps 15 digits of it and writes zeros for the others.
 * Of 18-digit numbers cut so, one in eleven has a right check digit by chance, and is somebody else's: no row
 * of such a file can be believed.
 */
const KEPT_DIGITS = 15;
/** Fewer may be slips of a hand. */
const FEWEST = 2;

class CutNumbers {
  readonly #isRight: (number: string) => boolean;
  readonly #seen = new Set<string>();
  #all = 0;
  #cut = 0;
  #wrong = 0;

  constructor(isRight: (number: string) => boolean) {
    this.#isRight = isRight;
  }

  look(number: string): void {
    const zeros = number.length - KEPT_DIGITS;
    if (zeros < 1) return;
    this.#all += 1;
    if (!number.endsWith('0'.repeat(zeros))) return;
    // One account that stands in many rows is one number.
    if (this.#seen.has(number)) return;
    this.#seen.add(number);
    this.#cut += 1;
    if (!this.#isRight(number)) this.#wrong += 1;
  }

  /**
   * Enough of those that end as cut ones do are wrong, and there are more of them than `often` in a thousand:
   * as many as that end so by chance.
   */
  found(often: number): boolean {
    return this.#wrong >= FEWEST && this.#wrong * 4 >= this.#cut && this.#cut * 1000 > this.#all * often;
  }
}

/** Looks at every row of a file before any is taken. */
export class DamageWatch {
  readonly #numbers = new CutNumbers(isIdNumber);
  readonly #accounts = new CutNumbers((account) => isCardNumber(account) && hasCheckDigit(account));

  look(fields: { readonly id_number: string; readonly bank_account?: string }): void {
    const number = fields.id_number.trim();
    if (/^\d{18}$/.test(number)) this.#numbers.look(number);
    const account = (fields.bank_account ?? '').trim();
    // Shorter ones end in a zero or two too often.
    if (/^\d{18,19}$/.test(account)) this.#accounts.look(account);
  }

  /** What is wrong with the whole file, in one line; `undefined` when nothing is. */
  verdict(): string | undefined {
    const found = [
      ...(this.#numbers.found(0) ? ['id_number'] : []),
      ...(this.#accounts.found(10) ? ['bank_account'] : []),
    ];
    if (found.length === 0) return undefined;
    return `numbers were cut to ${KEPT_DIGITS} digits by a spreadsheet (${found.join(', ')}: many end in zeros and fail their check digit), so those that look right may be somebody else's; export the file anew with these columns as text, or take the rows that look right with --accept-damaged`;
  }
}
