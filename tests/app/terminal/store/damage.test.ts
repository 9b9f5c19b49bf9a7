import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TerminalStore } from '../../../../app/terminal/store/open.ts';
import { nodeCrypto } from '../../../../shared/protocol/node-crypto.ts';
import { verifyRecord } from '../../../../shared/records/envelope.ts';
import { open } from './fixture.ts';
import {
  DB,
  KEY,
  MARKS,
  both,
  cutTo,
  empty,
  flip,
  lowered,
  oneMore,
  overwrite,
  remove,
  sql,
  verify,
} from './harm.ts';
import type { Worked } from './worked.ts';
import { copyOf, workedTerminal } from './worked.ts';

const terminal = workedTerminal();

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
  after: /40 of 40 records/,
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
  'a seal that does not hold': [sql('UPDATE schema_seal SET version = 9'), WHOLE],
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
      sql("UPDATE records SET record = replace(record, '李秀珍', '李秀英') WHERE id = 2"),
      overwrite(0, 100),
    ),
    {
      health: 'damaged',
      status: /^damaged: all was read, not all of it is as it was written$/,
      before: /^terminal\.db: damaged/,
      after: /put aside as terminal\.db\.damaged-1; 0 of 40 records/,
      epoch: 'new',
    },
  ],
  'the header overwritten, and a record exchanged with its hash': [
    both(
      sql(`UPDATE records SET (record, hash, signature) =
             (SELECT record, hash, signature FROM records WHERE id = 1) WHERE id = 2`),
      overwrite(0, 100),
    ),
    {
      health: 'damaged',
      status: /^damaged: all was read, not all of it is as it was written$/,
      before: /^terminal\.db: damaged/,
      after: /put aside as terminal\.db\.damaged-1; 0 of 40 records/,
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
