import type { PolicyProblem } from '../../../shared/pension/policy-parse.ts';
import { describeProblem } from '../../../shared/pension/policy-parse.ts';
import type { Output } from '../../cli/command.ts';

/** Packs that are not sound: one line for each problem, exit code 1. */
export function unsound(verb: string, problems: readonly PolicyProblem[], { error }: Output): 1 {
  for (const problem of problems) error(`policy ${verb}: ${describeProblem(problem)}`);
  return 1;
}
