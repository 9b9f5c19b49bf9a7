import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

/** `| head -1`: the reader goes after the first line, or before it. */
const directory = mkdtempSync(join(tmpdir(), 'songbai-pipe-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a command whose reader is gone before it writes a word. */
async function unheard(main: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

it.each([
  ['a command that only reads', ['app/lab/policy/main.ts', 'check']],
  ['help', ['app/county/cli/county.ts', '--help']],
] as const)('%s ends quietly with 0', async (_, [main, ...args]) => {
  expect(await unheard(main, ...args)).toEqual({ code: 0, stderr: '' });
});

it('a command that reads has no failure left to tell once nobody listens', async () => {
  // Differences come first and would end it with 1.
  const cases = [{ id: 'X', op: 'astrology', inputs: {}, expected: { x: 1 } }];
  writeFileSync(join(directory, 'x.json'), JSON.stringify({ schema: 'golden/1', file: 'x', cases }));
  expect(await unheard('app/lab/policy/main.ts', 'golden', directory)).toEqual({ code: 0, stderr: '' });
});

it('a command that changes something does all of it, and its exit code is its own', async () => {
  const db = `sqlite:${join(directory, 'county.db')}`;
  const file = join(directory, 'persons.csv');
  writeFileSync(
    file,
    'id_number,name,household,area_code,phone,status,special_group,ssc_number,bank_account,benefit_start,certified_through\nx,松明,rural,990101001001,,receiving,,,,2010-01,\n',
  );
  const { code, stderr } = await unheard('app/county/cli/county.ts', 'import', 'persons', file, '--db', db);
  expect(code).toBe(3);
  expect(stderr).toContain('rejected rows are in');
});
