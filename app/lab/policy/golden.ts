import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import { command } from '../../cli/command.ts';
import { badArguments } from '../../cli/errors.ts';
import { required } from '../../cli/parameter.ts';
import { FOLDER } from '../../cli/values.ts';
import { accountCases } from '../golden/account-cases.ts';
import { benefitCases } from '../golden/benefit-cases.ts';
import { certificationCases } from '../golden/certification-cases.ts';
import { contributionCases } from '../golden/contribution-cases.ts';
import type { Adapters } from '../golden/golden.ts';
import { runGolden } from '../golden/golden.ts';
import { statisticsCases } from '../golden/statistics-cases.ts';
import { unsound } from './verb.ts';

const ADAPTERS: Adapters = {
  ...certificationCases,
  ...contributionCases,
  ...benefitCases,
  ...accountCases,
  ...statisticsCases,
};

/** Puts every worked case of a directory to the rules; a line for each difference. */
export const golden = command({
  effect: 'reads',
  args: { directory: required(FOLDER, 'worked cases (*.json) in the format golden/1') },
  options: {},
  examples: ['tests/fixtures/golden'],
  expects: 'one directory is expected',
  async run({ directory }, output) {
    const book = loadPolicies();
    if (!book.ok) return unsound('golden', book.error, output);
    const outcome = runGolden(directory, ADAPTERS, book.value);
    if (!outcome.ok) throw badArguments(outcome.error);
    for (const line of outcome.value.differences) output.out(line);
    output.out(`${outcome.value.passed} passed, ${outcome.value.failed} failed`);
    return outcome.value.failed === 0 ? 0 : 1;
  },
});
