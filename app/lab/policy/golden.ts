import { loadPolicies } from '../../../shared/pension/policy-files.ts';
import { accountCases } from '../golden/account-cases.ts';
import { benefitCases } from '../golden/benefit-cases.ts';
import { certificationCases } from '../golden/certification-cases.ts';
import { contributionCases } from '../golden/contribution-cases.ts';
import type { Adapters } from '../golden/golden.ts';
import { runGolden } from '../golden/golden.ts';
import { statisticsCases } from '../golden/statistics-cases.ts';
import type { Verb } from './verb.ts';
import { unsound } from './verb.ts';

const ADAPTERS: Adapters = {
  ...certificationCases,
  ...contributionCases,
  ...benefitCases,
  ...accountCases,
  ...statisticsCases,
};

/** Puts every worked case of a directory to the rules; a line for each difference. */
export const golden: Verb = {
  usage: 'golden DIR',
  options: {},
  run({ words }, output) {
    const [directory, ...more] = words;
    if (directory === undefined || more.length > 0) {
      output.error(`policy golden: one directory is expected; write "policy -- ${golden.usage}"`);
      return 2;
    }
    const book = loadPolicies();
    if (!book.ok) return unsound('golden', book.error, output);
    const outcome = runGolden(directory, ADAPTERS, book.value);
    if (!outcome.ok) {
      output.error(`policy golden: ${outcome.error}`);
      return 2;
    }
    for (const line of outcome.value.differences) output.out(line);
    output.out(`${outcome.value.passed} passed, ${outcome.value.failed} failed`);
    return outcome.value.failed === 0 ? 0 : 1;
  },
};
