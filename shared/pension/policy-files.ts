import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Result } from '../result/result.ts';
import { err } from '../result/result.ts';
import type { PolicyBook } from './policy-book.ts';
import { buildBook } from './policy-book.ts';
import type { PolicyProblem } from './policy-parse.ts';

/** The packs that come with the program. */
export const POLICY_DIRECTORY = fileURLToPath(new URL('../../assets/policies/', import.meta.url));

/** Reads every `*.json` of a directory as one book of packs. */
export function loadPolicies(
  directory: string = POLICY_DIRECTORY,
): Result<PolicyBook, readonly PolicyProblem[]> {
  let names: readonly string[];
  try {
    names = readdirSync(directory).filter((name) => name.endsWith('.json'));
  } catch {
    return err([{ file: directory, detail: 'no such directory' }]);
  }
  if (names.length === 0) return err([{ file: directory, detail: 'no policy pack (*.json) here' }]);
  return buildBook(
    [...names].sort().map((file) => ({ file, text: readFileSync(join(directory, file), 'utf8') })),
  );
}
