import { parseArgs } from 'node:util';
import { asksForHelp } from '../../../shared/node/arguments.ts';
import type { Result } from '../../../shared/result/result.ts';
import { err, ok } from '../../../shared/result/result.ts';
import { check } from './check.ts';
import { diff } from './diff.ts';
import { explain } from './explain.ts';
import { golden } from './golden.ts';
import { lives } from './lives.ts';
import type { Asked, Output, Verb } from './verb.ts';

/** Every verb, in the order in which the usage names them. */
const VERBS: Readonly<Record<string, Verb>> = { check, diff, explain, golden, lives };

const USAGE = `policy: write ${Object.values(VERBS)
  .map(({ usage }) => `"policy -- ${usage}"`)
  .join(' or ')}`;

/** `npm run policy -- …`. Returns the exit code: 0, 1 for a failure, 2 for bad arguments. */
export function policyCommand(args: readonly string[], output: Output): number | Promise<number> {
  const [name, ...rest] = args;
  const verb = name !== undefined && Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (asksForHelp(args)) {
    output.out(verb === undefined ? USAGE : `policy -- ${verb.usage}`);
    return 0;
  }
  if (verb === undefined) {
    output.error(name === undefined ? USAGE : `policy: there is no "${name}"; ${USAGE}`);
    return 2;
  }
  const asked = askedOf(verb, rest);
  if (asked.ok) return verb.run(asked.value, output);
  output.error(`policy ${name}: ${asked.error}; write "policy -- ${verb.usage}"`);
  return 2;
}

function askedOf({ options }: Verb, args: readonly string[]): Result<Asked, string> {
  const unknown = args.find((word) => word.startsWith('-') && !Object.hasOwn(options, optionName(word)));
  if (unknown !== undefined) return err(`${unknown} is not known here`);
  try {
    const { positionals, values } = parseArgs({ args: [...args], options, allowPositionals: true });
    return ok({ words: positionals, options: values as Asked['options'] });
  } catch (error) {
    return err(error instanceof Error ? (error.message.split(/\. |\n/, 1)[0] ?? '') : String(error));
  }
}

/** `--on=2026-01-01` → `on`. */
function optionName(word: string): string {
  return word.startsWith('--') ? (word.slice(2).split('=', 1)[0] ?? '') : '';
}
