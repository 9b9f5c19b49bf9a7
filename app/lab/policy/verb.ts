import type { ParseArgsConfig } from 'node:util';
import type { PolicyProblem } from '../../../shared/pension/policy-parse.ts';
import { describeProblem } from '../../../shared/pension/policy-parse.ts';

/** Where lines go; without the line break. */
export interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
  /** How far long work is; only where somebody watches. */
  readonly progress?: (text: string) => void;
}

/** What was written behind a verb: the words, and the options that the verb knows. */
export interface Asked {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** One verb of `npm run policy -- …`. */
export interface Verb {
  /** What follows `policy -- `, e.g. `golden DIR`. */
  readonly usage: string;
  /** Long options and whether each takes a value; others are bad arguments before `run` is asked. */
  readonly options: Readonly<Record<string, NonNullable<ParseArgsConfig['options']>[string]>>;
  /** Returns the exit code: 0, 1 for a failure, 2 for bad arguments. */
  readonly run: (asked: Asked, output: Output) => number | Promise<number>;
}

/** Packs that are not sound: one line for each problem, exit code 1. */
export function unsound(verb: string, problems: readonly PolicyProblem[], { error }: Output): number {
  for (const problem of problems) error(`policy ${verb}: ${describeProblem(problem)}`);
  return 1;
}
