import { run } from '../../../app/cli/run.ts';
import { policy as program } from '../../../app/lab/policy/main.ts';

/** What `npm run policy -- …` prints, and its exit code. */
export async function policy(...args: readonly string[]) {
  const out: string[] = [];
  const error: string[] = [];
  const code = await run(program, args, {
    out: (line) => out.push(line),
    error: (line) => error.push(line),
    watched: false,
    progress: () => undefined,
  });
  return { code, out, error };
}
