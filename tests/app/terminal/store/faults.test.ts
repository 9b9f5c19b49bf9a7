import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { KEEP_AFTER_ANSWER_MS } from '../../../../app/terminal/store/retention.ts';
import { transactor } from '../../../../app/terminal/store/transact.ts';
import { verifyTerminalStore } from '../../../../app/terminal/store/verify.ts';
import type { CertificationAnswer } from '../../../../shared/records/certification.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { openReadOnly } from '../../../../shared/store/open.ts';
import { draft, enrolmentOf, open, openEnrolled, setClock, temporaryDirectory, tryOpen } from './fixture.ts';

const ACCEPTED: CertificationAnswer = {
  kind: 'recorded',
  certificateNo: '',
  decision: 'accepted',
  reason: null,
  validThrough: '2027-10',
  resumptionProposed: false,
  receivedAt: 1,
  clockSkewed: false,
};

function findings(dataDir: string): readonly string[] {
  const db = openReadOnly(join(dataDir, 'terminal.db'));
  try {
    return verifyTerminalStore(db, { crypto: nodeCrypto, publicKey: undefined }).findings;
  } finally {
    db.close();
  }
}

function events(dataDir: string): readonly string[] {
  const db = openReadOnly(join(dataDir, 'terminal.db'));
  try {
    return db.prepare<[], string>('SELECT event FROM audit ORDER BY sequence').pluck().all();
  } finally {
    db.close();
  }
}

describe('a disk', () => {
  it('with little room takes no new visits, and finishes the one at hand', async () => {
    const clock = setClock();
    let free = 10 ** 12;
    const store = openEnrolled({ clock, freeBytes: () => free, diskFloorBytes: 500 });
    expect(store.journal.health()).toBe('ok');
    free = 499;
    clock.pass(5000);
    expect(store.journal.health()).toBe('disk');
    expect((await store.journal.commit(draft())).ok).toBe(true);
    expect(store.outbox.next(1)).toHaveLength(1);
    free = 500;
    clock.pass(5000);
    expect(store.journal.health()).toBe('ok');
  });

  it('without room is a value, and nothing of the transaction is there', () => {
    const db = new Database(':memory:');
    db.exec('CREATE TABLE row (body TEXT)');
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
    const transact = transactor(db);
    const filled = transact.run(() => {
      for (let row = 0; row < 1000; row += 1) db.prepare('INSERT INTO row VALUES (?)').run('x'.repeat(500));
    });
    expect(filled).toEqual({ ok: false, error: { kind: 'disk-full' } });
    expect(transact.full()).toBe(true);
    expect(transact.broken()).toBe(false);
    expect(db.prepare('SELECT count(*) FROM row').pluck().get()).toBe(0);
    expect(transact.run(() => 1)).toEqual({ ok: true, value: 1 });
    expect(transact.full()).toBe(false);
  });

  it('that was full is found to have room again, although nobody writes on a closed screen', () => {
    const isFull = { now: false };
    type Work = (...args: unknown[]) => unknown;
    type Transaction = (this: Database.Database, work: Work) => Database.Transaction;
    const original: Transaction = Reflect.get(Database.prototype, 'transaction');
    function onFullDisk(this: Database.Database, work: Work): Database.Transaction {
      return original.call(this, (...args) => {
        if (isFull.now) throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
        return work(...args);
      });
    }
    Reflect.set(Database.prototype, 'transaction', onFullDisk);
    onTestFinished(() => void Reflect.set(Database.prototype, 'transaction', original));
    const clock = setClock();
    const store = openEnrolled({ clock });
    isFull.now = true;
    store.journal.note('visit-started');
    expect(store.journal.health()).toBe('disk');
    expect(store.status()).toBe('disk');
    clock.pass(5000);
    expect(store.journal.health()).toBe('disk');
    isFull.now = false;
    clock.pass(5000);
    expect(store.journal.health()).toBe('ok');
  });

  it('that does not answer has no room', () => {
    const store = openEnrolled({
      freeBytes: () => {
        throw new Error('EIO');
      },
    });
    expect(store.journal.health()).toBe('disk');
  });

  it('that cannot be written is a value and breaks the store’s health', () => {
    const dataDir = temporaryDirectory();
    const file = join(dataDir, 'x.db');
    new Database(file).exec('CREATE TABLE row (body TEXT)').close();
    const db = new Database(file, { readonly: true });
    const transact = transactor(db);
    expect(transact.run(() => db.prepare("INSERT INTO row VALUES ('x')").run())).toMatchObject({
      ok: false,
      error: { kind: 'io' },
    });
    expect(transact.broken()).toBe(true);
    db.close();
  });

  it('does not hide a mistake of the program', () => {
    const db = new Database(':memory:');
    expect(() =>
      transactor(db).run(() => {
        throw new TypeError('ours');
      }),
    ).toThrow('ours');
  });
});

