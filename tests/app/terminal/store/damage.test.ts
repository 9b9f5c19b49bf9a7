import { generateKeyPairSync } from 'node:crypto';
import {
  copyFileSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TerminalStore } from '../../../../app/terminal/store/open.ts';
import { salvage } from '../../../../app/terminal/store/salvage/salvage.ts';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { verifyRecord } from '../../../../shared/protocol/records.ts';
import { draft, enrolmentOf, open } from './fixture.ts';
import type { Worked } from './worked.ts';
import { certify, copyOf, workedTerminal } from './worked.ts';

const terminal = workedTerminal();

const RUNS = 25;

const DB = 'terminal.db';
const KEY = 'terminal.key';
const MARKS = 'terminal.marks';

const remove =
  (...names: string[]) =>
  (dir: string) => {
    for (const name of names) rmSync(join(dir, name));
  };
const empty = (name: string) => (dir: string) => truncateSync(join(dir, name), 0);
const cutTo = (part: number) => (dir: string) => {
  const file = join(dir, DB);
  truncateSync(file, Math.floor(readFileSync(file).length * part));
};
const flip = (name: string, at: number, bit: number) => (dir: string) => {
  const bytes = readFileSync(join(dir, name));
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  writeFileSync(join(dir, name), bytes);
};
/** Fewer numbers than were covered: still marks, but for their digest. */
const lowered = (dir: string): void => {
  const file = join(dir, MARKS);
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(/"days":\{("\d{10}":)\d+/, '"days":{$11');
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
};
const overwrite = (from: number, to?: number) => (dir: string) => {
  const file = join(dir, DB);
  writeFileSync(file, readFileSync(file).fill(0xff, from, to));
};
const sql = (text: string) => (dir: string) => {
  const db = new Database(join(dir, DB));
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  db.exec(text);
  db.close();
};
const both =
  (...damages: readonly ((dir: string) => void)[]) =>
  (dir: string) => {
    for (const damage of damages) damage(dir);
  };

function verify(dir: string): readonly string[] {
  return verifyDirectory(dir, nodeCrypto).findings;
}

/** Certifies once more, whatever it takes to be allowed to: the county's word, or a new enrolment. */
async function oneMore(store: TerminalStore, anew = false): Promise<string> {
  store.outbox.hear({});
  if (anew || store.enrolment.current() === undefined || store.keyIsStrange())
    expect(store.enrolment.save(enrolmentOf({ codeUsed: '1'.repeat(64) })).ok).toBe(true);
  return (await certify(store, 1))[0] ?? '';
}

interface Outcome {
  readonly health: ReturnType<TerminalStore['journal']['health']>;
  /** What the county hears. */
  readonly status: RegExp;
  /** What `audit verify` says of the damage before the start, and after it; `null` is nothing. */
  readonly before: RegExp | null;
  readonly after: RegExp | null;
  /** How many of the unsent records are still there to be sent. */
  readonly sent?: 'all' | 'some' | 'none';
  readonly epoch?: 'same' | 'new';
}

const OK: Outcome = { health: 'ok', status: /^ok$/, before: null, after: null };
const GONE: Outcome = {
  health: 'damaged',
  status: /^damaged: 40 of 40 records unreadable$/,
  before: /^terminal\.db: (missing|empty)$/,
  after: /40 of 40 certifications/,
  sent: 'none',
  epoch: 'new',
};
const WHOLE: Outcome = { ...OK, before: /^terminal\.db: damaged/ };
const KEY_LOST: Outcome = {
  health: 'damaged',
  status: /^damaged: key lost$/,
  before: /^terminal\.key: (missing|damaged)$/,
  after: null,
};
const BACK: Outcome = {
  health: 'rolled-back',
  status: /^rolled-back$/,
  before: /^terminal\.db: older than terminal\.marks/,
  after: /older than what the terminal gave out/,
  sent: 'some',
};

const TABLE: Readonly<Record<string, readonly [(dir: string, worked: Worked) => void, Outcome]>> = {
  'nothing at all': [() => undefined, OK],
  'the store gone': [remove(DB), GONE],
  'the store emptied': [empty(DB), GONE],
  'the store one byte long': [(dir) => truncateSync(join(dir, DB), 1), GONE],
  'the store of noise': [
    (dir) => writeFileSync(join(dir, DB), Buffer.alloc(8192, 0x5a)),
    { ...GONE, before: /damaged/ },
  ],
  'the store cut short': [
    cutTo(0.9),
    {
      health: 'damaged',
      status: /^damaged: \d+ of 40 records unreadable$/,
      before: /damaged/,
      after: /the store was damaged/,
      sent: 'some',
      epoch: 'new',
    },
  ],
  'a bit of the schema number': [flip(DB, 63, 3), WHOLE],
  'the highest bit of the schema number': [flip(DB, 60, 7), WHOLE],
  'an old schema number with new tables': [sql('PRAGMA user_version = 1'), WHOLE],
  'no schema number with new tables': [sql('PRAGMA user_version = 0'), WHOLE],
  'a table taken out': [sql('DROP TABLE floors'), WHOLE],
  'the header overwritten': [overwrite(0, 100), WHOLE],
  'a seal that does not hold': [sql('UPDATE schema_seal SET version = 3'), WHOLE],
  'the first page overwritten': [overwrite(0, 2048), WHOLE],
  'the marks gone': [remove(MARKS), { ...OK, before: /^terminal\.marks: missing$/ }],
  'the marks emptied': [empty(MARKS), { ...OK, before: /^terminal\.marks: damaged$/ }],
  'a bit of the marks': [flip(MARKS, 40, 2), { ...OK, before: /^terminal\.marks: damaged$/ }],
  'the marks with lower figures': [lowered, { ...OK, before: /^terminal\.marks: damaged$/ }],
  'the key gone': [remove(KEY), KEY_LOST],
  'the key emptied': [empty(KEY), KEY_LOST],
  'the key cut short': [(dir) => truncateSync(join(dir, KEY), 20), KEY_LOST],
  'a key of another kind': [
    (dir) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      writeFileSync(join(dir, KEY), privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'));
    },
    KEY_LOST,
  ],
  'the key of another terminal': [
    (dir) => writeFileSync(join(dir, KEY), nodeCrypto.generateKey().privateKey),
    { ...KEY_LOST, before: null },
  ],
  'store and marks gone': [
    remove(DB, MARKS),
    {
      health: 'damaged',
      status: /^damaged/,
      before: /^terminal\.db: missing$/,
      after: /the store was damaged and gone/,
      sent: 'none',
      epoch: 'new',
    },
  ],
  'the store emptied, the marks gone': [
    both(empty(DB), remove(MARKS)),
    {
      health: 'damaged',
      status: /^damaged/,
      before: /^terminal\.db: empty$/,
      after: /the store was damaged/,
      sent: 'none',
      epoch: 'new',
    },
  ],
  'nothing but a store that was put aside': [
    both((dir) => renameSync(join(dir, DB), join(dir, `${DB}.damaged-1`)), remove(KEY, MARKS)),
    {
      health: 'damaged',
      status: /^damaged/,
      before: /^terminal\.db: missing$/,
      after: /the store was damaged and gone/,
      sent: 'none',
      epoch: 'new',
    },
  ],
  'the header overwritten, and a record altered': [
    both(
      sql("UPDATE certifications SET record = replace(record, '李秀珍', '李秀英') WHERE id = 2"),
      overwrite(0, 100),
    ),
    {
      health: 'damaged',
      status: /^damaged: all was read, not all of it is as it was written$/,
      before: /^terminal\.db: damaged/,
      after: /put aside as terminal\.db\.damaged-1; 0 of 40 certifications/,
      epoch: 'new',
    },
  ],
  'the header overwritten, and a record exchanged with its hash': [
    both(
      sql(`UPDATE certifications SET (record, hash, signature) =
             (SELECT record, hash, signature FROM certifications WHERE id = 1) WHERE id = 2`),
      overwrite(0, 100),
    ),
    {
      health: 'damaged',
      status: /^damaged: all was read, not all of it is as it was written$/,
      before: /^terminal\.db: damaged/,
      after: /put aside as terminal\.db\.damaged-1; 0 of 40 certifications/,
      epoch: 'new',
    },
  ],
  'an older copy of the store': [(dir, { earlier }) => copyFileSync(join(earlier, DB), join(dir, DB)), BACK],
  'an older copy, and the key gone': [
    (dir, { earlier }) => both((into) => copyFileSync(join(earlier, DB), join(into, DB)), remove(KEY))(dir),
    { ...BACK, health: 'damaged', status: /^damaged: key lost$/, after: null },
  ],
  'the last audit rows cut off': [
    sql(`DELETE FROM audit WHERE sequence > 50;
         UPDATE audit_head SET sequence = 50, hash = (SELECT hash FROM audit WHERE sequence = 50)`),
    { ...BACK, sent: 'all' },
  ],
  'another row at the end of the audit chain': [
    sql(`UPDATE audit_head SET hash = '${'ab'.repeat(32)}';
         UPDATE audit SET hash = '${'ab'.repeat(32)}' WHERE sequence = (SELECT sequence FROM audit_head)`),
    { ...BACK, before: /older than terminal\.marks/, sent: 'all' },
  ],
  'the end of the audit chain gone': [
    sql('DELETE FROM audit_head'),
    { ...OK, before: /^audit head: missing$/, after: /the head of the chain had been altered/ },
  ],
  'an epoch that is none': [
    sql("UPDATE standing SET epoch = 'ZZZZZZZZZZZZZZZZ'"),
    { ...OK, before: /^standing: altered \(epoch\)$/, after: /the epoch had been altered/, epoch: 'new' },
  ],
  'no standing': [
    sql('DELETE FROM standing'),
    { ...OK, before: /^standing: missing$/, after: /the epoch had been altered/, epoch: 'new' },
  ],
  'a profile that is not JSON': [
    sql("UPDATE enrolment SET profile = '{'"),
    { ...OK, before: /^enrolment: damaged$/ },
  ],
  'a profile of another shape': [
    sql("UPDATE enrolment SET profile = '[]'"),
    { ...OK, before: /^enrolment: damaged$/ },
  ],
  'a terminal number that is none': [sql('UPDATE enrolment SET number = 0'), { ...WHOLE, before: /damaged/ }],
  'a profile that is not JSON, the marks gone': [
    both(sql("UPDATE enrolment SET profile = '{'"), remove(MARKS)),
    {
      health: 'damaged',
      status: /^damaged: enrolment unreadable$/,
      before: /^enrolment: damaged$/,
      after: null,
    },
  ],
};

describe('a terminal that finds', () => {
  it.each(Object.entries(TABLE))('%s', async (_, [damage, outcome]) => {
    const worked = terminal();
    const dir = copyOf(worked.dataDir);
    damage(dir, worked);
    expectWords(verify(dir), outcome.before);

    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe(outcome.health);
    expect(store.status()).toMatch(outcome.status);
    expect(store.status().length).toBeLessThanOrEqual(80);
    expect(store.troubles().length > 0).toBe(outcome.health !== 'ok');
    const { epoch } = store.outbox.standing();
    expect(epoch === worked.epoch ? 'same' : 'new').toBe(outcome.epoch ?? 'same');

    const queued = store.outbox.next(100);
    for (const signed of queued) expect(verifyRecord(nodeCrypto, worked.publicKey, signed)).toBe(true);
    const unsent = queued.filter(({ hash }) => worked.unsent.includes(hash)).length;
    const sent = unsent === worked.unsent.length ? 'all' : unsent === 0 ? 'none' : 'some';
    expect(sent).toBe(outcome.sent ?? 'all');

    const next = await oneMore(store);
    expect(worked.numbers).not.toContain(next);
    expect(store.outbox.standing()).toMatchObject({ parked: 0 });
    store.close();
    expectWords(verify(dir), outcome.after);

    // Once more, with what the first start made of it.
    const again = open({ dataDir: dir });
    expect([...worked.numbers, next]).not.toContain(await oneMore(again));
    again.close();
  });

  function expectWords(findings: readonly string[], words: RegExp | null): void {
    if (words === null) expect(findings).toEqual([]);
    else expect(findings.join('\n')).toMatch(new RegExp(words.source, 'm'));
  }
});

describe('a terminal whose whole folder was put back from a copy', () => {
  it('hears of it from the county, and skips every number that it may have given since', async () => {
    const { earlier, numbers, epoch } = terminal();
    const store = open({ dataDir: copyOf(earlier) });
    // Store and marks agree: nothing on this machine tells.
    expect(store.journal.health()).toBe('ok');
    store.outbox.rolledBack(numbers.length);
    expect(store.journal.health()).toBe('rolled-back');
    const next = await oneMore(store, true);
    expect(numbers).not.toContain(next);
    expect(store.outbox.standing().epoch).not.toBe(epoch);
  });
});

describe('a terminal whose store is gone', () => {
  it('accuses nobody of another key where nothing is left that knows which it was', () => {
    const dir = copyOf(terminal().dataDir);
    both(sql('DELETE FROM lives'), overwrite(0, 100), remove(MARKS, KEY))(dir);
    open({ dataDir: dir }).close();
    expect(verify(dir)).not.toContain('standing: altered (key)');
  });

  it('begins another life, which is behind nothing that its marks tell of', () => {
    const dir = copyOf(terminal().dataDir);
    remove(DB)(dir);
    const store = open({ dataDir: dir });
    store.outbox.hear({});
    expect(store.journal.health()).toBe('ok');
  });
});

describe('what is left of a store', () => {
  it('is read out of its pages as SQLite reads it, log and overflow pages included', async () => {
    const dir = copyOf(terminal().dataDir);
    const store = open({ dataDir: dir });
    // Names as long as they may be: their records need pages of their own.
    for (let one = 0; one < 3; one += 1) {
      const name = '欧'.repeat(60);
      await store.journal.commit(draft({ name, witness: { idNumber: '990101195001011234', name } }));
    }
    await certify(store, 10);
    // Nothing was written back: half of the store is in its log.
    const file = join(copyOf(dir), DB);
    const db = new Database(join(dir, DB), { readonly: true });
    const rows = (table: string): unknown[] => db.prepare(`SELECT * FROM ${table}`).raw().all();
    const saved = salvage(file);
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    expect([...saved.certifications.values()].sort((a, b) => a[0] - b[0])).toEqual(rows('certifications'));
    expect([...saved.outbox.values()].sort((a, b) => a[0] - b[0])).toEqual(rows('outbox'));
    expect(
      [...saved.audit.values()].sort((a, b) => a.sequence - b.sequence).map((row) => Object.values(row)),
    ).toEqual(rows('audit'));
    expect([...saved.lives.values()]).toEqual(rows('lives'));
    expect(saved.enrolment).toEqual(store.enrolment.current());
    expect(saved.standing?.epoch).toBe(store.outbox.standing().epoch);
    expect(saved.auditHead).toEqual(store.outbox.standing().audit);
    db.close();
  });

  it('of any length, or with any bytes overwritten, is put together again and nothing is given out twice', async () => {
    const { dataDir, numbers, publicKey } = terminal();
    const { length } = readFileSync(join(dataDir, DB));
    const cut = fc.record({ kind: fc.constant('cut'), at: fc.nat(length - 1), to: fc.constant(0) });
    const hole = fc.record({
      kind: fc.constant('hole'),
      at: fc.nat(length - 1),
      to: fc.integer({ min: 1, max: 9000 }),
    });
    const bit = fc.record({ kind: fc.constant('bit'), at: fc.nat(length - 1), to: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(fc.oneof(cut, hole, bit), async ({ kind, at, to }) => {
        const dir = copyOf(dataDir);
        if (kind === 'cut') truncateSync(join(dir, DB), at);
        else if (kind === 'bit') flip(DB, at, to)(dir);
        else overwrite(at, Math.min(at + to, length))(dir);
        const store = open({ dataDir: dir });
        const queued = store.outbox.next(100);
        for (const signed of queued) expect(verifyRecord(nodeCrypto, publicKey, signed)).toBe(true);
        expect(numbers).not.toContain(await oneMore(store));
        store.close();
      }),
      { numRuns: RUNS },
    );
  });

  it('is kept as it was, with its log', () => {
    const { dataDir } = terminal();
    const dir = copyOf(dataDir);
    overwrite(4096, 20000)(dir);
    writeFileSync(join(dir, `${DB}-wal`), 'what was in the log');
    const bytes = readFileSync(join(dir, DB));
    const store = open({ dataDir: dir });
    expect(store.quarantined).toBe(join(dir, `${DB}.damaged-1`));
    store.close();
    expect(readFileSync(join(dir, `${DB}.damaged-1`)).equals(bytes)).toBe(true);
    expect(readFileSync(join(dir, `${DB}.damaged-1-wal`), 'utf8')).toBe('what was in the log');
    expect(readdirSync(dir).filter((name) => name.includes('.new'))).toEqual([]);
  });

  it('brings out of service until the file is taken away, when not all of it could be read', () => {
    const { dataDir } = terminal();
    const dir = copyOf(dataDir);
    cutTo(0.9)(dir);
    open({ dataDir: dir }).close();
    const store = open({ dataDir: dir });
    store.outbox.hear({});
    expect(store.journal.health()).toBe('damaged');
    expect(store.troubles().join()).toContain(`${DB}.damaged-1 was put aside`);
    store.close();
    rmSync(join(dir, `${DB}.damaged-1`));
    expect(open({ dataDir: dir }).journal.health()).toBe('ok');
  });

  it('is never taken for a first start, were it the log alone', () => {
    const dir = copyOf(terminal().dataDir);
    remove(DB, KEY, MARKS)(dir);
    writeFileSync(join(dir, `${DB}-wal`), 'records, perhaps');
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('damaged');
    expect(readFileSync(join(dir, `${DB}.damaged-1-wal`), 'utf8')).toBe('records, perhaps');
  });

  it('brings out of service even when the log alone was put aside', () => {
    const dir = copyOf(terminal().dataDir);
    writeFileSync(join(dir, `${DB}.damaged-1-wal`), 'records, perhaps');
    const store = open({ dataDir: dir });
    expect(store.journal.health()).toBe('damaged');
    expect(store.troubles().join()).toContain(`${DB}.damaged-1 was put aside`);
  });

  it('is known to have been read whole also after a second damage', () => {
    const dir = copyOf(terminal().dataDir);
    for (const number of [1, 2]) {
      overwrite(0, 100)(dir);
      const store = open({ dataDir: dir });
      expect(store.quarantined).toBe(join(dir, `${DB}.damaged-${number}`));
      expect(store.journal.health()).toBe('ok');
      store.close();
    }
  });

  it('sends nothing that was parked: the county holds something else there', () => {
    const { dataDir, unsent } = terminal();
    const dir = copyOf(dataDir);
    const first = open({ dataDir: dir });
    const [signed] = first.outbox.next(1);
    if (signed === undefined) throw new Error('nothing waits');
    first.outbox.apply([{ kind: 'parked', signed, why: 'conflict', detail: 'another record' }], []);
    first.close();
    overwrite(0, 100)(dir);
    const store = open({ dataDir: dir });
    expect(store.outbox.standing()).toMatchObject({ parked: 1 });
    expect(store.outbox.next(100).map(({ hash }) => hash)).toEqual(unsent.slice(1));
  });

  it('is put together once: a cut between the two renames is made good', () => {
    const { dataDir, unsent } = terminal();
    const dir = copyOf(dataDir);
    overwrite(0, 100)(dir);
    const store = open({ dataDir: dir });
    store.close();
    copyFileSync(join(dir, DB), join(dir, `${DB}.new`));
    rmSync(join(dir, DB));
    const again = open({ dataDir: dir });
    expect(again.quarantined).toBeUndefined();
    expect(again.outbox.next(100).map(({ hash }) => hash)).toEqual(unsent);
  });
});
