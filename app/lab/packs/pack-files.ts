import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { PolicyBook } from '../../../shared/pension/policy-book.ts';
import { buildBook } from '../../../shared/pension/policy-book.ts';
import { POLICY_DIRECTORY } from '../../../shared/pension/policy-files.ts';
import type { PackFile, PolicyProblem } from '../../../shared/pension/policy-parse.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';

/** A pack, or every pack of a directory. The error is one line: the path cannot be used. */
export function packFiles(path: string): Result<readonly PackFile[], string> {
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

/** One's own packs, together with those shipped that they do not replace by name. */
export function bookWith(own: readonly PackFile[]): Result<PolicyBook, readonly PolicyProblem[]> {
  const shipped = packFiles(POLICY_DIRECTORY);
  const rest = shipped.ok ? shipped.value.filter(({ file }) => !own.some((pack) => pack.file === file)) : [];
  return buildBook([...own, ...rest]);
}