describe('a store that came to harm', () => {
  it('is put aside, and the machine is out of service until somebody has taken it away', async () => {
    const dataDir = temporaryDirectory();
    const before = openEnrolled({ dataDir });
    const { epoch } = before.outbox.standing();
    const { publicKey } = before.signer;
    before.close();
    const file = join(dataDir, 'terminal.db');
    writeFileSync(file, readFileSync(file).fill(0xff, 2048));
    const first = open({ dataDir });
    expect(first.quarantined).toBe(`${file}.damaged-1`);
    expect(first.journal.health()).toBe('damaged');
    expect(first.enrolment.current()).toEqual(before.enrolment.current());
    expect(first.outbox.standing().epoch).not.toBe(epoch);
    expect(first.signer.publicKey).toBe(publicKey);
    first.close();
    const second = open({ dataDir });
    expect(second.quarantined).toBeUndefined();
    expect(second.journal.health()).toBe('damaged');
  });

  it('or was put back to an old copy stays out of service until it is enrolled anew, in another epoch', async () => {
    const dataDir = temporaryDirectory();
    const store = openEnrolled({ dataDir });
    const { epoch } = store.outbox.standing();
    store.outbox.rolledBack(7);
    store.outbox.rolledBack(7);
    expect(store.journal.health()).toBe('rolled-back');
    store.close();
    expect(events(dataDir).filter((event) => event === 'store-rolled-back')).toHaveLength(1);
    const again = open({ dataDir });
    expect(again.journal.health()).toBe('rolled-back');
    again.enrolment.save(enrolmentOf({ codeUsed: '1'.repeat(64) }));
    expect(again.journal.health()).toBe('ok');
    expect(again.outbox.standing().epoch).not.toBe(epoch);
    expect((await again.journal.commit(draft())).ok).toBe(true);
    expect(again.outbox.next(1)[0]?.record).toMatchObject({ sequence: 1, previous: '0'.repeat(64) });
  });
});

describe('a start', () => {
  it('tells a disk that fails, which may pass, from a place that is the wrong one', async () => {
    const dataDir = temporaryDirectory();
    // A name that opens for nobody, and is neither missing, nor forbidden, nor of the wrong kind.
    const inTheWay = createServer().listen(join(dataDir, 'terminal.marks.new'));
    await once(inTheWay, 'listening');
    expect(tryOpen({ dataDir })).toMatchObject({ ok: false, error: { kind: 'io' } });
    inTheWay.close();
    await once(inTheWay, 'close');
    mkdirSync(join(dataDir, 'terminal.marks.new'));
    expect(tryOpen({ dataDir })).toMatchObject({ ok: false, error: { kind: 'refused' } });
  });

  it('discards a visit that the power ended, and says so once', () => {
    const dataDir = temporaryDirectory();
    const store = openEnrolled({ dataDir });
    store.journal.note('visit-started');
    store.close();
    open({ dataDir }).close();
    open({ dataDir }).close();
    expect(events(dataDir).filter((event) => event === 'visit-discarded')).toHaveLength(1);
  });

  it('has nothing to discard after a visit that ended or was certified', async () => {
    const dataDir = temporaryDirectory();
    const store = openEnrolled({ dataDir });
    store.journal.note('visit-started');
    store.journal.note('visit-ended', { how: 'left' });
    store.close();
    const second = open({ dataDir });
    second.journal.note('visit-started');
    await second.journal.commit(draft());
    second.close();
    open({ dataDir }).close();
    expect(events(dataDir)).not.toContain('visit-discarded');
  });

  it('offers a rejected record to the county once more, and leaves a conflict where it is', async () => {
    const dataDir = temporaryDirectory();
    const store = openEnrolled({ dataDir });
    await store.journal.commit(draft());
    await store.journal.commit(draft());
    const [rejected, conflicting] = store.outbox.next(2);
    store.outbox.apply(
      [
        { kind: 'parked', signed: rejected!, why: 'rejected', detail: 'too new' },
        { kind: 'parked', signed: conflicting!, why: 'conflict', detail: 'another record' },
      ],
      [],
    );
    expect(store.outbox.standing()).toMatchObject({ queued: 0, parked: 2 });
    store.close();
    const again = open({ dataDir });
    expect(again.outbox.next(2)).toEqual([rejected]);
    expect(again.outbox.standing()).toMatchObject({ queued: 1, parked: 1 });
    again.close();
    expect(findings(dataDir)).toEqual([]);
  });
});

