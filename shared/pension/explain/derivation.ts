import type { PolicyPack } from '../policy-pack.ts';
import type { CheckedRow } from '../policy-pack.ts';

/** An amount as a rule works it out, before it is said whose and by which row. */
export interface Working {
  /** Number in the list of rules, e.g. `R37`. */
  readonly rule: string;
  readonly fen: number;
  readonly inputs: readonly Input[];
  /**
   * One calculation a line, in yuan: `EXPRESSION = RESULT`, or `EXPRESSION ≈ RESULT` where RESULT is
   * rounded half-up. `floor(…)` drops what is less than a fen, `min(a, b)` is the lesser.
   */
  readonly steps: readonly string[];
}

/**
 * A working whose words are written only when somebody reads them: a county's run works out millions of
 * amounts and is asked about few.
 */
export function working(
  rule: string,
  fen: number,
  inputs: () => readonly Input[],
  steps: () => readonly string[],
): Working {
  return new LazyWorking(rule, fen, inputs, steps);
}

/** A class, since getters of an object literal are made anew for each of them. */
class LazyWorking implements Working {
  readonly rule: string;
  readonly fen: number;
  readonly #inputs: () => readonly Input[];
  readonly #steps: () => readonly string[];

  constructor(rule: string, fen: number, inputs: () => readonly Input[], steps: () => readonly string[]) {
    this.rule = rule;
    this.fen = fen;
    this.#inputs = inputs;
    this.#steps = steps;
  }

  get inputs(): readonly Input[] {
    return this.#inputs();
  }

  get steps(): readonly string[] {
    return this.#steps();
  }
}

export interface Input {
  readonly name: string;
  readonly value: string;
}

/** How one amount came about; a person with a calculator gets the same fen from its `steps`. */
export interface Derivation extends Working {
  /** What it is, e.g. `interest/2012-12/personal`. */
  readonly of: string;
  /** The text that sets the value, and the words where they are known. */
  readonly citation: string;
  readonly quote?: string;
  /** First day of the row that the value comes from. */
  readonly effective: string;
  readonly pack: string;
  readonly confidence: CheckedRow['confidence'];
}

/** A value's row, in the pack where it stands. */
export interface Source {
  readonly pack: PolicyPack;
  readonly row: CheckedRow;
}

export function derive(of: string, working: Working, { pack, row }: Source): Derivation {
  const { rule, fen, inputs, steps } = working;
  return {
    of,
    rule,
    fen,
    inputs,
    steps,
    citation: row.citation,
    ...(row.quote === undefined ? {} : { quote: row.quote }),
    effective: row.from,
    pack: pack.id,
    confidence: row.confidence,
  };
}
