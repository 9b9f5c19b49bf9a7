import { wordsFor } from '../../shared/node/arguments.ts';
import type { BenchRow } from './row.ts';

/**
 * `npm run bench [-- NAME]`: each benchmark beside its peer or limit in the same run, one JSON object a
 * line. Figures on shared machines drift; the ratios are what to read. Nothing here fails a build.
 */
const BENCHMARKS: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  'card-read': async () => (await import('./card-read.ts')).cardRead(),
  commit: async () => (await import('./commit.ts')).commit(),
  'lives-explained': async () => (await import('./lives-explained.ts')).livesExplained(),
  'lives-integer': async () => (await import('./lives-integer.ts')).livesInteger(),
  receipt: async () => (await import('./receipt.ts')).receipt(),
  screen: async () => (await import('./screen.ts')).screen(),
  'next-frame': async () => (await import('./next-frame.ts')).nextFrame(),
  settlement: async () => (await import('./ledger.ts')).settlement(),
  monthly: async () => (await import('./ledger.ts')).monthly(),
  'first-pay': async () => (await import('./first-pay.ts')).firstPay(),
  memory: async () => (await import('./memory.ts')).memory(),
};

const NAMES = Object.keys(BENCHMARKS);
const wanted = wordsFor('bench', NAMES, `npm run bench [-- NAME …]; there are ${NAMES.join(', ')}`);
if (wanted !== undefined) {
  for (const [name, run] of Object.entries(BENCHMARKS)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    if (process.stderr.isTTY) process.stderr.write(`${name} …\n`);
    for (const row of await run()) process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}
