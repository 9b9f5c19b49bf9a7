import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openCountyStore } from '../../../app/county/open.ts';
import { issueCode } from '../../../app/county/terminals/enrolment.ts';
import { draft, openEnrolled, temporaryDirectory } from '../terminal/store/fixture.ts';

const AUDIT = join(import.meta.dirname, '../../../app/audit/audit.ts');

/** Runs `npm run audit -- …` without npm around it. */
async function audit(...args: readonly string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [AUDIT, ...args]);
    return { code: 0, stdout, stderr };
  } catch (cause) {
    const { code, stdout, stderr } = cause as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

function edit(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(sql);
  db.close();
}

describe('audit verify', () => {
  it('of a terminal at work is silent about good rows and names the bad one', async () => {
    const { dataDir, journal } = openEnrolled();
    for (let person = 0; person < 3; person += 1) await journal.commit(draft());
    const good = await audit('verify', '--data', dataDir);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout).toMatch(/^audit ok: \d+ audit rows, 3 records, last hash [0-9a-f]{64}\n$/);

    const file = join(dataDir, 'terminal.db');
    edit(file, "UPDATE audit SET details = replace(details, '00001', '00009') WHERE sequence = 4");
    edit(file, "UPDATE certifications SET valid_through = '2099-01' WHERE id = 2");
    const bad = await audit('verify', '--data', dataDir);
    expect(bad.code).toBe(1);
    expect(bad.stdout.split('\n').filter((line) => line.startsWith('audit'))).toEqual([
      'audit row 4: altered',
    ]);
    expect(bad.stdout).toMatch(/^certification \d{16}: altered \(columns\)$/m);
    expect(bad.stderr).toMatch(/^audit: [^\n]+\n$/);
  });

  it('of a county does the same', async () => {
    const file = join(temporaryDirectory(), 'county.db');
    const county = await openCountyStore(`sqlite:${file}`);
    for (let terminal = 1; terminal <= 4; terminal += 1) await issueCode(county, `${terminal} 号机`);
    await county.close();
    expect(await audit('verify', '--db', `sqlite:${file}`)).toMatchObject({ code: 0, stderr: '' });
    edit(file, 'DELETE FROM audit WHERE sequence = 2');
    expect(await audit('verify', '--db', `sqlite:${file}`)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^audit row 2: missing\nenrolment code [0-9a-f]{12}…: not in the audit log\n$/,
      ) as string,
    });
  });

  it('says what is wrong with its arguments in one line', async () => {
    for (const [args, code, words] of [
      [[], 2, 'npm run audit -- verify'],
      [['verify'], 2, '--data DIR'],
      [['verify', '--data', 'a', '--db', 'sqlite:b'], 2, '--data DIR'],
      [['verify', '--db', 'mysql://x'], 2, 'mysql'],
      [['verify', '--data', '/nowhere'], 1, '/nowhere'],
      [['verify', '--db', 'sqlite:/nowhere.db'], 1, '/nowhere.db'],
    ] as const) {
      const { code: actual, stdout, stderr } = await audit(...args);
      expect([actual, stdout]).toEqual([code, '']);
      expect(stderr).toMatch(/^audit: [^\n]+\n$/);
      expect(stderr).toContain(words);
    }
  });
});
