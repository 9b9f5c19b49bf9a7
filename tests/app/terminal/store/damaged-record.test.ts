import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyDirectory } from '../../../../app/terminal/store/verify-directory.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { draft, open } from './fixture.ts';
import { answered, copyOf, workedTerminal } from './worked.ts';

const terminal = workedTerminal();
/** The first that the county has not answered, and its place. */
const PLACE = 11;

const ALTERED: Readonly<Record<string, string>> = {
  'its text cut short': 'record = substr(record, 1, 100)',
  'its text gone': 'record = NULL',
  'its text empty': "record = ''",
  'another value in it': "record = replace(record, '李秀珍', '李秀英')",
  'JSON of another kind': "record = '[1, 2]'",
  'JSON null': "record = 'null'",
  'a lone surrogate in it': `record = replace(record, '李秀珍', '\\ud800')`,
  'its hash': `hash = '${'ab'.repeat(32)}'`,
  'its signature': "signature = 'AAAA' || substr(signature, 5)",
  'its signature gone': "signature = ''",
  'its number': "number = '2611230001777777'",
  'its number, to letters': "number = 'abcdefghijklmnop'",
  'its epoch': "epoch = '0000000000000000'",
  'its sequence': 'sequence = 900',
};

function alter(dir: string, sql: string): void {
  const db = new Database(join(dir, 'terminal.db'));
  db.pragma('foreign_keys = OFF');
  db.exec(sql);
  db.close();
}

function events(dir: string, event: string): readonly string[] {
  const db = new Database(join(dir, 'terminal.db'), { readonly: true });
  const details = db
    .prepare<[string], string>('SELECT details FROM audit WHERE event = ?')
    .pluck()
    .all(event);
  db.close();
  return details;
}

describe('a queued record that is not as it was written', () => {
  it.each(Object.entries(ALTERED))('(%s) is parked, said, and stops nobody', async (_, change) => {
    const { dataDir, unsent } = terminal();
    const dir = copyOf(dataDir);
    alter(dir, `UPDATE records SET ${change} WHERE id = ${PLACE}`);
    expect(verifyDirectory(dir, nodeCrypto).findings.join('\n')).toMatch(
      /^certification .{16}: (altered|not in)/,
    );

    const store = open({ dataDir: dir });
    // The others are sent, in the same batch.
    const batch = store.outbox.next(3);
    expect(batch.map(({ hash }) => hash)).toEqual(unsent.slice(1, 4));
    expect(store.outbox.standing()).toMatchObject({ queued: unsent.length - 1, parked: 1 });
    expect(store.status()).toBe('damaged-record: 1');
    expect(store.troubles().join()).toContain('1 queued records');
    // People are served as before.
    expect(store.journal.health()).toBe('ok');
    expect((await store.journal.commit(draft({ idNumber: '990101196001011234' }))).ok).toBe(true);
    store.outbox.apply(answered(store.outbox.next(100)), []);
    expect(store.outbox.standing()).toMatchObject({ queued: 0, parked: 1 });
    store.close();

    expect(events(dir, 'record-damaged')).toHaveLength(1);
    expect(events(dir, 'record-damaged')[0]).toContain(`"place":${PLACE}`);
    expect(events(dir, 'record-damaged')[0]).not.toMatch(/李|9901011950/);
    expect(verifyDirectory(dir, nodeCrypto).findings.join('\n')).toMatch(
      /^certification .{16}: (altered|not in)/,
    );
    // It stays parked: a start does not offer it again.
    expect(open({ dataDir: dir }).outbox.standing()).toMatchObject({ queued: 0, parked: 1 });
  });

  it('however it was altered, never throws and never stops the others', () => {
    const { dataDir, unsent } = terminal();
    const column = fc.constantFrom('record', 'hash', 'signature', 'number', 'epoch');
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    fc.assert(
      fc.property(column, text, (name, value) => {
        const dir = copyOf(dataDir);
        const db = new Database(join(dir, 'terminal.db'));
        db.pragma('ignore_check_constraints = ON');
        db.prepare(`UPDATE records SET ${name} = ? WHERE id = ?`).run(value, PLACE);
        db.close();
        const store = open({ dataDir: dir });
        const sent = store.outbox.next(100).map(({ hash }) => hash);
        expect(sent).toEqual(unsent.slice(1));
        expect(store.outbox.standing().queued).toBe(sent.length);
        store.close();
      }),
      { numRuns: 20 },
    );
  });

  it('and whose row is gone leaves no place in the queue that would be waited for', () => {
    const { dataDir } = terminal();
    const dir = copyOf(dataDir);
    alter(dir, 'DELETE FROM records WHERE id >= 11');
    const store = open({ dataDir: dir });
    expect(store.outbox.next(100)).toEqual([]);
    expect(store.outbox.standing()).toMatchObject({ queued: 0, parked: 30 });
    store.close();
    expect(verifyDirectory(dir, nodeCrypto).findings.join('\n')).toMatch(/^certification \d{16}: missing$/m);
  });
});

describe('an earlier certification', () => {
  it('whose row was altered is not told of', () => {
    const { dataDir } = terminal();
    const dir = copyOf(dataDir);
    const idNumber = (place: number): string => {
      const db = new Database(join(dir, 'terminal.db'), { readonly: true });
      const record = db.prepare<[number], string>('SELECT record FROM records WHERE id = ?').pluck();
      const text = record.get(place) ?? '';
      db.close();
      return /"idNumber":"(\w+)"/.exec(text)?.[1] ?? '';
    };
    const person = idNumber(PLACE);
    alter(dir, `UPDATE certifications SET valid_through = 'soon' WHERE id = ${PLACE}`);
    const store = open({ dataDir: dir });
    expect(store.journal.earlier(person)).toBeUndefined();
    expect(store.journal.earlier(idNumber(PLACE + 1))).toMatchObject({ validThrough: '2027-10' });
    alter(dir, "UPDATE records SET answer = replace(answer, 'accepted', 'perhaps') WHERE id = 1");
    const first = terminal().numbers[0] ?? '';
    expect(store.outbox.answerTo(first)).toBeUndefined();
  });
});
