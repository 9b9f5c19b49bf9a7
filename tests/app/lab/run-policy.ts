import { policyCommand } from '../../../app/lab/policy/command.ts';

/** What `npm run policy -- …` prints, and its exit code. */
export async function policy(...args: readonly string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const code = await policyCommand(args, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
  });
  return { code, out, error };
}
