import type { Program } from '../../app/cli/command.ts';
import { command } from '../../app/cli/command.ts';
import { repeated } from '../../app/cli/parameter.ts';
import { main } from '../../app/cli/run.ts';
import { oneOf } from '../../app/cli/values.ts';
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

const run = command({
  // What a benchmark leaves behind it takes away itself; nobody gains from one that is cut.
  effect: 'reads',
  args: { names: repeated(oneOf(...Object.keys(BENCHMARKS)), 'which; none: all of them') },
  options: {},
  examples: ['', 'card-read receipt'],
  more: `There are ${Object.keys(BENCHMARKS).join(', ')}.`,
  async run({ names }, output) {
    for (const [name, measure] of Object.entries(BENCHMARKS)) {
      if (names.length > 0 && !names.includes(name)) continue;
      if (output.watched) output.error(`${name} …`);
      for (const row of await measure()) output.out(JSON.stringify(row));
    }
    return 0;
  },
});

export const bench: Program = {
  name: 'bench',
  about: 'Measures each benchmark beside its peer or limit; one JSON object a line.',
  load: async () => run,
};

if (import.meta.main) await main(bench);
