import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../../app/county/open.ts';
import { run } from '../../../../app/cli/run.ts';
import { county as program } from '../../../../app/county/cli/county.ts';
import { fillCounty } from '../runs/county-of-accounts.ts';
import { county } from '../support/command.ts';

let directory: string;
let db: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-cli-'));
  db = `sqlite:${join(directory, 'county.db')}`;
  const store = await openCountyStore(db);
  await fillCounty(store, 6);
  await store.close();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('settle and pay', () => {
  it('say in one line a period what came of it, and that there is nothing to do', async () => {
    // 200.00 … 200.05, four with 30.00 and two with 40.00 beside them, from month 1 … 6 on at 1.5 %.
    const settled = await county('settle', '--year', '2025', '--db', db);
    expect(settled).toMatchObject({ code: 0, stderr: '' });
    expect(settled.stdout).toMatch(
      /^settled 2024: 6 accounts, interest 16\.\d\d yuan\nsettled 2025: 6 accounts, interest \d\d\.\d\d yuan\n$/,
    );
    expect(await county('settle', '--year', '2025', '--db', db)).toMatchObject({
      code: 0,
      stdout: 'nothing to do\n',
    });
    const paid = await county('pay', '--month', '2026-03', '--db', db);
    expect(paid.stdout).toMatch(/^paid 2026-03: 2 people, \d+\.\d\d yuan\n$/);
    expect(await county('pay', '--month', '2026-03', '--db', db)).toMatchObject({
      code: 0,
      stdout: 'nothing to do: 2026-03 is paid\n',
    });
  });

  it('refuse in one line, with 1', async () => {
    const ended = await county('pay', '--month', '2026-03', '--db', db);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toBe(
      'county pay: the accounts are not settled through 2025-12; run "settle --year 2025" first\n',
    );
    const future = await county('settle', '--year', '2099', '--db', db);
    expect(future.code).toBe(1);
    expect(future.stderr).toMatch(/^county settle: 2099 is not over; settle through \d{4}\n$/);
  });

  it('show how far they are when somebody watches', async () => {
    const lines: string[] = [];
    const output = {
      out: () => undefined,
      error: (line: string) => void lines.push(line),
      watched: true,
      progress: () => undefined,
    };
    expect(await run(program, ['settle', '--year', '2024', '--db', db], output)).toBe(0);
    expect(lines).toEqual(['county settle: 100 %']);
  });
});
