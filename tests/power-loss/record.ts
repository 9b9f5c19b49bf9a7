import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const here = import.meta.dirname;

/** Whether the recorder can be built; where it cannot, one sentence says what to install. */
export function missingCompiler(): string | undefined {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return process.platform === 'linux' ? undefined : 'the power-loss recorder needs Linux (LD_PRELOAD)';
  } catch {
    return 'the power-loss recorder needs a C compiler: apt-get install gcc libc6-dev';
  }
}

export interface Recording {
  readonly log: Buffer;
  readonly directory: string;
}

/** Runs the recorded terminal to its end. */
export async function recordTerminal(commits: number, canary?: 'without-full'): Promise<Recording> {
  const work = mkdtempSync(join(tmpdir(), 'songbai-recording-'));
  const recorder = join(work, 'recorder.so');
  execFileSync('gcc', [
    '-O2',
    '-shared',
    '-fPIC',
    '-o',
    recorder,
    join(here, 'recorder.c'),
    '-ldl',
    '-lpthread',
  ]);
  const directory = join(work, 'data');
  const log = join(work, 'log');
  await promisify(execFile)(
    process.execPath,
    [
      join(here, 'recorded-terminal.ts'),
      directory,
      String(commits),
      ...(canary === undefined ? [] : [canary]),
    ],
    { env: { ...process.env, LD_PRELOAD: recorder, POWER_LOSS_DIR: directory, POWER_LOSS_LOG: log } },
  );
  return { log: readFileSync(log), directory };
}
