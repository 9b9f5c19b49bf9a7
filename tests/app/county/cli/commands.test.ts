import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendAudit } from '../../../../app/county/audit/chain/append.ts';
import { countyHead } from '../../../../app/county/audit/chain/diary.ts';
import { openCountyStore } from '../../../../app/county/open.ts';
import { county } from '../support/command.ts';
import { syntheticId } from '../support/county.ts';

let directory: string;
let db: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'songbai-cli-'));
  db = `sqlite:${join(directory, 'county.db')}`;
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('bad arguments', () => {
  it.each([
    [[], /a command is missing; commands are serve, /],
    [['fly'], /there is no command "fly"; commands are serve, /],
    [['reviw', 'list'], /there is no command "reviw", did you mean review\?; /],
    [['review', 'lst'], /there is no "lst", did you mean list\?; write "review list\|accept\|refuse …"/],
    [['--db', 'sqlite:x.db'], /--db is not known here; commands are serve, /],
    [['pay', '--month', '--db', 'sqlite:x.db'], /--month needs a value; write "pay --month YYYY-MM/],
    [['pay', '--db', '', '--month', '2026-11'], /--db is missing; write "pay/],
    [['serve'], /--db is missing; write "serve --db/],
    [['serve', '--db', 'county.db'], /--db "county.db" is not a database; write sqlite:FILE/],
    [['serve', '--db', 'sqlite:x.db', '--port', '99999'], /--port "99999" is not a port/],
    [
      ['serve', '--db', 'sqlite:x.db', '--prot', '1'],
      /--prot is not known here, did you mean --port\?; write "serve/,
    ],
    [['serve', '--db', 'sqlite:x.db', '--tls-cert', 'a.pem'], /belong together/],
    [
      ['serve', '--db', 'sqlite:x.db', '--tls-cert', 'package.json', '--tls-key', 'package.json'],
      /are no certificate with its key/,
    ],
    [['serve', '--db', 'sqlite:x.db', '--tls-cert', 'none.pem', '--tls-key', 'b'], /none.pem cannot be read/],
    [['enrol-terminal', '--db', 'sqlite:x.db'], /--name is missing/],
    [
      ['init', '--code', '12', '--name', 'x', '--pack', 'p', '--db', 'sqlite:x.db'],
      /--code "12" is not 6 digits/,
    ],
    [
      ['init', '--code', '990202', '--name', 'x', '--pack', 'none', '--db', 'sqlite:x.db'],
      /no policy pack "none"; known: .*national-2014/,
    ],
    [['seed', '--people', 'many', '--db', 'sqlite:x.db'], /--people "many" is not a whole number/],
    [['review'], /list, accept or refuse is missing/],
    [['review', 'accept', '1', '--operator', 'x', '--db', 'sqlite:x.db'], /--reason is missing/],
    [['alarms'], /list or acknowledge is missing; write "alarms list/],
    [['alarms', 'acknowledge', 'all', '--operator', 'x', '--db', 'sqlite:x.db'], /"all" is no audit row/],
    [['alarms', 'acknowledge', '3', '--db', 'sqlite:x.db'], /--operator is missing/],
    [['revoke-terminal', '--db', 'sqlite:x.db'], /an argument is missing/],
    [['settle', '--year', '25', '--db', 'sqlite:x.db'], /--year "25" is not a year; write "settle --year/],
    [['settle', '--db', 'sqlite:x.db'], /--year is missing/],
    [['pay', '--month', '2026-13', '--db', 'sqlite:x.db'], /--month "2026-13" is not a month; write "pay/],
    [['backup', 'a', 'b', '--db', 'sqlite:x.db'], /"b" is one argument too many/],
    [['backup', 'a', '--db', 'postgres://h/d'], /use pg_dump/],
  ] as const)('%j end with 2 and one line', async (args, line) => {
    const ended = await county(...args);
    expect(ended.stderr).toMatch(line);
    expect(ended.stderr.trimEnd()).not.toContain('\n');
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
  });
});

describe('commands', () => {
  it('init names the county of a new database', async () => {
    const args = ['init', '--code', '990202', '--name', '松岭县', '--pack', 'national-2014', '--db', db];
    expect(await county(...args)).toMatchObject({
      code: 0,
      stdout: 'county 990202 松岭县, pack national-2014\n',
    });
  });

  it('enrol-terminal prints a code and nothing else', async () => {
    const ended = await county('enrol-terminal', '--name', '一号机', '--db', db);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n$/);
  });

  it('public-key prints the key that verifies', async () => {
    const { stdout, code } = await county('public-key', '--db', db);
    expect(code).toBe(0);
    const raw = createPublicKey(stdout)
      .export({ type: 'spki', format: 'der' })
      .subarray(-32)
      .toString('base64');
    const store = await openCountyStore(db);
    expect(raw).toBe(store.county.signer.publicKey);
    await store.close();
  });

  it('revoke-terminal says whom it does not know', async () => {
    const ended = await county('revoke-terminal', '无', '--db', db);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/is called "无"; there is none/);
  });

  it('alarms names what somebody has to look into until an officer took note of it', async () => {
    const store = await openCountyStore(db);
    const refused = {
      event: 'request-refused',
      details: { reason: 'stale', address: '10.0.0.7', count: 3 },
    } as const;
    await store.db.transaction().execute((tx) => appendAudit(tx, store, refused));
    const { sequence } = await countyHead(store);
    await store.close();
    const listed = await county('alarms', 'list', '--db', db);
    expect(listed).toMatchObject({
      code: 0,
      stderr: `1 alarm; when they are looked into: alarms acknowledge ${sequence}\n`,
    });
    expect(listed.stdout).toMatch(
      /^row \d+\t3 ×\t\d{4}-\d\d-\d\d \d\d:\d\d\taddress 10\.0\.0\.7\t\trequests were refused \(too old, [^\n]*\n$/,
    );
    const word = ['alarms', 'acknowledge', String(sequence), '--operator', '王办', '--db', db];
    expect(await county(...word)).toMatchObject({
      code: 0,
      stdout: `王办 took note of the alarms up to audit row ${sequence}\n`,
    });
    expect(await county('alarms', 'list', '--db', db)).toMatchObject({ stdout: '', stderr: '0 alarms\n' });
    expect((await county(...word)).stderr).toContain('were taken note of before');
  });

  it('review says that a number is not there', async () => {
    const number = '1'.repeat(16);
    const ended = await county(
      'review',
      'refuse',
      number,
      '--operator',
      '王办',
      '--reason',
      '无',
      '--db',
      db,
    );
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('no certification has this number');
    expect(await county('review', 'list', '--db', db)).toMatchObject({
      code: 0,
      stdout: '',
      stderr: '0 waiting\n',
    });
  });

  it('seed fills an empty database once', async () => {
    const args = ['seed', '--people', '50', '--seed', '7', '--db', db];
    expect(await county(...args)).toMatchObject({ code: 0, stdout: 'seeded 50 people\n' });
    const again = await county(...args);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('seed an empty one');
  });

  it('import, backup, restore: people come in, are copied and come back', async () => {
    const file = join(directory, 'persons.csv');
    const header =
      'id_number,name,household,area_code,phone,status,special_group,ssc_number,bank_account,benefit_start,certified_through';
    const row = (id: string): string => `${id},松明,rural,990101001001,,receiving,,,,2010-01,`;
    writeFileSync(file, [header, row(syntheticId(1)), row(syntheticId(2)), ''].join('\n'));
    const imported = await county('import', 'persons', file, '--db', db);
    expect(imported).toMatchObject({ code: 0, stdout: 'imported 2, rejected 0\n' });
    const copy = join(directory, 'copy.db');
    expect((await county('backup', copy, '--db', db)).stdout).toContain('2 persons');
    const other = `sqlite:${join(directory, 'other.db')}`;
    expect((await county('restore', copy, '--db', other)).stdout).toContain('2 persons');
    expect((await county('import', 'persons', file, '--db', other)).stdout).toBe('imported 0, rejected 0\n');
  });
});
