import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildBook } from '../../../shared/pension/policy-book.ts';
import { loadPolicies, POLICY_DIRECTORY } from '../../../shared/pension/policy-files.ts';
import type { PackFile } from '../../../shared/pension/policy-parse.ts';
import { describeProblem } from '../../../shared/pension/policy-parse.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { accountCases } from './account-cases.ts';
import { benefitCases } from './benefit-cases.ts';
import { certificationCases } from './certification-cases.ts';
import { contributionCases } from './contribution-cases.ts';
import type { Adapters } from './golden.ts';
import { runGolden } from './golden.ts';
import { statisticsCases } from './statistics-cases.ts';

const USAGE = 'policy: write "policy -- check [FILE|DIR …]" or "policy -- golden DIR"';

const ADAPTERS: Adapters = {
  ...certificationCases,
  ...contributionCases,
  ...benefitCases,
  ...accountCases,
  ...statisticsCases,
};

/** Where lines go; without the line break. */
export interface Output {
  readonly out: (line: string) => void;
  readonly error: (line: string) => void;
}

/** `npm run policy -- …`. Returns the exit code: 0, 1 for a failure, 2 for bad arguments. */
export function policyCommand(args: readonly string[], { out, error }: Output): number {
  const [verb, ...rest] = args;
  const option = rest.find((word) => word.startsWith('-'));
  if (option !== undefined) {
    error(`policy ${verb}: ${option} is not known here; ${USAGE}`);
    return 2;
  }
  if (verb === 'check') return check(rest, { out, error });
  if (verb === 'golden') return golden(rest, { out, error });
  error(verb === undefined ? USAGE : `policy: there is no "${verb}"; ${USAGE}`);
  return 2;
}

/** The packs named, together with those shipped that they do not replace; without a name, the shipped. */
function check(paths: readonly string[], { out, error }: Output): number {
  const files: PackFile[] = [];
  for (const path of paths) {
    const read = packFiles(path);
    if (!read.ok) {
      error(`policy check: ${read.error}`);
      return 2;
    }
    files.push(...read.value);
  }
  const shipped = packFiles(POLICY_DIRECTORY);
  if (shipped.ok) files.push(...shipped.value.filter(({ file }) => !files.some((own) => own.file === file)));
  const book = buildBook(files);
  if (!book.ok) {
    for (const problem of book.error) error(`policy check: ${describeProblem(problem)}`);
    return 1;
  }
  for (const { id, layer, area, rows } of book.value.packs.values())
    out(`${id}: ${layer}, ${area.name}, ${rows.length} rows`);
  out(`${book.value.packs.size} packs are sound`);
  return 0;
}

function packFiles(path: string): Result<readonly PackFile[], string> {
  try {
    if (!statSync(path).isDirectory())
      return ok([{ file: basename(path), text: readFileSync(path, 'utf8') }]);
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    if (names.length === 0) return err(`${path} holds no policy pack (*.json)`);
    return ok([...names].sort().map((file) => ({ file, text: readFileSync(join(path, file), 'utf8') })));
  } catch {
    return err(`${path} cannot be read; name a policy pack or a directory of them`);
  }
}

function golden(paths: readonly string[], { out, error }: Output): number {
  const [directory, ...more] = paths;
  if (directory === undefined || more.length > 0) {
    error(`policy golden: one directory is expected; ${USAGE}`);
    return 2;
  }
  const book = loadPolicies();
  if (!book.ok) {
    for (const problem of book.error) error(`policy golden: ${describeProblem(problem)}`);
    return 1;
  }
  const outcome = runGolden(directory, ADAPTERS, book.value);
  if (!outcome.ok) {
    error(`policy golden: ${outcome.error}`);
    return 2;
  }
  for (const line of outcome.value.differences) out(line);
  out(`${outcome.value.passed} passed, ${outcome.value.failed} failed`);
  return outcome.value.failed === 0 ? 0 : 1;
}
