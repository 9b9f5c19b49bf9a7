import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { chanceFrom } from './replay.ts';
import { surveyDirectory } from './survey.ts';

const KILLS = 15;
const MOST_PROMISES = 60;

/** Runs the terminal on `dataDir` and kills it at the `dots`-th promise, in the middle of what it does next. */
async function killAt(dataDir: string, dots: number): Promise<void> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'recorded-terminal.ts'), dataDir, '100000'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let seen = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen >= dots) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

it(`keeps every promise when it is killed ${KILLS} times in a row`, { timeout: 120_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'songbai-kill-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const chance = chanceFrom(9);
  const acknowledged = join(dataDir, 'acknowledged');
  let certifications = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    await killAt(dataDir, 1 + Math.floor(chance() * MOST_PROMISES));
    const promises = existsSync(acknowledged) ? readFileSync(acknowledged, 'utf8').trim().split('\n') : [];
    const found = surveyDirectory(dataDir, promises);
    expect(found).toMatchObject({ corrupt: false, putAside: false, lost: [], findings: [], uncovered: [] });
    // One more than was promised at most: a commit that the kill kept from being told.
    const certified = promises.filter((line) => line.startsWith('certified')).length;
    expect(found.certifications - certified).toBeLessThanOrEqual(kill + 1);
    certifications = found.certifications;
  }
  expect(certifications).toBeGreaterThan(KILLS);
});
