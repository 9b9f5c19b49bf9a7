import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findAssets } from '../../shared/node/assets-folder.ts';
import { buildTerminal, TERMINAL_FLAGS } from '../../app/terminal/build/terminal.ts';
import { startCounty } from '../../app/county/service.ts';
import { seed } from '../../app/county/seed/seed.ts';
import { issueCode } from '../../app/county/terminals/enrolment.ts';
import type { BenchRow } from './row.ts';

const VISITS = 1000;
const SETTLED = 100;
const LIMIT_MB = 150;
const GROWTH_LIMIT = 1.05;

/** Resident set of the built terminal after 1,000 visits, and its growth since the hundredth. */
export async function memory(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'songbai-memory-'));
  const county = await startCounty({ db: `sqlite:${join(folder, 'county.db')}`, port: 0, demo: true });
  const seeded = await seed(county.store, { people: 100, seed: 1 });
  if (!seeded.ok) throw new Error(seeded.error.message);
  const code = await issueCode(county.store, '1 号机');
  // Below the project's root, where the native modules are found from.
  const program = join(findAssets(), '..', 'dist', 'bench', 'terminal.js');
  await buildTerminal('tests/bench/memory-terminal.ts', program);
  const terminal = spawn(
    process.execPath,
    [...TERMINAL_FLAGS, '--expose-gc', program, findAssets(), join(folder, 'terminal'), county.url, code],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: terminal.stdout })[Symbol.asyncIterator]();
  const read = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the terminal ended early');
    return value;
  };
  const after = async (visits: number): Promise<number> => {
    terminal.stdin.write(String(visits));
    return Number(await read()) / 1e6;
  };
  try {
    await read();
    const settled = await after(SETTLED);
    const end = await after(VISITS - SETTLED);
    return [
      { name: 'memory-after-1000-visits', ours: end, limit: 1, ratio: end / LIMIT_MB, n: VISITS, unit: 'MB' },
      {
        name: 'memory-growth-since-visit-100',
        ours: end,
        peer: settled,
        limit: GROWTH_LIMIT,
        ratio: end / settled,
        n: VISITS - SETTLED,
        unit: 'MB',
      },
    ];
  } finally {
    terminal.stdin.end();
    terminal.kill();
    await county.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
