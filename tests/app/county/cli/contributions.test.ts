import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../../app/county/open.ts';
import { addRun, bornOn, file, line } from '../contributions/support.ts';
import { county } from '../support/command.ts';

let directory: string;
let db: string;
let name: string;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-cli-'));
  db = `sqlite:${join(directory, 'county.db')}`;
  name = join(directory, 'contributions.csv');
  const persons = join(directory, 'persons.csv');
  writeFileSync(
    persons,
    `id_number,name,household,area_code,phone,status,special_group,ssc_number,bank_account,benefit_start,certified_through
${bornOn('1970-05-20')},松明,rural,990101001001,,contributing,,,,,
`,
  );
  expect((await county('import', 'persons', persons, '--db', db)).code).toBe(0);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('contributions on the command line', () => {
  it('are imported, again without effect, exported and verified', async () => {
    writeFileSync(name, file(line(), line({ year: 2016, paid_on: '2016-02-02', subsidy: '45.00' })));
    expect(await county('import', 'contributions', name, '--db', db)).toEqual({
      code: 0,
      stdout: 'imported 2, rejected 0\n',
      stderr: "county import: 1 row carries another subsidy than the pack's\n",
    });
    expect(await county('import', 'contributions', name, '--db', db)).toEqual({
      code: 0,
      stdout: 'imported 0, rejected 0\n',
      stderr: '',
    });
    const accounts = await county('export', 'accounts', '--db', db);
    expect(accounts).toMatchObject({ code: 0, stderr: '' });
    expect(accounts.stdout).toContain(
      `${bornOn('1970-05-20')},松明,contributing,400.00,0.00,75.00,475.00,,2,\n`,
    );
    expect(
      (await county('export', 'ledger', '--as-of', '2020-01-01', '--db', db)).stdout.split('\n'),
    ).toHaveLength(2);
    expect((await county('export', 'payments', '--since', '2020-01-01', '--db', db)).code).toBe(0);
    const audit = execFileSync(process.execPath, ['app/audit/audit.ts', 'verify', '--db', db], {
      encoding: 'utf8',
    });
    expect(audit).toMatch(/^audit ok: 9 audit rows, 0 records, 1 accounts, last hash [0-9a-f]{64}\n$/);
  });

  it('rejected rows end with 3 and are beside the file', async () => {
    writeFileSync(name, file(line({ tier: '150.00', personal: '150.00' }), line()));
    const ended = await county('import', 'contributions', name, '--db', db);
    expect(ended).toMatchObject({ code: 3, stdout: 'imported 1, rejected 1\n' });
    expect(ended.stderr).toBe(`county import: rejected rows are in ${name}.rejects.csv\n`);
    expect(readFileSync(`${name}.rejects.csv`, 'utf8')).toMatch(
      /^line,reason,id_number,year,.*\n2,"tier: 150.00 was no tier in 2015 \(100.00, .*\)",.*\n$/,
    );
  });

  it('an open run of another kind is named in one line', async () => {
    writeFileSync(name, file(line()));
    const store = await openCountyStore(db);
    await addRun(store, { kind: 'payment', period: '2026-11', state: 'open', committed_at: null });
    await store.close();
    expect(await county('import', 'contributions', name, '--db', db)).toEqual({
      code: 1,
      stdout: '',
      stderr: `county import: ${name}: the payment run 1 for 2026-11 is open; finish it, then import again\n`,
    });
  });

  it.each([
    [['import', 'weights', 'x.csv'], /"weights" cannot be imported; write "import persons\|contributions/],
    [['export', 'weights'], /"weights" cannot be exported; write "export certifications\|accounts/],
    [['export', 'payments', '--as-of', '2026-01-01'], /--as-of is for accounts and ledger; leave it out/],
    [['export', 'ledger', '--as-of', '2026-1-1'], /--as-of "2026-1-1" is not a day; write YYYY-MM-DD/],
    [['export', 'accounts', '--since', 'x'], /--since "x" is not a day/],
  ] as const)('%j ends with 2 and one line', async (args, message) => {
    const ended = await county(...args, '--db', db);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
  });
});
