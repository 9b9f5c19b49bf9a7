import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyTerminalStore } from '../../../../app/terminal/store/verify.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { openReadOnly } from '../../../../shared/store/open.ts';
import { draft, enrolmentOf, openEnrolled } from './fixture.ts';

let bytes: Buffer;
let scrubbed: string;
let queued: string;

/** Two certifications, one answered and scrubbed of its details, after a change of the profile. */
beforeEach(async () => {
  const store = openEnrolled();
  const numbers: string[] = [];
  for (const idNumber of ['990101195001011001', '990101195001011002']) {
    const committed = await store.journal.commit(draft({ idNumber }));
    if (!committed.ok) throw new Error(committed.error.kind);
    numbers.push(committed.value.certificateNo);
  }
  [scrubbed = '', queued = ''] = numbers;
  const [first] = store.outbox.next(1);
  if (first === undefined) throw new Error('nothing is queued');
  const answer = {
    kind: 'recorded',
    certificateNo: scrubbed,
    decision: 'accepted',
    reason: null,
    validThrough: '2027-10',
    resumptionProposed: false,
    receivedAt: 1,
    clockSkewed: false,
  } as const;
  store.outbox.apply([{ kind: 'answered', signed: first, answer }], []);
  expect(store.scrub(0)).toBe(1);
  store.enrolment.keep('c1', { ...enrolmentOf().profile, counter: '5号窗口' });
  store.close();
  const db = openReadOnly(`${store.dataDir}/terminal.db`);
  bytes = db.serialize();
  db.close();
  // A copy in memory cannot have a write-ahead log: the header's two version bytes say rollback journal.
  bytes.fill(1, 18, 20);
});

/** Without the terminal's key: that file may be lost with the machine. */
function after(edit: string): readonly string[] {
  const db = new Database(bytes);
  db.pragma('foreign_keys = OFF');
  db.pragma('ignore_check_constraints = ON');
  db.exec(edit);
  try {
    return verifyTerminalStore(db, { crypto: nodeCrypto, publicKey: undefined }).findings;
  } finally {
    db.close();
  }
}

describe('audit verify of a terminal', () => {
  it('names a trigger, which nobody here made', () => {
    expect(after('create trigger later after insert on outbox begin delete from outbox; end')).toEqual([
      'trigger later: added',
    ]);
  });

  it('finds nothing in an honest store, nor in what proves nothing', () => {
    expect(after('select 1')).toEqual([]);
    // The county's changes are asked for by it, and told again without it.
    expect(after("update enrolment set cursor = 'other'")).toEqual([]);
  });

  it.each([
    ['terminal', "'T0'", 'enrolment: altered'],
    ['number', '2', 'enrolment: altered'],
    ['county_key', "replace(county_key, substr(county_key, 1, 4), 'AAAA')", 'enrolment: altered'],
    ['handle_key', "replace(handle_key, substr(handle_key, 1, 4), 'AAAA')", 'enrolment: altered'],
    ['profile', "replace(profile, '5号', '6号')", 'enrolment: altered (profile)'],
    ['code_used', `'${'5a'.repeat(32)}'`, 'enrolment: altered'],
    ['code_used', "code_used || '0'", 'enrolment: damaged'],
  ])('names the enrolment whose %s was edited', (column, value, finding) => {
    expect(after(`update enrolment set ${column} = ${value}`)).toContain(finding);
  });

  it.each([
    ["update standing set epoch = '0000000000000000'", 'standing: altered (epoch)'],
    ['update standing set rolled_back = 1', 'standing: altered (rolled back)'],
    ['delete from standing', 'standing: missing'],
    ['delete from enrolment', 'enrolment: missing'],
    ['delete from audit_head', 'audit head: missing'],
    ['update audit_head set sequence = sequence - 1', expect.stringMatching(/^audit row \d+: added/)],
    ["insert into outbox values (77, 'queued', null)", 'outbox row 77: belongs to no record'],
  ])('%s', (edit, finding) => {
    expect(after(edit)).toContainEqual(finding);
  });

  it.each(['audit', 'audit_head', 'records', 'certifications', 'outbox', 'enrolment', 'standing'])(
    'misses table %s',
    (table) => {
      expect(after(`drop table ${table}`)).toContain(`table ${table}: missing`);
    },
  );

  it.each(['person', 'occurred_at', 'method', 'valid_through', 'demo', 'signature'])(
    'names the certification whose %s was edited after its details were scrubbed, without the key',
    (column) => {
      const value = column === 'occurred_at' || column === 'demo' ? `${column} + 1` : `${column} || 'x'`;
      const table = column === 'method' || column === 'valid_through' ? 'certifications' : 'records';
      expect(after(`update ${table} set ${column} = ${value} where id = 1`)).toEqual([
        `certification ${scrubbed}: altered (columns)`,
      ]);
    },
  );

  it('names the certification whose signature was edited, without the key', () => {
    expect(after(`update records set signature = 'AAAA' where id = 2`)).toEqual([
      `certification ${queued}: altered (signature)`,
    ]);
  });

  it('names records that were emptied, and counts them', () => {
    expect(after('update records set record = null')).toEqual([`certification ${queued}: altered (record)`]);
  });

  it('holds a roll-back that was marked against the log', () => {
    const store = openEnrolled();
    store.outbox.rolledBack(5);
    store.close();
    const db = new Database(`${store.dataDir}/terminal.db`);
    const means = { crypto: nodeCrypto, publicKey: undefined };
    expect(verifyTerminalStore(db, means).findings).toEqual([
      'standing: this store is older than what the terminal gave out',
    ]);
    db.exec('update standing set rolled_back = 0');
    expect(verifyTerminalStore(db, means).findings).toEqual(['standing: altered (rolled back)']);
    db.close();
  });

  it('compares what was noted elsewhere', () => {
    const db = new Database(bytes);
    const anchors = [{ sequence: 2, fingerprint: 'ABCD-EFGH-JKMN' }];
    expect(verifyTerminalStore(db, { crypto: nodeCrypto, publicKey: undefined, anchors }).findings).toEqual([
      'audit row 2: is not the one that was noted (ABCD-EFGH-JKMN)',
    ]);
    db.close();
  });
});
