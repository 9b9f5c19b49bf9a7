import type { Month } from '../dates/month.ts';
import type { Result } from '../result/result.ts';
import { err } from '../result/result.ts';
import type { Life } from './life.ts';
import type { LifeFigures } from './life-figures.ts';
import type { PolicyBook } from './policy-book.ts';

/** Something in a life that cannot be: nothing is worked out then. */
export interface LifeProblem {
  /** e.g. `contribution 3 (2015)`, `event 1 (claim)`, `birth`. */
  readonly where: string;
  readonly detail: string;
}

/** How one amount came about; a person with a calculator gets the same fen from its `steps`. */
export interface Derivation {
  /** What it is, e.g. `interest/2012/personal`. */
  readonly of: string;
  /** e.g. `R37`. */
  readonly rule: string;
  readonly citation: string;
  /** First day of the row that the rule's value comes from. */
  readonly effective: string;
  readonly inputs: readonly { readonly name: string; readonly value: string }[];
  /** One calculation a line: `EXPRESSION = RESULT`, or `≈` where RESULT is rounded half-up. */
  readonly steps: readonly string[];
  /** Fen. */
  readonly fen: number;
}

export interface ExplainedLife extends LifeFigures {
  readonly derivations: readonly Derivation[];
}

/** Every amount of a life up to and including `through`, with its derivation. */
export function evaluateLife(
  _book: PolicyBook,
  _life: Life,
  _through: Month,
): Result<ExplainedLife, readonly LifeProblem[]> {
  return err([{ where: 'engine', detail: 'not built yet' }]);
}
