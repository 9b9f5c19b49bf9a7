import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { TERMINAL_MIGRATIONS } from '../../../../app/terminal/store/schema.ts';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { verifyRecord } from '../../../../shared/records/envelope.ts';
import { open } from './fixture.ts';
import { certify, copyOf, workedTerminal } from './worked.ts';

const terminal = workedTerminal();

/** The same terminal as the first version left it: one schema step, no seal, no marks. */
function asOfFirstVersion(): string {
  const { dataDir } = terminal();
  const dir = copyOf(dataDir);
  const file = join(dir, 'terminal.db');
  rmSync(file);
  rmSync(join(dir, 'terminal.marks'));
  const db = new Database(file);
  db.pragma('page_size = 2048');
  db.pragma('journal_mode = WAL');
  for (const statement of TERMINAL_MIGRATIONS[0]?.statements ?? []) db.exec(statement);
  db.pragma('user_version = 1');
  db.exec(`ATTACH '${join(dataDir, 'terminal.db')}' AS now`);
  db.exec('INSERT INTO standing SELECT id, epoch, rolled_back FROM now.standing');
  db.exec(
    `INSERT INTO certifications SELECT r.id, epoch, sequence, hash, signature, number, person, occurred_at,
       method, valid_through, demo, record, receipt, answer ->> 'decision', nullif(answer ->> 'reason', ''),
       nullif(answer ->> 'validThrough', ''), answer ->> 'resumptionProposed', answered_at
     FROM now.records r JOIN now.certifications c ON c.id = r.id`,
  );
  for (const table of ['enrolment', 'outbox', 'audit', 'audit_head'])
    db.exec(`INSERT INTO ${table} SELECT * FROM now.${table}`);
  db.close();
  return dir;
}

describe('a terminal of the first version', () => {
  it('goes on where it was, with marks beside it from now on', async () => {
    const { numbers, unsent, epoch, publicKey } = terminal();
    const dir = asOfFirstVersion();
    expect(verifyDirectory(dir, nodeCrypto).findings).toEqual([]);
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('ok');
    expect(store.outbox.standing().epoch).toBe(epoch);
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(unsent);
    const [next] = await certify(store, 1);
    expect(Number(next?.slice(10, 15))).toBe(numbers.length + 1);
    for (const signed of store.outbox.next(100))
      expect(verifyRecord(nodeCrypto, publicKey, signed)).toBe(true);
    store.close();
    expect(verifyDirectory(dir, nodeCrypto).findings).toEqual([]);
    // With the marks that were made then, the loss of the store is one file.
    rmSync(join(dir, 'terminal.db'));
    const again = open({ dataDir: dir });
    again.outbox.hear({});
    expect(numbers).not.toContain((await certify(again, 1))[0]);
  });

  it('whose key is gone does not take on another one', () => {
    const dir = asOfFirstVersion();
    rmSync(join(dir, 'terminal.key'));
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('damaged');
    expect(store.status()).toBe('damaged: key lost');
    // What was signed before is as good as ever, whoever can no longer say by which key.
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(terminal().unsent);
    expect(store.outbox.standing().parked).toBe(0);
    store.close();
    const { findings } = verifyDirectory(dir, nodeCrypto);
    expect(findings.filter((line) => line.startsWith('certification'))).toEqual([]);
    expect(open({ dataDir: dir }).journal.health()).toBe('damaged');
  });

  it('whose key is another one is found out by its records, which wait as they are', () => {
    const dir = asOfFirstVersion();
    writeFileSync(join(dir, 'terminal.key'), nodeCrypto.generateKey().privateKey);
    const store = open({ dataDir: dir });
    expect(store.status()).toBe('damaged: key lost');
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(terminal().unsent);
  });

  it('whose key is gone holds each record against its hash all the same', () => {
    const dir = asOfFirstVersion();
    rmSync(join(dir, 'terminal.key'));
    const db = new Database(join(dir, 'terminal.db'));
    db.exec("UPDATE certifications SET record = replace(record, '李秀珍', '李秀英') WHERE id = 11");
    db.close();
    const store = open({ dataDir: dir });
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(terminal().unsent.slice(1));
    expect(store.outbox.standing().parked).toBe(1);
  });

  it('that is damaged before there were marks skips far ahead, once the county knows', async () => {
    const { numbers, unsent, epoch } = terminal();
    const dir = asOfFirstVersion();
    const file = join(dir, 'terminal.db');
    writeFileSync(file, readFileSync(file).fill(0, 0, 100));
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('damaged');
    expect(store.outbox.standing().epoch).not.toBe(epoch);
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(unsent);
    await expect(certify(store, 1)).rejects.toThrow('the county does not know yet');
    store.outbox.hear({ highestCertificates: [] });
    expect(store.journal.health()).toBe('ok');
    const [next] = await certify(store, 1);
    expect(Number(next?.slice(10, 15))).toBe(10_001);
    expect(numbers).not.toContain(next);
  });
});
