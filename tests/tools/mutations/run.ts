import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Output, Program } from '../../../app/cli/command.ts';
import { command } from '../../../app/cli/command.ts';
import type { ExitCode } from '../../../app/cli/errors.ts';
import { badArguments } from '../../../app/cli/errors.ts';
import { optional } from '../../../app/cli/parameter.ts';
import { main } from '../../../app/cli/run.ts';
import { text } from '../../../app/cli/values.ts';
import { MUTATIONS } from './list.ts';
import type { Mutation } from './mutation.ts';

/**
 * Takes every protection away once, in a copy of the sources, and runs the tests that guard it: each has
 * to turn red by name, and the untouched copy has to stay green. `npm run test:mutations [-- WORD]`
 */

export interface Outcome {
  readonly name: string;
  readonly red: boolean;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
}

/** What the shell's tests read. */
const PARTS = [
  'app/shell',
  'app/terminal/host',
  'app/terminal/channel',
  'app/terminal/supervisor',
  'devices/contract',
  'flows/contract',
  'shared',
  'tests/app/shell',
  'tests/fixtures/shell',
  'package.json',
  'tsconfig.json',
];
const CONTROL = 'nothing taken away';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Runs the given mutations in one go. @throws when a mutation no longer fits its file. */
export function runMutations(mutations: readonly Mutation[]): Outcome[] {
  const scratch = mkdtempSync(join(tmpdir(), 'songbai-mutations-'));
  try {
    const tests = [...new Set(mutations.map(({ test }) => test))];
    const copies = [
      { name: CONTROL, folder: copy(scratch, 0), include: tests },
      ...mutations.map((mutation, index) => ({
        name: mutation.name,
        folder: mutated(copy(scratch, index + 1), mutation),
        include: [mutation.test],
      })),
    ];
    const options = {
      include: copies.flatMap(({ folder, include }) =>
        include.map((test) => `${folder}/tests/app/shell/${test}`),
      ),
      // The tests share nothing but the process: one worker for many of them saves most of the time.
      pool: 'threads',
      isolate: false,
      maxWorkers: 2,
      testTimeout: 30_000,
      reporters: ['json'],
      outputFile: join(scratch, 'report.json'),
    };
    const config = join(scratch, 'vitest.config.mjs');
    writeFileSync(config, `export default ${JSON.stringify({ test: options })};`);
    symlinkSync(join(process.cwd(), 'node_modules'), join(scratch, 'node_modules'));
    const vitest = join(process.cwd(), 'node_modules/vitest/vitest.mjs');
    spawnSync(process.execPath, [vitest, 'run', '--config', config, '--root', scratch], { stdio: 'ignore' });
    const report = JSON.parse(readFileSync(options.outputFile, 'utf8')) as Report;
    return copies.map(({ name, folder }) => {
      const results = report.testResults.filter((file) => file.name.startsWith(`${folder}/`));
      const failed = results
        .flatMap((file) => file.assertionResults)
        .filter(({ status }) => status === 'failed')
        .map(({ fullName }) => fullName);
      const mutation = mutations.find((candidate) => candidate.name === name);
      const red =
        mutation === undefined
          ? results.length === tests.length && failed.length === 0
          : failed.some((test) => test.includes(mutation.red));
      return { name, red, failed };
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function copy(scratch: string, index: number): string {
  const folder = join(scratch, `m${index}`);
  for (const part of PARTS) {
    const to = join(folder, part);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(part, to, { recursive: true, filter: (path) => !path.endsWith('mutations.test.ts') });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function mutated(folder: string, { name, file, find, replace }: Mutation): string {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  const count = text.split(find).length - 1;
  if (count !== 1) throw new Error(`${name}: ${JSON.stringify(find)} stands ${count} times in ${file}`);
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  return folder;
}

const run = command({
  effect: 'reads',
  args: { word: optional(text('WORD'), 'a part of the names of some; left out: all') },
  options: {},
  examples: ['', 'token'],
  async run({ word = '' }, output) {
    const wanted = MUTATIONS.filter(({ name }) => name.includes(word));
    if (wanted.length === 0) throw badArguments(`no mutation for ${word}`);
    return tell(runMutations(wanted), output);
  },
});

export const mutations: Program = {
  name: 'test:mutations',
  about: 'Takes every protection of the shell away once, and wants a test to notice.',
  load: async () => run,
};

if (import.meta.main) await main(mutations);

function tell(outcomes: readonly Outcome[], { out }: Output): ExitCode {
  for (const { name, red, failed } of outcomes) {
    const said = name === CONTROL ? (red ? 'green' : 'NOT GREEN') : red ? 'red' : 'NOT NOTICED';
    out(`${said.padEnd(12)}${name}${failed[0] === undefined ? '' : `: ${failed[0]}`}`);
  }
  return outcomes.every(({ red }) => red) ? 0 : 1;
}