describe('answers', () => {
  it('to a record that is parked change nothing: the first word stands', async () => {
    const store = openEnrolled();
    await store.journal.commit(draft());
    const [signed] = store.outbox.next(1);
    store.outbox.apply([{ kind: 'parked', signed: signed!, why: 'conflict', detail: '' }], []);
    store.outbox.apply([{ kind: 'answered', signed: signed!, answer: ACCEPTED }], []);
    expect(store.outbox.standing()).toMatchObject({ queued: 0, parked: 1 });
    expect(store.outbox.answerTo(signed!.record.body.certificateNo)).toBe('parked');
  });

  it('are kept once: a second one to the same record changes nothing', async () => {
    const store = openEnrolled();
    await store.journal.commit(draft());
    const [signed] = store.outbox.next(1);
    store.outbox.apply([{ kind: 'answered', signed: signed!, answer: ACCEPTED }], []);
    const refused: CertificationAnswer = { ...ACCEPTED, decision: 'refused' };
    store.outbox.apply([{ kind: 'answered', signed: signed!, answer: refused }], []);
    store.outbox.apply([{ kind: 'parked', signed: signed!, why: 'conflict', detail: '' }], []);
    expect(store.outbox.answerTo(signed!.record.body.certificateNo)).toMatchObject({ decision: 'accepted' });
    store.close();
    expect(findings(store.dataDir)).toEqual([]);
  });

  it('free the terminal of personal details seven days later, and every hash stays valid', async () => {
    const clock = setClock();
    const store = openEnrolled({ clock });
    const name = '欧阳赵钱孙';
    await store.journal.commit(draft({ name }));
    await store.journal.commit(draft({ name, idNumber: '990101195202022345' }));
    const [first] = store.outbox.next(1);
    store.outbox.apply([{ kind: 'answered', signed: first!, answer: ACCEPTED }], []);
    expect(store.scrub(KEEP_AFTER_ANSWER_MS)).toBe(0);
    clock.pass(KEEP_AFTER_ANSWER_MS);
    // The unanswered one is kept for as long as it takes.
    expect(store.scrub(KEEP_AFTER_ANSWER_MS)).toBe(1);
    expect(store.journal.earlier('990101195001011234')?.state).toBe('accepted');
    expect(store.outbox.next(5)).toHaveLength(1);
    const [second] = store.outbox.next(1);
    store.outbox.apply([{ kind: 'answered', signed: second!, answer: ACCEPTED }], []);
    clock.pass(KEEP_AFTER_ANSWER_MS);
    expect(store.scrub(KEEP_AFTER_ANSWER_MS)).toBe(1);
    for (const file of ['terminal.db', 'terminal.db-wal'])
      expect(readFileSync(join(store.dataDir, file)).includes(name)).toBe(false);
    store.close();
    expect(findings(store.dataDir)).toEqual([]);
  });
});
