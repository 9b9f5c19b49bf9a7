import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { open, temporaryDirectory } from './fixture.ts';
import { answered, certify } from './worked.ts';

const FIXTURE = join(import.meta.dirname, '../../../fixtures/terminal-store');
const COUNT = 12;
const idNumber = (place: number): string => `9901011950010${String(place).padStart(5, '0')}`;

function fromBefore(): string {
  const dir = temporaryDirectory();
  cpSync(FIXTURE, dir, { recursive: true });
  return dir;
}

/** Of the file as it stood before anything was opened. */
function before(dir: string): readonly { hash: string; certificate_no: string; state: string | null }[] {
  const db = new Database(join(dir, 'terminal.db'), { readonly: true });
  try {
    return db
      .prepare<[], { hash: string; certificate_no: string; state: string | null }>(
        'SELECT c.hash, c.certificate_no, o.state FROM certifications c LEFT JOIN outbox o ON o.id = c.id ORDER BY c.id',
      )
      .all();
  } finally {
    db.close();
  }
}

const findings = (dir: string): readonly string[] => verifyDirectory(dir, nodeCrypto).findings;

describe('a data folder of the release before records of every kind', () => {
  it('verifies as it is, migrates with everything it holds, and goes on', async () => {
    const dir = fromBefore();
    expect(verifyDirectory(dir, nodeCrypto)).toMatchObject({ records: COUNT, findings: [] });
    const old = before(dir);
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('ok');
    // What was rejected is offered again at each start, in its old place.
    const waiting = old.filter(({ state }, place) => state === 'queued' || place === 6);
    const batch = store.outbox.next(100);
    expect(batch.map(({ hash }) => hash)).toEqual(waiting.map(({ hash }) => hash));
    expect(store.outbox.standing()).toMatchObject({ queued: 6, parked: 1 });
    const earlier = (place: number) => store.journal.earlier(idNumber(place));
    expect(earlier(1)).toMatchObject({ method: 'face', state: 'accepted', receipt: 'printed' });
    expect(earlier(3)).toMatchObject({ method: 'visit', state: 'submitted', receipt: 'none' });
    expect(earlier(4)).toMatchObject({ method: 'counter', state: 'refused', receipt: 'begun' });
    expect(earlier(6)).toMatchObject({ method: 'witness', state: 'parked', receipt: 'later' });
    expect(earlier(8)).toMatchObject({ state: 'queued', validThrough: '2027-10' });
    expect(store.outbox.answerTo(old[3]!.certificate_no)).toEqual({
      decision: 'refused',
      reason: 'deceased',
      validThrough: undefined,
      resumptionProposed: false,
    });
    expect(store.outbox.answerTo(old[4]!.certificate_no)).toMatchObject({
      decision: 'accepted',
      validThrough: '2027-10',
      resumptionProposed: true,
    });
    const [next] = await certify(store, 1);
    expect(next?.slice(10, 15)).toBe('00013');
    store.outbox.apply(answered(batch), []);
    store.close();
    expect(verifyDirectory(dir, nodeCrypto)).toMatchObject({ records: COUNT + 1, findings: [] });
  });

  it('names an edit that was made before it migrated, before and after', () => {
    const dir = fromBefore();
    const db = new Database(join(dir, 'terminal.db'));
    db.exec("UPDATE certifications SET valid_through = '2031-01' WHERE id = 1");
    db.exec("UPDATE certifications SET answered_through = '2031-01' WHERE id = 2");
    db.close();
    const [first, second] = before(dir);
    const named = [
      `certification ${first!.certificate_no}: altered (columns)`,
      `certification ${second!.certificate_no}: altered (answer)`,
    ];
    expect(findings(dir)).toEqual(named);
    open({ dataDir: dir }).close();
    expect(findings(dir)).toEqual(named);
  });

  it('is put together as records of today when its file is damaged', () => {
    const dir = fromBefore();
    const old = before(dir);
    const file = join(dir, 'terminal.db');
    writeFileSync(file, readFileSync(file).fill(0, 0, 2048));
    const store = open({ dataDir: dir });
    expect(store.quarantined).toBeDefined();
    const waiting = old.filter(({ state }, place) => state === 'queued' || place === 6);
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(waiting.map(({ hash }) => hash));
    expect(store.journal.earlier(idNumber(1))).toMatchObject({ state: 'accepted', validThrough: '2027-10' });
    store.close();
    expect(findings(dir)).toEqual([]);
  });
});
